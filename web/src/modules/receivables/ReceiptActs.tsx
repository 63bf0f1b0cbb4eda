import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, InputNumber, Modal } from "antd";
import { useRef, useState } from "react";

import ReasonDialog from "@/records/acts/ReasonDialog";
import { useAct, useRefreshAll } from "@/records/acts/useAct";
import { formErrors, useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { isReference, records, type Filter, type RecordData, type Reference } from "@/api/records";
import { useSession } from "@/api/session";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { minus, signOf } from "@/ui/decimal";
import { currencyOf, dateFromPicker, dateToPicker, formatMoney, money } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { receivables, type Shares } from "./api";
import { oldestFirst, rest } from "./shares";
import { SharesEditor } from "./SharesEditor";

const may = (record: RecordData, action: string) => record.can?.includes(action) ?? false;

interface DialogProps extends RecordSlotProps {
  onClose: () => void;
}

function RefundDialog({ type, record, onClose }: DialogProps) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [form] = Form.useForm<{ amount: string; reason: string; paid_on: string | null }>();
  const key = useRef(crypto.randomUUID());
  const refund = useMutation({
    mutationFn: (body: object) => records.act(type, record.id, "refund", body, key.current),
    onSuccess: () => {
      void refresh();
      void message.success(t("receivables.refundAsked"));
      onClose();
    },
    onError: (error) => {
      key.current = crypto.randomUUID();
      const { fields, rest: others } = formErrors(error, ["amount", "reason", "paid_on"]);
      form.setFields([...fields, ...(others.length > 0 ? [{ name: "amount", errors: others }] : [])] as never);
    },
  });
  return (
    <Modal open title={t("receivables.refundTitle", { title: record.title })} okText={t("receivables.refund")} okButtonProps={{ danger: true }} cancelText={t("records.form.cancel")} confirmLoading={refund.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ amount: record.amount, paid_on: null }} onFinish={(values) => refund.mutate(values)}>
        <Form.Item name="amount" label={t("receivables.refundAmount")} rules={[{ required: true, message: t("receivables.amountMissing") }]}>
          <InputNumber<string> className="yl-full" autoFocus stringMode inputMode="decimal" controls={false} suffix={currencyOf(record, "amount")} />
        </Form.Item>
        <Form.Item name="paid_on" label={t("receivables.paidOn")} extra={t("receivables.paidOnHint")} getValueProps={(value: string | null) => ({ value: dateToPicker(value) })} normalize={dateFromPicker}>
          <DatePicker className="yl-full" />
        </Form.Item>
        <Form.Item name="reason" label={t("records.reason")} rules={[{ required: true, whitespace: true, message: t("records.reasonMissing") }]}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What is left may pay any contract in force of its account, in its currency. */
const paysAny = (record: RecordData): Filter => ({
  all: [
    { field: "account", op: "in", value: isReference(record.account) ? [record.account.id] : [] },
    { field: "stage", op: "in", value: ["effective", "executing"] },
    { field: "currency", op: "eq", value: currencyOf(record, "amount") ?? "" },
  ],
});

function AllocateDialog({ record, unallocated, onClose }: DialogProps & { unallocated: string }) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const report = useReport();
  const own = isReference(record.contract) ? record.contract : null;
  const [paid, setPaid] = useState<Reference | null>(own);
  const contract = paid?.id ?? "";
  const { data: plan } = useQuery({ queryKey: ["records", "contracts", "plan", contract], queryFn: () => receivables.plan(contract), enabled: contract !== "" });
  const [chosen, setChosen] = useState<Shares>();
  const shares = chosen ?? oldestFirst(plan?.items ?? [], unallocated);
  const allocate = useMutation({
    mutationFn: () => receivables.allocate(record.id, contract, shares, crypto.randomUUID()),
    onSuccess: () => {
      void refresh();
      void message.success(t("receivables.allocated"));
      onClose();
    },
    onError: report,
  });
  return (
    <Modal open title={t("receivables.allocateTitle", { amount: formatMoney(unallocated, currencyOf(record, "amount") ?? "") })} okText={t("receivables.allocate")} cancelText={t("records.form.cancel")} confirmLoading={allocate.isPending} okButtonProps={{ disabled: signOf(rest(unallocated, shares)) < 0 || Object.keys(shares).length === 0 }} onOk={() => allocate.mutate()} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t("receivables.pays")} extra={paid?.id === own?.id ? t("receivables.paysHint") : t("receivables.paysOther")}>
          <ReferencePicker
            object="contract"
            value={paid}
            filter={paysAny(record)}
            onChange={(next) => {
              setPaid(next ?? null);
              setChosen(undefined);
            }}
          />
        </Form.Item>
      </Form>
      {plan && <SharesEditor installments={plan.items} amount={unallocated} currency={currencyOf(plan, "amount") ?? ""} shares={shares} byHand={chosen !== undefined} onChange={setChosen} onReset={() => setChosen(undefined)} />}
    </Modal>
  );
}

