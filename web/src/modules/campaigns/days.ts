import dayjs from "dayjs";

import type { CampaignPage } from "./api";

type Day = CampaignPage["days"][number];

/** Days on which nothing happened stand between the others, so that a month is as wide as a month. */
export function everyDay(days: Day[]): Day[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return [];
  const length = dayjs(last.day).diff(dayjs(first.day), "day") + 1;
  return Array.from({ length }, (_, at) => {
    const day = dayjs(first.day).add(at, "day").format("YYYY-MM-DD");
    return known.get(day) ?? { day, visits: 0, visitors: 0, submissions: 0, leads: 0, contracted: null, received: null };
  });
}
