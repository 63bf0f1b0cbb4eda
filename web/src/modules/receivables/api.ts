import { http } from "@/api/http";
import type { Reference } from "@/api/records";

export interface OpenInstallment {
  id: string;
  position: number;
  name: string;
  amount: string;
  due_on: string;
  allocated: string;
  overdue: boolean;
}

export interface Allocations {
  items: { installment: Reference; amount: string; at: string }[];
  allocated: string;
  unallocated: string;
  currency: string;
}

export interface ForecastWeek {
  /** Its Monday. */
  week: string;
  due: string;
  expected: string;
  /** Installments that are expected in it. */
  count: number;
}

export interface Forecast {
  currency: string;
  items: ForecastWeek[];
}

/** By hand: installment → amount. */
export type Shares = { [installment: string]: string };

export const toAllocations = (shares: Shares) => Object.entries(shares).filter(([, amount]) => Number(amount) > 0).map(([installment, amount]) => ({ installment, amount }));

export const receivables = {
  plan: (contract: string) => http.get<{ currency: string; items: OpenInstallment[] }>(`/contracts/${contract}/installments`),
  allocations: (receipt: string) => http.get<Allocations>(`/receipts/${receipt}/allocations`),
  allocate: (receipt: string, shares: Shares, key: string) => http.post<Allocations>(`/receipts/${receipt}/allocate`, { allocations: toAllocations(shares) }, key),
  prepayments: (account: string) => http.get<{ items: { currency: string; amount: string }[] }>("/receivables/prepayments", { account }),
  forecast: (weeks: number) => http.get<Forecast>("/receivables/forecast", { weeks }),
};
