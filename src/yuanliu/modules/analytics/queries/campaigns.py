"""What campaigns cost and what came of them: the comparison of all, and the data tab of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, F
from django.db.models.functions import TruncDate

from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.analytics.models import AttributionModel
from yuanliu.modules.analytics.queries import figures as f
from yuanliu.modules.analytics.queries.credits import (
    CREDITED,
    CreditBreakdown,
    Earning,
    break_down_credits,
    earned_by_day,
    is_settled,
    sum_credits,
    sum_of_campaigns,
    unattributed,
)
from yuanliu.modules.analytics.queries.figures import Breakdown, Figure, Period, break_down, sum_up, where
from yuanliu.modules.analytics.queries.rule import current_rule
from yuanliu.modules.analytics.queries.tables import by_value, funnel_steps, keys_of, ratio
from yuanliu.modules.campaigns.models import Campaign, Visit

CENT, NO_MONEY = Decimal("0.01"), Decimal("0.00")
MEASURED = (*f.FUNNEL, f.COST)
Found = dict[str, Figure | None]
Breakdowns = dict[str, Breakdown | CreditBreakdown | None]
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
        return cls(ctx, period, model or current_rule().model)

    @property
    def by_touches(self) -> bool:
        return self.model != AttributionModel.PRIMARY

    def credited(self, measure: f.Measure) -> bool:
        """Whether a figure follows the model; what has one campaign of its own does not."""
        return self.by_touches and measure in CREDITED

    @property
    def earning(self) -> Earning:
        return Earning(self.model, self.period)

    def facts(self) -> dict[str, Any]:
        return {"model": self.model, "settled": not self.by_touches or is_settled()}


def roi_table(ctx: Context, period: Period, model: str | None = None) -> dict[str, Any]:
    """{model, settled, items, unattributed, hidden, total}. Every yuan stands in exactly one row: a campaign's, that of no
    campaign, or that of campaigns which the viewer may not see; together they are the total. Under a model of touches a
    contract that several campaigns touched is counted by each of them, and once in the total."""
    ctx.require("campaign", "read")
    view = View.of(ctx, period, model)
    campaigns = list(Campaign.objects.visible_to(ctx).order_by("-created_at"))
    found = breakdowns(view, "campaign")
    traffic = traffic_by("campaign", period, Visit.objects.filter(campaign__in=campaigns))
    costs = Costs.known_to(ctx)
    rows = [_row(c, _cells(found, c.pk), traffic.get(c.pk, (0, 0)), costs) for c in campaigns]
    rows.sort(key=lambda row: -by_value(row, "contracted"))
    unseen = keys_of(found) - {c.pk for c in campaigns} - {None}
    return {
        **view.facts(),
        "items": rows,
        "unattributed": {m.code: _of_none(view, m, found[m.code]) for m in MEASURED},
        "hidden": {m.code: _together(view, m, found[m.code], unseen) for m in MEASURED} if unseen else None,
        "total": {m.code: sum_up(ctx, m, period) for m in MEASURED},
    }


def breakdowns(view: View, dimension: str) -> Breakdowns:
    return {
        m.code: break_down_credits(view.ctx, m, dimension, view.earning)
        if view.credited(m)
        else break_down(view.ctx, m, dimension, view.period)
        for m in MEASURED
    }


def _cells(found: Mapping[str, Any], key: UUID | None) -> Found:
    return {code: one.of(key) if one else None for code, one in found.items()}


def _of_none(view: View, measure: f.Measure, found: Any) -> Figure | None:
    if view.credited(measure):
        return unattributed(view.ctx, measure, view.model, view.period)
    return found.of(None) if found else None


def _together(view: View, measure: f.Measure, found: Any, keys: set[UUID | None]) -> Figure | None:
    """Of campaigns that the viewer may not see: a sum, and no way to tell them apart."""
    if found is None:
        return None
    if view.credited(measure):
        return {"value": sum_of_campaigns(view.ctx, measure, view.earning, keys), "drill": None}
    return {"value": sum((found.values.get(key, 0) for key in keys), start=measure.read(None)), "drill": None}


@dataclass(frozen=True, slots=True)
class Costs:
    """`spent`: campaigns whose actual cost is known. `beyond`: those whose costs are not this viewer's to know."""

    spent: set[UUID | None]
    beyond: set[UUID]

    @classmethod
    def known_to(cls, ctx: Context) -> Costs:
        found, beyond = break_down(ctx, f.COST, "campaign", Period()), Campaign.beyond_costs(ctx)
        hidden = Campaign.objects.visible_to(ctx).filter(beyond).values_list("pk", flat=True) if beyond else ()
        return cls(set(found.values) if found else set(), set(hidden))


