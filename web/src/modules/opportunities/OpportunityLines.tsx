import { LinesTab } from "@/records/lines/LinesTab";
import type { RecordSlotProps } from "@/records/registry";

export default function OpportunityLines({ type, record }: RecordSlotProps) {
  const editable = record.outcome === "open" && (record.can?.includes("update") ?? false);
  return <LinesTab type={type} record={record} editable={editable} />;
}
