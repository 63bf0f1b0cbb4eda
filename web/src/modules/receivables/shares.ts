import { fromUnits, minus, sumOf, toUnits } from "@/ui/decimal";

import type { OpenInstallment, Shares } from "./api";

export const roomOf = ({ amount, allocated }: OpenInstallment) => minus(amount, allocated);

/** The oldest due date is paid first, as the server does it. */
export function oldestFirst(installments: OpenInstallment[], amount: string): Shares {
  let left = toUnits(amount);
  const sorted = [...installments].sort((a, b) => a.due_on.localeCompare(b.due_on) || a.position - b.position);
  const shares: Shares = {};
  for (const installment of sorted) {
    const room = toUnits(roomOf(installment));
    const share = room < left ? room : left;
    if (share > 0n) {
      shares[installment.id] = fromUnits(share);
      left -= share;
    }
  }
  return shares;
}

/** What no installment keeps; negative when more was given out than came in. */
export const rest = (amount: string, shares: Shares) => minus(amount, sumOf(Object.values(shares)));
