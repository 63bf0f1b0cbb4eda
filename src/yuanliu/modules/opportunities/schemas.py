"""What the acts on opportunities take, and how lines and history are shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from yuanliu.kernel.records.schemas import MAX_AMOUNT, In, MoneyOut, Priced, Reference, clean_text

MAX_LINES = 200
Name = Annotated[str, Field(max_length=200), AfterValidator(clean_text)]
Note = Annotated[str, Field(max_length=500), AfterValidator(clean_text)]
Exact = Annotated[Decimal, Field(max_digits=19, decimal_places=4, allow_inf_nan=False, ge=0, le=MAX_AMOUNT)]
Percent = Annotated[Decimal, Field(max_digits=5, decimal_places=2, allow_inf_nan=False, ge=0, le=100)]


class LineIn(In):
    """A line: a product of the catalogue, or a free one that says its name and price."""

    product: UUID | None = None
    name: Name = ""
    quantity: Exact = Decimal(1)
    price: Exact | None = None
    discount: Percent = Decimal(0)


class LinesIn(In):
    version: int | None = None
    lines: list[LineIn] = Field(max_length=MAX_LINES)


class LineOut(Priced):
    """Null is what a field rule keeps from the viewer."""

    position: int
    product: Reference | None
    name: str | None
    quantity: Decimal | None
    price: MoneyOut | None
    discount: Decimal | None
    amount: MoneyOut | None


class LinesOut(Priced):
    """The lines of a record, what it is worth by them, and its version after the act."""

    version: int
    amount: MoneyOut | None
    items: list[LineOut]


class ReopenIn(In):
    stage: UUID | None = None


class StageChangeOut(Priced):
    at: datetime
    member: Reference | None
    from_stage: Reference | None
    stage: Reference | None
    days_in_stage: int | None
    from_amount: MoneyOut | None
    amount: MoneyOut | None
    from_probability: int | None
    probability: int | None
    from_close: date | None
    expected_close: date | None


class HistoryOut(Schema):
    items: list[StageChangeOut]
