/** Numbers, money and time as people read them, in the language and time zone of the member. */

import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

import { bcp47, t } from "./i18n";

dayjs.extend(utc);
dayjs.extend(timezone);

let zone = "Asia/Shanghai";

export function setTimeZone(next: string) {
  zone = next;
}

/** Decimal strings go to the formatter as they are, so no digit is lost on the way through a float. */
const exact = (value: string | number) => value as unknown as number;

export function formatNumber(value: string | number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(bcp47(), options).format(exact(value));
}

/** Signs that leave no doubt, as the server writes them; other currencies are named by their code: 1,000 JPY. */
const signs: { [currency: string]: string } = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", HKD: "HK$", TWD: "NT$", KRW: "₩", INR: "₹" };

/** `digits`: how many decimals may be shown where it is more than the currency has (a unit price). */
export function formatMoney(value: string, currency: string, digits?: number): string {
  const written = formatNumber(value, { style: "currency", currency, currencyDisplay: "code", ...(digits && { maximumFractionDigits: digits }) });
  const bare = written.replace(/[A-Z]{3}\s*/, signs[currency] ?? "");
  return signs[currency] ? bare : `${bare} ${currency}`;
}

/** What of an answer holds amounts: `currencies` says of each, by its field, what it is in. */
export interface Priced {
  currencies?: { [amount: string]: string } | null;
}

/** What an amount of an answer is in; nothing where there is no amount. */
export const currencyOf = (holder: Priced, name: string): string | undefined => holder.currencies?.[name];

/** An amount of an answer in its currency: the one way in which money comes onto the screen. */
export function money<Name extends string>(holder: Priced & { [name in Name]?: unknown }, name: Name, digits?: number): string {
  const currency = currencyOf(holder, name);
  return currency === undefined ? "—" : formatMoney(String(holder[name]), currency, digits);
}

export function formatPercent(value: string): string {
  return `${formatNumber(value, { maximumFractionDigits: 2 })}%`;
}

/** Between a figure and a Chinese unit stands a space: 120 万. */
const spaced = (text: string) => text.replace(/(\d)([\u4e00-\u9fff])/, "$1 $2");

/** Exact counts in full, estimates rounded and said to be so. */
export function formatCount({ count, exact: isExact }: { count: number; exact: boolean }): string {
  if (isExact) return t("ui.count.exact", { count, shown: formatNumber(count) });
  return t("ui.count.about", { shown: spaced(formatNumber(count, { notation: "compact", maximumSignificantDigits: 3 })) });
}

export function formatDate(value: string): string {
  return new Intl.DateTimeFormat(bcp47(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${value}T00:00:00Z`));
}

export function formatDateTime(value: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short", timeZone: zone };
  return new Intl.DateTimeFormat(bcp47(), options).format(new Date(value));
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 小时前" within a week, the date beyond it. */
export function formatRelative(value: string, now = Date.now()): string {
  const seconds = Math.round((new Date(value).getTime() - now) / 1000);
  const distance = Math.abs(seconds);
  const relative = new Intl.RelativeTimeFormat(bcp47(), { numeric: "auto" });
  if (distance < minute) return t("ui.now");
  if (distance < hour) return relative.format(Math.trunc(seconds / minute), "minute");
  if (distance < day) return relative.format(Math.trunc(seconds / hour), "hour");
  if (distance < 7 * day) return relative.format(Math.trunc(seconds / day), "day");
  return formatDate(new Date(value).toLocaleDateString("sv", { timeZone: zone }));
}

/** Pickers show wall clock; the server speaks UTC. These two translate through the member's zone. */
export function toPicker(value: string | null | undefined): Dayjs | null {
  return value ? dayjs(dayjs.utc(value).tz(zone).format("YYYY-MM-DDTHH:mm:ss")) : null;
}

export function fromPicker(value: Dayjs | null): string | null {
  return value ? dayjs.tz(value.format("YYYY-MM-DDTHH:mm:ss"), zone).utc().format() : null;
}

/** The day that it is where the member is. */
export const today = (): string => toPicker(new Date().toISOString())!.format("YYYY-MM-DD");

export const dateToPicker = (value: string | null | undefined): Dayjs | null => (value ? dayjs(value) : null);

export const dateFromPicker = (value: Dayjs | null): string | null => (value ? value.format("YYYY-MM-DD") : null);

const units = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** The size of a file, in the largest unit that keeps it above one. */
export function formatBytes(size: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(size, 1)) / Math.log(1024)));
  return formatNumber(size / 1024 ** power, { style: "unit", unit: units[power], unitDisplay: "narrow", maximumFractionDigits: 1 });
}

export const isPast = (value: string): boolean => new Date(value).getTime() < Date.now();

const spans = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
] as const;

/** A length of time in its two largest units: 3 days 4 hours. */
export function formatDuration(minutes: number): string {
  const written = (count: number, unit: string) => spaced(formatNumber(count, { style: "unit", unit, unitDisplay: "long" }));
  let rest = Math.round(minutes);
  const told: string[] = [];
  for (const [unit, length] of spans) {
    const count = Math.floor(rest / length);
    rest %= length;
    if (count > 0) told.push(written(count, unit));
  }
  return told.slice(0, 2).join(" ") || written(0, "minute");
}
