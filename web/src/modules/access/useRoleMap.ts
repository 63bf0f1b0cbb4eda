import { useState } from "react";

import type { RecordData } from "@/api/records";
import { usePatch } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";

type RuleMap = { [name: string]: string };

/** Edits one of a role's maps and saves it as a whole, so a half-changed role never takes effect. */
export function useRoleMap({ type, record }: RecordSlotProps, field: "grants" | "field_rules") {
  const stored = mapOf(record, field);
  const [edited, setEdited] = useState<RuleMap>();
  const patch = usePatch(type);
  const set = (name: string, value: string | undefined) => {
    const rest = Object.entries(edited ?? stored).filter(([other]) => other !== name);
    setEdited(Object.fromEntries(value ? [...rest, [name, value]] : rest));
  };
  const save = () => patch.mutate({ record, values: { [field]: edited } }, { onSuccess: () => setEdited(undefined) });
  const editable = record.can?.includes("update") ?? false;
  return { map: edited ?? stored, set, replace: setEdited, save, undo: () => setEdited(undefined), dirty: edited !== undefined, saving: patch.isPending, editable };
}

function mapOf(record: RecordData, field: string): RuleMap {
  return (record[field] as RuleMap | null | undefined) ?? {};
}

export type RoleMap = ReturnType<typeof useRoleMap>;
