import { LinesTab } from "@/records/lines/LinesTab";
import type { RecordSlotProps } from "@/records/registry";

import { isOpenDraft, may } from "./states";

export default function ContractLines({ type, record }: RecordSlotProps) {
  return <LinesTab type={type} record={record} editable={isOpenDraft(record) && may(record, "update")} />;
}
