import { fileUrl, http, type Query } from "./http";
import type { ObjectType } from "./meta";
import type { Answer } from "./schema";

export interface Reference {
  object: string;
  id: string;
  title: string;
}

/** A reference whose target the viewer may not see. */
export interface HiddenReference {
  hidden: true;
}

export type Value = string | number | boolean | null | string[] | Reference | HiddenReference | undefined;

/** A record of any object; `can` and `custom` where the server tells them. */
export type RecordData = Answer<"AnyRecord">;

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Condition = { field: string; op: string; value?: unknown };
export type Group = { all: Filter[] } | { any: Filter[] };
export type Filter = Condition | Group;

/** What picks records out of an object: the same for list, count, board and export. */
export interface Selection {
  filter?: Filter;
  q?: string;
  sort?: string;
  deleted?: boolean;
}

export type Entry = Answer<"EntryOut">;
export type BoardColumn = Answer<"BoardColumn">;
export type Count = Answer<"CountOut">;

export type BulkResult = Answer<"BulkOut">;

/** All that the page of a record opens with, in one answer; the same for every object. */
export interface WholePage {
  record: RecordData;
  timeline: Page<Entry>;
  related: Answer<"RelatedList">[];
}

type Typed = Pick<ObjectType, "path">;

const selected = ({ filter, q, sort, deleted }: Selection): Query => ({
  filter: filter && JSON.stringify(filter),
  q,
  sort,
  deleted: deleted || undefined,
});

export interface ListQuery extends Selection {
  cursor?: string;
  limit?: number;
  columns?: string[];
}

export const records = {
  list: ({ path }: Typed, query: ListQuery, signal?: AbortSignal) =>
    http.get<Page<RecordData>>(
      `/${path}`,
      { ...selected(query), cursor: query.cursor, limit: query.limit, columns: query.columns?.join(",") },
      signal,
    ),
  count: ({ path }: Typed, { filter, q, deleted }: Selection, signal?: AbortSignal) =>
    http.get<Count>(`/${path}/count`, selected({ filter, q, deleted }), signal),
  board: ({ path }: Typed, { filter, q }: Selection, signal?: AbortSignal) =>
    http.get<Answer<"BoardOut">>(`/${path}/board`, selected({ filter, q }), signal),
  get: ({ path }: Typed, id: string, signal?: AbortSignal) => http.get<RecordData>(`/${path}/${id}`, {}, signal),
  page: ({ path }: Typed, id: string, signal?: AbortSignal) => http.get<WholePage>(`/${path}/${id}/page`, {}, signal),
  create: ({ path }: Typed, body: object, idempotencyKey?: string) =>
    http.post<RecordData>(`/${path}`, body, idempotencyKey),
  patch: ({ path }: Typed, id: string, version: number, change: object) =>
    http.patch<RecordData>(`/${path}/${id}`, { version, ...change }),
  remove: ({ path }: Typed, id: string) => http.delete<void>(`/${path}/${id}`),
  act: ({ path }: Typed, id: string, verb: string, body: object = {}, idempotencyKey?: string) =>
    http.post<RecordData>(`/${path}/${id}/${verb}`, body, idempotencyKey),
  bulk: ({ path }: Typed, action: string, ids: string[], values: object = {}) =>
    http.post<BulkResult>(`/${path}/bulk`, { action, ids, values }),
  timeline: ({ path }: Typed, id: string, cursor?: string, signal?: AbortSignal) =>
    http.get<Page<Entry>>(`/${path}/${id}/timeline`, { cursor }, signal),
  exportUrl: ({ path }: Typed, format: "csv" | "xlsx", selection: Selection, columns: string[]) =>
    fileUrl(`/${path}/export`, { format, ...selected(selection), columns: columns.join(",") }),
};

export const followUps = {
  add: (record: { object: string; id: string }, followUp: { kind: string; content: string; next_at: string | null; mentions: string[] }, key: string) =>
    http.post<RecordData>("/follow-ups", { record, ...followUp }, key),
};

/** A field's value in a record, wherever it stands. */
export function valueOf(record: RecordData, name: string): Value {
  const code = name.startsWith("custom.") ? name.slice("custom.".length) : null;
  return (code ? record.custom?.[code] : record[name]) as Value;
}

/** `{name: value}` pairs in the shape that create and patch take. */
export function toBody(values: { [name: string]: unknown }): { [name: string]: unknown } {
  const body: { [name: string]: unknown } = {};
  const custom: { [code: string]: unknown } = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith("custom.")) custom[name.slice("custom.".length)] = value;
    else body[name] = value;
  }
  return Object.keys(custom).length > 0 ? { ...body, custom } : body;
}

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "id" in value && "title" in value;
}

export function isHidden(value: unknown): value is HiddenReference {
  return typeof value === "object" && value !== null && "hidden" in value;
}
