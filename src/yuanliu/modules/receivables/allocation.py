"""核销: which installments a receipt pays, and which a refund takes money back from.

Everything here runs under the lock on the contract, so no two receipts see the same room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.money import from_minor, round_to
from yuanliu.kernel.records.services import NOT_FOUND
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.contracts.models import Contract, Installment
from yuanliu.modules.receivables.models import Allocation, Receipt, ReceiptState

ZERO = Decimal(0)
Shares = dict[UUID, Decimal]
Choice = Mapping[str, Any]


def held(w: Work, contract: Contract) -> list[Installment]:
    """The contract's installments, locked, the earliest due first."""
    rows = w.take(Installment, Installment.objects.alive().filter(contract=contract))
    return sorted(rows, key=lambda row: (row.due_on, row.position, row.pk))


def oldest_first(installments: Sequence[Installment], amount: Decimal) -> Shares:
    shares: Shares = {}
    for row in installments:
        share = min(row.amount - row.allocated, amount)
        if share > 0:
            shares[row.pk] = share
            amount -= share
    return shares


def by_hand(installments: Sequence[Installment], chosen: Sequence[Choice], amount: Decimal) -> Shares:
    """As chosen, as far as there is still room; what is over is a prepayment."""
    room = {row.pk: row.amount - row.allocated for row in installments}
    shares: Shares = {}
    for choice in chosen:
        key = UUID(str(choice["installment"]))
        share = min(Decimal(choice["amount"]), room.get(key, ZERO), amount)
        if share > 0:
            shares[key] = share
            amount -= share
    return shares


def going_on(installments: Sequence[Installment], chosen: Sequence[Choice], amount: Decimal) -> Shares:
    """As chosen; what finds no room there, because other money came first, goes on to the oldest that are open. What was
    chosen for no installment stays a prepayment, as it was meant."""
    shares = by_hand(installments, chosen, amount)
    meant = min(sum((Decimal(choice["amount"]) for choice in chosen), ZERO), amount)
    displaced = meant - sum(shares.values(), ZERO)
    for row in installments:
        share = min(row.amount - row.allocated - shares.get(row.pk, ZERO), displaced)
        if share > 0:
            shares[row.pk] = shares.get(row.pk, ZERO) + share
            displaced -= share
    return shares


def check_chosen(installments: Sequence[Installment], chosen: Sequence[Choice], amount: Decimal) -> None:
    """Each installment of the contract once, not above its room, and all together not above the receipt."""
    room = {row.pk: row.amount - row.allocated for row in installments}
    errors = [
        error for at, choice in enumerate(chosen) for error in _faults(f"allocations.{at}", choice, room, installments)
    ]
    if errors:
        raise Invalid(errors=errors)
    named = [choice["installment"] for choice in chosen]
    if len(set(named)) != len(named):
        raise Invalid.at("allocations", "twice", "同一期不能重复核销", "An installment is named twice.")
    if sum((choice["amount"] for choice in chosen), ZERO) > amount:
        raise Invalid.at(
            "allocations", "above_receipt", "核销合计超过回款金额", "The allocations are more than the receipt."
        )


def _faults(
    at: str, choice: Mapping[str, Any], room: Mapping[UUID, Decimal], installments: Sequence[Installment]
) -> list[FieldError]:
    left = room.get(choice["installment"])
    if left is None:
        return [FieldError(f"{at}.installment", "not_found", NOT_FOUND)]
    if choice["amount"] <= 0 or round_to(choice["amount"], installments[0].currency) != choice["amount"]:
        return [FieldError(f"{at}.amount", "invalid", T("金额无效", "This is not a valid amount."))]
    if choice["amount"] > left:
        text = T("该期最多还可核销 {left}", "The installment has room for {left}.").format(left=left)
        return [FieldError(f"{at}.amount", "above_installment", text)]
    return []


def taken_back(refund: Receipt, installments: Sequence[Installment]) -> Shares:
    """What a refund takes from installments: only what its receipt has no unallocated money for, the latest due first."""
    family = list(Receipt.objects.filter(pk=refund.refund_of_id)) + list(
        Receipt.objects.filter(refund_of=refund.refund_of_id, state=ReceiptState.CONFIRMED).exclude(pk=refund.pk)
    )
    free = sum((row.amount - row.allocated for row in family), ZERO)
    wanted = max(-refund.amount - free, ZERO)
    paid: Shares = {}
    for installment_id, units in Allocation.objects.filter(receipt__in=family).values_list("installment_id", "amount"):
        paid[installment_id] = paid.get(installment_id, ZERO) + from_minor(int(units), refund.currency)
    shares: Shares = {}
    for row in reversed(installments):
        share = min(paid.get(row.pk, ZERO), wanted)
        if share > 0:
            shares[row.pk] = -share
            wanted -= share
    return shares


def book(w: Work, receipt: Receipt, installments: Sequence[Installment], shares: Shares) -> None:
    """Writes the ledger rows, and the two sums that follow from them."""
    by_id = {row.pk: row for row in installments}
    for installment_id, share in shares.items():
        by_id[installment_id].allocated += share
        receipt.allocated += share
    w.add_rows(
        Allocation(receipt=receipt, installment_id=pk, amount=share, currency=receipt.currency, at=w.now)
        for pk, share in shares.items()
    )
