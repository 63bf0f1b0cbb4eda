/** What leads have beyond the generic routes: reading a card, finding who is known, conversion. */

import { http, type Query } from "./http";
import type { Answer } from "./schema";

/** Somebody with the same phone, e-mail or company; `id` and `title` only where the asker may see the record. */
export type Hit = Answer<"HitOut">;

export type Candidate = Answer<"Candidate">;

export type Draft = { [field: string]: unknown };

export type Preview = Answer<"ConversionPreviewOut">;

export const leads = {
  parse: (text: string) => http.post<Record<string, string>>("/leads/parse", { text }),
  preview: (id: string) => http.get<Preview>(`/leads/${id}/convert-preview`),
};

/** Of leads or accounts, by what was typed so far. */
export const duplicates = (path: string, keys: Query, signal?: AbortSignal) => http.get<{ items: Hit[] }>(`/${path}/duplicates`, keys, signal);
