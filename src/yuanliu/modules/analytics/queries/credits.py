"""What campaigns earned under a model of touches: figures over credits, and the contracts and receipts behind them.

Credits count as far as their contract or receipt does: the same condition, period and scope as the figure without a model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yuanliu.kernel.events.base import subscribers_by_name
from yuanliu.kernel.events.models import OutboxEntry
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.modules.analytics.models import Credit
from yuanliu.modules.analytics.queries import figures as f
from yuanliu.modules.analytics.queries.figures import Figure, Measure, Period, rows_of
from yuanliu.modules.contracts.models import Contract

CREDITED = (f.CONTRACTS, f.CONTRACTED, f.RECEIVED)
SUMMED = {"contract": f.CONTRACTED, "receipt": f.RECEIVED}
NONE = "none"  # asks for what came without a link, or without a promoter
DIMENSIONS = {
    "campaign": "campaign_id",
    "link": "promotion_link_id",
    "channel": "promotion_link__channel",
    "promoter": "promotion_link__promoter_id",
}


@dataclass(frozen=True, slots=True)
class Earning:
    """Which credits: of a model and a period, by where they were earned; of one contract, when it is said.

    `unattributed`: what no campaign has touched.
    """

    model: str
    period: Period = field(default_factory=Period)
    where: Mapping[str, str] = field(default_factory=dict)
    unattributed: bool = False
    contract: UUID | None = None

    def at(self, dimension: str, key: Any) -> Earning:
        """Every link has a channel: what came through none came without a link."""
        if key is None:
            dimension = "link" if dimension == "channel" else dimension
        return replace(self, where={**self.where, dimension: NONE if key is None else str(key)})

    @property
    def condition(self) -> Q:
        found = Q()
        for name, value in self.where.items():
            nothing = value == NONE and name != "channel"
            found &= Q(**{f"{DIMENSIONS[name]}__isnull": True} if nothing else {DIMENSIONS[name]: value})
        return found

    def drill(self, kind: str) -> dict[str, Any]:
        """What `GET /analytics/credits` is asked for."""
        days = {"from": self.period.first, "to": self.period.last}
        asked = {"object": kind, "model": self.model, **self.where}
        asked.update({name: day.isoformat() for name, day in days.items() if day})
        return {"object": kind, "credit": {**asked, "unattributed": True} if self.unattributed else asked}


def countable(ctx: Context, measure: Measure, earning: Earning) -> RecordQuerySet:
    """The contracts or receipts that count and that the viewer may list."""
    rows = rows_of(ctx, measure, earning.period.conditions(measure)).order_by()
    if not measure.through:
        return rows
    rows = rows.filter(contract__in=Contract.objects.visible_to(ctx).values("pk"))
    return rows.filter(contract=earning.contract) if earning.contract else rows


def credits_of(ctx: Context, measure: Measure, earning: Earning) -> QuerySet[Credit]:
    counted = countable(ctx, measure, earning)
    of_kind = Credit.objects.filter(receipt__isnull=measure.object == "contract")
    return of_kind.filter(earning.condition, **{f"{measure.object}__in": counted.values("pk")})


def without_credits(ctx: Context, measure: Measure, earning: Earning) -> RecordQuerySet:
    """What no campaign has touched in time."""
    credits = Credit.objects.filter(**{measure.object: OuterRef("pk")}, receipt__isnull=measure.object == "contract")
    return countable(ctx, measure, earning).filter(~Exists(credits))


def _aggregate(measure: Measure, model: str) -> Any:
    """Contracts are counted where they earned something."""
    if measure is f.CONTRACTS:
        return Count("contract", distinct=True, filter=~Q(**{model: 0}))
    return Sum(model)


@dataclass(frozen=True)
class CreditBreakdown:
    """Like `figures.Breakdown`: a figure for each value of a dimension, in one query."""

    measure: Measure
    dimension: str
    earning: Earning
    values: dict[Any, Any]

    def of(self, key: Any) -> Figure:
        value = self.values.get(key, self.measure.read(None))
        return {"value": value, "drill": self.earning.at(self.dimension, key).drill(self.measure.object)}


def break_down_credits(ctx: Context, measure: Measure, dimension: str, earning: Earning) -> CreditBreakdown | None:
    if not ctx.may(measure.object, "read"):
        return None
    rows = credits_of(ctx, measure, earning).order_by().values(key=F(DIMENSIONS[dimension]))
    grouped = rows.annotate(found=_aggregate(measure, earning.model)).values_list("key", "found")
    return CreditBreakdown(measure, dimension, earning, {key: measure.read(found) for key, found in grouped})


def sum_credits(ctx: Context, measure: Measure, earning: Earning) -> Figure | None:
    if not ctx.may(measure.object, "read"):
        return None
    rows = credits_of(ctx, measure, earning)
    found = rows.aggregate(found=_aggregate(measure, earning.model))["found"]
    return {"value": measure.read(found), "drill": earning.drill(measure.object)}


def sum_of_campaigns(ctx: Context, measure: Measure, earning: Earning, campaigns: Collection[UUID | None]) -> Any:
    """What these campaigns earned together: a contract that several of them touched counts once."""
    rows = credits_of(ctx, measure, earning).filter(campaign__in=campaigns)
    return measure.read(rows.aggregate(found=_aggregate(measure, earning.model))["found"])


def earned_by_day(ctx: Context, measure: Measure, earning: Earning) -> QuerySet[Credit, tuple[date, Any]]:
    """(day, amount in minor units) by the day of signing or receiving."""
    rows = credits_of(ctx, measure, earning).order_by().values(on=F(f"{measure.object}__{measure.day}"))
    return rows.annotate(found=_aggregate(measure, earning.model)).values_list("on", "found")


def unattributed(ctx: Context, measure: Measure, model: str, period: Period) -> Figure | None:
    if not ctx.may(measure.object, "read"):
        return None
    earning = Earning(model, period, unattributed=True)
    found = without_credits(ctx, measure, earning).aggregate(found=measure.aggregate)["found"]
    return {"value": measure.read(found), "drill": earning.drill(measure.object)}


def is_settled() -> bool:
    """Whether every event that changes credits has been worked in."""
    ours = [name for name in subscribers_by_name if name.startswith("yuanliu.modules.analytics.")]
    return not OutboxEntry.objects.filter(subscriber__in=ours).exists()