/** Finance says whether the money came; the button is small in a row of the queue. */
export function ConfirmActs({ type, record, small }: RecordSlotProps & { small?: boolean }) {
  const t = useT();
  const [rejecting, setRejecting] = useState(false);
  const { message, modal } = App.useApp();
  const confirm = useAct(type, record, t("receivables.confirmed"));
  const sayWhatIsOver = (receipt: RecordData) => {
    if (typeof receipt.amount !== "string" || typeof receipt.allocated !== "string") return;
    const over = minus(String(receipt.amount), String(receipt.allocated));
    if (!receipt.refund_of && signOf(over) > 0) void message.info(t("receivables.prepaid", { amount: formatMoney(over, currencyOf(receipt, "amount") ?? "") }));
  };
  const reject = useAct(type, record, t("receivables.rejected"));
  const kind = signOf(String(record.amount)) < 0 ? "refund" : "receipt";
  const sure = () =>
    modal.confirm({
      title: t(`receivables.sure.${kind}.title`, { amount: money(record, "amount") }),
      content: t(`receivables.sure.${kind}.then`),
      okText: t("receivables.confirm"),
      cancelText: t("records.form.cancel"),
      onOk: () => confirm.mutate({ verb: "confirm", body: {} }, { onSuccess: sayWhatIsOver }),
    });
  const size = small ? ("small" as const) : undefined;
  const text = (act: string) => ({ "aria-label": small ? t(`receivables.${act}One`, { title: record.title }) : undefined, children: t(`receivables.${act}`) });
  return (
    <>
      <Button type="primary" size={size} loading={confirm.isPending} onClick={sure} {...text("confirm")} />
      <Button type="text" danger size={size} onClick={() => setRejecting(true)} {...text("reject")} />
      {rejecting && (
        <ReasonDialog
          title={t("receivables.rejectTitle", { title: record.title })}
          okText={t("receivables.reject")}
          danger
          usual={t("receivables.usual").split("|")}
          pending={reject.isPending}
          onGive={({ reason }) => reject.mutate({ verb: "reject", body: { reason } }, { onSuccess: () => setRejecting(false) })}
          onClose={() => setRejecting(false)}
        />
      )}
    </>
  );
}

/** What can be done with a receipt where it stands. */
export default function ReceiptActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const { member } = useSession();
  const [asked, setAsked] = useState<"refund" | "allocate">();
  const confirmed = record.state === "confirmed" && !record.refund_of;
  const { data } = useQuery({ queryKey: ["records", "receipts", "allocations", record.id], queryFn: () => receivables.allocations(record.id), enabled: confirmed });
  const close = () => setAsked(undefined);
  const own = Boolean(record.refund_of) && isReference(record.created_by) && record.created_by.id === member.id;
  if (record.state === "registered")
    return may(record, "confirm") ? (
      <>
        {own && <span className="yl-quiet">{t("receivables.byAnother")}</span>}
        <ConfirmActs type={type} record={record} />
      </>
    ) : null;
  if (!confirmed) return null;
  return (
    <>
      {may(record, "allocate") && data?.unallocated && signOf(data.unallocated) > 0 && (
        <Button type="primary" onClick={() => setAsked("allocate")}>
          {t("receivables.allocate")}
        </Button>
      )}
      {may(record, "refund") && <Button onClick={() => setAsked("refund")}>{t("receivables.refund")}</Button>}
      {asked === "refund" && <RefundDialog type={type} record={record} onClose={close} />}
      {asked === "allocate" && data?.unallocated && <AllocateDialog type={type} record={record} unallocated={data.unallocated} onClose={close} />}
    </>
  );
}
