import { expect, it } from "vitest";

import type { OpenInstallment } from "./api";
import { oldestFirst, rest } from "./shares";

const part = (id: string, due_on: string, amount: string, allocated = "0.00"): OpenInstallment => ({ id, position: 1, name: "", amount, due_on, allocated, overdue: false });
const plan = [part("b", "2026-02-01", "200.00"), part("a", "2026-01-01", "100.00", "40.00"), part("c", "2026-03-01", "50.00", "50.00")];

it("pays the oldest first, as far as there is room", () => {
  expect(oldestFirst(plan, "100.00")).toEqual({ a: "60.00", b: "40.00" });
});

it("leaves what is over as a prepayment", () => {
  const shares = oldestFirst(plan, "300.00");
  expect(shares).toEqual({ a: "60.00", b: "200.00" });
  expect(rest("300.00", shares)).toBe("40.00");
});
