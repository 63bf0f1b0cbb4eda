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

/** A label inside an English sentence is written small, unless it begins with an abbreviation or a name (QR, WeChat). */
const small = (label: string) => (/^\p{Lu}[^\s\p{Lu}]+(\s|$)/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label);

/**
 * A missing key shows itself, so that it is found; `count` picks `key_one` where the language has a singular.
 * `{name}` in a text is the value of that name, `{name:small}` that of a label inside a sentence.
 */
export function t(key: string, values: Values = {}): string {
  const singular = typeof values.count === "number" && new Intl.PluralRules(bcp47()).select(values.count) === "one";
  const text = (singular ? texts.get(`${key}_one`) : undefined) ?? texts.get(key) ?? key;
  return text.replace(/\{(\w+)(:small)?\}/g, (whole, name: string, inside?: string) => {
    if (!(name in values)) return whole;
    return inside ? small(String(values[name])) : String(values[name]);
  });
}

/** The language as state: components that call it are drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

export function useT(): typeof t {
  useSyncExternalStore(subscribe, () => texts);
  return t;
}
