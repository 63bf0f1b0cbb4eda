"""What campaigns cost and what came of them: the comparison of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import TruncDate

from yuanliu.kernel.records.output import in_currency, named
from yuanliu.kernel.records.seen import seen_values
from yuanliu.kernel.work.context import ALL, NONE, Context
from yuanliu.modules.analytics.models import AttributionModel, AttributionRule
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.credits import (
    CREDITED,
    CreditBreakdown,
    Earning,
    break_down_credits,
    is_settled,
    of_campaigns,
    unattributed,
)
from yuanliu.modules.analytics.queries.figures import Breakdown, Figure, Period, break_down, figure, sum_up
from yuanliu.modules.analytics.queries.tables import by_value, keys_of, ratio
from yuanliu.modules.analytics.queries.whole import company_wide, extent
from yuanliu.modules.campaigns.models import Campaign, CostItem, Submission, SubmissionWay, Visit

CENT = Decimal("0.01")
FACTS = ("state", "starts_on", "ends_on", "budget")
MEASURED = (*f.FUNNEL, f.COST)
#: What cost and visitors of a campaign are set against.
SIDES = (f.SUBMISSIONS, f.LEADS, f.ACCOUNTS, f.CONTRACTED, f.RECEIVED)
Breakdowns = Mapping[str, Breakdown | CreditBreakdown | None]
Found = dict[str, Figure | None]
Traffic = dict[Any, tuple[int, int]]  # visits and unique visitors


@dataclass(frozen=True, slots=True)
class View:
    """Who looks, at which days, under which model."""

    ctx: Context
    period: Period
    model: str

    @classmethod
    def of(cls, ctx: Context, period: Period, model: str | None) -> View:
        """Without a model, that of the tenant's rule."""
        return cls(ctx, period, model or AttributionRule.current().model)

    @property
    def company_wide(self) -> View:
        """The same look at the sums of the company; this very view for who sees no further, or sees it all already."""
        wide = company_wide(self.ctx)
        changes = any(extent(wide, measure) > extent(self.ctx, measure) for measure in SIDES)
        return replace(self, ctx=wide) if changes else self

    @property
    def by_touches(self) -> bool:
        return self.model != AttributionModel.PRIMARY

    def plain(self, measures: Iterable[f.Measure]) -> list[f.Measure]:
        """Those that do not follow the model: what has one campaign of its own."""
        return [measure for measure in measures if not (self.by_touches and measure in CREDITED)]

    def sides(self, found: Found) -> tuple[Found, Found | None]:
        """Of figures that were found company-wide those that are whole; and all of them to be told beside what the viewer
        may list, where that is less."""
        wide = self.company_wide
        whole = {m.code: found[m.code] if wide.sees_whole(m) else None for m in SIDES}
        if wide is self:
            return whole, None
        closed = {code: one and {**one, "drill": None} for code, one in whole.items()}
        return whole, closed

    def sees_whole(self, measure: f.Measure) -> bool:
        """Entries are seen as far as campaigns are."""
        if measure is f.SUBMISSIONS and NONE < self.ctx.scope("campaign", "read") <= extent(self.ctx, measure):
            return True
        return extent(self.ctx, measure) == ALL

    @property
    def earning(self) -> Earning:
        return Earning(self.model, self.period)

    def facts(self) -> dict[str, Any]:
        return {"model": self.model, "settled": not self.by_touches or is_settled()}


