import { useObjectType, type ObjectType } from "@/api/meta";
import { RelatedList } from "@/records/page/RelatedLists";
import { useCount } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

function Leads({ type, record, lead }: RecordSlotProps & { lead: ObjectType }) {
  const t = useT();
  const { data } = useCount(lead, { filter: { field: "account", op: "in", value: [record.id] } });
  if (!data?.count) return null;
  return <RelatedList type={type} record={record} target={lead} related={{ object: lead.code, field: "account", label: t("accounts.convertedFrom") }} readOnly />;
}

/** The leads that became this account: where the money was won. */
export default function ConvertedLeads(props: RecordSlotProps) {
  const lead = useObjectType("lead");
  return lead ? <Leads {...props} lead={lead} /> : null;
}
