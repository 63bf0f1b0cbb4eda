/** The home page: what waits for the member, and where they stand this month. Every figure opens its list. */

import { http } from "./http";
import type { Filter, Reference } from "./records";
import type { Answer } from "./schema";

export interface Drilled extends Pick<Answer<"Figure">, "currencies"> {
  value: number | string | null;
  drill: { object: string; filter: Filter } | null;
}

export interface Todo {
  code: string;
  label: string;
  figure: Drilled;
}

export interface Progress {
  figure: Drilled | null;
  target: Drilled | null;
  /** A share: 0.5 is half of the target. */
  attainment: string | null;
  withheld: boolean;
}

export type AgendaItem = Answer<"AgendaItem">;

export interface Home {
  agenda: AgendaItem[];
  todo: Todo[];
  month: { first: string; last: string; contracted: Progress; received: Progress };
  stages: { stage: Reference; probability: number; count: Drilled; amount: Drilled }[];
  people: { member: Reference; figures: { code: string; figure: Drilled }[] }[];
}

export const home = (of: "me" | "team") => http.get<Home>("/home", { of });