def roi_table(ctx: Context, period: Period, model: str | None = None) -> dict[str, Any]:
    """{model, settled, items, unattributed, hidden, total}. Every yuan stands in exactly one row: a campaign's, that of no
    campaign, or that of campaigns which the viewer may not see; together they are the total. Under a model of touches a
    contract that several campaigns touched is counted by each of them, and once in the total."""
    scope = ctx.require("campaign", "read")
    view = View.of(ctx, period, model)
    campaigns = list(Campaign.objects.visible_to(ctx).order_by("-created_at"))
    found = break_down(ctx, view.plain(MEASURED), "campaign", period, totals=True)
    credited = break_down_credits(ctx, "campaign", view.earning) if view.by_touches else {}
    visits = Visit.objects.all() if scope == ALL else Visit.objects.filter(campaign__in=campaigns)
    traffic = traffic_by("campaign", period, visits) if campaigns else {}
    sent = senders_by_campaign(view) if campaigns else {}
    costs = Costs.known_to(ctx, _spent(ctx, found["cost"], period))
    whole = view.company_wide
    together: Breakdowns = {**found, **credited}
    sides = _by_campaign(whole, SIDES) if whole.ctx is not ctx else together
    rows = []
    for campaign in campaigns:
        cells = {m.code: _cell(together[m.code], campaign.pk) for m in MEASURED}
        of_all = {m.code: _cell(sides[m.code], campaign.pk) for m in SIDES}
        rows.append(
            campaign_row(
                view, campaign, cells, of_all, (*traffic.get(campaign.pk, (0, 0)), sent.get(campaign.pk, 0)), costs
            )
        )
    rows.sort(key=lambda row: -by_value(row, "contracted"))
    unseen = keys_of(found | credited) - {c.pk for c in campaigns} - {None}
    return {**view.facts(), "items": rows, **_beside(view, found, unseen)}


def _by_campaign(view: View, measures: Sequence[f.Measure]) -> Breakdowns:
    plain = break_down(view.ctx, view.plain(measures), "campaign", view.period)
    return {**plain, **(break_down_credits(view.ctx, "campaign", view.earning) if view.by_touches else {})}


def _cell(found: Breakdown | CreditBreakdown | None, key: UUID) -> Figure | None:
    return found.of(key) if found else None


def _beside(view: View, found: Mapping[str, Breakdown | None], unseen: set[UUID | None]) -> dict[str, Any]:
    """{unattributed, hidden, total}; of campaigns that the viewer may not see a sum, and no way to tell them apart."""
    shown = {
        "unattributed": {code: one and one.of(None) for code, one in found.items()},
        "hidden": {
            code: one and figure(one.measure, one.currency, one.together(unseen), None) for code, one in found.items()
        },
        "total": {code: one and one.of_all for code, one in found.items()},
    }
    if view.by_touches:
        shown["unattributed"] |= unattributed(view.ctx, view.model, view.period)
        shown["total"] |= sum_up(view.ctx, CREDITED, view.period)
        hidden = of_campaigns(view.ctx, view.earning, unseen) if unseen else {}
        shown["hidden"] |= {
            m.code: None if (value := hidden.get(m.code)) is None else figure(m, view.ctx.currency, value, None)
            for m in CREDITED
        }
    return {**shown, "hidden": shown["hidden"] if unseen else None}


def _spent(ctx: Context, found: Breakdown | None, period: Period) -> Collection[UUID | None]:
    """The campaigns whose actual cost is known, whatever the period."""
    whole = found if period == Period() else break_down(ctx, (f.COST,), "campaign", Period())["cost"]
    return whole.values if whole else ()


@dataclass(frozen=True, slots=True)
class Costs:
    """`spent`: campaigns whose actual cost is known. `beyond`: those whose costs are not this viewer's to know."""

    spent: Collection[UUID | None]
    beyond: Collection[UUID]

    @classmethod
    def known_to(cls, ctx: Context, spent: Collection[UUID | None]) -> Costs:
        beyond = Campaign.beyond_costs(ctx)
        return cls(
            spent, set(Campaign.objects.visible_to(ctx).filter(beyond).values_list("pk", flat=True)) if beyond else ()
        )

    @classmethod
    def of_one(cls, ctx: Context, campaign: Campaign) -> Costs:
        beyond = Campaign.beyond_costs(ctx)
        hidden = bool(beyond) and Campaign.objects.filter(beyond, pk=campaign.pk).exists()
        items = CostItem.objects.visible_to(ctx).filter(campaign=campaign) if ctx.may("cost_item", "read") else None
        return cls([campaign.pk] if items and items.exists() else (), [campaign.pk] if hidden else ())


