import type { Language, t as translate } from "@/ui/i18n";

import { formTexts, type FormDraft, type FormPage, type FormText, type InBoth, type Question } from "./api";

type Translate = typeof translate;

export const freeKinds = ["text", "long_text", "choice", "multi_choice", "date", "phone", "email", "region", "rating", "file"] as const;

const questionTexts = ["label", "help", "placeholder"] as const;

/** The name of a text in a language. */
export const inLanguage = <Text extends string>(text: Text, language: Language): Text | `${Text}_en` => (language === "en" ? `${text}_en` : text);

/** As visitors read it: what is missing in their language is said in the other. */
export const textOf = <Text extends string>(source: InBoth<Text>, text: Text, language: Language): string => source[inLanguage(text, language)] || source[text] || source[`${text}_en`];

export const labelOf = (named: InBoth<"label">, language: Language) => textOf(named, "label", language);

/** What says the same in both languages was given in one; the other follows it. */
const asGiven = <Text extends string, Source extends InBoth<Text>>(source: Source, texts: readonly Text[]): Source => ({ ...source, ...Object.fromEntries(texts.filter((text) => source[`${text}_en`] === source[text]).map((text) => [`${text}_en`, ""])) });

const questionAsGiven = (question: Question): Question => ({ ...asGiven(question, questionTexts), options: question.options.map((option) => asGiven(option, ["label"])) });

/** The published form to go on with, or the usual questions to begin with. */
export function startOf({ form, usual }: FormPage, title: string, t: Translate): FormDraft {
  if (form) {
    const { after, after_url, after_file, fields } = form;
    return { ...asGiven(texts((column) => form[column]), formTexts), after, after_url, after_file, fields: fields.map(questionAsGiven) };
  }
  const said: Partial<InBoth<FormText>> = {
    title,
    consent: t("campaigns.form.usual.consent.zh"),
    consent_en: t("campaigns.form.usual.consent.en"),
    thank_you: t("campaigns.form.usual.thankYou.zh"),
    thank_you_en: t("campaigns.form.usual.thankYou.en"),
  };
  return { ...texts((column) => said[column] ?? ""), after: "page", after_url: "", after_file: null, fields: usual.map(questionAsGiven) };
}

const texts = (of: (column: keyof InBoth<FormText>) => string) => Object.fromEntries(formTexts.flatMap((text) => [text, `${text}_en` as const]).map((column) => [column, of(column)])) as InBoth<FormText>;

/** Keys of free questions stay theirs for good, so that answers of different versions can be told apart. */
export function freeQuestion(fields: Question[], kind: string, label: string, language: Language): Question {
  const taken = new Set(fields.map(({ key }) => key));
  let number = 1;
  while (taken.has(`q${number}`)) number += 1;
  const options = kind.includes("choice") ? ["A", "B"].map((label) => ({ value: "", label, label_en: "" })) : [];
  return { key: `q${number}`, kind, target: false, label: "", label_en: "", [inLanguage("label", language)]: label, required: false, help: "", help_en: "", placeholder: "", placeholder_en: "", options, max_length: null };
}

export function movedTo(fields: Question[], key: string, index: number): Question[] {
  const one = fields.find((field) => field.key === key);
  if (!one) return fields;
  const rest = fields.filter((field) => field !== one);
  return [...rest.slice(0, index), one, ...rest.slice(index)];
}