def _row(campaign: Campaign, found: Found, traffic: tuple[int, int], costs: Costs) -> dict[str, Any]:
    """ROI = (money − cost) ÷ cost. Without actual cost it stands on the budget and says so; `cost` null is unknown."""
    cost = None if campaign.pk in costs.beyond else found["cost"]
    budget = campaign.budget if cost else None  # who may not see costs is not told them by division
    basis = "actual" if cost and campaign.pk in costs.spent else "budget" if budget is not None else None
    stake = cost["value"] if cost and basis == "actual" else budget
    return {
        "campaign": {"object": "campaign", "id": campaign.pk, "title": campaign.name},
        "state": campaign.state,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "budget": budget,
        "visits": traffic[0],
        "visitors": traffic[1],
        **found,
        "cost": cost,
        "basis": basis,
        "conversion": ratio(found["submissions"], Decimal(traffic[1])),
        "cost_per_lead": _per(stake, found["leads"]),
        "cost_per_account": _per(stake, found["accounts"]),
        "roi_contracted": roi(found["contracted"], stake),
        "roi_received": roi(found["received"], stake),
    }


def _per(stake: Decimal | None, found: Figure | None) -> Decimal | None:
    if stake is None or found is None or not found["value"]:
        return None
    return (stake / found["value"]).quantize(CENT)


def roi(money: Figure | None, stake: Decimal | None) -> Decimal | None:
    if money is None or not stake:
        return None
    return ratio({"value": money["value"] - stake}, stake)


def traffic_by(dimension: str, period: Period, visits: Any) -> Traffic:
    if period.first:
        visits = visits.filter(day__gte=period.first)
    if period.last:
        visits = visits.filter(day__lte=period.last)
    rows = visits.order_by().values(dimension).annotate(visits=Count("pk"), visitors=Count("visitor", distinct=True))
    return {row[dimension]: (row["visits"], row["visitors"]) for row in rows}


def campaign_page(view: View, campaign: Campaign, language: str) -> dict[str, Any]:
    """Its row, its funnel and its days."""
    ctx, period = view.ctx, view.period
    mine = view.earning.at("campaign", campaign.pk)
    found = {
        m.code: sum_credits(ctx, m, mine) if view.credited(m) else sum_up(ctx, m, period, campaign=str(campaign.pk))
        for m in MEASURED
    }
    traffic = traffic_by("campaign", period, Visit.objects.filter(campaign=campaign)).get(campaign.pk, (0, 0))
    return {
        **view.facts(),
        **_row(campaign, found, traffic, Costs.known_to(ctx)),
        "expected_leads": campaign.expected_leads,
        "expected_revenue": campaign.expected_revenue,
        "funnel": funnel_steps([(measure, found[measure.code]) for measure in f.FUNNEL], language),
        "days": _days(view, campaign),
    }


def _days(view: View, campaign: Campaign) -> list[dict[str, Any]]:
    """What happened on each day on which something did. Money that the viewer may not read is null."""
    visits = traffic_by("day", view.period, Visit.objects.filter(campaign=campaign))
    counted = {m.code: _by_day(view, m, campaign) or {} for m in (f.SUBMISSIONS, f.LEADS)}
    earned = {m.code: _by_day(view, m, campaign) for m in (f.CONTRACTED, f.RECEIVED)}
    days = sorted({*visits, *(day for found in (*counted.values(), *earned.values()) for day in found or ())})
    return [
        {"day": day, "visits": visits.get(day, (0, 0))[0], "visitors": visits.get(day, (0, 0))[1]}
        | {code: found.get(day, 0) for code, found in counted.items()}
        | {code: None if found is None else found.get(day, NO_MONEY) for code, found in earned.items()}
        for day in days
    ]


def _by_day(view: View, measure: f.Measure, campaign: Campaign) -> dict[date, Any] | None:
    if not view.ctx.may(measure.object, "read"):
        return None
    if view.credited(measure):
        found = earned_by_day(view.ctx, measure, view.earning.at("campaign", campaign.pk))
    else:
        conditions = [*view.period.conditions(measure), where(measure.field("campaign"), str(campaign.pk))]
        rows = f.rows_of(view.ctx, measure, conditions).order_by().values(on=_day_of(view.ctx, measure))
        found = rows.annotate(found=measure.aggregate).values_list("on", "found")
    return {day: measure.read(value) for day, value in found if value}


def _day_of(ctx: Context, measure: f.Measure) -> Any:
    """The day where the viewer is; plain dates are the same everywhere."""
    if isinstance(model_of(measure.object)._meta.get_field(measure.day), DateTimeField):
        return TruncDate(measure.day, tzinfo=ZoneInfo(ctx.time_zone))
    return F(measure.day)
