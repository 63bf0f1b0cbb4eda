import { expect, it } from "vitest";

import { sumOf } from "@/ui/decimal";

import { isComplete, missing, parts, split } from "./plan";

it("splits to the cent, whatever the weights", () => {
  expect(parts("100.00", [1, 1, 1])).toEqual(["33.33", "33.33", "33.34"]);
  expect(sumOf(parts("99999999999999.99", [30, 60, 10]))).toBe("99999999999999.99");
});

it("keeps the day of the month where there is one", () => {
  const made = split("300.00", [1, 1, 1], "2026-01-31", "month", (number) => `#${number}`);
  expect(made.map(({ due_on }) => due_on)).toEqual(["2026-01-31", "2026-02-28", "2026-03-31"]);
  expect(isComplete("300.00", made)).toBe(true);
  expect(missing("300.10", made)).toBe("0.10");
});
