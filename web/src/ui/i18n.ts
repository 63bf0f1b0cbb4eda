/** Texts by key, in the member's language. Each room keeps its own catalogue (`locales/zh.json`, `locales/en.json`); the app loads them. */

import { useSyncExternalStore } from "react";

export type Language = "zh" | "en";
export type Catalogue = { [key: string]: string | Catalogue };
export type Values = { [name: string]: string | number };

let language: Language = "zh";
let texts = new Map<string, string>();
const listeners = new Set<() => void>();

function flatten(catalogue: Catalogue, prefix: string, into: Map<string, string>) {
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") into.set(prefix + key, value);
    else flatten(value, `${prefix}${key}.`, into);
  }
}

export function setCatalogues(next: Language, catalogues: Catalogue[]) {
  const flat = new Map<string, string>();
  for (const catalogue of catalogues) flatten(catalogue, "", flat);
  language = next;
  texts = flat;
  document.documentElement.lang = bcp47();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentLanguage = () => language;

/** The tag that the browser's own formatters understand. */
export const bcp47 = () => (language === "zh" ? "zh-CN" : "en");

export const hasText = (key: string) => texts.has(key);

/** A missing key shows itself, so that it is found; `count` picks `key_one` where the language has a singular. */
export function t(key: string, values: Values = {}): string {
  const singular = typeof values.count === "number" && new Intl.PluralRules(bcp47()).select(values.count) === "one";
  const text = (singular ? texts.get(`${key}_one`) : undefined) ?? texts.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The language as state: components that call it are drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

export function useT(): typeof t {
  useSyncExternalStore(subscribe, () => texts);
  return t;
}
