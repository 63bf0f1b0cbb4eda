import { Alert, Form, type FormInstance, type FormItemProps } from "antd";

import type { ReactNode } from "react";

import { fieldOf, isWritable, type Field, type ObjectType } from "@/api/meta";
import { useSession } from "@/api/session";
import { useT } from "@/ui/i18n";

import { FieldInput } from "../fields/FieldInput";
import { isShown } from "../fields/shown";
import type { Values } from "./useDraft";

/** Groups with the fields that a form may write, in the order of the metadata. */
export function writableGroups(type: ObjectType, isNew: boolean) {
  const takes = (field: Field) => isShown(type, field) && (isNew ? type.creatable.includes(field.name) || field.custom : isWritable(field));
  const groups = type.groups.map((group) => ({
    ...group,
    fields: group.fields.flatMap((name) => fieldOf(type, name) ?? []).filter(takes),
  }));
  return groups.filter((group) => group.fields.length > 0);
}

function useRules(field: Field): FormItemProps["rules"] {
  const t = useT();
  const message = t("records.form.required", { field: field.label });
  return field.required ? [{ required: true, message }] : [];
}

/** Kinds that need the whole width of the drawer. */
const wide = new Set<Field["kind"]>(["long_text", "url", "tags", "multi_choice"]);

interface FieldItemProps {
  type: ObjectType;
  field: Field;
  autoFocus?: boolean;
  /** Where a form holds several records: the part of the form that this one is. */
  part?: string;
}

export function FieldItem({ type, field, autoFocus, part }: FieldItemProps) {
  const rules = useRules(field);
  const { tenant } = useSession();
  const at = (name: string) => (part ? [part, name] : name);
  const currency = Form.useWatch(at("currency")) as string | undefined;
  return (
    <Form.Item className={wide.has(field.kind) ? "yl-wide" : undefined} name={at(field.name)} label={field.label} tooltip={field.help || undefined} rules={rules}>
      <FieldInput type={type} field={field} autoFocus={autoFocus} currency={currency ?? tenant.currency} />
    </Form.Item>
  );
}

interface RecordFormProps {
  type: ObjectType;
  isNew: boolean;
  form: FormInstance<Values>;
  initial: Values;
  problems: string[];
  /** Above the fields, within the form. */
  top?: ReactNode;
  onTyped: (values: Values) => void;
  onSubmit: (values: Values) => void;
}

export function RecordForm({ type, isNew, form, initial, problems, top, onTyped, onSubmit }: RecordFormProps) {
  const groups = writableGroups(type, isNew);
  const first = groups[0]?.fields[0]?.name;
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={initial}
      onValuesChange={(_, values) => onTyped(values)}
      onFinish={onSubmit}
      scrollToFirstError={{ focus: true }}
      requiredMark
    >
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" />
      ))}
      {top}
      {groups.map((group) => (
        <fieldset key={group.code} className="yl-fieldset">
          <legend className="yl-section-title">{group.label}</legend>
          {group.fields.map((field) => (
            <FieldItem key={field.name} type={type} field={field} autoFocus={field.name === first} />
          ))}
        </fieldset>
      ))}
    </Form>
  );
}
