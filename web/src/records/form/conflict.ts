/** Two people edit one record: what the other changed elsewhere is no reason to stop; where both changed the same, a person decides. */

import { ApiError } from "@/api/http";
import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { records, toBody, valueOf, type RecordData } from "@/api/records";

import { sameValue } from "../fields/codec";
import type { Values } from "./useDraft";

/** Somebody else has changed the same fields since the edit began. */
export class EditConflict extends Error {
  readonly latest: RecordData;
  readonly fields: Field[];

  constructor(latest: RecordData, fields: Field[]) {
    super("edit conflict");
    this.latest = latest;
    this.fields = fields;
  }
}

export interface Edit {
  type: ObjectType;
  /** The record as it was when the edit began. */
  base: RecordData;
  /** New values, as the server takes them. */
  values: Values;
}

const tries = 3;

const isStale = (error: unknown) => error instanceof ApiError && error.code === "version_conflict";

/** Saves the edit on top of what stands now. Throws EditConflict where that would undo somebody's change of the same field. */
export async function saveEdit({ type, base, values }: Edit): Promise<RecordData> {
  let { version } = base;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await records.patch(type, base.id, version, toBody(values));
    } catch (error) {
      if (!isStale(error) || attempt === tries) throw error;
      const latest = await records.get(type, base.id);
      const both = Object.keys(values).flatMap((name) => fieldOf(type, name) ?? []);
      const clashing = both.filter((field) => !sameValue(field, valueOf(base, field.name), valueOf(latest, field.name)) && !sameValue(field, values[field.name], valueOf(latest, field.name)));
      if (clashing.length > 0) throw new EditConflict(latest, clashing);
      version = latest.version;
    }
  }
}
