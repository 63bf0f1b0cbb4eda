"""By which ways a campaign reached people, and what came of each: its links, its channels 渠道, its promoters 推广人."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.queries import figures as f
from yuanliu.modules.analytics.queries.campaigns import Found, View, campaign_page, roi, traffic_by
from yuanliu.modules.analytics.queries.credits import break_down_credits
from yuanliu.modules.analytics.queries.figures import Breakdown, Figure, Period, break_down, drill, where
from yuanliu.modules.analytics.queries.tables import by_value, keys_of
from yuanliu.modules.campaigns.models import Campaign, LinkPurpose, PromotionLink, Visit
from yuanliu.modules.campaigns.queries import visible_campaign

Key = UUID | str | None
Counted = Mapping[str, Breakdown | None]
WAYS: dict[str, Callable[[PromotionLink], Key]] = {
    "link": lambda link: link.pk,
    "channel": lambda link: link.channel,
    "promoter": lambda link: link.promoter_id,
}
VISITED = {"link": "link_id", "channel": "link__channel", "promoter": "link__promoter_id"}


def data_page(
    ctx: Context, campaign_id: UUID, period: Period, language: str, model: str | None = None
) -> dict[str, Any]:
    """The data tab of one campaign."""
    campaign, view = visible_campaign(ctx, campaign_id), View.of(ctx, period, model)
    return {**campaign_page(view, campaign, language), **ways_page(view, campaign)}


def ways_page(view: View, campaign: Campaign) -> dict[str, Any]:
    """{links, channels, promoters}; a way that is null: without a link (cards, lists, by hand), or without a promoter.

    Ways that people are sent by stand there from the first day on; others, such as the door where guests check in, once
    something came through them.
    """
    mine = str(campaign.pk)
    counted = {
        m.code: break_down(view.ctx, m, "promotion_link", view.period, campaign=mine)
        for m in f.FUNNEL
        if not view.credited(m)
    }
    known = Q(campaign=campaign) | Q(pk__in=keys_of(counted) - {None})
    links = list(PromotionLink.objects.filter(known))
    found = {way: _rows(view, campaign, counted, way, links) for way in WAYS}
    return {
        "links": found["link"],
        "channels": _with_costs(view, campaign, found["channel"]),
        "promoters": found["promoter"],
    }


def _grouped(links: list[PromotionLink], key_of: Callable[[PromotionLink], Key]) -> dict[Key, list[UUID | None]]:
    groups: dict[Key, list[UUID | None]] = defaultdict(list, {None: [None]})
    for link in links:
        groups[key_of(link)].append(link.pk)
    return groups


def _rows(
    view: View, campaign: Campaign, counted: Counted, dimension: str, links: list[PromotionLink]
) -> list[dict[str, Any]]:
    groups = _grouped(links, WAYS[dimension])
    expected = {WAYS[dimension](link) for link in links if link.purpose == LinkPurpose.FORM} - {None}
    earning = view.earning.at("campaign", campaign.pk)
    earned = {m.code: break_down_credits(view.ctx, m, dimension, earning) for m in f.FUNNEL if view.credited(m)}
    traffic = traffic_by(VISITED[dimension], view.period, Visit.objects.filter(campaign=campaign))
    name = _namer(view, dimension, groups)
    rows = []
    for key, members in groups.items():
        figures: Found = {code: _of(found, members) if found else None for code, found in counted.items()}
        figures |= {code: found.of(key) if found else None for code, found in earned.items()}
        visits, visitors = traffic.get(key, (0, 0))
        if key in expected or visits or any(found and found["value"] for found in figures.values()):
            rows.append({dimension: name(key), "visits": visits, "visitors": visitors, **figures})
    return sorted(rows, key=lambda row: (-by_value(row, "contracted"), -by_value(row, "submissions"), -row["visits"]))


def _of(found: Breakdown, members: list[UUID | None]) -> Figure:
    return found.of(members[0]) if len(members) == 1 else found.of_any(members)


def _namer(view: View, dimension: str, groups: Mapping[Key, Any]) -> Callable[[Any], Any]:
    if dimension == "channel":
        return lambda key: key
    kind = {"link": "promotion_link", "promoter": "member"}[dimension]
    titles = titles_of(view.ctx, {kind: {key for key in groups if isinstance(key, UUID)}})
    return lambda key: reference(kind, key, titles) if key else None


def _with_costs(view: View, campaign: Campaign, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was spent on each channel, by the name that stands on the cost item, and the ROI that follows."""
    conditions = [*view.period.conditions(f.COST), where("campaign", str(campaign.pk))]
    seen = view.ctx.may("cost_item", "read")
    spent = f.rows_of(view.ctx, f.COST, conditions).order_by().values("channel") if seen else None
    costs = dict(spent.annotate(found=f.COST.aggregate).values_list("channel", "found")) if spent is not None else {}
    for row in rows:
        value = f.COST.read(costs.get(row["channel"]))
        by_channel = drill(f.COST, [*conditions, where("channel", row["channel"])])
        row["cost"] = {"value": value, "drill": by_channel} if seen and row["channel"] else None
        stake = value if value else None
        row |= {f"roi_{code}": roi(row[code], stake) for code in ("contracted", "received")}
    return rows
