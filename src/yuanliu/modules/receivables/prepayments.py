"""预付款转抵: what an account has paid in advance pays another of its contracts.

Money is never edited: what moves leaves the contract that it came for as a negative receipt and comes to the other as a
positive one, in one act and at the rate at which it was booked. So every sum over receipts holds by itself, for each
contract and each campaign, and over both together nothing has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import NOT_FOUND
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.catalog.services import to_base
from yuanliu.modules.contracts.models import Contract, ContractStage
from yuanliu.modules.contracts.numbers import next_number
from yuanliu.modules.receivables import allocation, queries
from yuanliu.modules.receivables.booking import facts, require_in_force, settle, subjects
from yuanliu.modules.receivables.events import PrepaymentMoved
from yuanliu.modules.receivables.models import Receipt, ReceiptMethod, ReceiptState


class NothingOpen(Conflict):
    code = "nothing_open"
    detail = T("该合同没有未付清的期次", "The contract has no installment that is open.")


class NothingLeft(Conflict):
    code = "nothing_left"
    detail = T("这笔回款没有可转抵的余款", "Nothing of this receipt is left to be moved.")


def pay_other_contract(
    w: Work, receipt: Receipt, contract_id: UUID, chosen: Sequence[allocation.Choice] | None
) -> Receipt:
    """Of what is left of the receipt, as much as the other contract's installments take; says what came in there.

    The same account and currency, the receipt's permission and a contract that the actor sees are asked for.
    """
    own, other = _both(w, receipt, contract_id)
    left = movable(receipt, own)
    if left <= 0:
        raise NothingLeft
    installments = allocation.held(w, other)
    if chosen is not None:
        allocation.check_chosen(installments, chosen, left)
        shares = allocation.by_hand(installments, chosen, left)
    else:
        shares = allocation.oldest_first(installments, left)
    amount = sum(shares.values(), Decimal(0))
    if amount <= 0:
        raise NothingOpen
    gone = _row(w, receipt, own, -amount, refund_of=receipt)
    came = _row(w, receipt, other, amount, moved_from=gone)
    allocation.book(w, came, installments, shares)
    for row, contract in ((gone, own), (came, other)):
        settle(w, contract)
        numbers = {"from_number": own.number, "to_number": other.number}
        w.emit(PrepaymentMoved(**facts(row), **numbers), *subjects(row, contract))
    return came


def movable(receipt: Receipt, own: Contract) -> Decimal:
    """What no installment and no refund has taken, nor is going to. Of a completed contract only what is above its amount:
    it stays paid."""
    left = min(queries.unallocated(receipt), queries.refundable(receipt))
    return min(left, -own.outstanding) if own.stage == ContractStage.COMPLETED else left


def _both(w: Work, receipt: Receipt, contract_id: UUID) -> tuple[Contract, Contract]:
    """The two contracts, locked in the order of their ids: who moves money the other way waits."""
    if not Contract.objects.visible_to(w.ctx).filter(pk=contract_id).exists():
        raise Invalid(errors=[FieldError("contract", "not_found", NOT_FOUND)])
    locked = {pk: w.lock(Contract, pk) for pk in sorted((receipt.contract_id, contract_id))}
    own, other = locked[receipt.contract_id], locked[contract_id]
    if other.account_id != receipt.account_id:
        raise Invalid.at("contract", "other_account", "该合同属于其他客户", "The contract is with another account.")
    if other.currency != receipt.currency:
        raise Invalid.at("contract", "other_currency", "币种应与回款一致", "The currency must be the receipt's.")
    require_in_force(other)
    return own, other


def _row(w: Work, receipt: Receipt, contract: Contract, amount: Decimal, **link: Receipt) -> Receipt:
    row = Receipt(
        number=next_number(w, "ZD"),
        contract=contract,
        account_id=receipt.account_id,
        amount=amount,
        currency=receipt.currency,
        rate=receipt.rate,
        amount_base=to_base(amount, receipt.currency, receipt.rate),
        method=ReceiptMethod.PREPAYMENT,
        received_on=w.ctx.today,
        state=ReceiptState.CONFIRMED,
        confirmed_by_id=w.ctx.member_id,
        confirmed_at=w.now,
        **link,
    )
    return w.add(row, None)
