"""What the acts on contracts take, and how installments and versions are shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yuanliu.kernel.records.rules import RuleOut
from yuanliu.kernel.records.schemas import MAX_AMOUNT, In, MoneyOut, Priced, Reference
from yuanliu.modules.opportunities.schemas import LineIn, Name, Note, Percent

MAX_LINES = 200
MAX_INSTALLMENTS = 120
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Money = Annotated[Decimal, Field(max_digits=19, decimal_places=4, allow_inf_nan=False, ge=0, le=MAX_AMOUNT)]
Reason = Annotated[Note, Field(min_length=1)]
Remark = Annotated[str, Field(max_length=10_000)]


class PlannedInstallmentIn(In):
    """An installment of the plan; with an `id` it is one that exists, as it shall be."""

    id: UUID | None = None
    name: Name = ""
    amount: Money
    due_on: Day


class InstallmentPlanIn(In):
    version: int | None = None
    installments: list[PlannedInstallmentIn] = Field(max_length=MAX_INSTALLMENTS)


class SplitIn(In):
    """Equal parts, or by percentages that add up to 100."""

    parts: int = Field(1, ge=1, le=MAX_INSTALLMENTS)
    first_due: Day
    every: Literal["month", "quarter", "year"] = "month"
    percentages: list[Percent] | None = Field(None, min_length=1, max_length=MAX_INSTALLMENTS)


class ProposedInstallment(Priced):
    name: str
    amount: MoneyOut
    due_on: date


class SplitOut(Schema):
    installments: list[ProposedInstallment]


class InstallmentRow(Priced):
    """Null is what a field rule keeps from the viewer."""

    id: UUID
    position: int | None
    name: str | None
    amount: MoneyOut | None
    due_on: date | None
    allocated: MoneyOut | None
    state: str | None
    overdue: bool | None


class PlanOut(Priced):
    version: int
    amount: MoneyOut | None
    planned: MoneyOut | None
    items: list[InstallmentRow]


class Terms(In):
    """What an amendment may change; what is not named stays. Lines and installments are given as a whole."""

    name: Annotated[Name, Field(min_length=1)] | None = None
    contact: UUID | None = None
    amount: Money | None = None
    signed_on: Day | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    remark: Remark | None = None
    lines: list[LineIn] | None = Field(None, max_length=MAX_LINES)
    installments: list[PlannedInstallmentIn] | None = Field(None, max_length=MAX_INSTALLMENTS)


class AmendIn(Terms):
    version: int | None = None
    reason: Reason
    approver: UUID | None = None

    def terms(self) -> Terms:
        return Terms(**{name: getattr(self, name) for name in self.model_fields_set & Terms.model_fields.keys()})


class FromOpportunityIn(In):
    opportunity: UUID
    name: Name = ""
    signed_on: Day | None = None


class SubmitIn(In):
    approver: UUID | None = None


class NoteIn(In):
    note: Note = ""


class ReasonIn(In):
    reason: Reason


class CloseShortIn(In):
    """Why it ends before everything was received and delivered, and who is to approve that where it takes an approval."""

    reason: Reason
    approver: UUID | None = None


class VoidIn(In):
    """`reopen_opportunity`: the sale goes on without this contract."""

    reason: Reason
    reopen_opportunity: bool = False


class ClosingRuleIn(In):
    """Up to what is outstanding, in base currency, a contract is closed short without an approval."""

    free_up_to: Money


class ClosingRuleOut(RuleOut, Priced):
    free_up_to: MoneyOut


class DeliverIn(In):
    delivered_on: Day | None = None


class VersionOut(Schema):
    contract_version: int | None
    terms: dict[str, Any]
    reason: str
    at: datetime
    member: Reference | None


class VersionsOut(Schema):
    """Earlier versions, newest first, and the amendment that waits for approval."""

    current: int | None
    pending: dict[str, Any] | None
    items: list[VersionOut]
