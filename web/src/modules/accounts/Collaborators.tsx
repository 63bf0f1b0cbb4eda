import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Flex, Select } from "antd";

import { collaborators, type CollaboratorRow } from "@/api/accounts";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

const accesses = ["read", "edit"] as const;

/** 协作人: colleagues who see this account, or work on it, without owning it. */
export default function Collaborators({ type, record }: RecordSlotProps) {
  const t = useT();
  const client = useQueryClient();
  const key = ["records", type.path, "collaborators", record.id];
  const { data } = useQuery({ queryKey: key, queryFn: () => collaborators.list(record.id), select: ({ items }) => items });
  const settled = { onError: useReport(), onSettled: () => client.invalidateQueries({ queryKey: key }) };
  const put = useMutation({ mutationFn: ({ member, access }: { member: string; access: CollaboratorRow["access"] }) => collaborators.set(record.id, member, access), ...settled });
  const remove = useMutation({ mutationFn: (member: string) => collaborators.remove(record.id, member), ...settled });
  const editable = record.can?.includes("update") ?? false;
  const options = accesses.map((value) => ({ value, label: t(`accounts.access.${value}`) }));
  return (
    <section className="yl-panel yl-pad" aria-label={t("accounts.collaborators")}>
      <h2 className="yl-section-title">{t("accounts.collaborators")}</h2>
      {data?.length === 0 && <div className="yl-quiet">{t("accounts.alone")}</div>}
      <ul className="yl-plain-list">
        {data?.map(({ member, access }) => (
          <li key={member.id}>
            <Flex align="center" gap="small">
              <span className="yl-grow">{member.title}</span>
              <Select size="small" variant="borderless" disabled={!editable} aria-label={t("accounts.accessOf", { member: member.title })} options={options} value={access} onChange={(next) => put.mutate({ member: member.id, access: next })} />
              {editable && <IconButton size="small" icon={<DeleteOutlined />} label={t("accounts.remove", { member: member.title })} onClick={() => remove.mutate(member.id)} />}
            </Flex>
          </li>
        ))}
      </ul>
      {editable && <ReferencePicker object="member" value={null} placeholder={t("accounts.add")} aria-label={t("accounts.add")} onChange={(member) => member && put.mutate({ member: member.id, access: "read" })} />}
    </section>
  );
}
