"""The data tab of one campaign: its row, its funnel, its days, and by which ways it reached people: its links, its
channels 渠道, its promoters 推广人.

Every figure is found once, by link and day; the rest adds up from that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import DateField, F, Q, Value

from yuanliu.kernel.records.fields import is_clear
from yuanliu.kernel.records.output import in_currency, reference, titles_of, with_currencies
from yuanliu.kernel.records.seen import seen_values
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.campaigns import (
    SIDES,
    Costs,
    Traffic,
    View,
    campaign_row,
    roi,
    senders_by_campaign,
    traffic_by,
    withheld,
)
from yuanliu.modules.analytics.queries.credits import CREDITED, DIMENSIONS, CreditBreakdown, earned
from yuanliu.modules.analytics.queries.figures import (
    Asked,
    Breakdown,
    Figure,
    Period,
    answers,
    column_of,
    day_of,
    drill,
    figure,
)
from yuanliu.modules.analytics.queries.measures import Measure, where
from yuanliu.modules.analytics.queries.tables import by_value, funnel_steps
from yuanliu.modules.campaigns.models import Campaign, LinkPurpose, PromotionLink, Visit
from yuanliu.modules.campaigns.queries import visible_campaign

Key = UUID | str | None
Groups = Mapping[Key, Collection[UUID | None]]
DAILY = (f.SUBMISSIONS, f.LEADS, f.CONTRACTED, f.RECEIVED)
WAYS: dict[str, Callable[[PromotionLink], Key]] = {
    "link": lambda link: link.pk,
    "channel": lambda link: link.channel,
    "promoter": lambda link: link.promoter_id,
}
VISITED = {"link": "link_id", "channel": "link__channel", "promoter": "link__promoter_id"}


def data_page(
    ctx: Context, campaign_id: UUID, period: Period, language: str, model: str | None = None
) -> dict[str, Any]:
    campaign = visible_campaign(ctx, campaign_id)
    page = CampaignPage.of(View.of(ctx, period, model), campaign)
    spent = page.spent()
    traffic = traffic_by("day", period, Visit.objects.filter(campaign=campaign))
    found = {measure.code: page.whole(measure) for measure in f.FUNNEL}
    found["cost"] = spent.of_all if spent else None
    wide = page.view.company_wide
    whole = page if wide is page.view else CampaignPage.of(wide, campaign)
    sides = {measure.code: whole.whole(measure) for measure in SIDES}
    together = (sum(visits for visits, _ in traffic.values()), sum(visitors for _, visitors in traffic.values()))
    sent = senders_by_campaign(page.view, campaign=campaign).get(campaign.pk, 0)
    answer = {
        **page.view.facts(),
        **campaign_row(page.view, campaign, found, sides, (*together, sent), Costs.of_one(ctx, campaign)),
        **seen_values(
            ctx, "campaign", {name: getattr(campaign, name) for name in ("expected_leads", "expected_revenue")}
        ),
        "funnel": funnel_steps(ctx, [(measure, found[measure.code]) for measure in f.FUNNEL], language),
        "days": page.days(traffic),
        "links": page.way("link"),
        "channels": _with_costs(page.view, page.way("channel"), whole.way("channel"), spent),
        "promoters": page.way("promoter"),
    }
    return with_currencies(answer, {**answer.get("currencies", {}), "expected_revenue": ctx.currency})


@dataclass(frozen=True)
class Grid:
    """A measure of one campaign by link and day."""

    measure: Measure
    cells: Mapping[tuple[UUID | None, date | None], Any]

    def of(self, position: int) -> dict[Any, Any]:
        """Added up by link (0) or day (1)."""
        sums: dict[Any, Any] = {}
        for key, value in self.cells.items():
            sums[key[position]] = sums.get(key[position], self.measure.read(None)) + value
        return sums

    @property
    def total(self) -> Any:
        return sum(self.cells.values(), start=self.measure.read(None))


@dataclass(frozen=True)
class CampaignPage:
    """`grids`: None where the viewer may not read the object."""

    view: View
    campaign: Campaign
    grids: Mapping[str, Grid | None]
    links: list[PromotionLink]

    @classmethod
    def of(cls, view: View, campaign: Campaign) -> CampaignPage:
        plain = view.plain(f.FUNNEL)
        asked = [
            Asked(measure, _conditions(view, campaign, measure), along=[measure.field("promotion_link")])
            for measure in plain
        ]
        found = dict(zip((measure.code for measure in plain), answers(view.ctx, asked, _link_and_day), strict=True))
        if view.by_touches:
            mine = view.earning.at("campaign", campaign.pk)
            for kind, day in (("contract", F("contract__signed_on")), ("receipt", F("receipt__received_on"))):
                of_kind = [measure for measure in CREDITED if measure.object == kind]
                found |= earned(view.ctx, of_kind, mine, by_link=F("promotion_link_id"), by_day=day)
        grids = {
            measure.code: None if (cells := found[measure.code]) is None else Grid(measure, cells)
            for measure in f.FUNNEL
        }
        reached = {link for measure in plain if (grid := grids[measure.code]) for link, _ in grid.cells} - {None}
        known = Q(campaign=campaign) | Q(pk__in=reached)
        return cls(view, campaign, grids, list(PromotionLink.objects.filter(known)))

    @property
    def mine(self) -> Any:
        return self.view.earning.at("campaign", self.campaign.pk)

    def spent(self) -> Breakdown | None:
        """By channel, as it stands on the cost items."""
        conditions = _conditions(self.view, self.campaign, f.COST)
        (found,) = answers(
            self.view.ctx, [Asked(f.COST, conditions, along=["channel"])], lambda ctx, measure: {"key": F("channel")}
        )
        if found is None:
            return None
        return Breakdown(
            f.COST, "channel", conditions, self.view.ctx.currency, found, sum(found.values(), start=f.COST.read(None))
        )

    def whole(self, measure: Measure) -> Figure | None:
        grid = self.grids[measure.code]
        if grid is None:
            return None
        if self._plain(measure):
            opens = drill(measure, _conditions(self.view, self.campaign, measure))
            return figure(measure, self.view.ctx.currency, grid.total, opens)
        count_once = measure is f.CONTRACTS and len({link for link, _ in grid.cells}) > 1
        value = self._contracts()[None] if count_once else grid.total
        return figure(measure, self.view.ctx.currency, value, self.mine.drill(measure.object))

    def days(self, traffic: Traffic) -> list[dict[str, Any]]:
        """What happened on each day on which something did. What is not the viewer's to know is null."""
        dated = [m for m in DAILY if is_clear(self.view.ctx, model_of(m.object), m.day)]
        grids = {code: self.grids[code] for code in (measure.code for measure in dated)}
        shown = {code: {day: v for day, v in grid.of(1).items() if v} for code, grid in grids.items() if grid}
        days = sorted({*traffic, *(day for found in shown.values() for day in found)})
        return [
            in_currency(
                self.view.ctx.currency,
                {"day": day, "visits": traffic.get(day, (0, 0))[0], "visitors": traffic.get(day, (0, 0))[1]}
                | {m.code: shown[m.code].get(day, m.read(None)) if m.code in shown else None for m in DAILY},
                *(m.code for m in DAILY if m.is_money),
            )
            for day in days
        ]

    def way(self, name: str) -> list[dict[str, Any]]:
        """A row for each link, channel or promoter; null: without a link (cards, lists, by hand), or without a promoter.

        Ways that people are sent by stand there from the first day on; others, such as the door where guests check in,
        once something came through them. No rows for whoever does not see by what they would be told apart.
        """
        if name != "link" and not is_clear(self.view.ctx, PromotionLink, name):
            return []
        groups = _grouped(self.links, WAYS[name])
        expected = {WAYS[name](link) for link in self.links if link.purpose == LinkPurpose.FORM} - {None}
        visits = Visit.objects.filter(campaign=self.campaign)
        traffic = traffic_by(VISITED[name], self.view.period, visits)
        cells = {measure.code: self._cells(measure, name, groups) for measure in f.FUNNEL}
        named = self._namer(name, groups)
        rows = []
        for key in groups:
            figures = {code: found(key) if found else None for code, found in cells.items()}
            came = traffic.get(key, (0, 0))
            if key in expected or came[0] or any(one and one["value"] for one in figures.values()):
                rows.append({name: named(key), "visits": came[0], "visitors": came[1], **figures})
        return sorted(
            rows, key=lambda row: (-by_value(row, "contracted"), -by_value(row, "submissions"), -row["visits"])
        )

    def _cells(self, measure: Measure, way: str, groups: Groups) -> Callable[[Key], Figure] | None:
        grid = self.grids[measure.code]
        if grid is None:
            return None
        by_link = grid.of(0)
        if self._plain(measure):
            conditions = _conditions(self.view, self.campaign, measure)
            found = Breakdown(measure, "promotion_link", conditions, self.view.ctx.currency, by_link)
            return lambda key: found.of(next(iter(groups[key]))) if len(groups[key]) == 1 else found.of_any(groups[key])
        many = any(len(members) > 1 for members in groups.values())
        if measure is f.CONTRACTS and many:
            values = self._contracts(way)
        else:
            values = {key: _sum(measure, by_link, members) for key, members in groups.items()}
        return CreditBreakdown(measure, way, self.mine, self.view.ctx.currency, values).of

    def _plain(self, measure: Measure) -> bool:
        return measure in self.view.plain(f.FUNNEL)

    def _contracts(self, way: str = "") -> dict[Any, int]:
        """Touched through several links, a contract counts once."""
        keys = {"key": F(DIMENSIONS[way])} if way else {}
        return earned(self.view.ctx, (f.CONTRACTS,), self.mine, **keys)[f.CONTRACTS.code] or {}

    def _namer(self, way: str, groups: Groups) -> Callable[[Any], Any]:
        if way == "channel":
            return lambda key: key
        kind = {"link": "promotion_link", "promoter": "member"}[way]
        titles = titles_of(self.view.ctx, {kind: {key for key in groups if isinstance(key, UUID)}})
        return lambda key: reference(kind, key, titles) if key else None


