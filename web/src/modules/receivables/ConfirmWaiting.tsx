import type { RecordSlotProps } from "@/records/registry";

import { ConfirmActs } from "./ReceiptActs";

/** A receipt that waits for finance, answered in its row. */
export default function ConfirmWaiting(props: RecordSlotProps) {
  return <ConfirmActs {...props} small />;
}
