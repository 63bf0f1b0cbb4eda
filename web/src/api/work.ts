/** What reaches the member from elsewhere: long jobs, notifications, search hits, saved views. */

import { http } from "./http";
import type { Filter, Page, RecordData, Reference } from "./records";
import type { Answer } from "./schema";

export type Job = Answer<"JobOut">;

export const isRunning = (job: Job | undefined) => job?.state === "queued" || job?.state === "running";

export const jobs = {
  list: () => http.get<{ items: Job[] }>("/jobs"),
  get: (id: string) => http.get<Job>(`/jobs/${id}`),
};

export type Notification = Answer<"NotificationOut">;

export const notifications = {
  list: (cursor?: string) => http.get<Page<Notification>>("/notifications", { cursor }),
  read: (which: { ids: string[] } | { all: true }) => http.post<{ unread: number }>("/notifications/read", which),
};

export type SearchHit = Answer<"SearchHit">;

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
