import { beforeAll, expect, it, vi } from "vitest";

import { formatCount, formatDuration, formatMoney, money, formatRelative, fromPicker, setTimeZone, toPicker } from "./format";
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

it("leaves no doubt about the currency", () => {
  expect(formatMoney("-1234.5", "USD")).toBe("-$1,234.50");
  expect(formatMoney("120000", "JPY")).toBe("120,000 JPY");
  expect(formatMoney("0.5", "KWD")).toBe("0.500 KWD");
  expect(formatMoney("19.0625", "CNY", 4)).toBe("¥19.0625");
});

it("shows an amount of an answer in what the answer says it is in", () => {
  const contract = { amount: "1200.00", amount_base: "8520.00", paid: null, currencies: { amount: "USD", amount_base: "CNY" } };
  expect([money(contract, "amount"), money(contract, "amount_base"), money(contract, "paid")]).toEqual(["$1,200.00", "¥8,520.00", "—"]);
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

it("tells a length of time in its two largest units", () => {
  setCatalogues("zh", [zh]);
  expect([0, 5, 65, 24 * 60, 3 * 24 * 60 + 245].map(formatDuration)).toEqual(["0 分钟", "5 分钟", "1 小时 5 分钟", "1 天", "3 天 4 小时"]);
  setCatalogues("en", [en]);
  expect(formatDuration(1505)).toBe("1 day 1 hour");
});
