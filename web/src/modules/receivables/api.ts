import { http } from "@/api/http";
import type { Answer } from "@/api/schema";
import type { Priced } from "@/ui/format";

export interface OpenInstallment extends Priced {
  id: string;
  position: number;
  name: string;
  amount: string;
  due_on: string;
  allocated: string;
  overdue: boolean;
}

export type Allocations = Answer<"AllocationsOut">;

export type ForecastWeek = Answer<"WeekOut">;

export type Forecast = Answer<"ForecastOut">;

/** By hand: installment → amount. */
export type Shares = { [installment: string]: string };

export const toAllocations = (shares: Shares) => Object.entries(shares).filter(([, amount]) => Number(amount) > 0).map(([installment, amount]) => ({ installment, amount }));

export const receivables = {
  plan: (contract: string) => http.get<Priced & { items: OpenInstallment[] }>(`/contracts/${contract}/installments`),
  allocations: (receipt: string) => http.get<Allocations>(`/receipts/${receipt}/allocations`),
  allocate: (receipt: string, contract: string, shares: Shares, key: string) => http.post<Allocations>(`/receipts/${receipt}/allocate`, { contract, allocations: toAllocations(shares) }, key),
  prepayments: (account: string) => http.get<Answer<"PrepaymentsOut">>("/receivables/prepayments", { account }),
  forecast: (weeks: number) => http.get<Forecast>("/receivables/forecast", { weeks }),
};
