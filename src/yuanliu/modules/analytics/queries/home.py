"""The home page: what waits for me, and where I stand this month. Every figure opens its list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.base.time import period_bounds
from yuanliu.kernel.approvals.models import Approval
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.figures import Asked, Figure, Period, break_down, figures
from yuanliu.modules.analytics.queries.measures import Condition, Measure, where
from yuanliu.modules.analytics.queries.tables import ratio
from yuanliu.modules.opportunities.models import Pipeline, Stage

SOON = 7
NEW_FOR = 3
FOUND_ALONE = ("lead", "installment")  # by an index of those that wait
PAYABLE = {"field": "contract.stage", "op": "in", "value": ["effective", "executing"]}


def home(ctx: Context, team: bool, language: str) -> dict[str, Any]:
    """{todo, month, stages, approvals}. `team`: everything that the member may see, else what is theirs."""
    waiting, month = _waiting(ctx, team), _this_month(ctx)
    found = figures(ctx, [*waiting, *_reached(ctx, month, team)])
    return {
        "todo": _todo(waiting, found, language),
        "month": _month(month, *found[len(waiting) :]),
        "stages": _stages(ctx, team),
        "approvals": _approvals(ctx),
    }


def _todo(waiting: list[Asked], found: list[Figure | None], language: str) -> list[dict[str, Any]]:
    """{code, label, figure} of what is to be done; what the member has no part in is left out."""
    return [
        {"code": one.measure.code, "label": one.measure.label.into(language), "figure": figure}
        for one, figure in zip(waiting, found, strict=False)
        if figure
    ]


def _waiting(ctx: Context, team: bool) -> list[Asked]:
    return [
        Asked(
            measure,
            conditions if team else [*conditions, where(measure.field("owner"), "me")],
            alone=measure.object in FOUND_ALONE,
        )
        for measure, conditions in _occasions(ctx)
    ]


def _occasions(ctx: Context) -> list[tuple[Measure, list[Condition]]]:
    today, soon = ctx.today.isoformat(), (ctx.today + timedelta(days=SOON)).isoformat()
    due = [where("next_follow_up_at", today, "lte")]
    unpaid = [where("state", ["pending", "partial"], "in"), PAYABLE]
    open_lead = where("status", ["new", "following"], "in")
    return [
        (_of("tasks_overdue", T("逾期待办", "Overdue tasks"), "task"), [where("state", "overdue")]),
        (
            _of("tasks_today", T("今日待办", "Tasks of today"), "task"),
            [where("state", "open"), where("due_at", today, "lte")],
        ),
        (_of("leads_new", T("新分配的线索", "Leads just assigned"), "lead"), [_new(), where("status", "new")]),
        (_of("leads_due", T("待跟进线索", "Leads to follow up"), "lead"), [*due, open_lead]),
        (_of("accounts_due", T("待跟进客户", "Accounts to follow up"), "account"), due),
        (
            _of("opportunities_due", T("待跟进商机", "Opportunities to follow up"), "opportunity"),
            [*due, where("outcome", "open")],
        ),
        (_of("opportunities_rotten", T("停滞商机", "Rotting opportunities"), "opportunity"), [where("rotten", True)]),
        (
            _of("installments_due", T("近期应收", "Installments due"), "installment", through="contract"),
            [where("due_on", [today, soon], "between"), *unpaid],
        ),
        (
            _of("installments_overdue", T("逾期应收", "Overdue installments"), "installment", through="contract"),
            [where("overdue", True)],
        ),
    ]


def _of(code: str, label: T, kind: str, through: str = "") -> Measure:
    return Measure(code, label, kind, "created_at", through=through)


def _new() -> Condition:
    return where("owned_since", NEW_FOR, "last_days")


def _this_month(ctx: Context) -> Period:
    first, end = period_bounds("month", ctx.today)
    return Period(first, end - timedelta(days=1))


def _reached(ctx: Context, month: Period, team: bool) -> list[Asked]:
    """Contracted, its target, received, its target; the team's targets are those that are set for members."""
    asked = []
    for measure in (f.CONTRACTED, f.RECEIVED):
        target = f.TARGETS[measure.code]
        mine = [] if team else [where(measure.field("owner"), "me")]
        whose: Condition = {"field": "member", "op": "not_empty"} if team else where("member", "me")
        asked += [
            Asked(measure, [*month.conditions(measure), *mine]),
            Asked(target, [*month.conditions(target), whose]),
        ]
    return asked


def _month(month: Period, *found: Figure | None) -> dict[str, Any]:
    """This month's money against its target."""
    contracted, received = (
        {"figure": reached, "target": target, "attainment": ratio(reached, target)}
        for reached, target in (found[:2], found[2:])
    )
    return {"first": month.first, "last": month.last, "contracted": contracted, "received": received}


def _stages(ctx: Context, team: bool) -> list[dict[str, Any]]:
    """Open opportunities of the default pipeline by stage: 销售漏斗."""
    if not ctx.may("opportunity", "read"):
        return []
    stages = remembered("stages of the home page", _open_stages, Stage, Pipeline)
    mine = {} if team else {"owner": "me"}
    count, amount = break_down(ctx, (OPEN, OPEN_AMOUNT), "stage", Period(), mine).values()
    assert count is not None
    assert amount is not None
    return [
        {
            "stage": {"object": "stage", "id": stage.pk, "title": stage.name},
            "probability": stage.probability,
            "count": count.of(stage.pk),
            "amount": amount.of(stage.pk),
        }
        for stage in stages
    ]


def _open_stages() -> list[Stage]:
    pipeline = Pipeline.objects.alive().order_by("-default", "created_at").first()
    return list(Stage.objects.alive().filter(pipeline=pipeline, outcome="open").order_by("position", "pk"))


OPEN = Measure("open", T("进行中商机", "Open opportunities"), "opportunity", "created_at", (where("outcome", "open"),))
OPEN_AMOUNT = Measure(
    "open_amount", OPEN.label, "opportunity", "created_at", OPEN.where, f.CONTRACTED.aggregate, f.CONTRACTED.read
)


def _approvals(ctx: Context) -> list[dict[str, Any]]:
    """What waits for this member's decision, the oldest first."""
    rows = list(Approval.objects.filter(approver=ctx.member_id, state="pending").order_by("requested_at")[:50])
    wanted: dict[str, set[Any]] = {"member": {row.requested_by_id for row in rows if row.requested_by_id}}
    for row in rows:
        wanted.setdefault(row.object, set()).add(row.record_id)
    titles = titles_of(ctx, wanted)
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "record": reference(row.object, row.record_id, titles),
            "requested_by": reference("member", row.requested_by_id, titles) if row.requested_by_id else None,
            "requested_at": row.requested_at,
        }
        for row in rows
    ]
