import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { Filter } from "@/api/records";

/** A list's whole state, in its address. */
export interface ListSearch {
  q?: string;
  sort?: string;
  filter?: Filter;
  view?: string;
  /** Only what the member owns, or everything they may see; absent: what they chose last. */
  mine?: boolean;
  mode?: "board";
  /** Of a board with several ways: the one that is shown. */
  way?: string;
  deleted?: true;
  new?: true;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const yes = (value: unknown) => (typeof value === "boolean" ? value : undefined);

const flag = (value: unknown) => (value === true || value === "true" ? (true as const) : undefined);

/** Takes what fits and drops the rest, so a mistyped address still opens the list. */
export function parseListSearch(raw: { [name: string]: unknown }): ListSearch {
  const filter = typeof raw.filter === "object" && raw.filter !== null ? (raw.filter as Filter) : undefined;
  return {
    q: text(raw.q) ?? (typeof raw.q === "number" ? String(raw.q) : undefined),
    sort: text(raw.sort),
    filter,
    view: text(raw.view),
    mine: yes(raw.mine),
    mode: raw.mode === "board" ? "board" : undefined,
    way: text(raw.way),
    deleted: flag(raw.deleted),
    new: flag(raw.new),
  };
}

export function useListSearch() {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const set = useCallback(
    (change: Partial<ListSearch>) =>
      void navigate({ to: ".", search: (old: object) => ({ ...old, ...change }) as never, replace: true }),
    [navigate],
  );
  return [search, set] as const;
}
