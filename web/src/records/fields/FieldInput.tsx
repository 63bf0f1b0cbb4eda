import { DatePicker, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";

import type { Field } from "@/api/meta";
import type { Reference } from "@/api/records";
import { DateTimePicker } from "@/ui/DateTimePicker";
import { dateFromPicker, dateToPicker } from "@/ui/format";

import { extensionOf, type FieldInputProps } from "../registry";
import { ReferencePicker } from "./ReferencePicker";

type Draw = (props: FieldInputProps) => ReactNode;

const selectable = (field: Field) => field.options.map(({ value, label }) => ({ value, label }));

const common = ({ id, autoFocus, ...rest }: FieldInputProps) => ({ id, autoFocus, "aria-label": rest["aria-label"] });

const line =
  (type: string, inputMode?: "tel" | "email" | "url"): Draw =>
  (props) => (
    <Input
      {...common(props)}
      type={type}
      inputMode={inputMode}
      maxLength={props.field.max_length ?? undefined}
      value={(props.value as string | null) ?? ""}
      onChange={(event) => props.onChange?.(event.target.value || null)}
    />
  );

const prose: Draw = (props) => (
  <Input.TextArea
    {...common(props)}
    autoSize={{ minRows: 2, maxRows: 10 }}
    maxLength={props.field.max_length ?? undefined}
    value={(props.value as string | null) ?? ""}
    onChange={(event) => props.onChange?.(event.target.value || null)}
  />
);

/** Numbers stay decimal strings from the keyboard to the server. */
const number =
  (suffix?: string, whole = false): Draw =>
  (props) => (
    <InputNumber<string>
      {...common(props)}
      className="yl-full"
      stringMode
      inputMode={whole ? "numeric" : "decimal"}
      precision={whole ? 0 : undefined}
      suffix={props.field.kind === "money" ? props.currency : suffix}
      value={props.value === null || props.value === undefined ? null : String(props.value)}
      onChange={(value) => props.onChange?.(value === null ? null : whole ? Number(value) : String(value))}
    />
  );

const several =
  (mode: "multiple" | "tags"): Draw =>
  (props) => (
    <Select
      {...common(props)}
      className="yl-full"
      mode={mode}
      options={selectable(props.field)}
      optionFilterProp="label"
      value={(props.value as string[] | null) ?? []}
      onChange={(value) => props.onChange?.(value)}
    />
  );

const inputs: { [kind in Field["kind"]]?: Draw } = {
  text: line("text"),
  phone: line("tel", "tel"),
  email: line("email", "email"),
  url: line("url", "url"),
  long_text: prose,
  integer: number(undefined, true),
  decimal: number(),
  money: number(),
  percent: number("%"),
  date: (props) => (
    <DatePicker
      {...common(props)}
      className="yl-full"
      value={dateToPicker(props.value as string | null)}
      onChange={(value) => props.onChange?.(dateFromPicker(value))}
    />
  ),
  datetime: (props) => <DateTimePicker {...common(props)} value={props.value as string | null} onChange={(value) => props.onChange?.(value)} />,
  boolean: (props) => <Switch {...common(props)} checked={props.value === true} onChange={props.onChange} />,
  choice: (props) => (
    <Select
      {...common(props)}
      className="yl-full"
      allowClear={!props.field.required}
      showSearch={{ optionFilterProp: "label" }}
      options={selectable(props.field)}
      value={(props.value as string | null) ?? undefined}
      onChange={(value) => props.onChange?.(value ?? null)}
    />
  ),
  multi_choice: several("multiple"),
  tags: several("tags"),
  reference: (props) => (
    <ReferencePicker
      {...common(props)}
      object={props.field.object ?? ""}
      value={props.value as Reference | null}
      onChange={props.onChange}
    />
  ),
};

/** The one input for every kind of field. References are held as `{object, id, title}` until they are sent. */
export function FieldInput(props: FieldInputProps) {
  const Own = extensionOf(props.type.code).fields?.[props.field.name]?.input;
  return Own ? <Own {...props} /> : <PlainInput {...props} />;
}

/** As the kind of the field says. */
export function PlainInput(props: FieldInputProps) {
  return inputs[props.field.kind]?.(props);
}
