import { describe, expect, it } from "vitest";

import type { Field } from "@/api/meta";

import { asGroup, both, countConditions, newCondition, pruned } from "./filter";

const field = (name: string, kind: Field["kind"]): Field => ({
  name,
  kind,
  label: name,
  help: "",
  options: [],
  object: null,
  max_length: null,
  required: false,
  read_only: false,
  protected: false,
  custom: false,
  ops: ["contains"],
  sortable: true,
  masked: false,
});

const status = { field: "status", op: "in", value: ["new"] };

describe("pruned", () => {
  it("drops rows that are not filled in, and groups that become empty", () => {
    const unfinished = newCondition(field("title", "text"));
    expect(pruned({ all: [status, unfinished, { any: [unfinished] }] })).toEqual({ all: [status] });
    expect(pruned({ all: [unfinished] })).toBeUndefined();
  });

  it("keeps conditions that need no value", () => {
    expect(pruned({ all: [{ field: "phone", op: "is_empty" }] })).toEqual({ all: [{ field: "phone", op: "is_empty" }] });
  });

  it("waits for both ends of a span", () => {
    expect(pruned({ all: [{ field: "amount", op: "between", value: ["1", null] }] })).toBeUndefined();
  });
});

it("counts conditions at every depth", () => {
  expect(countConditions({ all: [status, { any: [status, status] }] })).toBe(3);
});

it("joins a page's own filter with the member's", () => {
  expect(both(status, undefined)).toEqual(status);
  expect(both(status, status)).toEqual({ all: [status, status] });
});

it("shows a lone condition as a member of a group", () => {
  expect(asGroup(status)).toEqual({ all: [status] });
});
