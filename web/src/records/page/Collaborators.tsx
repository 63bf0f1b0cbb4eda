import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Flex, Select } from "antd";

import { collaborators, type CollaboratorRow } from "@/api/collaborators";
import { ReferencePicker } from "../fields/ReferencePicker";
import { useReport } from "../problems";
import type { RecordSlotProps } from "../registry";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

const accesses = ["read", "edit"] as const;

/** 协作人: colleagues who see this record, or work on it, without owning it. */
export default function Collaborators({ type, record }: RecordSlotProps) {
  const t = useT();
  const client = useQueryClient();
  const key = ["records", type.path, "collaborators", record.id];
  const { data } = useQuery({ queryKey: key, queryFn: () => collaborators.list(type.path, record.id), select: ({ items }) => items });
  const settled = { onError: useReport(), onSettled: () => client.invalidateQueries({ queryKey: key }) };
  const put = useMutation({ mutationFn: ({ member, access }: { member: string; access: CollaboratorRow["access"] }) => collaborators.set(type.path, record.id, member, access), ...settled });
  const remove = useMutation({ mutationFn: (member: string) => collaborators.remove(type.path, record.id, member), ...settled });
  const editable = record.can?.includes("update") ?? false;
  const options = accesses.map((value) => ({ value, label: t(`records.team.access.${value}`) }));
  return (
    <section className="yl-panel yl-pad" aria-label={t("records.team.title")}>
      <h2 className="yl-section-title">{t("records.team.title")}</h2>
      {data?.length === 0 && <div className="yl-quiet">{t("records.team.alone")}</div>}
      <ul className="yl-plain-list">
        {data?.map(({ member, access }) => (
          <li key={member.id}>
            <Flex align="center" gap="small">
              <span className="yl-grow">{member.title}</span>
              <Select size="small" variant="borderless" disabled={!editable} aria-label={t("records.team.accessOf", { member: member.title })} options={options} value={access} onChange={(next) => put.mutate({ member: member.id, access: next })} />
              {editable && <IconButton size="small" icon={<DeleteOutlined />} label={t("records.team.remove", { member: member.title })} onClick={() => remove.mutate(member.id)} />}
            </Flex>
          </li>
        ))}
      </ul>
      {editable && <ReferencePicker object="member" value={null} placeholder={t("records.team.add")} aria-label={t("records.team.add")} onChange={(member) => member && put.mutate({ member: member.id, access: "read" })} />}
    </section>
  );
}
