import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button, Form, InputNumber } from "antd";
import type { ReactNode } from "react";

import { isHidden, type HiddenReference, type Reference } from "@/api/records";
import { useT } from "@/ui/i18n";
import { Moment } from "@/ui/pieces";

import { formErrors } from "../problems";

/** What the company sets once for all of its people, as the server tells it. */
interface Rule {
  at: string | null;
  member: Reference | HiddenReference | null;
  can_change: boolean;
}

interface RuleFormProps<R extends Rule> {
  rule: R;
  intro: string;
  save: (values: R) => Promise<R>;
  onSaved: (rule: R) => void;
  children: ReactNode;
  /** Below the form: what a change has set going. */
  after?: ReactNode;
}

/** Whoever may not change the rule reads it; who set it and when stands below. */
export function RuleForm<R extends Rule>({ rule, intro, save, onSaved, children, after }: RuleFormProps<R>) {
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<R>();
  const { mutate, isPending } = useMutation({
    mutationFn: save,
    onSuccess: (next) => {
      onSaved(next);
      void message.success(t("records.rules.saved"));
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, Object.keys(form.getFieldsValue() as object));
      form.setFields(fields as never);
      rest.forEach((text) => void message.error(text));
    },
  });
  return (
    <section className="yl-panel yl-pad yl-stack">
      <p className="yl-note">{intro}</p>
      {!rule.can_change && <Alert type="info" showIcon title={t("records.rules.readOnly")} />}
      <Form<R> form={form} layout="vertical" disabled={!rule.can_change} initialValues={rule} onFinish={(values) => mutate(values)}>
        {children}
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t("records.rules.save")}
        </Button>
      </Form>
      {after}
      {rule.at && rule.member && (
        <p className="yl-quiet yl-note">
          {t("records.rules.by", { who: isHidden(rule.member) ? t("records.hidden") : rule.member.title })} <Moment at={rule.at} />
        </p>
      )}
    </section>
  );
}

interface DaysProps {
  name: string;
  label: string;
  hint: string;
  min?: number;
  max: number;
}

/** A number of days that a rule sets. */
export function RuleDays({ name, label, hint, min = 1, max }: DaysProps) {
  const t = useT();
  const count = Form.useWatch<number | null>(name, Form.useFormInstance()) ?? min;
  return (
    <Form.Item name={name} label={label} extra={hint} rules={[{ required: true }]}>
      <InputNumber precision={0} suffix={t("records.rules.days", { count })} min={min} max={max} />
    </Form.Item>
  );
}