def _conditions(view: View, campaign: Campaign, measure: Measure) -> list[f.Condition]:
    return [*view.period.conditions(measure), where(measure.field("campaign"), str(campaign.pk))]


def _link_and_day(ctx: Context, measure: Measure) -> dict[str, Any]:
    day = day_of(ctx, measure) if measure.object in {one.object for one in DAILY} else Value(None, DateField())
    return {"by_link": column_of(measure, "promotion_link"), "by_day": day}


def _grouped(links: Iterable[PromotionLink], key_of: Callable[[PromotionLink], Key]) -> Groups:
    groups: dict[Key, list[UUID | None]] = defaultdict(list, {None: [None]})
    for link in links:
        groups[key_of(link)].append(link.pk)
    return groups


def _sum(measure: Measure, by_link: Mapping[UUID | None, Any], members: Iterable[UUID | None]) -> Any:
    return sum((by_link.get(link, 0) for link in members), start=measure.read(None))


def _with_costs(
    view: View, rows: list[dict[str, Any]], wholes: list[dict[str, Any]], spent: Breakdown | None
) -> list[dict[str, Any]]:
    """What was spent on each channel, by the name that stands on the cost item, and the ROI that follows, where what it
    earned is known whole."""
    sides = {row["channel"]: row for row in wholes}
    for row in rows:
        channel = row["channel"]
        value = spent.values.get(channel, f.COST.read(None)) if spent else None
        named = spent and channel and drill(f.COST, [*spent.conditions, where("channel", channel)])
        row["cost"] = figure(f.COST, spent.currency, value, named) if spent and named else None
        whole, told = view.sides(sides[row["channel"]])
        row |= {f"roi_{code}": roi(whole[code], value or None) for code in ("contracted", "received")}
        row |= {"whole": told, "withheld": withheld({code: row[code] for code in ("contracted", "received")}, whole)}
    return rows
