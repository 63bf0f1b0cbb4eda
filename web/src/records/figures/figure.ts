import type { Filter } from "@/api/records";

/** A number and the rows behind it. No value: the viewer may not know it. No drill: its rows cannot be shown one by one. */
export interface Figure {
  value: number | string | null;
  drill: { object: string; filter: Filter } | null;
}

export type Unit = "count" | "money" | "days" | "minutes";

export const valueOfFigure = (figure: Figure | null | undefined): number => Number(figure?.value ?? 0);
