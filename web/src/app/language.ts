import type { Locale as AntdLocale } from "antd/es/locale";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";

import { setLanguage as tellServer } from "@/api/http";
import type { Locale } from "@/api/session";
import { setCatalogues, type Catalogue, type Language } from "@/ui/i18n";
import { readStored, writeStored } from "@/ui/preferences";

const catalogues = import.meta.glob<Catalogue>("../**/locales/*.json", { import: "default" });

const antd: { [language in Language]: () => Promise<{ default: AntdLocale }> } = {
  zh: () => import("antd/es/locale/zh_CN"),
  en: () => import("antd/es/locale/en_US"),
};

let antdLocale: AntdLocale | undefined;

/** The texts of the component library, in the language that was loaded last. */
export const currentAntdLocale = () => antdLocale;

export const languageOf = (locale: Locale): Language => (locale === "en" ? "en" : "zh");

export const localeOf = (language: Language): Locale => (language === "en" ? "en" : "zh-hans");

export async function loadLanguage(language: Language) {
  const files = Object.entries(catalogues).filter(([path]) => path.endsWith(`/${language}.json`));
  const [components, ...texts] = await Promise.all([antd[language](), ...files.map(([, load]) => load())]);
  antdLocale = components.default;
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  tellServer(localeOf(language));
  writeStored(localStorage, "language", language);
  setCatalogues(language, texts);
}

/** Before anybody has signed in: what this browser had last, else what it asks for, else Chinese. */
export function firstLanguage(): Language {
  const stored = readStored<Language>(localStorage, "language");
  return stored ?? (navigator.language.toLowerCase().startsWith("en") ? "en" : "zh");
}