def campaign_row(
    view: View, campaign: Campaign, found: Found, sides: Found, came: tuple[int, int, int], costs: Costs
) -> dict[str, Any]:
    """ROI = (money − cost) ÷ cost. Without actual cost it stands on the budget and says so; `cost` null is unknown.

    Cost is that of the whole campaign, so `sides`, what it is set against, must be that, too. `conversion` is the share of
    the visitors that sent the form which they came for; who was entered by hand had never visited it.
    """
    visits, visitors, senders = came
    cost = None if campaign.pk in costs.beyond else found["cost"]
    facts = seen_values(view.ctx, "campaign", {name: getattr(campaign, name) for name in FACTS})
    budget = facts["budget"] if cost else None  # who may not see costs is not told them by division
    basis = "actual" if cost and campaign.pk in costs.spent else "budget" if budget is not None else None
    stake = cost["value"] if cost and basis == "actual" else budget
    whole, told = view.sides(sides)
    row = {
        "campaign": named(view.ctx, campaign),
        **facts,
        "budget": budget,
        "visits": visits,
        "visitors": visitors,
        "senders": senders if whole["submissions"] else None,
        **found,
        "cost": cost,
        "basis": basis,
        "conversion": ratio(whole["submissions"] and {"value": senders}, Decimal(visitors)),
        "cost_per_lead": _per(stake, whole["leads"]),
        "cost_per_account": _per(stake, whole["accounts"]),
        "roi_contracted": roi(whole["contracted"], stake),
        "roi_received": roi(whole["received"], stake),
        "whole": told,
        "withheld": withheld(found, whole),
    }
    return in_currency(view.ctx.currency, row, "budget", "cost_per_lead", "cost_per_account")


#: What each ratio of a campaign sets against its cost or its visitors.
RATIOS = {
    "conversion": "submissions",
    "cost_per_lead": "leads",
    "cost_per_account": "accounts",
    "roi_contracted": "contracted",
    "roi_received": "received",
}


def withheld(found: Found, whole: Found) -> list[str]:
    """The ratios that are not told because the viewer sees a part of one side only."""
    return [name for name, side in RATIOS.items() if side in found and found[side] and not whole[side]]


def _per(stake: Decimal | None, found: Figure | None) -> Decimal | None:
    if stake is None or found is None or not found["value"]:
        return None
    return (stake / found["value"]).quantize(CENT)


def roi(money: Figure | None, stake: Decimal | None) -> Decimal | None:
    if money is None or not stake:
        return None
    return ratio({"value": money["value"] - stake}, stake)


def senders_by_campaign(view: View, **of: Any) -> dict[UUID, int]:
    """How many visitors sent a form of the campaign: counted as visitors are, once a day, through links, by the public page."""
    days = {"gte": view.period.first, "lte": view.period.last}
    rows = Submission.objects.alive().filter(state__in=f.ACCEPTED, way=SubmissionWay.FORM, **of).exclude(visitor="")
    rows = rows.annotate(on=TruncDate("created_at", tzinfo=ZoneInfo(view.ctx.time_zone)))
    rows = rows.filter(**{f"on__{end}": day for end, day in days.items() if day})
    return dict(rows.order_by().values_list("campaign").annotate(Count("visitor", distinct=True)))


def traffic_by(dimension: str, period: Period, visits: Any) -> Traffic:
    """By the value of a column. The hash of a visitor is new every day, so the visitors of days add up to those of all;
    counted by the day they come in the order of the index."""
    if period.first:
        visits = visits.filter(day__gte=period.first)
    if period.last:
        visits = visits.filter(day__lte=period.last)
    days = visits.order_by().values(key=F(dimension), on=F("day"))
    counted = days.annotate(visits=Count("*"), visitors=Count("visitor", distinct=True))
    sql, parameters = counted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, sum(visits)::bigint, sum(visitors)::bigint FROM ({sql}) d GROUP BY 1", parameters)  # noqa: S608
        return {key: (visits, visitors) for key, visits, visitors in cursor.fetchall()}
