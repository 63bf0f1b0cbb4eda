/** Filters as trees: what the builder edits and the server reads. */

import type { Field, ObjectType } from "@/api/meta";
import { fieldOf } from "@/api/meta";
import type { Condition, Filter, Group } from "@/api/records";

export type GroupKind = "all" | "any";

const empty = ["is_empty", "not_empty"];

export const isGroup = (filter: Filter): filter is Group => "all" in filter || "any" in filter;

export const kindOf = (group: Group): GroupKind => ("all" in group ? "all" : "any");

export const membersOf = (group: Group): Filter[] => ("all" in group ? group.all : group.any);

export const groupOf = (kind: GroupKind, members: Filter[]): Group => (kind === "all" ? { all: members } : { any: members });

/** The builder always edits a group; a lone condition is one of its members. */
export function asGroup(filter: Filter | undefined): Group {
  if (!filter) return { all: [] };
  return isGroup(filter) ? filter : { all: [filter] };
}

export function newCondition(field: Field): Condition {
  const op = field.ops[0]!;
  return { field: field.name, op, value: initialValue(field, op) };
}

export function initialValue(field: Field, op: string): unknown {
  if (empty.includes(op)) return undefined;
  if (op === "this") return "month";
  if (op === "last_days" || op === "next_days") return 7;
  if (op === "between") return [null, null];
  if (op === "in" || op === "not_in") return [];
  return field.kind === "boolean" ? true : null;
}

function hasValue({ op, value }: Condition): boolean {
  if (empty.includes(op)) return true;
  if (Array.isArray(value)) return op === "between" ? value.every((part) => part !== null) : value.length > 0;
  return value !== null && value !== undefined && value !== "";
}

/** Without the rows that are not filled in yet; undefined when nothing is left. */
export function pruned(filter: Filter | undefined): Filter | undefined {
  if (!filter) return undefined;
  if (!isGroup(filter)) return hasValue(filter) ? filter : undefined;
  const members = membersOf(filter).flatMap((member) => pruned(member) ?? []);
  return members.length > 0 ? groupOf(kindOf(filter), members) : undefined;
}

export function countConditions(filter: Filter | undefined): number {
  if (!filter) return 0;
  return isGroup(filter) ? membersOf(filter).reduce((sum, member) => sum + countConditions(member), 0) : 1;
}

/** Both must hold. */
export function both(a: Filter | undefined, b: Filter | undefined): Filter | undefined {
  if (!a || !b) return a ?? b;
  return { all: [a, b] };
}

/** Fields that may be asked about; conditions on others (hidden by now, or gone) are shown but cannot be changed. */
export const filterable = (type: ObjectType): Field[] => type.fields.filter(({ ops }) => ops.length > 0);

export const conditionField = (type: ObjectType, condition: Condition) => fieldOf(type, condition.field);
