import type { Filter } from "@/api/records";
import type { Priced } from "@/ui/format";

/** What was credited under a model of attribution, as `GET /analytics/credits` is asked for it. */
export interface Credit {
  [name: string]: string | boolean;
}

/** A number and the rows behind it. No value: the viewer may not know it. No drill: its rows cannot be shown one by one. */
export interface Figure extends Priced {
  value: number | string | null;
  drill: { object: string; filter?: Filter; credit?: Credit } | null;
}

export type Unit = "count" | "money" | "days" | "minutes";

export const valueOfFigure = (figure: Figure | null | undefined): number => Number(figure?.value ?? 0);
