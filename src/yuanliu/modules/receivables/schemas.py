"""What the acts on receipts take, and how allocations and the forecast are shown."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yuanliu.kernel.records.schemas import In, Reference
from yuanliu.modules.contracts.schemas import Day, Money, Reason

MAX_ALLOCATIONS = 120


class AllocationIn(In):
    installment: UUID
    amount: Money


class AllocateIn(In):
    """By hand; without a list the oldest installments first."""

    allocations: list[AllocationIn] | None = Field(None, max_length=MAX_ALLOCATIONS)


class RefundIn(In):
    amount: Money
    reason: Reason
    paid_on: Day | None = None


class AllocationOut(Schema):
    installment: Reference
    amount: Decimal | None
    at: datetime


class AllocationsOut(Schema):
    """What the receipt paid, and what is left of it as a prepayment; null is what a field rule keeps from the viewer."""

    items: list[AllocationOut]
    allocated: Decimal | None
    unallocated: Decimal | None
    currency: str | None


class Prepayment(Schema):
    currency: str
    amount: Decimal


class PrepaymentsOut(Schema):
    """`items` null: the viewer does not see what receipts are made of."""

    items: list[Prepayment] | None


class WeekOut(Schema):
    """One week of the forecast, in base currency: what falls due, and what the payers' habits let expect. Null for whoever
    may not see what it is made of."""

    week: date
    due: Decimal | None
    expected: Decimal | None
    count: int | None


class ForecastOut(Schema):
    currency: str
    items: list[WeekOut]
