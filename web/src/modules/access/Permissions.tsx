import { Alert, Flex, Select, Skeleton, Switch, Table, type TableColumnType } from "antd";

import type { Grantable } from "@/api/access";
import { useSession } from "@/api/session";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

import { SaveBar } from "./SaveBar";
import { useGrantable } from "./useGrantable";
import { useRoleMap, type RoleMap } from "./useRoleMap";

const scopes = ["self", "department", "subtree", "all"];

/** The permission of administrators, which takes in all others. */
const everything = "*.*";

/** Acts that most objects have, each in a column; an object's own acts stand together in the last one. */
const standard = ["read", "create", "update", "delete", "assign", "export", "import"];

interface CellProps {
  object: Grantable;
  action: Grantable["actions"][number];
  role: RoleMap;
}

function ScopeCell({ object, action, role }: CellProps) {
  const t = useT();
  const { grants } = useSession();
  const grant = `${object.code}.${action.code}`;
  // Nobody gives more than they hold; what the role has already may stay.
  const beyond = (scope: string) => scopes.indexOf(scope) > scopes.indexOf(grants[grant] ?? "") && scope !== role.map[grant];
  return (
    <Select
      size="small"
      variant="filled"
      allowClear
      aria-label={`${object.label} ${action.label}`}
      disabled={!role.editable}
      placeholder={t("access.none")}
      options={scopes.map((scope) => ({ value: scope, label: t(`access.scope.${scope}`), disabled: beyond(scope) }))}
      value={role.map[grant]}
      onChange={(scope: string | undefined) => role.set(grant, scope)}
    />
  );
}

function OwnActs({ object, role }: Omit<CellProps, "action">) {
  const own = object.actions.filter(({ code }) => !standard.includes(code));
  return (
    <Flex gap="small" wrap>
      {own.map((action) => (
        <Flex key={action.code} gap="small" align="center">
          <span className="yl-quiet">{action.label}</span>
          <ScopeCell object={object} action={action} role={role} />
        </Flex>
      ))}
    </Flex>
  );
}

function columnsFor(objects: Grantable[], role: RoleMap, t: ReturnType<typeof useT>): TableColumnType<Grantable>[] {
  const actionOf = (object: Grantable, code: string) => object.actions.find((action) => action.code === code);
  const labelOf = (code: string) => objects.flatMap((object) => actionOf(object, code)?.label ?? [])[0] ?? code;
  return [
    { key: "object", title: t("access.object"), dataIndex: "label", fixed: "left" },
    ...standard.map((code) => ({
      key: code,
      title: labelOf(code),
      render: (_: unknown, object: Grantable) => {
        const action = actionOf(object, code);
        return action && <ScopeCell object={object} action={action} role={role} />;
      },
    })),
    { key: "own", title: t("access.ownActs"), render: (_, object) => <OwnActs object={object} role={role} /> },
  ];
}

/** Administrators: no matrix, and nothing to forget when a new version brings new acts. */
function Everything({ role }: { role: RoleMap }) {
  const t = useT();
  const { grants } = useSession();
  const whole = everything in role.map;
  const change = (on: boolean) => role.replace(on ? { [everything]: "all" } : {});
  return (
    <>
      <Flex gap="small" align="center" component="label">
        <Switch checked={whole} disabled={!role.editable || !(everything in grants)} onChange={change} />
        {t("access.everything")}
      </Flex>
      {whole && <Alert type="info" showIcon title={t("access.everythingHint")} />}
    </>
  );
}

/** Object × action → data scope. */
export default function Permissions(props: RecordSlotProps) {
  const t = useT();
  const { data: objects, error } = useGrantable();
  const role = useRoleMap(props, "grants");
  if (error) return <Failure message={problemText(error)} />;
  if (!objects) return <Skeleton active />;
  return (
    <div className="yl-stack">
      <Everything role={role} />
      {!(everything in role.map) && (
        <>
          <p className="yl-quiet">{t("access.permissionsHint")}</p>
          <Table<Grantable> className="yl-matrix" rowKey="code" size="small" pagination={false} columns={columnsFor(objects, role, t)} dataSource={objects} scroll={{ x: "max-content" }} />
        </>
      )}
      <SaveBar role={role} />
    </div>
  );
}
