import { Flex, Select } from "antd";

import { fieldOf, useObjectType } from "@/api/meta";
import type { FieldInputProps, FieldValueProps } from "@/records/registry";
import { StatusTag } from "@/ui/pieces";

/** What a stage may ask for: the fields of an opportunity that a person fills in. */
function useAskable() {
  const type = useObjectType("opportunity");
  if (!type) return [];
  const names = [...type.creatable, ...type.fields.filter(({ custom }) => custom).map(({ name }) => name)];
  return names.flatMap((name) => fieldOf(type, name) ?? []).map(({ name, label }) => ({ value: name, label }));
}

const namesOf = (value: unknown) => (Array.isArray(value) ? (value as string[]) : []);

export function RequiredFieldsInput({ id, value, onChange, autoFocus, ...rest }: FieldInputProps) {
  return (
    <Select
      id={id}
      aria-label={rest["aria-label"]}
      className="yl-full"
      mode="multiple"
      autoFocus={autoFocus}
      optionFilterProp="label"
      options={useAskable()}
      value={namesOf(value)}
      onChange={onChange}
    />
  );
}

export function RequiredFieldNames({ value }: FieldValueProps) {
  const askable = useAskable();
  return (
    <Flex gap="small" wrap>
      {namesOf(value).map((name) => (
        <StatusTag key={name}>{askable.find((field) => field.value === name)?.label ?? name}</StatusTag>
      ))}
    </Flex>
  );
}
