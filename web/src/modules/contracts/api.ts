import { http } from "@/api/http";
import type { Answer } from "@/api/schema";
import type { HiddenReference, Reference } from "@/api/records";
import type { Priced } from "@/ui/format";

export interface Installment extends Priced {
  id: string;
  position: number;
  name: string;
  amount: string;
  due_on: string;
  allocated: string;
  state: "pending" | "partial" | "paid";
  overdue: boolean;
}

export interface Plan extends Priced {
  version: number;
  amount: string;
  planned: string;
  items: Installment[];
}

/** An installment while it is edited; `id` and `allocated` when it exists. */
export interface PlanDraft {
  key: string;
  id?: string;
  name: string;
  amount: string;
  due_on: string | null;
  allocated?: string;
}

export interface Version {
  contract_version: number;
  terms: Priced & { [name: string]: unknown };
  reason: string;
  at: string;
  member: Reference | null;
}

export interface Versions {
  current: number;
  pending: { terms: Priced & { [name: string]: unknown }; reason: string } | null;
  items: Version[];
}

export interface Approval {
  id: string;
  kind: string;
  state: string;
  requested_by: Reference | null;
  requested_at: string;
  approver: Reference | HiddenReference;
  reason: string;
  decided_at: string | null;
  note: string;
}

export type Exception = Answer<"ExceptionOut">;

export type ClosingRule = Answer<"ClosingRuleOut">;

export const toPlan = (drafts: PlanDraft[]) => drafts.map(({ id, name, amount, due_on }) => ({ id: id ?? null, name, amount: amount || "0", due_on }));

export const contracts = {
  plan: (id: string) => http.get<Plan>(`/contracts/${id}/installments`),
  setPlan: (id: string, version: number, drafts: PlanDraft[]) => http.put<Plan>(`/contracts/${id}/installments`, { version, installments: toPlan(drafts) }),
  versions: (id: string) => http.get<Versions>(`/contracts/${id}/versions`),
  exceptions: () => http.get<{ items: Exception[] }>("/approvals/exceptions"),
  closing: () => http.get<ClosingRule>("/contract-closing"),
  setClosing: ({ free_up_to }: ClosingRule) => http.put<ClosingRule>("/contract-closing", { free_up_to }),
  approvals: (id: string) => http.get<{ items: Approval[] }>("/approvals", { record: id }),
};

export const planKey = (id: string) => ["records", "contracts", "plan", id] as const;
