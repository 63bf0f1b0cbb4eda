"""What happened to a record and to what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, Value

from yuanliu.base.errors import Invalid, NotFound
from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.kernel.events.base import Event, Shows, event_types
from yuanliu.kernel.events.models import EventLog, EventSubject
from yuanliu.kernel.records.fields import FieldInfo, visible_fields
from yuanliu.kernel.records.output import Titles, Wanted, in_currency, reference, titles_of, together, with_currencies
from yuanliu.kernel.records.seen import mask, seen, spoken
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.journal import NOTED
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import model_of

VERBS = {
    "created": T("新建了{object}", "created the {object}"),
    "updated": T("修改了{object}", "changed the {object}"),
    "deleted": T("删除了{object}", "deleted the {object}"),
    "restored": T("恢复了{object}", "restored the {object}"),
    "erased": T("彻底删除了{object}", "removed the {object}"),
}
# Who acts where no member does.
SYSTEM, VISITOR = T("系统", "System"), T("访客", "Visitor")
MAX_ENTRIES = 100

Masks = Mapping[str, Callable[[UUID], frozenset[str]]]
TimelineSource = Callable[[UUID], RecordQuerySet]
_timeline_sources: dict[str, TimelineSource] = {}


def timeline_also(code: str, source: TimelineSource) -> None:
    """Other records whose events the timeline of `code` shows by reference (the leads that an account came from)."""
    _timeline_sources[code] = source


def timeline(
    ctx: Context, model: type[Record], record_id: UUID, language: str, *, cursor: str = "", limit: int = 30
) -> dict[str, Any]:
    """{items, next}: newest first."""
    ctx.require(model.object_type.code, "read")
    if not model.objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound
    events, following = find_events(model, record_id, cursor=cursor, limit=limit)
    return {"items": entries(ctx, events, language), "next": following}


def find_events(
    model: type[Record], record_id: UUID, *, cursor: str = "", limit: int = 30
) -> tuple[list[EventLog], str | None]:
    """Of a record that the member may see: its events, each once, and where the next page begins."""
    subjects = EventSubject.objects.filter(record_id__among=_told_of(model, record_id))
    if cursor:
        subjects = subjects.filter(event__lt=_event_id(cursor))
    limit = max(1, min(limit, MAX_ENTRIES))
    found = list(subjects.select_related("event").order_by("-event_id")[: limit + 1])
    events = {subject.event_id: subject.event for subject in found[:limit]}
    told = [event for event in events.values() if not event.code.endswith(f".{NOTED}")]
    return told, str(found[limit - 1].event_id) if len(found) > limit else None


def _told_of(model: type[Record], record_id: UUID) -> Any:
    """The record's id, and those of the others whose events its timeline shows."""
    source = _timeline_sources.get(model.object_type.code)
    if source is None:
        return [record_id]
    return Func(ArraySubquery(source(record_id).values("pk")), Value(record_id), function="array_append")


