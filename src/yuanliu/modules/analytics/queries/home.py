"""The home page: what waits for me, and where I stand this month. Every figure opens its list."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.base.time import period_bounds
from yuanliu.kernel.records.output import named, reference, titles_of
from yuanliu.kernel.records.seen import seen
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.agenda import Occasion, agenda, occasions
from yuanliu.modules.analytics.queries.figures import Asked, Figure, Period, break_down, figures
from yuanliu.modules.analytics.queries.measures import Condition, Measure, where
from yuanliu.modules.analytics.queries.tables import AIMED, attainment
from yuanliu.modules.opportunities.models import Pipeline, Stage

FOUND_ALONE = ("lead", "installment")  # by an index of those that wait


def home(ctx: Context, team: bool, language: str) -> dict[str, Any]:
    """{agenda, todo, month, stages, people}. `team`: everything that the member may see, else what is theirs."""
    waiting, month = [_asked(one, team) for one in occasions(ctx)], _this_month(ctx)
    found = figures(ctx, [*waiting, *_reached(ctx, month, team)])
    return {
        "agenda": agenda(ctx, team, language),
        "todo": _todo(waiting, found, language),
        "month": _month(ctx, team, month, *found[len(waiting) :]),
        "stages": _stages(ctx, team),
        "people": _people(ctx) if team else [],
    }


def _todo(waiting: list[Asked], found: list[Figure | None], language: str) -> list[dict[str, Any]]:
    """{code, label, figure} of what is to be done; what the member has no part in is left out."""
    return [
        {"code": one.measure.code, "label": one.measure.label.into(language), "figure": figure}
        for one, figure in zip(waiting, found, strict=False)
        if figure
    ]


def _asked(one: Occasion, team: bool) -> Asked:
    through = one.owner.partition(".")[0] if "." in one.owner else ""
    return Asked(_measure(one, through), one.wanted(team), alone=one.object in FOUND_ALONE)


def _measure(one: Occasion, through: str = "") -> Measure:
    return Measure(one.code, one.why, one.object, "created_at", through=through)


def _this_month(ctx: Context) -> Period:
    first, end = period_bounds("month", ctx.today)
    return Period(first, end - timedelta(days=1))


def _reached(ctx: Context, month: Period, team: bool) -> list[Asked]:
    """Contracted, its target, received, its target; the team's targets are those that are set for members."""
    asked = []
    for measure in AIMED:
        target = f.TARGETS[measure.code]
        mine = [] if team else [where(measure.field("owner"), "me")]
        whose: Condition = {"field": "member", "op": "not_empty"} if team else where("member", "me")
        asked += [
            Asked(measure, [*month.conditions(measure), *mine]),
            Asked(target, [*month.conditions(target), whose]),
        ]
    return asked


def _month(ctx: Context, team: bool, month: Period, *found: Figure | None) -> dict[str, Any]:
    """This month's money against its target."""
    whose = None if team else ctx.member_id
    sides = zip(AIMED, (found[:2], found[2:]), strict=True)
    progress = {
        m.code: {"figure": reached, "target": target, **attainment(ctx, m, reached, target, whose)}
        for m, (reached, target) in sides
    }
    return {"first": month.first, "last": month.last, **progress}


def _stages(ctx: Context, team: bool) -> list[dict[str, Any]]:
    """Open opportunities of the default pipeline by stage: 销售漏斗."""
    if not ctx.may("opportunity", "read"):
        return []
    stages = remembered("stages of the home page", _open_stages, Stage, Pipeline)
    mine = {} if team else {"owner": "me"}
    count, amount = break_down(ctx, (OPEN, OPEN_AMOUNT), "stage", Period(), mine).values()
    return [
        {
            "stage": named(ctx, stage),
            "probability": seen(ctx, "stage.probability", stage.probability),
            "count": count and count.of(stage.pk),
            "amount": amount and amount.of(stage.pk),
        }
        for stage in stages
    ]


def _open_stages() -> list[Stage]:
    pipeline = Pipeline.objects.alive().order_by("-default", "created_at").first()
    return list(Stage.objects.alive().filter(pipeline=pipeline, outcome="open").order_by("position", "pk"))


OPEN = Measure("open", T("进行中商机", "Open opportunities"), "opportunity", "created_at", (where("outcome", "open"),))
OPEN_AMOUNT = Measure(
    "open_amount",
    OPEN.label,
    "opportunity",
    "created_at",
    OPEN.where,
    f.CONTRACTED.aggregate,
    f.CONTRACTED.read,
    f.BASE,
)


PRESSING = ("leads_new", "tasks_overdue", "leads_due", "accounts_due", "opportunities_due")
PEOPLE_SHOWN = 12


def _people(ctx: Context) -> list[dict[str, Any]]:
    """{member, figures}: what waits with whom, most first; the figures stand in the order of the to-do."""
    asked = {one.code: one for one in occasions(ctx) if one.code in PRESSING}
    measures = [replace(_measure(one), where=one.conditions) for one in asked.values()]
    found = [b for b in break_down(ctx, measures, "owner", Period()).values() if b]
    waits = Counter({key: sum(b.values.get(key, 0) for b in found) for key in set().union(*(b.values for b in found))})
    members = [key for key, count in waits.most_common(PEOPLE_SHOWN) if key and count]
    titles = titles_of(ctx, {"member": set(members)})
    return [
        {
            "member": reference("member", member, titles),
            "figures": [{"code": b.measure.code, "figure": b.of(member)} for b in found],
        }
        for member in members
    ]
