import { fieldOf, type ObjectType } from "@/api/meta";
import type { Filter } from "@/api/records";
import { useSession } from "@/api/session";
import { readStored, writeStored } from "@/ui/preferences";

import { extensionOf } from "../registry";
import type { ListSearch } from "./search";

const owned: Filter = { field: "owner", op: "in", value: ["me"] };

/**
 * Mine or all, for objects that have owners. Whoever may see only their own and what lies open to them begins with their own;
 * an address that names a filter is a link to exactly those records, so nothing is taken from it. Their own are those that
 * are still to be worked on.
 */
export function useMine(type: ObjectType, search: ListSearch, enabled: boolean) {
  const { grants } = useSession();
  const key = `mine.${type.code}`;
  const has = enabled && extensionOf(type.code).section !== "settings" && Boolean(fieldOf(type, "owner")?.ops.length);
  const usual = readStored<boolean>(localStorage, key) ?? grants[`${type.code}.read`] === "self";
  const mine = has && !search.deleted && (search.mine ?? (search.filter ? false : usual));
  const { openOnly } = extensionOf(type.code);
  const filter = openOnly && !search.filter ? { all: [owned, openOnly] } : owned;
  const remember = (next: boolean) => writeStored(localStorage, key, next);
  return { has, mine, filter: mine ? filter : undefined, remember };
}
