import { expect, test } from "vitest";

import { everyDay } from "./days";

const busy = (day: string) => ({ day, visits: 1, visitors: 1, submissions: 1, leads: 1, contracted: "2.00", received: null });

test("quiet days stand between busy ones, over the end of a month", () => {
  const days = everyDay([busy("2026-02-27"), busy("2026-03-02")]);
  expect(days.map(({ day, visits }) => [day, visits])).toEqual([["2026-02-27", 1], ["2026-02-28", 0], ["2026-03-01", 0], ["2026-03-02", 1]]);
  expect(everyDay([])).toEqual([]);
});
