import { expect, it } from "vitest";

import type { Field } from "@/api/meta";

import { sameValue, toApi } from "./codec";

const owner = { name: "owner", kind: "reference" } as Field;
const amount = { name: "amount", kind: "money" } as Field;

it("sends a reference as its id", () => {
  expect(toApi(owner, { object: "member", id: "m1", title: "张三" })).toBe("m1");
});

it("sends an emptied field as null", () => {
  expect(toApi(amount, "")).toBeNull();
  expect(toApi(amount, undefined)).toBeNull();
});

it("leaves amounts as the strings that were typed", () => {
  expect(toApi(amount, "12345678901234567.89")).toBe("12345678901234567.89");
});

it("sees that nothing was changed", () => {
  expect(sameValue(owner, { object: "member", id: "m1", title: "张三" }, { object: "member", id: "m1", title: "三" })).toBe(true);
  expect(sameValue(amount, "1.00", "2.00")).toBe(false);
});
