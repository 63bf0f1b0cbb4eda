import { Select, Table, type TableColumnType } from "antd";
import { useState } from "react";

import { useMeta, type Field } from "@/api/meta";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { SaveBar } from "./SaveBar";
import { useRoleMap } from "./useRoleMap";

const rules = ["read_only", "masked", "hidden"];

/** Per object and field: read only, masked or hidden for this role. */
export default function FieldRules(props: RecordSlotProps) {
  const t = useT();
  const types = Object.values(useMeta().objects);
  const role = useRoleMap(props, "field_rules");
  const [code, setCode] = useState(types[0]?.code ?? "");
  const type = types.find((candidate) => candidate.code === code);
  const columns: TableColumnType<Field>[] = [
    { key: "field", title: t("records.filter.field"), dataIndex: "label" },
    {
      key: "rule",
      title: t("access.rule"),
      render: (_, field) => (
        <Select
          size="small"
          variant="filled"
          className="yl-full"
          allowClear
          aria-label={field.label}
          disabled={!role.editable}
          placeholder={t("access.noRule")}
          options={rules.map((rule) => ({ value: rule, label: t(`access.rules.${rule}`) }))}
          value={role.map[`${code}.${field.name}`]}
          onChange={(rule: string | undefined) => role.set(`${code}.${field.name}`, rule)}
        />
      ),
    },
  ];
  return (
    <div className="yl-stack">
      <Select
        aria-label={t("access.object")}
        showSearch={{ optionFilterProp: "label" }}
        options={types.map((candidate) => ({ value: candidate.code, label: candidate.plural }))}
        value={code}
        onChange={setCode}
      />
      <Table<Field> rowKey="name" size="small" pagination={false} columns={columns} dataSource={type?.fields ?? []} />
      <SaveBar role={role} />
    </div>
  );
}
