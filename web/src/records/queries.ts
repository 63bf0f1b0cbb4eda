/** Reads and writes of any object, with the cache kept honest. */

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { App } from "antd";

import { fieldOf, useMeta, type ObjectType } from "@/api/meta";
import { records, type BoardColumn, type Filter, type Page, type RecordData, type Selection } from "@/api/records";

import { EditConflict, saveEdit } from "./form/conflict";
import { problemText } from "./problems";

const keys = {
  object: (type: ObjectType) => ["records", type.path] as const,
  list: (type: ObjectType, selection: Selection, columns: string[]) =>
    ["records", type.path, "list", selection, columns] as const,
  one: (type: ObjectType, id: string) => ["records", type.path, "one", id] as const,
};

export const timelineKey = (type: ObjectType, id: string) => ["records", type.path, "timeline", id] as const;

export function refreshObject(client: QueryClient, type: ObjectType) {
  return client.invalidateQueries({ queryKey: keys.object(type) });
}

/** For acts: refreshes all that is on screen about the object. */
export function useRefresh(type: ObjectType) {
  const client = useQueryClient();
  return () => refreshObject(client, type);
}

export function useRecordList(type: ObjectType, selection: Selection, columns: string[], limit?: number) {
  return useInfiniteQuery({
    queryKey: [...keys.list(type, selection, columns), limit],
    queryFn: ({ pageParam, signal }) => records.list(type, { ...selection, columns, cursor: pageParam, limit }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const countKey = (type: ObjectType, { filter, q, deleted }: Selection) => [...keys.object(type), "count", { filter, q, deleted }] as const;

export function useCount(type: ObjectType, selection: Selection) {
  return useQuery({
    queryKey: countKey(type, selection),
    queryFn: ({ signal }) => records.count(type, selection, signal),
    placeholderData: keepPreviousData,
  });
}

export const boardKey = (type: ObjectType, selection: Selection) =>
  [...keys.object(type), "board", { filter: selection.filter, q: selection.q }] as const;

export function useBoard(type: ObjectType, selection: Selection) {
  return useQuery({
    queryKey: boardKey(type, selection),
    queryFn: ({ signal }) => records.board(type, selection, signal),
    placeholderData: keepPreviousData,
  });
}

/** What a column of the board has beyond its first cards: the same selection, in that stage, from where the board's page ended. */
export function useBoardColumn(type: ObjectType, { filter, q }: Selection, { value, next }: BoardColumn, enabled: boolean) {
  const stage: Filter = { field: type.stage_field!, op: "in", value: [value] };
  const selection: Selection = { filter: filter ? { all: [filter, stage] } : stage, q };
  return useInfiniteQuery({
    queryKey: [...keys.object(type), "board-column", selection, next],
    queryFn: ({ pageParam, signal }) => records.list(type, { ...selection, cursor: pageParam, limit: boardPage }, signal),
    initialPageParam: next ?? undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: enabled && next !== null,
  });
}

const boardPage = 20;

/** What has an order of its own is shown in it, and as a whole; the server sends so many rows with the page. */
export function relatedRows(target: ObjectType, field: string, id: string): { selection: Selection; limit: number } {
  const filter: Filter = { field, op: "in", value: [id] };
  const placed = fieldOf(target, "position")?.sortable ?? false;
  return { selection: { filter, sort: placed ? "position" : undefined }, limit: placed ? 50 : 20 };
}

/** One answer brings the record, its timeline and its lists, each put where the part of the page that shows it looks. */
export function useRecord(type: ObjectType, id: string) {
  const client = useQueryClient();
  const { objects } = useMeta();
  return useQuery({
    queryKey: keys.one(type, id),
    queryFn: async ({ signal }) => {
      const { record, timeline, related } = await records.page(type, id, signal);
      const first = <T,>(page: Page<T>): InfiniteData<Page<T>> => ({ pages: [page], pageParams: [undefined] });
      client.setQueryData(timelineKey(type, id), first(timeline));
      for (const { object, field, items, next, count, exact } of related) {
        const target = objects[object]!;
        const { selection, limit } = relatedRows(target, field, id);
        client.setQueryData([...keys.list(target, selection, target.columns), limit], first({ items, next }));
        client.setQueryData(countKey(target, selection), { count, exact });
      }
      return record;
    },
  });
}

export function useTimeline(type: ObjectType, id: string) {
  return useInfiniteQuery({
    queryKey: timelineKey(type, id),
    queryFn: ({ pageParam, signal }) => records.timeline(type, id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Puts the server's answer wherever the record is shown, so nothing flickers before the refetch. */
function showEverywhere(client: QueryClient, type: ObjectType, saved: RecordData) {
  client.setQueryData<RecordData>(keys.one(type, saved.id), (old) => old && { ...old, ...saved });
  client.setQueriesData<InfiniteData<Page<RecordData>>>({ queryKey: [...keys.object(type), "list"] }, (old) => {
    const swap = (item: RecordData) => (item.id === saved.id ? { ...item, ...saved } : item);
    return old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map(swap) })) };
  });
}

interface Change {
  record: RecordData;
  values: { [field: string]: unknown };
}

/** Saves some fields of a record. When somebody has just changed the same ones, shows what stands now and leaves the choice to the caller. */
export function usePatch(type: ObjectType) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ record, values }: Change) => saveEdit({ type, base: record, values }),
    onSuccess: (saved) => {
      showEverywhere(client, type, saved);
      void client.invalidateQueries({ queryKey: timelineKey(type, saved.id) });
    },
    onError: (error) => {
      if (error instanceof EditConflict) showEverywhere(client, type, error.latest);
      void message.error(problemText(error));
    },
  });
}

export function useRemove(type: ObjectType) {
  const refresh = useRefresh(type);
  return useMutation({ mutationFn: (id: string) => records.remove(type, id), onSuccess: refresh });
}
