import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, DatePicker, Drawer, Flex, Form, Input, InputNumber, Select } from "antd";
import { useRef, useState } from "react";

import { NetworkError } from "@/api/http";
import { fieldOf } from "@/api/meta";
import { isReference, records, type RecordData, type Reference } from "@/api/records";
import { useSession } from "@/api/session";
import { useRefreshAll } from "@/records/acts/useAct";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { formErrors } from "@/records/problems";
import type { CreateFormProps } from "@/records/registry";
import { minus, signOf } from "@/ui/decimal";
import { currencyOf, dateFromPicker, dateToPicker, formatMoney, today } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { measures } from "@/ui/theme";

import { receivables, toAllocations, type OpenInstallment, type Shares } from "./api";
import { oldestFirst, rest, roomOf } from "./shares";
import { SharesEditor } from "./SharesEditor";

interface Draft {
  contract: Reference | null;
  amount: string | null;
  received_on: string;
  method: string;
  note: string;
}

const names = ["contract", "amount", "received_on", "method", "note"];

function usePlan(contract: string | undefined) {
  const { data } = useQuery({ queryKey: ["records", "contracts", "plan", contract], queryFn: () => receivables.plan(contract!), enabled: Boolean(contract) });
  return data;
}

/** The next open part is the likeliest amount. */
function likely(installments: OpenInstallment[]): string | null {
  const open = installments.filter((item) => signOf(roomOf(item)) > 0).sort((a, b) => a.due_on.localeCompare(b.due_on));
  return open[0] ? roomOf(open[0]) : null;
}

function useRegister({ type, onSaved, onClose }: CreateFormProps) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: (body: object) => records.create(type, body, key.current),
    onSuccess: (receipt: RecordData) => {
      void refresh();
      void message.success(t("receivables.registered"));
      onSaved?.(receipt);
      onClose();
    },
    onError: (error) => {
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
    },
  });
}

/** 登记回款: how much came in, when and how; what it pays is shown and can be changed. */
export default function ReceiptDrawer(props: CreateFormProps) {
  const { type, initial = {}, onClose } = props;
  const t = useT();
  const { tenant } = useSession();
  const [form] = Form.useForm<Draft>();
  const known = isReference(initial.contract) ? initial.contract : null;
  const contract = (Form.useWatch("contract", form) as Reference | null | undefined) ?? known;
  const plan = usePlan(contract?.id);
  const typed = Form.useWatch("amount", form) as string | null | undefined;
  const [chosen, setChosen] = useState<Shares>();
  const [touched, setTouched] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const register = useRegister(props);
  const mayLeave = useLeaveGuard(touched && !register.isSuccess);
  const installments = plan?.items ?? [];
  const currency = (plan && currencyOf(plan, "amount")) ?? tenant.currency;
  const amount = typed === undefined && !touched ? likely(installments) : (typed ?? null);
  const shares = chosen ?? oldestFirst(installments, amount ?? "0");
  const close = async () => {
    if (await mayLeave()) onClose();
  };
  const submit = (values: Draft) => {
    setProblems([]);
    const paid = values.amount ?? amount ?? "0";
    if (chosen && signOf(rest(paid, chosen)) < 0) return setProblems([t("receivables.aboveReceipt")]);
    const body = { contract: contract?.id, amount: paid, received_on: values.received_on, method: values.method, note: values.note ?? "" };
    register.mutate(chosen ? { ...body, allocations: toAllocations(chosen) } : body, {
      onError: (error) => {
        const { fields, rest: others } = formErrors(error, names);
        form.setFields(fields as never);
        setProblems(others);
      },
    });
  };
  const label = (name: string) => fieldOf(type, name)?.label;
  const open = installments.reduce((sum, item) => minus(sum, minus("0", roomOf(item))), "0");
  return (
    <Drawer
      open
      size={measures.drawer}
      title={known ? t("receivables.registerFor", { title: known.title }) : t("receivables.register")}
      onClose={() => void close()}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={() => void close()}>{t("records.form.cancel")}</Button>
          <Button type="primary" loading={register.isPending} onClick={() => form.submit()}>
            {t("receivables.register")}
          </Button>
        </Flex>
      }
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{ contract: known, received_on: today(), method: fieldOf(type, "method")?.options[0]?.value, note: "" }}
        onValuesChange={() => setTouched(true)}
        onFinish={submit}
      >
        {problems.map((problem) => (
          <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
        ))}
        {!known && (
          <Form.Item name="contract" label={label("contract")} rules={[{ required: true, message: t("records.form.required", { field: label("contract") ?? "" }) }]}>
            <ReferencePicker object="contract" autoFocus />
          </Form.Item>
        )}
        <div className="yl-fieldset">
          <Form.Item name="amount" label={label("amount")} extra={plan && t("receivables.outstanding", { amount: formatMoney(open, currency) })} rules={[{ validator: async (_, value) => (signOf(value ?? amount) > 0 ? undefined : Promise.reject(new Error(t("receivables.amountMissing")))) }]} required>
            <AmountInput shown={amount} currency={currency} />
          </Form.Item>
          <Form.Item name="received_on" label={label("received_on")} rules={[{ required: true }]} getValueProps={(value: string) => ({ value: dateToPicker(value) })} normalize={dateFromPicker}>
            <DatePicker className="yl-full" allowClear={false} disabledDate={(day) => day.isAfter(dateToPicker(today()), "day")} />
          </Form.Item>
          <Form.Item name="method" label={label("method")}>
            <Select options={(fieldOf(type, "method")?.options ?? []).filter(({ value }) => value !== "prepayment").map(({ value, label: text }) => ({ value, label: text }))} />
          </Form.Item>
          <Form.Item name="note" label={label("note")}>
            <Input maxLength={500} />
          </Form.Item>
        </div>
        {plan && (
          <SharesEditor
            installments={installments}
            amount={amount ?? "0"}
            currency={currency}
            shares={shares}
            byHand={chosen !== undefined}
            onChange={(next) => {
              setTouched(true);
              setChosen(next);
            }}
            onReset={() => setChosen(undefined)}
          />
        )}
      </Form>
    </Drawer>
  );
}

interface AmountProps {
  id?: string;
  /** What stands there until somebody types. */
  shown: string | null;
  value?: string | null;
  onChange?: (value: string | null) => void;
  currency: string;
}

function AmountInput({ id, shown, value, onChange, currency }: AmountProps) {
  return <InputNumber<string> id={id} className="yl-full" autoFocus stringMode inputMode="decimal" controls={false} suffix={currency} value={value === undefined ? shown : value} onChange={(next) => onChange?.(next === null ? null : String(next))} />;
}
