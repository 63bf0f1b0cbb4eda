import { expect, it } from "vitest";

import { fromUnits, lineAmount, minus, percentOf, signOf, sumOf, toUnits } from "./decimal";

it("adds amounts to the cent, beyond what a float holds", () => {
  expect(sumOf(["0.10", "0.20"])).toBe("0.30");
  expect(sumOf(["90071992547409931.25", "0.01", null, ""])).toBe("90071992547409931.26");
  expect(minus("1.00", "1.01")).toBe("-0.01");
  expect(fromUnits(toUnits("-12.3456"))).toBe("-12.3456");
});

it("knows nothing, more and less", () => {
  expect([signOf("0.00"), signOf("-1"), signOf("0.0001")]).toEqual([0, -1, 1]);
});

it("prices a line with its discount, half up", () => {
  expect(lineAmount("3", "19.99", "0")).toBe("59.97");
  expect(lineAmount("1", "0.05", "10")).toBe("0.05");
  expect(lineAmount("2.5", "100", "12.5")).toBe("218.75");
});

it("gives the part of a whole", () => {
  expect(percentOf("25.00", "200.00")).toBe(12.5);
  expect(percentOf("1", "0")).toBe(0);
});
