import type { Field, ObjectType } from "@/api/meta";

import { extensionOf } from "../registry";

/** Structures and bare ids are for people only where a module draws them. */
export function isShown(type: ObjectType, field: Field): boolean {
  const plain = field.kind !== "json" && field.kind !== "id";
  return plain || extensionOf(type.code).fields?.[field.name] !== undefined;
}
