"""The night's run: warnings first, then what is due, in batches that are safe to run twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.time import local_date
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.seen import Told, told
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, reading, work
from yuanliu.modules.ownership.models import Pool, Pooled
from yuanliu.modules.ownership.services import recycle
from yuanliu.modules.recycling.models import RecycleRule, RecyclingRun, RecyclingWarning
from yuanliu.modules.recycling.queries import Due, active_rules, due_rows, find_due, next_run

Values = Mapping[str, Any]

PASS = 20_000  # found at once
BATCH = 10  # taken in a transaction: some ten milliseconds, also where what they need is not in memory
MOST_WARNINGS = 10_000  # of a rule in one night; the rest the next night
DAYS = ("no_follow_up_days", "no_opportunity_days", "not_won_days")
NO_CONDITION = T("请至少填写一个回收条件", "Set at least one condition.")
OUT_OF_RANGE = T("应在 1 到 3650 天之间", "Must be from 1 to 3650 days.")
OTHER_OBJECT = T("公海与规则的对象不一致", "The pool is for another object.")
ACCOUNTS_ONLY = T("只对客户有效", "For accounts only.")
ONE = T("“{title}”将于 {day} 被回收：{reason}", "{title} will be recycled on {day}: {reason}")
MANY = T(
    "{count} 条{object}将在 {days} 天内被回收，包括“{title}”",
    "{count} {object} will be recycled within {days} days, among them {title}",
)


# Rules


def add_rule(w: Work, values: Values) -> Record:
    _check_rule(RecycleRule(**{name: values.get(name) for name in ("object", "level", *DAYS)}), values)
    return insert(w, RecycleRule, values)


def change_rule(w: Work, rule: RecycleRule, values: Values) -> Record:
    kept = {name: values.get(name, getattr(rule, name)) for name in ("level", *DAYS)}
    _check_rule(RecycleRule(object=rule.object, **kept), values)
    return change(w, rule, values)


def _check_rule(rule: RecycleRule, values: Values) -> None:
    """`rule` as it would be; `values` as they were given."""
    days = {name: getattr(rule, name) for name in DAYS}
    errors = [
        FieldError(name, "out_of_range", OUT_OF_RANGE)
        for name, n in days.items()
        if n is not None and not 1 <= n <= 3650
    ]
    if (warn := values.get("warn_days")) is not None and not 0 <= warn <= 365:
        errors.append(FieldError("warn_days", "out_of_range", T("应在 0 到 365 天之间", "Must be from 0 to 365 days.")))
    if rule.object == "lead":
        barred = [name for name in ("level", "no_opportunity_days", "not_won_days") if getattr(rule, name) is not None]
        errors += [FieldError(name, "accounts_only", ACCOUNTS_ONLY) for name in barred]
    if all(n is None for n in days.values()):
        errors.append(FieldError("no_follow_up_days", "no_condition", NO_CONDITION))
    if (pool := values.get("pool")) and not Pool.objects.alive().filter(pk=pool, object=rule.object).exists():
        errors.append(FieldError("pool", "other_object", OTHER_OBJECT))
    if errors:
        raise Invalid(errors=errors)


# The run


def run_night(ctx: Context) -> RecyclingRun:
    """Warns and recycles for one tenant, once a day. After a crash it is run again and finds what is left."""
    with reading(ctx):
        if done := RecyclingRun.objects.filter(day=ctx.today).first():
            return done
        rules = active_rules()
    warned = sum(_warn(ctx, rule) for rule in rules)
    recycled = sum(_recycle(ctx, rule) for rule in rules)
    with work(ctx) as w:
        return w.add_rows([RecyclingRun(day=ctx.today, recycled=recycled, warned=warned, at=w.now)])[0]


def _recycle(ctx: Context, rule: RecycleRule) -> int:
    """What the rule takes: found in one pass over the table, taken a few in a transaction, so that no lock lasts long."""
    taken = 0
    while True:
        with reading(ctx):
            dues = find_due(rule, ctx.now, most=PASS)
        found = sum(_take(ctx, rule, dues[start : start + BATCH]) for start in range(0, len(dues), BATCH))
        taken += found
        if not found:
            return taken


def _take(ctx: Context, rule: RecycleRule, dues: Sequence[Due]) -> int:
    """How many were taken. What was followed up a moment ago is found not to be due, and stays."""
    by_id = {due.record_id: due for due in dues}
    model, taken = model_of(rule.object), 0
    with work(ctx) as w:
        for record in w.take(model, due_rows(rule, ctx.now).filter(pk__in=by_id)):
            assert isinstance(record, Pooled)
            recycle(w, record, rule.pool, by_id[record.pk].reason.zh, rule.signature)
            taken += 1
        return taken


def _warn(ctx: Context, rule: RecycleRule) -> int:
    """Tells owners what they will lose, once for each date; what is due now is not warned of but taken."""
    if not rule.warn_days:
        return 0
    with work(ctx) as w:
        soon = find_due(rule, next_run(ctx) + timedelta(days=rule.warn_days), most=MOST_WARNINGS)
        coming = [due for due in soon if due.at > ctx.now]
        fresh = _not_yet_warned(ctx, coming)
        by_owner: dict[UUID, list[Due]] = defaultdict(list)
        for due in fresh:
            by_owner[due.owner_id].append(due)
        for owner_id, dues in by_owner.items():
            _tell(w, rule, owner_id, dues)
        w.add_rows(
            RecyclingWarning(record_id=due.record_id, owner_id=due.owner_id, due_on=_day(ctx, due), at=w.now)
            for due in fresh
        )
        return len(fresh)


def _not_yet_warned(ctx: Context, dues: list[Due]) -> list[Due]:
    rows = RecyclingWarning.objects.filter(record_id__in=[due.record_id for due in dues])
    known = set(rows.values_list("record_id", "owner", "due_on"))
    return [due for due in dues if (due.record_id, due.owner_id, _day(ctx, due)) not in known]


def _day(ctx: Context, due: Due) -> Any:
    return local_date(due.at, ctx.time_zone)


def _tell(w: Work, rule: RecycleRule, owner_id: UUID, dues: list[Due]) -> None:
    model, first = model_of(rule.object), dues[0]
    if len(dues) == 1:
        record = model.objects.get(pk=first.record_id)
        said = {"title": told(record), "day": _day(w.ctx, first).isoformat(), "reason": first.reason}
        notify(w, [owner_id], "recycling.warning", ONE, record, **said)
    else:
        kind = model.object_type
        words = T(kind.label.zh, kind.plural.small.en)
        title = Told(f"{kind.code}.{kind.title}", first.title)
        many = {"count": len(dues), "object": words, "days": rule.warn_days, "title": title}
        notify(w, [owner_id], "recycling.warning", MANY, **many)
