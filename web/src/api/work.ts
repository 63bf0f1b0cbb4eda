/** What reaches the member from elsewhere: long jobs, notifications, search hits, saved views. */

import { http } from "./http";
import type { Filter, HiddenReference, Page, RecordData, Reference } from "./records";

export interface Job {
  id: string;
  kind: string;
  state: "queued" | "running" | "done" | "failed";
  done: number;
  total: number | null;
  detail: string | null;
  result: unknown;
}

export const isRunning = (job: Job | undefined) => job?.state === "queued" || job?.state === "running";

export const jobs = {
  list: () => http.get<{ items: Job[] }>("/jobs"),
  get: (id: string) => http.get<Job>(`/jobs/${id}`),
};

export interface Notification {
  id: string;
  at: string;
  code: string;
  text: string;
  record: Reference | HiddenReference | null;
  read: boolean;
}

export const notifications = {
  list: (cursor?: string) => http.get<Page<Notification>>("/notifications", { cursor }),
  read: (which: { ids: string[] } | { all: true }) => http.post<{ unread: number }>("/notifications/read", which),
};

export interface SearchHit {
  object: string;
  id: string;
  title: string;
  subtitle: string;
}

export const search = (q: string, signal?: AbortSignal) => http.get<{ items: SearchHit[] }>("/search", { q }, signal);

export interface ViewSettings {
  filter?: Filter;
  sort?: string;
  columns?: string[];
  /** The owner's list opens with this view. */
  first?: boolean;
}

export interface SavedView extends RecordData {
  name: string;
  object: string;
  settings: ViewSettings;
  shared: boolean;
  owner: Reference | null;
}

export type SavedViewDraft = Pick<SavedView, "name" | "object" | "settings" | "shared">;

export const savedViews = {
  list: (object: string) =>
    http.get<Page<SavedView>>("/saved-views", { filter: JSON.stringify({ field: "object", op: "eq", value: object }), sort: "name", limit: 200, columns: "name,object,settings,shared,owner" }),
  create: (draft: SavedViewDraft) => http.post<SavedView>("/saved-views", draft),
  update: (view: SavedView, settings: ViewSettings) =>
    http.patch<SavedView>(`/saved-views/${view.id}`, { version: view.version, settings }),
  remove: (id: string) => http.delete<void>(`/saved-views/${id}`),
};
