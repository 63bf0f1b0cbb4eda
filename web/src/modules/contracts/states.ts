import type { RecordData } from "@/api/records";

/** Terms may be changed without an amendment. */
export const isOpenDraft = ({ stage, approval }: RecordData) => stage === "draft" && ["none", "rejected", "withdrawn"].includes(String(approval));

export const isInForce = ({ stage }: RecordData) => stage === "effective" || stage === "executing";

export const may = (record: RecordData, action: string) => record.can?.includes(action) ?? false;
