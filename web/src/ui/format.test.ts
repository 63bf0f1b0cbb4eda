import { beforeAll, expect, it, vi } from "vitest";

import { formatCount, formatMoney, formatRelative, fromPicker, setTimeZone, toPicker } from "./format";
import { setCatalogues } from "./i18n";
import en from "./locales/en.json";
import zh from "./locales/zh.json";

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: {} });
  setCatalogues("zh", [zh]);
});

it("shows amounts digit by digit, beyond what a float holds", () => {
  expect(formatMoney("90071992547409931.25", "CNY")).toBe("¥90,071,992,547,409,931.25");
});

it("says when a count is an estimate", () => {
  expect(formatCount({ count: 1_203_400, exact: false })).toBe("约 120 万条");
  expect(formatCount({ count: 9_812, exact: true })).toBe("共 9,812 条");
  setCatalogues("en", [en]);
  expect(formatCount({ count: 1_203_400, exact: false })).toBe("about 1.2M");
  setCatalogues("zh", [zh]);
});

it("is relative within a week and a date beyond", () => {
  const now = Date.parse("2026-11-21T08:00:00Z");
  expect(formatRelative("2026-11-21T05:00:00Z", now)).toBe("3小时前");
  expect(formatRelative("2026-10-01T05:00:00Z", now)).toBe("2026年10月1日");
});

it("takes a picker's wall clock as the member's zone", () => {
  setTimeZone("Asia/Shanghai");
  expect(toPicker("2026-11-21T03:04:05Z")?.format("YYYY-MM-DD HH:mm")).toBe("2026-11-21 11:04");
  expect(fromPicker(toPicker("2026-11-21T03:04:05Z"))).toBe("2026-11-21T03:04:05Z");
});
