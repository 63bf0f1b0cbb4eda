"""One definition of each figure: which rows of which object count, and when.

A definition is written in the filter language of lists, so a figure and the list that it opens are the same query:
`{value, drill: {object, filter}}`, under the viewer's scope. What the viewer may not read at all is null, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, DateTimeField, F, FloatField, Sum
from django.db.models.functions import Cast, Coalesce, Extract

from yuanliu.base.i18n import T
from yuanliu.kernel.records.lists import ListQuery, matching
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.kernel.work.object_type import model_of

Condition = dict[str, Any]
Figure = dict[str, Any]

# Signed and in force or fulfilled; a draft is not yet a contract, a void or terminated one no longer.
STANDING = ["effective", "executing", "completed"]
ACCEPTED = ["collected", "synced", "duplicate", "failed"]


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _seconds(end: str, start: Any) -> Extract:
    return Extract(F(end) - start, "epoch", output_field=FloatField())


COUNT = Count("pk")
RESPONSE = Median(_seconds("first_response_at", F("created_at")) / 60)
CYCLE = Median(_seconds("closed_at", Coalesce(Cast("opened_on", DateTimeField()), F("created_at"))) / 86400)


def _count(value: Any) -> int:
    return value or 0


def _money(value: Any) -> Decimal:
    """Base-currency columns are stored in 1/100."""
    return Decimal(int(value or 0)).scaleb(-2)


def _tenth(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)


@dataclass(frozen=True)
class Measure:
    """`day`: the field that says when. `through`: the reference that leads to campaign, source and owner.

    `renamed`: what a dimension is called there; "" where there is none.
    """

    code: str
    label: T
    object: str
    day: str
    where: tuple[Condition, ...] = ()
    aggregate: Any = COUNT
    read: Callable[[Any], Any] = _count
    through: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)

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
)  # fmt: skip
ACCOUNTS = Measure("accounts", T("客户", "Accounts"), "account", "created_at")
OPPORTUNITIES = Measure("opportunities", T("商机", "Opportunities"), "opportunity", "created_at")
WON = Measure("won", T("赢单", "Won"), "opportunity", "closed_at", (where("outcome", "won"),))
LOST = Measure("lost", T("输单", "Lost"), "opportunity", "closed_at", (where("outcome", "lost"),))
WON_AMOUNT = Measure(
    "won_amount", T("赢单金额", "Won amount"), "opportunity", "closed_at", WON.where, Sum("amount_base"), _money
)
LOST_AMOUNT = Measure(
    "lost_amount", T("输单金额", "Lost amount"), "opportunity", "closed_at", LOST.where, Sum("amount_base"), _money
)
CYCLES = Measure(
    "cycle", T("成交周期（天）", "Sales cycle, days"), "opportunity", "closed_at", WON.where, CYCLE, _tenth
)
CONTRACTS = Measure("contracts", T("合同", "Contracts"), "contract", "signed_on", (where("stage", STANDING, "in"),))
CONTRACTED = Measure(
    "contracted", T("合同额", "Contracted"), "contract", "signed_on", CONTRACTS.where, Sum("amount_base"), _money
)
RECEIVED = Measure(
    "received", T("回款额", "Received"), "receipt", "received_on", (where("state", "confirmed"),), Sum("amount_base"),
    _money, through="contract",
)  # fmt: skip
FOLLOW_UPS = Measure("follow_ups", T("跟进次数", "Follow-ups"), "follow_up", "at")
COST = Measure("cost", T("实际费用", "Actual cost"), "cost_item", "spent_on", (), Sum("amount_base"), _money)
TARGETS = {
    kind: Measure(
        f"target_{kind}", T("目标", "Target"), "target", "month", (where("kind", kind),), Sum("amount"), _money,
        renamed={"owner": "member"},
    )
    for kind in ("contracted", "received")
}  # fmt: skip
FUNNEL = (SUBMISSIONS, LEADS, ACCOUNTS, OPPORTUNITIES, CONTRACTS, CONTRACTED, RECEIVED)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days count; an open end is None."""

    first: date | None = None
    last: date | None = None

    def conditions(self, measure: Measure) -> list[Condition]:
        ends = ((self.first, "gte"), (self.last, "lte"))
        return [where(measure.day, day.isoformat(), op) for day, op in ends if day]


def rows_of(ctx: Context, measure: Measure, conditions: Iterable[Condition]) -> RecordQuerySet:
    return matching(ctx, model_of(measure.object), ListQuery(filter=measure.filter(conditions)))


def drill(measure: Measure, conditions: Iterable[Condition]) -> dict[str, Any]:
    return {"object": measure.object, "filter": measure.filter(conditions)}


def figure(ctx: Context, measure: Measure, conditions: Iterable[Condition]) -> Figure | None:
    if not ctx.may(measure.object, "read"):
        return None
    conditions = list(conditions)
    found = rows_of(ctx, measure, conditions).order_by().aggregate(found=measure.aggregate)["found"]
    return {"value": measure.read(found), "drill": drill(measure, conditions)}


def sum_up(ctx: Context, measure: Measure, period: Period, **dimensions: Any) -> Figure | None:
    """A figure of a period, of those records whose dimensions (campaign, source, owner) are as given."""
    return figure(ctx, measure, [*period.conditions(measure), *given(measure, dimensions)])


def given(measure: Measure, dimensions: dict[str, Any]) -> list[Condition]:
    """Conditions of the dimensions that were asked for; a list means one of them."""
    return [
        where(measure.field(name), value, "in" if isinstance(value, list) else "eq")
        for name, value in dimensions.items()
        if value is not None
    ]


@dataclass(frozen=True)
class Breakdown:
    """A figure for each value of a dimension, in one query; `of` gives each its drill-down."""

    measure: Measure
    dimension: str
    conditions: list[Condition]
    values: dict[UUID | None, Any]

    def of(self, key: UUID | None) -> Figure:
        field = self.measure.field(self.dimension)
        one = where(field, str(key)) if key else {"field": field, "op": "is_empty"}
        value = self.values.get(key, self.measure.read(None))
        return {"value": value, "drill": drill(self.measure, [*self.conditions, one])}

    def of_any(self, keys: Collection[UUID | None]) -> Figure:
        """Of several values together: the links of a channel."""
        field = self.measure.field(self.dimension)
        parts = [where(field, sorted(str(key) for key in keys if key), "in")]
        if None in keys:
            parts.append({"field": field, "op": "is_empty"})
        value = sum((self.values.get(key, 0) for key in keys), start=self.measure.read(None))
        return {"value": value, "drill": drill(self.measure, [*self.conditions, {"any": parts}])}


def break_down(ctx: Context, measure: Measure, dimension: str, period: Period, **dimensions: Any) -> Breakdown | None:
    if not ctx.may(measure.object, "read"):
        return None
    conditions = [*period.conditions(measure), *given(measure, dimensions)]
    rows = rows_of(ctx, measure, conditions)
    if measure.through:  # as in the filter language: the record referred to must be visible
        target = model_of(measure.through)
        rows = rows.filter(**{f"{measure.through}__in": target.objects.visible_to(ctx).values("pk")})
    path = measure.field(dimension).replace(".", "__") + "_id"
    grouped = rows.order_by().values(key=F(path)).annotate(found=measure.aggregate).values_list("key", "found")
    return Breakdown(measure, dimension, conditions, {key: measure.read(found) for key, found in grouped})
