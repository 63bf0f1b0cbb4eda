"""What a rule would take, when, and why. The run, the dry run, the warnings and the home page all ask here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Greatest

from yuanliu.base.i18n import T
from yuanliu.base.time import day_bounds
from yuanliu.kernel.records.output import Wanted, named, reference, titles_of
from yuanliu.kernel.records.seen import seen
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.contracts.models import Contract, ContractStage
from yuanliu.modules.leads.models import OPEN
from yuanliu.modules.opportunities.models import Opportunity, Outcome
from yuanliu.modules.ownership.models import Pooled
from yuanliu.modules.recycling.models import RecycleRule

HOUR = 2  # of the night, where the company is
PREVIEW_LIMIT = 500

COUNTED_FROM = ("owned_since", "last_follow_up_at")

NO_FOLLOW_UP = T("{days} 天未跟进", "no follow-up for {days} days")
NO_OPPORTUNITY = T("{days} 天未建商机", "no opportunity for {days} days")
NOT_WON = T("{days} 天未成交", "no win for {days} days")
VOID = (ContractStage.DRAFT, ContractStage.VOID)


@dataclass(frozen=True, slots=True)
class Due:
    """A record that a rule takes at a moment, and the condition that it meets first."""

    record_id: UUID
    owner_id: UUID
    title: str
    at: datetime
    reason: T
    rule: RecycleRule


@dataclass(frozen=True, slots=True)
class Condition:
    """One reason to take a record: the column whose moment it counts from, for how many days, and what prevents it."""

    since: Any
    days: int
    reason: T
    unless: Q | None = None

    def met(self, now: datetime) -> Q:
        over = Q(**{f"{self.since}__lte": now - timedelta(days=self.days)})
        return over if self.unless is None else over & ~self.unless


def active_rules(object_code: str | None = None) -> list[RecycleRule]:
    """Rules that act, the oldest first; one whose pool is gone or closed takes nothing."""
    rules = RecycleRule.objects.alive().filter(active=True, pool__active=True, pool__deleted_at=None)
    if object_code:
        rules = rules.filter(object=object_code)
    return list(rules.select_related("pool").order_by("created_at", "pk"))


def conditions_of(rule: RecycleRule) -> list[Condition]:
    """The conditions that the rule sets; opportunities and wins are those of accounts."""
    conditions = []
    if rule.no_follow_up_days is not None:
        days = rule.no_follow_up_days
        conditions.append(Condition("touched_at", days, NO_FOLLOW_UP.format(days=days)))
    if rule.object == "account" and rule.no_opportunity_days is not None:
        days = rule.no_opportunity_days
        has_one = Q(
            Exists(_opportunities().filter(Q(outcome=Outcome.OPEN) | Q(created_at__gte=OuterRef("owned_since"))))
        )
        conditions.append(Condition("owned_since", days, NO_OPPORTUNITY.format(days=days), unless=has_one))
    if rule.object == "account" and rule.not_won_days is not None:
        days = rule.not_won_days
        won = Q(last_won_at__isnull=False, last_won_at__gte=F("owned_since"))
        conditions.append(Condition("owned_since", days, NOT_WON.format(days=days), unless=won))
    return conditions


def due_rows(rule: RecycleRule, now: datetime) -> RecordQuerySet:
    """The records that the rule takes at `now`."""
    rows = _subject_to(rule)
    met = [condition.met(now) for condition in conditions_of(rule)]
    return rows.filter(Q(*met, _connector=Q.OR)) if met else rows.none()


def find_due(
    rule: RecycleRule, now: datetime, rows: RecordQuerySet | None = None, most: int = PREVIEW_LIMIT
) -> list[Due]:
    """Those rows with the reason and the moment, the longest due first; `rows` narrows to what a member may see."""
    conditions = conditions_of(rule)
    found = due_rows(rule, now)
    if rows is not None:
        found = found.filter(pk__in=rows.values("pk"))
    flags = {f"unless_{n}": condition.unless for n, condition in enumerate(conditions) if condition.unless is not None}
    columns = ("pk", "owner", found.model.object_type.title, "touched_at", "owned_since")
    values = found.annotate(**flags).order_by("touched_at", "pk").values(*columns, *flags)
    return [_due(rule, conditions, row, now) for row in values[:most]]


def _due(rule: RecycleRule, conditions: list[Condition], row: dict[str, Any], now: datetime) -> Due:
    moments = [
        (row[condition.since] + timedelta(days=condition.days), number)
        for number, condition in enumerate(conditions)
        if not row.get(f"unless_{number}")
    ]
    at, number = min(moments)
    title = row[model_of(rule.object).object_type.title]
    return Due(row["pk"], row["owner"], title, at, conditions[number].reason, rule)


def _subject_to(rule: RecycleRule) -> RecordQuerySet:
    """What the rule is about: owned, of its level, not exempt."""
    model = model_of(rule.object)
    assert issubclass(model, Pooled)
    rows = model.objects.alive().filter(owner__isnull=False, owned_since__isnull=False)
    rows = rows.annotate(touched_at=Greatest("owned_since", "last_follow_up_at"))
    if rule.exempt_locked:
        rows = rows.filter(locked=False)
    if rule.object == "lead":
        return rows.filter(status__in=OPEN)
    if rule.level:
        rows = rows.filter(level=rule.level)
    else:
        own = RecycleRule.objects.alive().filter(object=rule.object, active=True, level__isnull=False)
        rows = rows.exclude(level__in=own.values("level"))
    if rule.exempt_won:
        rows = rows.filter(last_won_at=None)
    if rule.exempt_open_opportunity:
        rows = rows.filter(~Exists(_opportunities().filter(outcome=Outcome.OPEN)))
    return rows


def _opportunities() -> RecordQuerySet:
    return Opportunity.objects.alive().filter(account=OuterRef("pk"))


def next_run(ctx: Context) -> datetime:
    """The next time that the night's run comes."""
    zone = ZoneInfo(ctx.time_zone)
    run = datetime.combine(ctx.today, time(HOUR), zone)
    return run if run > ctx.now else datetime.combine(ctx.today + timedelta(days=1), time(HOUR), zone)


