"""What campaigns cost and what came of them: the ROI table and the data tab of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.queries import figures as f
from yuanliu.modules.analytics.queries.figures import Breakdown, Figure, Period, break_down, sum_up, where
from yuanliu.modules.analytics.queries.tables import by_value, cells, funnel, keys_of, ratio
from yuanliu.modules.campaigns.models import Campaign, Visit
from yuanliu.modules.campaigns.queries import visible_campaign

CENT = Decimal("0.01")
MEASURED = (*f.FUNNEL, f.COST)
Traffic = dict[UUID, tuple[int, int]]  # visits and unique visitors


def roi_table(ctx: Context, period: Period) -> dict[str, Any]:
    """{items, unattributed, hidden, total}. Every yuan stands in exactly one row: a campaign's, that of no campaign, or
    that of campaigns which the viewer may not see; together they are the total."""
    ctx.require("campaign", "read")
    campaigns = list(Campaign.objects.visible_to(ctx).order_by("-created_at"))
    breakdowns = {m.code: break_down(ctx, m, "campaign", period) for m in MEASURED}
    traffic, ever = _traffic(period, Visit.objects.filter(campaign__in=campaigns)), _ever_cost(ctx)
    rows = [_row(ctx, c, cells(breakdowns, c.pk), traffic.get(c.pk, (0, 0)), c.pk in ever) for c in campaigns]
    rows.sort(key=lambda row: -by_value(row, "contracted"))
    unseen = keys_of(breakdowns) - {c.pk for c in campaigns} - {None}
    return {
        "items": rows,
        "unattributed": cells(breakdowns, None),
        "hidden": {code: _together(found, unseen) for code, found in breakdowns.items()} if unseen else None,
        "total": {m.code: sum_up(ctx, m, period) for m in MEASURED},
    }


def _together(found: Breakdown | None, keys: Iterable[UUID | None]) -> Figure | None:
    """Of campaigns that the viewer may not see: a sum, and no way to tell them apart."""
    if found is None:
        return None
    return {"value": sum((found.values.get(key, 0) for key in keys), start=found.measure.read(None)), "drill": None}


def _ever_cost(ctx: Context) -> set[UUID | None]:
    """Campaigns whose actual cost is known."""
    found = break_down(ctx, f.COST, "campaign", Period())
    return set(found.values) if found else set()


def _row(
    ctx: Context, campaign: Campaign, found: dict[str, Figure | None], traffic: tuple[int, int], spent: bool
) -> dict[str, Any]:
    """ROI = (money − cost) ÷ cost. Without actual cost it stands on the budget and says so; `cost` null is unknown."""
    cost = found["cost"]
    actual = cost["value"] if cost and spent else None
    budget = campaign.budget_for(ctx) if cost else None  # who may not see costs is not told them by division
    basis = "actual" if actual is not None else "budget" if budget is not None else None
    stake = actual if basis == "actual" else budget
    return {
        "campaign": {"object": "campaign", "id": campaign.pk, "title": campaign.name},
        "state": campaign.state,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "budget": budget,
        "visits": traffic[0],
        "visitors": traffic[1],
        **found,
        "basis": basis,
        "conversion": ratio(found["submissions"], Decimal(traffic[1])),
        "cost_per_lead": _per(stake, found["leads"]),
        "cost_per_account": _per(stake, found["accounts"]),
        "roi_contracted": _roi(found["contracted"], stake),
        "roi_received": _roi(found["received"], stake),
    }


def _per(stake: Decimal | None, found: Figure | None) -> Decimal | None:
    if stake is None or found is None or not found["value"]:
        return None
    return (stake / found["value"]).quantize(CENT)


def _roi(money: Figure | None, stake: Decimal | None) -> Decimal | None:
    if money is None or not stake:
        return None
    return ratio({"value": money["value"] - stake}, stake)


def _traffic(period: Period, visits: Any, by: str = "campaign") -> Traffic:
    rows = (
        _within(period, visits)
        .order_by()
        .values(by)
        .annotate(visits=Count("pk"), visitors=Count("visitor", distinct=True))
    )
    return {row[by]: (row["visits"], row["visitors"]) for row in rows}


def _within(period: Period, visits: Any) -> Any:
    if period.first:
        visits = visits.filter(day__gte=period.first)
    return visits.filter(day__lte=period.last) if period.last else visits


def campaign_page(ctx: Context, campaign_id: UUID, period: Period, language: str) -> dict[str, Any]:
    """The data tab of one campaign: its row, its funnel, its days and its links."""
    campaign = visible_campaign(ctx, campaign_id)
    mine = str(campaign.pk)
    found = {m.code: sum_up(ctx, m, period, campaign=mine) for m in MEASURED}
    visits = Visit.objects.filter(campaign=campaign)
    traffic = _traffic(period, visits).get(campaign.pk, (0, 0))
    spent = campaign.pk in _ever_cost(ctx)
    return {
        **_row(ctx, campaign, found, traffic, spent),
        "expected_leads": campaign.expected_leads,
        "expected_revenue": campaign.expected_revenue,
        "funnel": funnel(ctx, period, language, campaign=mine)["steps"],
        "days": _days(ctx, campaign, period),
        "links": _links(ctx, campaign, period),
    }


def _links(ctx: Context, campaign: Campaign, period: Period) -> list[dict[str, Any]]:
    """By link; `link` null: what came without one (cards, lists, by hand)."""
    mine = str(campaign.pk)
    breakdowns = {m.code: break_down(ctx, m, "promotion_link", period, campaign=mine) for m in f.FUNNEL}
    traffic = _traffic(period, Visit.objects.filter(campaign=campaign), by="link")
    links = {link.pk for link in campaign.links.alive()}
    keys = keys_of(breakdowns) | links | set(traffic)
    titles = titles_of(ctx, {"promotion_link": {key for key in keys if key}})
    rows = []
    for key in keys:
        visits, visitors = traffic.get(key, (0, 0)) if key else (0, 0)
        link = reference("promotion_link", key, titles) if key else None
        rows.append({"link": link, "visits": visits, "visitors": visitors, **cells(breakdowns, key)})
    return sorted(rows, key=lambda row: (-by_value(row, "contracted"), -by_value(row, "submissions"), -row["visits"]))


def _days(ctx: Context, campaign: Campaign, period: Period) -> list[dict[str, Any]]:
    """What happened on each day on which something did."""
    visits = _traffic_by_day(period, campaign)
    counted = {m.code: _by_day(ctx, m, campaign, period) for m in (f.SUBMISSIONS, f.LEADS)}
    days = sorted({*visits, *(day for found in counted.values() for day in found)})
    return [
        {"day": day, "visits": visits.get(day, (0, 0))[0], "visitors": visits.get(day, (0, 0))[1]}
        | {code: found.get(day, 0) for code, found in counted.items()}
        for day in days
    ]


def _traffic_by_day(period: Period, campaign: Campaign) -> dict[date, tuple[int, int]]:
    return _traffic(period, Visit.objects.filter(campaign=campaign), by="day")  # type: ignore[return-value]


def _by_day(ctx: Context, measure: f.Measure, campaign: Campaign, period: Period) -> dict[date, int]:
    if not ctx.may(measure.object, "read"):
        return {}
    conditions = [*period.conditions(measure), where(measure.field("campaign"), str(campaign.pk))]
    day = TruncDate(measure.day, tzinfo=ZoneInfo(ctx.time_zone))
    rows = f.rows_of(ctx, measure, conditions).order_by().values(on=day).annotate(found=Count("pk"))
    return dict(rows.values_list("on", "found"))
