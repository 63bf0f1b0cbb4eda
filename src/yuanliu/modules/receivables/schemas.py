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
    amount: Decimal
    at: datetime


class AllocationsOut(Schema):
    """What the receipt paid, and what is left of it as a prepayment."""

    items: list[AllocationOut]
    allocated: Decimal
    unallocated: Decimal
    currency: str


class Prepayment(Schema):
    currency: str
    amount: Decimal


class PrepaymentsOut(Schema):
    items: list[Prepayment]


class WeekOut(Schema):
    """One week of the forecast, in base currency: what falls due, and what the payers' habits let expect."""

    week: date
    due: Decimal
    expected: Decimal
    count: int


class ForecastOut(Schema):
    currency: str
    items: list[WeekOut]
