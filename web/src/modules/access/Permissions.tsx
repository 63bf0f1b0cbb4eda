import { Select, Table, type TableColumnType } from "antd";

import { useMeta, type ObjectType } from "@/api/meta";
import type { RecordSlotProps } from "@/records/registry";
import { hasText, useT } from "@/ui/i18n";

import { SaveBar } from "./SaveBar";
import { useRoleMap, type RoleMap } from "./useRoleMap";

const scopes = ["self", "department", "subtree", "all"];
const standard = ["read", "create", "update", "delete", "assign", "export", "import"];

/** Standard acts first, then each object's own, as far as this member or the role knows them. */
function actionsOf(types: ObjectType[], granted: string[]): string[] {
  const known = [...types.flatMap(({ actions }) => actions), ...granted.map((grant) => grant.split(".")[1] ?? "")];
  return [...new Set([...standard, ...known])].filter((action) => standard.includes(action) || action !== "");
}

function ScopeCell({ grant, label, role }: { grant: string; label: string; role: RoleMap }) {
  const t = useT();
  return (
    <Select
      size="small"
      variant="filled"
      allowClear
      aria-label={label}
      disabled={!role.editable}
      placeholder={t("access.none")}
      options={scopes.map((scope) => ({ value: scope, label: t(`access.scope.${scope}`) }))}
      value={role.map[grant]}
      onChange={(scope: string | undefined) => role.set(grant, scope)}
    />
  );
}

/** Object × action → data scope. */
export default function Permissions(props: RecordSlotProps) {
  const t = useT();
  const types = Object.values(useMeta().objects);
  const role = useRoleMap(props, "grants");
  const nameOf = (action: string) => (hasText(`access.action.${action}`) ? t(`access.action.${action}`) : action);
  const applies = (type: ObjectType, action: string) =>
    action === "read" || type.actions.includes(action) || `${type.code}.${action}` in role.map;
  const columns: TableColumnType<ObjectType>[] = [
    { key: "object", title: t("access.object"), dataIndex: "plural", fixed: "left" },
    ...actionsOf(types, Object.keys(role.map)).map((action) => ({
      key: action,
      title: nameOf(action),
      render: (_: unknown, type: ObjectType) =>
        applies(type, action) && <ScopeCell grant={`${type.code}.${action}`} label={`${type.plural} ${nameOf(action)}`} role={role} />,
    })),
  ];
  return (
    <div className="yl-stack">
      <p className="yl-quiet">{t("access.permissionsHint")}</p>
      <Table<ObjectType> className="yl-matrix" rowKey="code" size="small" pagination={false} columns={columns} dataSource={types} scroll={{ x: "max-content" }} />
      <SaveBar role={role} />
    </div>
  );
}
