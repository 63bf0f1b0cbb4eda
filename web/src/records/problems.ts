import { App } from "antd";
import { useCallback } from "react";

import { ApiError, NetworkError } from "@/api/http";
import { t } from "@/ui/i18n";

import { EditConflict } from "./form/conflict";

/** What happened, in words for a person. The server's texts are already in the reader's language. */
export function problemText(error: unknown): string {
  if (error instanceof NetworkError) return t("records.problem.offline");
  if (error instanceof EditConflict) return t("records.problem.conflict");
  if (!(error instanceof ApiError)) return t("records.problem.unknown");
  if (error.code === "version_conflict") return t("records.problem.conflict");
  // What is wrong with a field says more than that something is.
  const { errors, detail, title } = error.problem;
  return errors.map((one) => one.detail).join(" ") || detail || title || t("records.problem.unknown");
}

export function useReport() {
  const { message } = App.useApp();
  return useCallback((error: unknown) => void message.error(problemText(error)), [message]);
}

interface FormErrors {
  fields: { name: string; errors: string[] }[];
  rest: string[];
}

/** Splits a problem into what stands beside a field of this form and what stands above it. */
export function formErrors(error: unknown, names: string[]): FormErrors {
  if (!(error instanceof ApiError) || error.problem.errors.length === 0) return { fields: [], rest: [problemText(error)] };
  const byField = new Map<string, string[]>();
  const rest: string[] = [];
  for (const { field, detail } of error.problem.errors) {
    if (names.includes(field)) byField.set(field, [...(byField.get(field) ?? []), detail]);
    else rest.push(detail);
  }
  return { fields: [...byField].map(([name, errors]) => ({ name, errors })), rest };
}
