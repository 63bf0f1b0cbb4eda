import { Select } from "antd";

import { useMeta, useObjectType } from "@/api/meta";
import type { FieldInputProps, FieldValueProps } from "@/records/registry";

/** The object that a custom field belongs to, chosen by its name. */
export function ObjectInput({ id, value, onChange, ...rest }: FieldInputProps) {
  const types = Object.values(useMeta().objects);
  return (
    <Select
      id={id}
      aria-label={rest["aria-label"]}
      className="yl-full"
      showSearch={{ optionFilterProp: "label" }}
      options={types.map(({ code, label }) => ({ value: code, label }))}
      value={value}
      onChange={onChange}
    />
  );
}

export function ObjectName({ value }: FieldValueProps) {
  const type = useObjectType(String(value));
  return type?.label ?? String(value);
}
