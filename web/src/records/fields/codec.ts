import type { Field } from "@/api/meta";
import { isReference } from "@/api/records";

/** What an input holds, in the shape that the server takes. */
export function toApi(field: Field, value: unknown): unknown {
  if (value === undefined || value === "") return null;
  if (field.kind === "reference") return isReference(value) ? value.id : value;
  return value;
}

export function sameValue(field: Field, a: unknown, b: unknown): boolean {
  return JSON.stringify(toApi(field, a)) === JSON.stringify(toApi(field, b));
}
