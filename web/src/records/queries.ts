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

import { ApiError } from "@/api/http";
import type { ObjectType } from "@/api/meta";
import { records, toBody, type Page, type RecordData, type Selection } from "@/api/records";

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

export function useCount(type: ObjectType, selection: Selection) {
  const { filter, q, deleted } = selection;
  return useQuery({
    queryKey: [...keys.object(type), "count", { filter, q, deleted }],
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

export function useRecord(type: ObjectType, id: string) {
  return useQuery({ queryKey: keys.one(type, id), queryFn: ({ signal }) => records.get(type, id, signal) });
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
  record: Pick<RecordData, "id" | "version">;
  values: { [field: string]: unknown };
}

/** Saves some fields of a record. When somebody was faster, says so and shows what stands now. */
export function usePatch(type: ObjectType) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ record, values }: Change) => records.patch(type, record.id, record.version, toBody(values)),
    onSuccess: (saved) => {
      showEverywhere(client, type, saved);
      void client.invalidateQueries({ queryKey: timelineKey(type, saved.id) });
    },
    onError: (error) => {
      void message.error(problemText(error));
      if (error instanceof ApiError && error.code === "version_conflict") void refreshObject(client, type);
    },
  });
}

export function useRemove(type: ObjectType) {
  const refresh = useRefresh(type);
  return useMutation({ mutationFn: (id: string) => records.remove(type, id), onSuccess: refresh });
}
