"""What happens to an opportunity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows

STAGE = ("stage.name", "opportunity.stage")
#: What the lines of an opportunity tell: its amount, and the catalogue's names and prices.
LINES = ("opportunity.amount", "product.name", "product.price")


class OpportunityAdded(Event):
    code: ClassVar[str] = "opportunity.created"
    text: ClassVar[T] = T("新建了商机", "added the opportunity")
    shows: ClassVar[Shows] = {"amount": "opportunity.amount"}
    account_id: UUID
    amount: Decimal
    currency: str


class OpportunityMoved(Event):
    code: ClassVar[str] = "opportunity.moved"
    text: ClassVar[T] = T(
        "将商机从“{from_name}”推进到“{to_name}”", "moved the opportunity from {from_name} to {to_name}"
    )
    shows: ClassVar[Shows] = {"from_name": STAGE, "to_name": STAGE}
    account_id: UUID
    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str


class OpportunityWon(Event):
    code: ClassVar[str] = "opportunity.won"
    text: ClassVar[T] = T("赢单，金额 {amount}", "won the opportunity: {amount}")
    shows: ClassVar[Shows] = {"amount": "opportunity.amount", "document": "contract.number"}
    account_id: UUID
    amount: Decimal
    currency: str
    document: str = ""  # the number of the contract that won it, where one did


class OpportunityLost(Event):
    code: ClassVar[str] = "opportunity.lost"
    text: ClassVar[T] = T("输单，原因：{reason}", "lost the opportunity: {reason}")
    shows: ClassVar[Shows] = {
        "reason": ("lost_reason.name", "opportunity.lost_reason"),
        "note": "opportunity.lost_note",
    }
    account_id: UUID
    reason: str
    note: str = ""


class OpportunityReopened(Event):
    code: ClassVar[str] = "opportunity.reopened"
    text: ClassVar[T] = T("重新打开商机，回到“{to_name}”", "reopened the opportunity at {to_name}")
    shows: ClassVar[Shows] = {"to_name": STAGE}
    account_id: UUID
    to_id: UUID
    to_name: str


class OpportunityLinesChanged(Event):
    code: ClassVar[str] = "opportunity.lines_changed"
    text: ClassVar[T] = T("修改了产品明细，共 {count} 行", "changed the product lines: {count}")
    shows: ClassVar[Shows] = {"before": LINES, "after": LINES}
    count: int
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
