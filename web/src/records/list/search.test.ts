import { expect, it } from "vitest";

import { parseListSearch } from "./search";

it("takes a list's state from its address", () => {
  const filter = { field: "status", op: "in", value: ["new"] };
  expect(parseListSearch({ q: "zs", sort: "-created_at", filter, mode: "board", deleted: true })).toMatchObject({ q: "zs", sort: "-created_at", filter, mode: "board", deleted: true });
});

it("drops what does not fit instead of failing", () => {
  expect(Object.values(parseListSearch({ filter: "x", mode: "grid", sort: 3 })).every((value) => value === undefined)).toBe(true);
});

it("keeps a quick search for digits, which an address turns into a number", () => {
  expect(parseListSearch({ q: 1234 }).q).toBe("1234");
});
