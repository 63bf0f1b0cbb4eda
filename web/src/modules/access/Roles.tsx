import { useQuery } from "@tanstack/react-query";
import { Flex, Select } from "antd";

import { useObjectType } from "@/api/meta";
import { records } from "@/api/records";
import type { FieldInputProps, FieldValueProps } from "@/records/registry";
import { StatusTag } from "@/ui/pieces";

/** A tenant has few roles, so one request brings them all. */
function useRoles() {
  const type = useObjectType("role");
  const { data } = useQuery({
    queryKey: ["records", type?.path, "all"],
    queryFn: () => records.list(type!, { limit: 200, columns: ["code"] }),
    enabled: Boolean(type),
  });
  return (data?.items ?? []).map(({ code, title }) => ({ value: String(code), label: title }));
}

const codesOf = (value: unknown) => (Array.isArray(value) ? (value as string[]) : []);

/** A member's roles are held as codes and chosen by name. */
export function RolesInput({ id, value, onChange, autoFocus, ...rest }: FieldInputProps) {
  return (
    <Select
      id={id}
      aria-label={rest["aria-label"]}
      className="yl-full"
      mode="multiple"
      autoFocus={autoFocus}
      optionFilterProp="label"
      options={useRoles()}
      value={codesOf(value)}
      onChange={onChange}
    />
  );
}

export function RoleNames({ value }: FieldValueProps) {
  const roles = useRoles();
  return (
    <Flex gap="small" wrap>
      {codesOf(value).map((code) => (
        <StatusTag key={code}>{roles.find((role) => role.value === code)?.label ?? code}</StatusTag>
      ))}
    </Flex>
  );
}
