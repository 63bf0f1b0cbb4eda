"""What the acts on receipts take, and how allocations and the forecast are shown."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yuanliu.kernel.records.schemas import In, MoneyOut, Priced, Reference
from yuanliu.modules.contracts.schemas import Day, Money, Reason

MAX_ALLOCATIONS = 120


class AllocationIn(In):
    installment: UUID
    amount: Money


class AllocateIn(In):
    """By hand; without a list the oldest installments first. `contract`: another one of the same account, in the same
    currency; the receipt's own unless it is said."""

    contract: UUID | None = None
    allocations: list[AllocationIn] | None = Field(None, max_length=MAX_ALLOCATIONS)


class RefundIn(In):
    amount: Money
    reason: Reason
    paid_on: Day | None = None


class AllocationOut(Priced):
    installment: Reference
    amount: MoneyOut | None
    at: datetime


class MovedOut(Priced):
    """Null is what a field rule keeps from the viewer."""

    contract: Reference
    amount: MoneyOut | None
    at: datetime


class AllocationsOut(Priced):
    """What the receipt paid of its own contract, what went on to others, and what is left of it as a prepayment; null is
    what a field rule keeps from the viewer."""

    items: list[AllocationOut]
    moved: list[MovedOut]
    allocated: MoneyOut | None
    unallocated: MoneyOut | None


class Prepayment(Priced):
    amount: MoneyOut


class PrepaymentsOut(Schema):
    """`items` null: the viewer does not see what receipts are made of."""

    items: list[Prepayment] | None


class WeekOut(Priced):
    """One week of the forecast, in base currency: what falls due, and what the payers' habits let expect. Null for whoever
    may not see what it is made of."""

    week: date
    due: MoneyOut | None
    expected: MoneyOut | None
    count: int | None


class ForecastOut(Schema):
    items: list[WeekOut]
