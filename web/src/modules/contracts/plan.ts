import dayjs from "dayjs";

import { fromUnits, minus, signOf, sumOf, toUnits } from "@/ui/decimal";

import type { PlanDraft } from "./api";

export type Every = "month" | "quarter" | "year";

const months: { [every in Every]: number } = { month: 1, quarter: 3, year: 12 };
const cent = 100n; // of the units of ui/decimal

/** Usual ways to pay, in per cent. */
export const schemes = [[100], [30, 70], [50, 50], [30, 60, 10]] as const;

/** Parts by weight in whole cents that add up to the amount exactly; what cannot be divided goes to the last ones. */
export function parts(amount: string, weights: readonly number[]): string[] {
  const cents = toUnits(amount) / cent;
  const whole = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  let before = 0n;
  let given = 0n;
  return weights.map((weight) => {
    before += BigInt(weight);
    const upTo = (cents * before) / whole;
    const part = upTo - given;
    given = upTo;
    return fromUnits(part * cent);
  });
}

export function split(amount: string, weights: readonly number[], first: string, every: Every, nameOf: (number: number) => string): PlanDraft[] {
  return parts(amount, weights).map((part, index) => ({
    key: crypto.randomUUID(),
    name: nameOf(index + 1),
    amount: part,
    due_on: dayjs(first).add(index * months[every], "month").format("YYYY-MM-DD"),
  }));
}

export const planned = (drafts: PlanDraft[]) => sumOf(drafts.map(({ amount }) => amount));

/** What is still missing; negative when there is too much. */
export const missing = (amount: string, drafts: PlanDraft[]) => minus(amount, planned(drafts));

export const isComplete = (amount: string, drafts: PlanDraft[]) => signOf(missing(amount, drafts)) === 0 && drafts.every(({ due_on, amount: part }) => due_on && signOf(part) > 0);
