import type { Language } from "@/ui/i18n";

import type { FormDraft, FormPage, Question } from "./api";

export const freeKinds = ["text", "long_text", "choice", "multi_choice", "date", "phone", "email", "region", "rating", "file"] as const;

const texts = ["label", "help", "placeholder"] as const;
type Text = (typeof texts)[number];

/** The name of a text of a question in a language. */
export const inLanguage = (text: Text, language: Language) => (language === "en" ? (`${text}_en` as const) : text);

/** As visitors read it: what is missing in their language is said in the other. */
export const textOf = (question: Question, text: Text, language: Language) => question[inLanguage(text, language)] || question[text] || question[`${text}_en`];

/** What says the same in both languages was given in one; the other follows it. */
const asGiven = (question: Question): Question => ({ ...question, ...Object.fromEntries(texts.filter((text) => question[`${text}_en`] === question[text]).map((text) => [`${text}_en`, ""])) });

export const labelOf = ({ label, label_en }: { label: string; label_en: string }, language: Language) => (language === "en" ? label_en || label : label || label_en);

/** The published form to go on with, or the usual questions to begin with. */
export function startOf({ form, usual }: FormPage, title: string, texts: { consent: string; thank_you: string }): FormDraft {
  if (form) {
    const { title: named, intro, consent, submit_label, thank_you, after, after_url, after_file, fields } = form;
    return { title: named, intro, consent, submit_label, thank_you, after, after_url, after_file, fields: fields.map(asGiven) };
  }
  return { title, intro: "", submit_label: "", ...texts, after: "page", after_url: "", after_file: null, fields: usual.map(asGiven) };
}

/** Keys of free questions stay theirs for good, so that answers of different versions can be told apart. */
export function freeQuestion(fields: Question[], kind: string, label: string, language: Language): Question {
  const taken = new Set(fields.map(({ key }) => key));
  let number = 1;
  while (taken.has(`q${number}`)) number += 1;
  const options = kind.includes("choice") ? ["A", "B"].map((value) => ({ value, label: value, label_en: value })) : [];
  return { key: `q${number}`, kind, target: false, label: "", label_en: "", [inLanguage("label", language)]: label, required: false, help: "", help_en: "", placeholder: "", placeholder_en: "", options, max_length: null };
}

export function movedTo(fields: Question[], key: string, index: number): Question[] {
  const one = fields.find((field) => field.key === key);
  if (!one) return fields;
  const rest = fields.filter((field) => field !== one);
  return [...rest.slice(0, index), one, ...rest.slice(index)];
}
