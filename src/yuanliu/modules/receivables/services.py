"""Sales registers a receipt, finance confirms it; only confirmed money counts. Refunds are receipts, negative ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.kernel.approvals.eyes import makers_of, require_another
from yuanliu.kernel.approvals.queries import holders
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.output import in_currency
from yuanliu.kernel.records.seen import Told, told
from yuanliu.kernel.records.services import insert
from yuanliu.kernel.work.audit import plain
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.contracts.models import Contract, ContractStage
from yuanliu.modules.contracts.numbers import next_number
from yuanliu.modules.opportunities.services import booked, check_money
from yuanliu.modules.receivables import allocation, queries
from yuanliu.modules.receivables.booking import check_day, facts, lock_contract, require_in_force, settle, subjects
from yuanliu.modules.receivables.events import (
    OVER,
    PrepaymentLeft,
    ReceiptAllocated,
    ReceiptConfirmed,
    ReceiptRegistered,
    ReceiptRejected,
    RefundRequested,
)
from yuanliu.modules.receivables.models import Receipt, ReceiptMethod, ReceiptState
from yuanliu.modules.receivables.prepayments import pay_other_contract

Values = Mapping[str, Any]

REGISTERED, CONFIRMED, REJECTED = ReceiptState
CENT, ZERO = Decimal("0.01"), Decimal(0)
TO_CONFIRM = T(
    "“{title}”的回款 {amount} 等待确认",
    "A receipt of {amount} for {title} waits for confirmation",
)
WAS_CONFIRMED = T("“{title}”的回款 {amount} 已确认到账", "The receipt of {amount} for {title} was confirmed")
CONFIRMED_AND_OVER = T(
    "“{title}”的回款 {amount} 已确认到账，其中 {over} 转为预付款",
    "The receipt of {amount} for {title} was confirmed; {over} of it is a prepayment",
)
WAS_REJECTED = T(
    "“{title}”的回款 {amount} 被驳回：{reason}",
    "The receipt of {amount} for {title} was rejected: {reason}",
)


class AlreadyConfirmed(Conflict):
    code = "already_confirmed"
    detail = T("这笔回款已确认", "The receipt has already been confirmed.")


class AlreadyRejected(Conflict):
    code = "already_rejected"
    detail = T("这笔回款已驳回", "The receipt has been rejected.")


class NotConfirmed(Conflict):
    code = "receipt_not_confirmed"
    detail = T("只有已确认的回款可以退款或核销", "Only a confirmed receipt can be refunded or allocated.")


class ReceiptKept(Conflict):
    code = "receipt_kept"
    detail = T(
        "回款不能删除；登记有误请驳回，已确认请退款",
        "Receipts are never deleted: reject it, or refund it when confirmed.",
    )


def register_receipt(w: Work, values: Values) -> Receipt:
    """登记: money that came in for a contract in force. It counts when finance has confirmed it.

    `allocations` say by hand which installments it pays; else the oldest are paid first.
    """
    values = dict(values)
    chosen = values.pop("allocations", None)
    if values.get("method") == ReceiptMethod.PREPAYMENT:
        raise Invalid.at(
            "method",
            "not_by_hand",
            "预付款请在其回款上核销",
            "Allocate a prepayment from the receipt that it came with.",
        )
    contract = lock_contract(w, values["contract"])
    require_in_force(contract)
    if (values.get("currency") or contract.currency) != contract.currency:
        raise Invalid.at("currency", "other_currency", "币种应与合同一致", "The currency must be the contract's.")
    check_money({"amount": values["amount"], "currency": contract.currency}, minimum=CENT)
    check_day(w.ctx, "received_on", values["received_on"])
    if chosen is not None:
        allocation.check_chosen(allocation.held(w, contract), chosen, values["amount"])
    settled = {**_settled(w, contract, values["amount"], values["received_on"]), "number": next_number(w, "HK")}
    receipt = insert(w, Receipt, values, settled=settled)
    assert isinstance(receipt, Receipt)
    receipt.chosen = plain(chosen)
    _announce(w, receipt, contract, ReceiptRegistered(**facts(receipt)))
    return receipt


def refund_receipt(
    ctx: Context, receipt_id: UUID, amount: Decimal, reason: str, paid_on: date | None = None
) -> Receipt:
    """退款: a negative receipt that waits for its own confirmation; never more than is left of what was received."""
    with work(ctx) as w:
        receipt = w.get(Receipt, receipt_id, "refund")
        if receipt.state != CONFIRMED or receipt.refund_of_id is not None:
            raise NotConfirmed
        contract = w.lock(Contract, receipt.contract_id)
        require_in_force(contract, also=ContractStage.TERMINATED)
        check_money({"amount": amount, "currency": contract.currency}, minimum=CENT)
        left = queries.refundable(receipt)
        if amount > left:
            text = T("最多可退 {left}", "At most {left} can be refunded.").format(left=left)
            raise Invalid(errors=[FieldError("amount", "above_receipt", text)])
        day = paid_on or ctx.today
        check_day(ctx, "paid_on", day)
        refund = Receipt(
            number=next_number(w, "TK"),
            contract=contract,
            method=receipt.method,
            received_on=day,
            amount=-amount,
            reason=reason,
            refund_of=receipt,
        )
        for name, value in _settled(w, contract, -amount, day).items():
            setattr(refund, "account_id" if name == "account" else name, value)
        w.add(refund, None)
        w.concern(refund)
        _announce(w, refund, contract, RefundRequested(**facts(refund), reason=reason))
        return refund


def confirm_receipt(ctx: Context, receipt_id: UUID) -> Receipt:
    """Finance says that the money came, or went; it is booked on the contract and its installments at that moment.

    A refund is confirmed by another person than who asked for it. What was meant for an installment that was paid
    meanwhile goes on to the next that is open; what is over then is a prepayment, and is said.
    """
    with work(ctx) as w:
        receipt = w.get(Receipt, receipt_id, "confirm")
        _require_registered(receipt)
        contract = w.lock(Contract, receipt.contract_id)
        refund = receipt.refund_of_id is not None
        if refund:
            require_another(w, receipt, "confirm", makers_of(receipt, receipt.created_by_id))
        require_in_force(contract, also=ContractStage.TERMINATED if refund else None)
        installments = allocation.held(w, contract)
        if refund:
            shares = allocation.taken_back(receipt, installments)
        elif receipt.chosen is not None:
            shares = allocation.going_on(installments, receipt.chosen, receipt.amount)
        else:
            shares = allocation.oldest_first(installments, receipt.amount)
        receipt.state, receipt.confirmed_by_id, receipt.confirmed_at = CONFIRMED, ctx.member_id, w.now
        allocation.book(w, receipt, installments, shares)
        settle(w, contract)
        w.emit(ReceiptConfirmed(**facts(receipt)), *subjects(receipt, contract))
        text, more = WAS_CONFIRMED, {}
        if over := ZERO if refund else receipt.amount - receipt.allocated:
            w.emit(PrepaymentLeft(**facts(receipt), over=over), *subjects(receipt, contract))
            text, more = CONFIRMED_AND_OVER, {"over": Told(OVER, written(over, receipt.currency))}
        members = [receipt.created_by_id, contract.owner_id]
        _tell(w, members, receipt, contract, "receipt.confirmed", text, **more)
        return receipt


def reject_receipt(ctx: Context, receipt_id: UUID, reason: str) -> Receipt:
    with work(ctx) as w:
        receipt = w.get(Receipt, receipt_id, "reject")
        _require_registered(receipt)
        receipt.state, receipt.reason = REJECTED, reason
        contract = receipt.contract
        w.emit(ReceiptRejected(**facts(receipt), reason=reason), *subjects(receipt, contract))
        _tell(w, [receipt.created_by_id, contract.owner_id], receipt, contract, "receipt.rejected", WAS_REJECTED)
        return receipt


def allocate_receipt(
    ctx: Context, receipt_id: UUID, chosen: Sequence[Values] | None = None, contract_id: UUID | None = None
) -> Receipt:
    """核销 what is left of a confirmed receipt: by hand, or to the oldest open installments; of its own contract, or of
    another of the same account."""
    with work(ctx) as w:
        receipt = w.get(Receipt, receipt_id, "allocate")
        if receipt.state != CONFIRMED or receipt.refund_of_id is not None:
            raise NotConfirmed
        if contract_id not in (None, receipt.contract_id):
            pay_other_contract(w, receipt, contract_id, chosen)
            return receipt
        contract = w.lock(Contract, receipt.contract_id)
        require_in_force(contract)
        installments = allocation.held(w, contract)
        left = queries.unallocated(receipt)
        if chosen is not None:
            allocation.check_chosen(installments, chosen, left)
            shares = allocation.by_hand(installments, chosen, left)
        else:
            shares = allocation.oldest_first(installments, left)
        allocation.book(w, receipt, installments, shares)
        rows = ({"installment": pk, "amount": share} for pk, share in shares.items())
        told = plain([in_currency(receipt.currency, row, "amount") for row in rows])
        total = sum(shares.values(), Decimal(0))
        w.emit(ReceiptAllocated(**facts(receipt), allocated=total, allocations=told), *subjects(receipt, contract))
        return receipt


def keep_receipt(w: Work, receipt: Receipt) -> None:
    raise ReceiptKept


def _settled(w: Work, contract: Contract, amount: Decimal, day: date) -> dict[str, Any]:
    """What follows from the contract, and the rate of the day of the money."""
    money = booked(w.ctx, amount, contract.currency, day)
    return {**money, "currency": contract.currency, "account": contract.account_id}


def _require_registered(receipt: Receipt) -> None:
    if receipt.state == CONFIRMED:
        raise AlreadyConfirmed
    if receipt.state == REJECTED:
        raise AlreadyRejected


def _announce(w: Work, receipt: Receipt, contract: Contract, event: Any) -> None:
    w.concern(receipt)
    w.emit(event, *subjects(receipt, contract))


def tell_who_confirms(w: Work, receipt_id: UUID, actor_id: UUID | None) -> None:
    """Everybody who may confirm it, but not the one who registered it, and not when it is done already."""
    receipt = Receipt.objects.alive().filter(pk=receipt_id, state=ReceiptState.REGISTERED).first()
    if receipt is not None:
        members = holders("receipt", "confirm").exclude(pk=actor_id).values_list("pk", flat=True)
        _tell(w, members, receipt, receipt.contract, "receipt.to_confirm", TO_CONFIRM)


def _tell(w: Work, members: Any, receipt: Receipt, contract: Contract, code: str, text: T, **more: Told) -> None:
    said = {"title": told(contract), "amount": told(receipt, "amount"), "reason": told(receipt, "reason")}
    notify(w, members, code, text, receipt, **said, **more)
