import { Select, Skeleton, Table, type TableColumnType } from "antd";
import { useState } from "react";

import type { Grantable } from "@/api/access";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { SaveBar } from "./SaveBar";
import { useGrantable } from "./useGrantable";
import { useRoleMap } from "./useRoleMap";

const rules = ["read_only", "masked", "hidden"];

type GrantableField = Grantable["fields"][number];

/** Per object and field: read only, masked or hidden for this role. */
export default function FieldRules(props: RecordSlotProps) {
  const t = useT();
  const { data: objects, error } = useGrantable();
  const role = useRoleMap(props, "field_rules");
  const [chosen, setChosen] = useState<string>();
  if (error) return <Failure message={problemText(error)} />;
  if (!objects) return <Skeleton active />;
  const object = objects.find(({ code }) => code === chosen) ?? objects[0];
  const code = object?.code;
  const columns: TableColumnType<GrantableField>[] = [
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
        options={objects.map(({ code: value, label }) => ({ value, label }))}
        value={code}
        onChange={setChosen}
      />
      <Table<GrantableField> rowKey="name" size="small" pagination={false} columns={columns} dataSource={object?.fields ?? []} />
      <SaveBar role={role} />
    </div>
  );
}
