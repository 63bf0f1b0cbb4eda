"""What is due, what is overdue, what accounts have paid in advance."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Coalesce

from yuanliu.base.money import from_minor
from yuanliu.kernel.records.output import in_currency, reference, titles_of
from yuanliu.kernel.records.seen import seen, sees_all
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.modules.contracts.models import IN_FORCE, Contract, Installment, overdue
from yuanliu.modules.receivables.events import ALLOCATED
from yuanliu.modules.receivables.models import Allocation, Invoice, InvoiceState, Receipt, ReceiptState

ZERO = Decimal(0)


def open_installments(ctx: Context) -> RecordQuerySet:
    """Of contracts in force, not fully paid, as far as the member may see them; the earliest due first."""
    rows = Installment.objects.visible_to(ctx).filter(contract__stage__in=IN_FORCE, contract__deleted_at=None)
    return rows.filter(allocated__lt=F("amount")).order_by("due_on", "pk")


def due_installments(ctx: Context, days: int = 30) -> RecordQuerySet:
    """Due from today on, within so many days."""
    return open_installments(ctx).filter(due_on__gte=ctx.today, due_on__lte=ctx.today + timedelta(days=days))


def overdue_installments(ctx: Context) -> RecordQuerySet:
    return open_installments(ctx).filter(overdue(ctx))


def waiting_receipts(ctx: Context) -> RecordQuerySet:
    """待确认: registered receipts and refunds that the member may confirm, the oldest first."""
    rows = Receipt.objects.visible_to(ctx, "confirm").filter(state=ReceiptState.REGISTERED)
    return rows.order_by("created_at", "pk")


def _units(*columns: str) -> Any:
    """What a column of money adds up to in minor units, where all rows have one currency."""
    return (Coalesce(Sum(column, output_field=BigIntegerField()), 0) for column in columns)


def total(rows: Any, field: str, currency: str) -> Decimal:
    """Σ of a money column over rows of one currency."""
    (units,) = _units(field)
    return from_minor(rows.aggregate(sum=units)["sum"], currency)


def confirmed(contract: Contract) -> Any:
    return Receipt.objects.filter(contract=contract, state=ReceiptState.CONFIRMED)


def received(contract: Contract) -> Decimal:
    """Σ confirmed receipts, refunds included."""
    return total(confirmed(contract), "amount", contract.currency)


def invoiced(contract: Contract) -> Decimal:
    return total(
        Invoice.objects.alive().filter(contract=contract, state=InvoiceState.ISSUED), "amount", contract.currency
    )


def unallocated(receipt: Receipt) -> Decimal:
    """What neither an installment nor a confirmed refund has taken of it; nothing before it is confirmed."""
    if receipt.state != ReceiptState.CONFIRMED or receipt.refund_of_id is not None:
        return ZERO
    refunds = receipt.refunds.filter(state=ReceiptState.CONFIRMED)
    gone, back = (total(refunds, name, receipt.currency) for name in ("amount", "allocated"))
    return (receipt.amount + gone) - (receipt.allocated + back)


def refundable(receipt: Receipt) -> Decimal:
    """What has neither gone back nor on, refunds that wait for their confirmation included."""
    return receipt.amount + total(receipt.refunds.exclude(state=ReceiptState.REJECTED), "amount", receipt.currency)


def prepayments(ctx: Context, account_id: UUID) -> dict[str, Any]:
    """{items: [{amount}]}: what the account has paid that no installment keeps, one for each currency; null for whoever
    does not see what receipts are made of."""
    if not sees_all(ctx, "receipt", "amount", "allocated", "account", "currency"):
        return {"items": None}
    rows = Receipt.objects.visible_to(ctx).filter(account=account_id, state=ReceiptState.CONFIRMED).order_by()
    amount, allocated = _units("amount", "allocated")
    sums = rows.values_list("currency").annotate(left=amount - allocated)
    left = [(currency, from_minor(units, currency)) for currency, units in sums]
    return {
        "items": [in_currency(currency, {"amount": amount}, "amount") for currency, amount in sorted(left) if amount]
    }


def allocations(ctx: Context, receipt: Receipt) -> dict[str, Any]:
    rows = list(Allocation.objects.filter(receipt=receipt).order_by("at", "pk"))
    titles = titles_of(ctx, {"installment": {row.installment_id for row in rows}})
    items = [
        in_currency(
            row.currency,
            {
                "installment": reference("installment", row.installment_id, titles),
                "amount": seen(ctx, ALLOCATED, row.amount),
                "at": row.at,
            },
            "amount",
        )
        for row in rows
    ]
    sums = {"allocated": receipt.allocated, "unallocated": unallocated(receipt)}
    shown = {name: seen(ctx, (*ALLOCATED, "receipt.amount"), value) for name, value in sums.items()}
    whole = {"items": items, "moved": _moved(ctx, receipt), **shown}
    return in_currency(receipt.currency, whole, "allocated", "unallocated")


def _moved(ctx: Context, receipt: Receipt) -> list[dict[str, Any]]:
    """What of it went on to other contracts, the latest last."""
    rows = list(Receipt.objects.filter(moved_from__refund_of=receipt).order_by("created_at", "pk"))
    titles = titles_of(ctx, {"contract": {row.contract_id for row in rows}})
    return [
        in_currency(
            row.currency,
            {
                "contract": reference("contract", row.contract_id, titles),
                "amount": seen(ctx, "receipt.amount", row.amount),
                "at": row.confirmed_at,
            },
            "amount",
        )
        for row in rows
    ]