def preview(ctx: Context, language: str) -> dict[str, Any]:
    """{at, items}: what tonight's run would take of what the member may see, and why."""
    ctx.require("recycle_rule", "read")
    at = next_run(ctx)
    return {"at": at, "items": _shown(ctx, list(_seen(ctx, at)), language)}


def about_to_be_recycled(ctx: Context, language: str = "zh-hans") -> list[dict[str, Any]]:
    """The member's own records that a rule takes within its time of warning, for the home page."""
    dues = []
    for rule in active_rules():
        model = model_of(rule.object)
        if ctx.may(rule.object, "read"):
            own = model.objects.visible_to(ctx).filter(owner=ctx.member_id)
            dues += find_due(rule, ctx.now + timedelta(days=rule.warn_days), own, most=50)
    return _shown(ctx, sorted(dues, key=lambda due: due.at), language)


def _seen(ctx: Context, at: datetime) -> Iterator[Due]:
    for rule in active_rules():
        if ctx.may(rule.object, "read"):
            yield from find_due(rule, at, model_of(rule.object).objects.visible_to(ctx))


def _shown(ctx: Context, dues: list[Due], language: str) -> list[dict[str, Any]]:
    wanted: Wanted = {"member": {due.owner_id for due in dues}}
    for due in dues:
        wanted.setdefault(due.rule.object, set()).add(due.record_id)
    titles = titles_of(ctx, wanted)
    return [
        {
            "record": reference(due.rule.object, due.record_id, titles),
            "owner": reference("member", due.owner_id, titles),
            "due_at": seen(ctx, tuple(f"{due.rule.object}.{name}" for name in COUNTED_FROM), due.at),
            "reason": due.reason.into(language),
            "rule": named(ctx, due.rule),
            "pool": named(ctx, due.rule.pool),
        }
        for due in dues
    ]


def last_win(account: Account, time_zone: str) -> datetime | None:
    """When an account last bought: an opportunity that was won or a contract that was signed and holds."""
    won = (
        Opportunity.objects.alive()
        .filter(account=account, outcome=Outcome.WON)
        .aggregate(last=Max("closed_at"))["last"]
    )
    contracts = Contract.objects.alive().filter(account=account).exclude(stage__in=VOID)
    signed = contracts.aggregate(last=Max("signed_on"))["last"]
    moments = [moment for moment in (won, day_bounds(signed, time_zone)[0] if signed else None) if moment]
    return max(moments, default=None)
