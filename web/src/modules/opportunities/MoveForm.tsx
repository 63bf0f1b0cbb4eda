import { Alert, Form, Input, type FormInstance } from "antd";
import { useImperativeHandle, type RefObject } from "react";

import type { Field, ObjectType } from "@/api/meta";
import { valueOf, type RecordData, type Reference } from "@/api/records";
import { FieldInput } from "@/records/fields/FieldInput";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { currencyOf } from "@/ui/format";
import { useT } from "@/ui/i18n";

export interface MoveValues {
  lost_reason?: Reference | null;
  lost_note?: string;
  values?: { [field: string]: unknown };
}

interface MoveFormProps {
  handle: RefObject<FormInstance<MoveValues> | null>;
  type: ObjectType;
  record: RecordData;
  fields: Field[];
  lost: boolean;
}

/** Only what the stage asks for and nobody has said yet. */
export function MoveForm({ handle, type, record, fields, lost }: MoveFormProps) {
  const t = useT();
  const [form] = Form.useForm<MoveValues>();
  useImperativeHandle(handle, () => form, [form]);
  const values = Object.fromEntries(fields.map(({ name }) => [name, valueOf(record, name)]));
  return (
    <Form form={form} layout="vertical" initialValues={{ values }} requiredMark>
      <Form.Item noStyle shouldUpdate>
        {() => form.getFieldError("problem" as never).map((text) => <Alert key={text} role="alert" type="error" showIcon title={text} />)}
      </Form.Item>
      {lost && (
        <>
          <Form.Item name="lost_reason" label={t("opportunities.lose.reason")} rules={[{ required: true, message: t("opportunities.lose.reasonMissing") }]}>
            <ReferencePicker object="lost_reason" autoFocus />
          </Form.Item>
          <Form.Item name="lost_note" label={t("opportunities.lose.note")}>
            <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
          </Form.Item>
        </>
      )}
      {fields.map((field, index) => (
        <Form.Item key={field.name} name={["values", field.name]} label={field.label} tooltip={field.help || undefined} rules={[{ required: true, message: t("records.form.required", { field: field.label }) }]}>
          <FieldInput type={type} field={field} autoFocus={index === 0 && !lost} currency={currencyOf(record, "amount")} />
        </Form.Item>
      ))}
    </Form>
  );
}
