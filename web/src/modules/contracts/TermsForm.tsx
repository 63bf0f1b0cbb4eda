import { Alert, Form, type FormInstance } from "antd";

import { fieldOf, type ObjectType } from "@/api/meta";
import { FieldInput } from "@/records/fields/FieldInput";
import type { LineDraft } from "@/records/lines/api";
import { draftSum, LinesEditor } from "@/records/lines/LinesEditor";
import { useT } from "@/ui/i18n";

import type { PlanDraft } from "./api";
import { PlanEditor } from "./PlanEditor";

export type Values = { [field: string]: unknown };

/** What a contract says: facts, lines, installments. With lines the amount is their sum. */
export interface Terms {
  lines: LineDraft[];
  plan: PlanDraft[];
}

interface TermsFormProps {
  type: ObjectType;
  names: readonly string[];
  form: FormInstance<Values>;
  initial: Values;
  terms: Terms;
  setTerms: (terms: Terms) => void;
  problems: string[];
  onTouched: () => void;
  onSubmit: (values: Values) => void;
  children?: React.ReactNode;
}

const wide = new Set(["name", "remark"]);
const needed = new Set(["name", "account"]);

const priced = (lines: LineDraft[]) => lines.some(({ product, name, price }) => product || name || price);

export function amountOf(lines: LineDraft[], typed: unknown): string {
  return priced(lines) ? draftSum(lines) : String(typed ?? "0");
}

export function TermsForm({ type, names, form, initial, terms, setTerms, problems, onTouched, onSubmit, children }: TermsFormProps) {
  const t = useT();
  const typed = Form.useWatch("amount", form) ?? initial.amount;
  const currency = String(initial.currency);
  const amount = amountOf(terms.lines, typed);
  const set = (part: Partial<Terms>) => {
    onTouched();
    setTerms({ ...terms, ...part });
  };
  const fields = names.flatMap((name) => fieldOf(type, name) ?? []);
  const hasLines = priced(terms.lines);
  return (
    <Form<Values> form={form} layout="vertical" initialValues={initial} onValuesChange={onTouched} onFinish={onSubmit} scrollToFirstError={{ focus: true }}>
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
      ))}
      <fieldset className="yl-fieldset">
        <legend className="yl-section-title">{t("contracts.facts")}</legend>
        {fields.map((field) => (
          <Form.Item
            key={field.name}
            className={wide.has(field.name) ? "yl-wide" : undefined}
            name={field.name}
            label={field.label}
            rules={needed.has(field.name) ? [{ required: true, message: t("records.form.required", { field: field.label }) }] : []}
            hidden={field.name === "amount" && hasLines}
            tooltip={field.name === "number" ? t("contracts.numberHint") : undefined}
          >
            <FieldInput type={type} field={field} currency={currency} />
          </Form.Item>
        ))}
      </fieldset>
      <fieldset className="yl-fieldset">
        <legend className="yl-section-title">{t("records.lines.title")}</legend>
        <div className="yl-wide">
          <LinesEditor value={terms.lines} onChange={(lines) => set({ lines })} currency={currency} />
        </div>
      </fieldset>
      <fieldset className="yl-fieldset">
        <legend className="yl-section-title">{t("contracts.plan.title")}</legend>
        <div className="yl-wide">
          <PlanEditor amount={amount} currency={currency} value={terms.plan} onChange={(plan) => set({ plan })} />
        </div>
      </fieldset>
      {children}
    </Form>
  );
}
