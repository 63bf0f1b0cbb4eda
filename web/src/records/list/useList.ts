import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";

import type { ObjectType } from "@/api/meta";
import type { Filter, Selection } from "@/api/records";
import { useSession } from "@/api/session";
import { savedViews, type SavedView } from "@/api/work";

import { both } from "../filter/filter";
import { useColumns } from "./columns";
import { useListSearch, type ListSearch } from "./search";
import { useMine } from "./useMine";

export const viewsKey = (type: ObjectType) => ["saved-views", type.code];

export function useViews(type: ObjectType) {
  return useQuery({
    queryKey: viewsKey(type),
    queryFn: () => savedViews.list(type.code),
    select: (page) => page.items,
    retry: false,
  });
}

/** The view in the address; where the address says nothing at all, the default one. */
function activeView(views: SavedView[], search: ListSearch, me: string): SavedView | undefined {
  if (search.view) return views.find(({ id }) => id === search.view);
  const untouched = !search.filter && !search.q && !search.sort && !search.deleted;
  return untouched ? views.find(({ settings, owner }) => settings.first && owner?.id === me) : undefined;
}

/** All that the parts of a list page need to know, from the address and the saved views. */
export function useList(type: ObjectType, fixed: Filter | undefined, without?: string[]) {
  const [search, set] = useListSearch();
  const { member } = useSession();
  const own = useMine(type, search, !fixed);
  const { data: views = [] } = useViews(type);
  const view = search.view === "all" ? undefined : activeView(views, search, member.id);
  const filter = search.filter ?? view?.settings.filter;
  const sort = search.sort ?? view?.settings.sort;
  const columns = useColumns(type, view?.settings.columns, without);
  const q = useDeferredValue(search.q);
  const selection: Selection = { filter: both(both(fixed, own.filter), filter), q, sort, deleted: search.deleted };
  const narrowed = Boolean(filter || search.q || search.deleted);
  const mine = view?.owner?.id === member.id;
  return { type, own, mine, search, set, views, view, filter, sort, columns, selection, narrowed };
}

export type ListState = ReturnType<typeof useList>;
