import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";

import type { ObjectType } from "@/api/meta";
import type { Filter, Selection } from "@/api/records";
import { savedViews, type SavedView } from "@/api/work";

import { both } from "../filter/filter";
import { useColumns } from "./columns";
import { useListSearch, type ListSearch } from "./search";

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
function activeView(views: SavedView[], search: ListSearch): SavedView | undefined {
  if (search.view) return views.find(({ id }) => id === search.view);
  const untouched = !search.filter && !search.q && !search.sort && !search.deleted;
  return untouched ? views.find(({ is_default }) => is_default) : undefined;
}

/** All that the parts of a list page need to know, from the address and the saved views. */
export function useList(type: ObjectType, fixed: Filter | undefined) {
  const [search, set] = useListSearch();
  const { data: views = [] } = useViews(type);
  const view = search.view === "all" ? undefined : activeView(views, search);
  const filter = search.filter ?? view?.filter ?? undefined;
  const sort = search.sort ?? view?.sort ?? undefined;
  const columns = useColumns(type, view?.columns);
  const q = useDeferredValue(search.q);
  const selection: Selection = { filter: both(fixed, filter), q, sort, deleted: search.deleted };
  const narrowed = Boolean(filter || search.q || search.deleted);
  return { type, search, set, views, view, filter, sort, columns, selection, narrowed };
}

export type ListState = ReturnType<typeof useList>;