def _event_id(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise Invalid.at("cursor", "invalid", "分页标记无效", "This is not a cursor of ours.") from error


def entries(
    ctx: Context, events: Iterable[EventLog], language: str, titles: Titles | None = None
) -> list[dict[str, Any]]:
    """Events as the member may read them: those about records they may not see are left out."""
    events = list(events)
    if titles is None:
        titles = titles_of(ctx, mentioned(ctx, events))
    visible = [event for event in events if event.record_id in titles.get(event.object, {}) and _may_read(ctx, event)]
    masks = _masks(ctx, visible)
    return [_entry(ctx, event, titles, masks, language) for event in visible]


def mentioned(ctx: Context, events: Iterable[EventLog]) -> Wanted:
    """The records that these events are about, and those that changed fields refer to."""
    subjects: Wanted = {}
    changed: Wanted = {}
    for event in events:
        subjects.setdefault(event.object, set()).add(event.record_id)
        for info, old, new in _changes(ctx, event):
            if info.kind == "reference":
                changed.setdefault(info.target, set()).update(UUID(value) for value in (old, new) if value)
    return together(subjects, changed)


def _may_read(ctx: Context, event: EventLog) -> bool:
    kind = event_types.get(event.code)
    return kind is None or kind.needs is None or event.actor_id == ctx.member_id or ctx.may(*kind.needs)


def _actor(ctx: Context, event: EventLog) -> T:
    if event.actor_id:
        name = spoken(ctx, "member.name", event.actor_name)
        return T(name, name)
    return VISITOR if event.origin.get("kind") == "public" else SYSTEM


def _changes(ctx: Context, event: EventLog) -> list[tuple[FieldInfo, Any, Any]]:
    """The changed fields that this member may see, as (field, old, new)."""
    columns = remembered(("columns", event.object, ctx.member_id, ctx.system), lambda: _columns(ctx, event.object))
    pairs = ((name, pair) for name, pair in event.changes.items() if pair[0] != pair[1])  # else kept beside an amount
    return [(columns[name], *pair) for name, pair in pairs if name in columns]


def _columns(ctx: Context, code: str) -> dict[str, FieldInfo]:
    return {info.column: info for info in visible_fields(ctx, model_of(code)).values()}


def _entry(ctx: Context, event: EventLog, titles: Titles, masks: Masks, language: str) -> dict[str, Any]:
    masked = masks[event.object](event.record_id)
    shows = _shows(event)
    changes = []
    for info, old, new in _changes(ctx, event):
        shown = [reference(info.target, UUID(v), titles) if info.kind == "reference" and v else v for v in (old, new)]
        if info.name in masked:
            shown = [mask(info.kind, value) for value in shown]
        change = {"field": info.name, "label": info.label.into(language), "old": shown[0], "new": shown[1]}
        if info.is_money:
            change = with_currencies(change, dict(zip(("old", "new"), _currencies(ctx, event, info), strict=True)))
        changes.append(change)
    return {
        "id": event.pk,
        "at": event.at,
        "code": event.code,
        "text": _sentence(ctx, event).into(language),
        "actor": {"id": event.actor_id, "title": _actor(ctx, event).into(language)},
        "origin": {"kind": event.origin.get("kind", ""), "rule": event.origin.get("rule", "")},
        "record": {"object": event.object, "id": event.record_id, "title": titles[event.object][event.record_id]},
        "changes": changes,
        "data": _data(
            event,
            {name: seen(ctx, shows[name], value) if name in shows else value for name, value in event.data.items()},
        ),
    }


def _currencies(ctx: Context, event: EventLog, info: FieldInfo) -> tuple[str, str]:
    """What an amount was in before the event, and after it: the journal keeps that with every amount."""
    if not info.currency:
        return ctx.currency, ctx.currency
    told = event.data.get("currency") or ctx.currency
    old, new = event.changes.get(info.currency, (None, None))
    return old or new or told, new or old or told


def _data(event: EventLog, data: dict[str, Any]) -> dict[str, Any]:
    """What the event tells, its amounts with what they are in."""
    kind, currency = event_types.get(event.code), event.data.get("currency")
    names = [name for name in _money_in(kind) if name in data] if kind and currency else []
    return in_currency(currency, data, *names)


def _masks(ctx: Context, events: Iterable[EventLog]) -> Masks:
    """By object: which fields of a record the viewer sees masked now, and so in its history."""
    ids: Wanted = {}
    for event in events:
        model = model_of(event.object)
        changed = ids.setdefault(event.object, set())
        if any(model.masked_in(ctx, info.name) is not None for info, _, _ in _changes(ctx, event)):
            changed.add(event.record_id)
    return {code: _mask_of(ctx, model_of(code), found) for code, found in ids.items()}


def _mask_of(ctx: Context, model: type[Record], ids: set[UUID]) -> Callable[[UUID], frozenset[str]]:
    by_rule = ctx.ruled(model.object_type.code, "masked")
    columns = model.mask_columns
    rows = {r["id"]: r for r in model.objects.filter(pk__among=ids).values("id", *columns)} if columns and ids else {}
    masker = model.masker(ctx, list(rows.values())) if rows else None
    return lambda pk: by_rule | masker(rows[pk]) if masker and pk in rows else by_rule


def _shows(event: EventLog) -> Shows:
    """What the fields of its data tell of records."""
    kind = event_types.get(event.code)
    return kind.shows if kind else {}


def _sentence(ctx: Context, event: EventLog) -> T:
    kind, label = event_types.get(event.code), model_of(event.object).object_type.label
    text = kind.text if kind else VERBS.get(event.code.rpartition(".")[2], T("{object}", "{object}"))
    said = {**event.data, **_amounts(kind, event.data)}
    told = {name: spoken(ctx, of, said[name]) for name, of in _shows(event).items() if name in said}
    return text.format(**{**said, **told, "object": label.small})


def _amounts(kind: type[Event] | None, data: Mapping[str, Any]) -> dict[str, str]:
    """An event's money as people write it: ¥12,500.00."""
    currency = data.get("currency")
    if kind is None or not currency:
        return {}
    return {name: written(Decimal(data[name]), currency) for name in _money_in(kind) if data.get(name) is not None}


@cache
def _money_in(kind: type[Event]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.type is Decimal)
