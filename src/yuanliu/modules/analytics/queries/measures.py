"""One definition of each figure: which rows of which object count, and when.

A definition is written in the filter language of lists, so a figure and the list that it opens are the same query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Aggregate, Count, DateTimeField, F, FloatField, Sum, Value
from django.db.models.functions import Cast, Coalesce, Extract

from yuanliu.base.i18n import T

Condition = dict[str, Any]

# Signed and in force or fulfilled; a draft is not yet a contract, a void or terminated one no longer.
STANDING = ["effective", "executing", "completed"]
NOTHING = Decimal("0.00")
ACCEPTED = ["collected", "synced", "duplicate", "failed"]


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _seconds(end: str, start: Any) -> Extract:
    return Extract(F(end) - start, "epoch", output_field=FloatField())


# What is made of the rows; called with the `filter` that says which of them, when others are counted in the same pass.
COUNT = partial(Count, Value(1))
AMOUNT, BASE = partial(Sum, "amount_base"), ("amount_base",)
RESPONSE = partial(Median, _seconds("first_response_at", F("created_at")) / 60)
CYCLE = partial(Median, _seconds("closed_at", Coalesce(Cast("opened_on", DateTimeField()), F("created_at"))) / 86400)


def _count(value: Any) -> int:
    return value or 0


def _money(value: Decimal | None) -> Decimal:
    return value or NOTHING


def _tenth(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)


@dataclass(frozen=True)
class Measure:
    """`day`: the field that says when. `through`: the reference that leads to campaign, source and owner.

    `made_of`: the fields that the aggregate adds up; whoever does not see one of them has no figure.

    `renamed`: what a dimension is called there; "" where there is none.
    """

    code: str
    label: T
    object: str
    day: str
    where: tuple[Condition, ...] = ()
    aggregate: Callable[..., Aggregate] = COUNT
    read: Callable[[Any], Any] = _count
    made_of: tuple[str, ...] = ()
    through: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        """In base currency, as all figures of money are."""
        return self.read is _money

    def has(self, dimension: str) -> bool:
        return self.renamed.get(dimension, dimension) != ""

    def field(self, dimension: str) -> str:
        """The field that filters by a dimension; a dimension may go on by a dot (`owner.department`)."""
        name, dot, rest = dimension.partition(".")
        path = f"{self.renamed.get(name, name)}{dot}{rest}"
        return f"{self.through}.{path}" if self.through else path

    def filter(self, conditions: Iterable[Condition] = ()) -> Condition:
        return {"all": [*self.where, *conditions]}


def where(field: str, value: Any, op: str = "eq") -> Condition:
    return {"field": field, "op": op, "value": value}


SUBMISSIONS = Measure(
    "submissions", T("表单提交", "Submissions"), "submission", "created_at",
    (where("state", ACCEPTED, "in"), where("way", "existing", "ne")),
    renamed={"promotion_link": "link", "owner": "", "source": ""},
)  # fmt: skip
LEADS = Measure("leads", T("线索", "Leads"), "lead", "created_at")
CONVERSIONS = Measure(
    "conversions", T("转化线索", "Converted"), "lead", "converted_at", (where("status", "converted"),)
)
RESPONSES = Measure(
    "first_response", T("首次响应（分钟）", "First response, minutes"), "lead", "first_response_at",
    ({"field": "first_response_at", "op": "not_empty"},), RESPONSE, _tenth,
    ("first_response_at", "created_at"),
)  # fmt: skip
ACCOUNTS = Measure("accounts", T("客户", "Accounts"), "account", "created_at")
OPPORTUNITIES = Measure("opportunities", T("商机", "Opportunities"), "opportunity", "created_at")
WON = Measure("won", T("赢单", "Won"), "opportunity", "closed_at", (where("outcome", "won"),))
LOST = Measure("lost", T("输单", "Lost"), "opportunity", "closed_at", (where("outcome", "lost"),))
WON_AMOUNT = Measure(
    "won_amount", T("赢单金额", "Won amount"), "opportunity", "closed_at", WON.where, AMOUNT, _money, BASE
)
LOST_AMOUNT = Measure(
    "lost_amount", T("输单金额", "Lost amount"), "opportunity", "closed_at", LOST.where, AMOUNT, _money, BASE
)
CYCLES = Measure(
    "cycle", T("成交周期（天）", "Sales cycle, days"), "opportunity", "closed_at", WON.where, CYCLE, _tenth,
    ("closed_at", "opened_on", "created_at"),
)  # fmt: skip
CONTRACTS = Measure("contracts", T("合同", "Contracts"), "contract", "signed_on", (where("stage", STANDING, "in"),))
CONTRACTED = Measure(
    "contracted", T("合同额", "Contracted"), "contract", "signed_on", CONTRACTS.where, AMOUNT, _money, BASE
)
RECEIVED = Measure(
    "received", T("回款额", "Received"), "receipt", "received_on", (where("state", "confirmed"),), AMOUNT,
    _money, BASE, through="contract",
)  # fmt: skip
FOLLOW_UPS = Measure("follow_ups", T("跟进次数", "Follow-ups"), "follow_up", "at")
COST = Measure("cost", T("实际费用", "Actual cost"), "cost_item", "spent_on", (), AMOUNT, _money, BASE)
TARGETS = {
    kind: Measure(
        f"target_{kind}", T("目标", "Target"), "target", "month", (where("kind", kind),), partial(Sum, "amount"), _money,
        ("amount",), renamed={"owner": "member"},
    )
    for kind in ("contracted", "received")
}  # fmt: skip
FUNNEL = (SUBMISSIONS, LEADS, ACCOUNTS, OPPORTUNITIES, CONTRACTS, CONTRACTED, RECEIVED)
