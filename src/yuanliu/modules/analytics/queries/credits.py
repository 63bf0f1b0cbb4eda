"""What campaigns earned under a model of touches: figures over credits, and the contracts and receipts behind them.

Credits count as far as their contract or receipt does: the same condition, period and scope as the figure without a model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yuanliu.kernel.events.base import subscribers_by_name
from yuanliu.kernel.events.models import OutboxEntry
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.modules.analytics.models import Credit
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.figures import Asked, Figure, Period, figure, rows_of
from yuanliu.modules.analytics.queries.measures import Measure
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
    """Which credits: of a model and a period, by where they were earned; of one contract or of some campaigns, when it
    is said.

    `unattributed`: what no campaign has touched.
    """

    model: str
    period: Period = field(default_factory=Period)
    where: Mapping[str, str] = field(default_factory=dict)
    unattributed: bool = False
    contract: UUID | None = None
    campaigns: tuple[UUID | None, ...] | None = None

    def at(self, dimension: str, key: Any) -> Earning:
        """Every link has a channel: what came through none came without a link."""
        if key is None:
            dimension = "link" if dimension == "channel" else dimension
        return replace(self, where={**self.where, dimension: NONE if key is None else str(key)})

    @property
    def condition(self) -> Q:
        found = Q() if self.campaigns is None else Q(campaign__in=self.campaigns)
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
    rows = rows_of(ctx, measure, earning.period.conditions(measure))
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


def is_known_to(ctx: Context, measure: Measure, earning: Earning) -> bool:
    """What campaigns earned is for whoever sees the amounts that it is made of."""
    return Asked(measure, earning.period.conditions(measure)).is_open_to(ctx)


def _aggregate(measure: Measure, model: str) -> Any:
    """Contracts are counted where they earned something."""
    if measure is f.CONTRACTS:
        return Count("contract", distinct=True, filter=~Q(**{model: 0}))
    return Sum(model)


def earned(
    ctx: Context, measures: Sequence[Measure], earning: Earning, **keys: Any
) -> dict[str, dict[Any, Any] | None]:
    """By the codes of the measures their values by key: those of contracts in one statement, those of receipts in another.

    None: not the viewer's to know. Without keys the key is None.
    """
    found: dict[str, dict[Any, Any] | None] = {measure.code: None for measure in measures}
    known = [measure for measure in measures if is_known_to(ctx, measure, earning)]
    for kind in dict.fromkeys(measure.object for measure in known):
        together = {measure.code: measure for measure in known if measure.object == kind}
        aggregates = {code: _aggregate(measure, earning.model) for code, measure in together.items()}
        rows = credits_of(ctx, next(iter(together.values())), earning).order_by()
        grouped = rows.values(**keys).annotate(**aggregates) if keys else [rows.aggregate(**aggregates)]
        values = [(_key(row, keys), row) for row in grouped]
        for code, measure in together.items():
            found[code] = {key: measure.read(row[code]) for key, row in values}
    return found


def _key(row: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    key = tuple(row[name] for name in names)
    return key if len(key) > 1 else next(iter(key), None)


@dataclass(frozen=True)
class CreditBreakdown:
    """Like `figures.Breakdown`: a figure for each value of a dimension."""

    measure: Measure
    dimension: str
    earning: Earning
    currency: str
    values: Mapping[Any, Any]

    def of(self, key: Any) -> Figure:
        value = self.values.get(key, self.measure.read(None))
        opens = self.earning.at(self.dimension, key).drill(self.measure.object)
        return figure(self.measure, self.currency, value, opens)


def break_down_credits(ctx: Context, dimension: str, earning: Earning) -> dict[str, CreditBreakdown | None]:
    found = earned(ctx, CREDITED, earning, key=F(DIMENSIONS[dimension]))
    return {
        measure.code: None
        if (values := found[measure.code]) is None
        else CreditBreakdown(measure, dimension, earning, ctx.currency, values)
        for measure in CREDITED
    }


def of_campaigns(ctx: Context, earning: Earning, campaigns: Collection[UUID | None]) -> dict[str, Any]:
    """What these campaigns earned together: a contract that several of them touched counts once."""
    found = earned(ctx, CREDITED, replace(earning, campaigns=tuple(campaigns)))
    return {code: None if values is None else values[None] for code, values in found.items()}


def unattributed(ctx: Context, model: str, period: Period) -> dict[str, Figure | None]:
    """What no campaign has touched."""
    earning = Earning(model, period, unattributed=True)
    shown: dict[str, Figure | None] = {measure.code: None for measure in CREDITED}
    for kind, measure in SUMMED.items():
        if ctx.may(kind, "read"):
            together = [one for one in CREDITED if one.object == kind]
            rows = without_credits(ctx, measure, earning)
            found = rows.aggregate(**{one.code: one.aggregate() for one in together})
            shown |= {
                one.code: figure(one, ctx.currency, one.read(found[one.code]), earning.drill(kind)) for one in together
            }
    return shown


def is_settled() -> bool:
    """Whether every event that changes credits has been worked in."""
    ours = [name for name in subscribers_by_name if name.startswith("yuanliu.modules.analytics.")]
    return not OutboxEntry.objects.filter(subscriber__in=ours).exists()
