import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Flex, Form, Input, Skeleton } from "antd";
import { useRef, useState } from "react";

import { NetworkError } from "@/api/http";
import { fieldOf, type ObjectType } from "@/api/meta";
import { records, type RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { sameValue, toApi } from "@/records/fields/codec";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { lines, toDraft, toLines, type LineDraft } from "@/records/lines/api";
import { formErrors } from "@/records/problems";
import { currencyOf } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { measures } from "@/ui/theme";

import { contracts, toPlan, type PlanDraft } from "./api";
import { isComplete } from "./plan";
import { amountOf, TermsForm, type Terms, type Values } from "./TermsForm";

const names = ["name", "contact", "amount", "signed_on", "starts_on", "ends_on", "remark"] as const;

interface AmendProps {
  type: ObjectType;
  record: RecordData;
  onClose: () => void;
}

interface Before {
  lines: LineDraft[];
  plan: PlanDraft[];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Only what shall be different is named; the rest stays as it was approved. */
function changes(type: ObjectType, record: RecordData, before: Before, values: Values, terms: Terms): Values {
  const fields = names.flatMap((name) => fieldOf(type, name) ?? []);
  const body: Values = Object.fromEntries(fields.filter((field) => !sameValue(field, record[field.name], values[field.name])).map((field) => [field.name, toApi(field, values[field.name])]));
  const [oldLines, newLines] = [toLines(before.lines), toLines(terms.lines)];
  if (!same(oldLines, newLines)) body.lines = newLines;
  if (newLines.length > 0) delete body.amount;
  if (!same(toPlan(before.plan), toPlan(terms.plan))) body.installments = toPlan(terms.plan);
  return body;
}

function Body({ type, record, before, onClose }: AmendProps & { before: Before }) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [form] = Form.useForm<Values>();
  const [terms, setTerms] = useState<Terms>(before);
  const [touched, setTouched] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const key = useRef(crypto.randomUUID());
  const amend = useMutation({ mutationFn: (body: Values) => records.act(type, record.id, "amend", { version: record.version, ...body }, key.current) });
  const mayLeave = useLeaveGuard(touched && !amend.isSuccess);
  const close = async () => {
    if (await mayLeave()) onClose();
  };
  const finish = ({ reason, ...values }: Values) => {
    setProblems([]);
    const body = changes(type, record, before, values, terms);
    if (Object.keys(body).length === 0) return setProblems([t("contracts.amend.nothing")]);
    if (record.stage !== "draft" && !isComplete(amountOf(terms.lines, values.amount), terms.plan)) return setProblems([t("contracts.plan.incomplete")]);
    amend.mutate(
      { ...body, reason },
      {
        onSuccess: () => {
          void refresh();
          void message.success(t(record.stage === "draft" ? "contracts.amend.drafted" : "contracts.amend.proposed"));
          onClose();
        },
        onError: (error) => {
          if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
          const { fields, rest } = formErrors(error, [...names, "reason"]);
          form.setFields(fields);
          setProblems(rest);
        },
      },
    );
  };
  const initial = { currency: currencyOf(record, "amount"), ...Object.fromEntries(names.map((name) => [name, record[name]])) };
  return (
    <Drawer
      open
      size={measures.wideDrawer}
      title={t("contracts.amend.title", { title: record.title })}
      onClose={() => void close()}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={() => void close()}>{t("records.form.cancel")}</Button>
          <Button type="primary" loading={amend.isPending} onClick={() => form.submit()}>
            {t("contracts.amend.ok")}
          </Button>
        </Flex>
      }
    >
      <TermsForm type={type} names={names} form={form} initial={initial} terms={terms} setTerms={setTerms} problems={problems} onTouched={() => setTouched(true)} onSubmit={finish}>
        <Form.Item name="reason" label={t("contracts.amend.reason")} rules={[{ required: true, whitespace: true, message: t("contracts.amend.reasonMissing") }]}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </TermsForm>
    </Drawer>
  );
}

/** 变更: new terms for an approved contract, which somebody approves again. */
export default function AmendDrawer(props: AmendProps) {
  const { type, record, onClose } = props;
  const { data } = useQuery({
    queryKey: ["records", "contracts", "terms", record.id, record.version],
    queryFn: async (): Promise<Before> => {
      const [found, plan] = await Promise.all([lines.get(type, record.id), contracts.plan(record.id)]);
      return { lines: found.items.map(toDraft), plan: plan.items.map(({ id, name, amount, due_on, allocated }) => ({ key: id, id, name, amount, due_on, allocated })) };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  if (data) return <Body {...props} before={data} />;
  return (
    <Drawer open size={measures.wideDrawer} onClose={onClose}>
      <Skeleton active />
    </Drawer>
  );
}
