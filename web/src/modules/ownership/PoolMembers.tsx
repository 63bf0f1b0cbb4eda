import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Flex, Skeleton, Switch, Table, type TableColumnType } from "antd";

import { poolMembers, type PoolMember } from "@/api/access";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { problemText, useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Failure, IconButton, Nothing } from "@/ui/pieces";

/** Who may claim from this pool, and who of them assigns from it and sees everything unmasked. */
export default function PoolMembers({ record }: RecordSlotProps) {
  const t = useT();
  const client = useQueryClient();
  const key = ["records", "pools", "members", record.id];
  const { data, error } = useQuery({ queryKey: key, queryFn: () => poolMembers.list(record.id), select: ({ items }) => items });
  const settled = { onError: useReport(), onSettled: () => client.invalidateQueries({ queryKey: key }) };
  const put = useMutation({ mutationFn: ({ member, admin }: { member: string; admin: boolean }) => poolMembers.set(record.id, member, admin), ...settled });
  const remove = useMutation({ mutationFn: (member: string) => poolMembers.remove(record.id, member), ...settled });
  if (error && !data) return <Failure message={problemText(error)} />;
  if (!data) return <Skeleton active />;
  const editable = record.can?.includes("update") ?? false;
  const columns: TableColumnType<PoolMember>[] = [
    { key: "member", title: t("ownership.members.member"), render: (_, { member }) => member.title },
    {
      key: "admin",
      title: t("ownership.members.admin"),
      render: (_, { member, admin }) => (
        <Switch size="small" checked={admin} disabled={!editable} aria-label={t("ownership.members.adminOf", { member: member.title })} onChange={(next) => put.mutate({ member: member.id, admin: next })} />
      ),
    },
    {
      key: "remove",
      align: "right",
      render: (_, { member }) => editable && <IconButton size="small" icon={<DeleteOutlined />} label={t("ownership.members.remove", { member: member.title })} onClick={() => remove.mutate(member.id)} />,
    },
  ];
  return (
    <div className="yl-panel yl-pad yl-stack">
      {record.everyone === true && <Alert type="info" showIcon title={t("ownership.members.everyone")} />}
      {editable && (
        <Flex gap="small" align="center">
          <ReferencePicker object="member" value={null} placeholder={t("ownership.members.add")} aria-label={t("ownership.members.add")} onChange={(member) => member && put.mutate({ member: member.id, admin: false })} />
        </Flex>
      )}
      <Table<PoolMember> rowKey={({ member }) => member.id} size="small" pagination={false} columns={columns} dataSource={data} locale={{ emptyText: <Nothing title={t("ownership.members.none")} /> }} />
    </div>
  );
}
