"""What happens to money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows

ALLOCATED = ("receipt.allocated", "installment.allocated")
OVER = ("receipt.amount", *ALLOCATED)
INVOICE = {"amount": "invoice.amount", "currency": "invoice.currency"}


class ReceiptEvent(Event):
    """Every event of a receipt says for which contract and account it is, and how much."""

    shows: ClassVar[Shows] = {"amount": "receipt.amount", "currency": "receipt.currency"}
    contract_id: UUID
    account_id: UUID
    amount: Decimal
    currency: str


class ReceiptRegistered(ReceiptEvent):
    code: ClassVar[str] = "receipt.registered"
    text: ClassVar[T] = T("登记回款 {amount}", "registered a receipt of {amount}")


class ReceiptConfirmed(ReceiptEvent):
    code: ClassVar[str] = "receipt.confirmed"
    text: ClassVar[T] = T("确认回款到账 {amount}", "confirmed the receipt of {amount}")


class ReceiptRejected(ReceiptEvent):
    code: ClassVar[str] = "receipt.rejected"
    text: ClassVar[T] = T("驳回回款 {amount}：{reason}", "rejected the receipt of {amount}: {reason}")
    shows: ClassVar[Shows] = {**ReceiptEvent.shows, "reason": "receipt.reason"}
    reason: str


class RefundRequested(ReceiptEvent):
    code: ClassVar[str] = "receipt.refund_requested"
    text: ClassVar[T] = T("申请退款 {amount}：{reason}", "asked for a refund of {amount}: {reason}")
    shows: ClassVar[Shows] = {**ReceiptEvent.shows, "reason": "receipt.reason"}
    reason: str


class ReceiptAllocated(ReceiptEvent):
    code: ClassVar[str] = "receipt.allocated"
    text: ClassVar[T] = T("核销回款 {allocated}", "allocated {allocated} of the receipt")
    shows: ClassVar[Shows] = {**ReceiptEvent.shows, "allocated": ALLOCATED, "allocations": ALLOCATED}
    allocated: Decimal
    allocations: list[dict[str, Any]]


class PrepaymentLeft(ReceiptEvent):
    code: ClassVar[str] = "receipt.over"
    text: ClassVar[T] = T("没有可核销的期次，{over} 转为预付款", "no installment is open: {over} is a prepayment")
    shows: ClassVar[Shows] = {**ReceiptEvent.shows, "over": OVER}
    over: Decimal


class PrepaymentMoved(ReceiptEvent):
    code: ClassVar[str] = "receipt.moved"
    text: ClassVar[T] = T(
        "预付款从合同 {from_number} 转抵合同 {to_number}，{amount}",
        "moved a prepayment from contract {from_number} to {to_number}: {amount}",
    )
    shows: ClassVar[Shows] = {
        **ReceiptEvent.shows,
        "from_number": "contract.number",
        "to_number": "contract.number",
    }
    from_number: str
    to_number: str


class InvoiceIssued(ReceiptEvent):
    code: ClassVar[str] = "invoice.issued"
    text: ClassVar[T] = T("开具发票 {amount}", "issued an invoice of {amount}")
    shows: ClassVar[Shows] = INVOICE


class InvoiceVoided(ReceiptEvent):
    code: ClassVar[str] = "invoice.voided"
    text: ClassVar[T] = T("作废发票 {amount}：{reason}", "voided the invoice of {amount}: {reason}")
    shows: ClassVar[Shows] = {**INVOICE, "reason": "invoice.reason"}
    reason: str
