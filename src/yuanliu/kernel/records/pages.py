"""One record as its page shows it, and its timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import BooleanField, ExpressionWrapper

from yuanliu.base.errors import Invalid, NotFound
from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.kernel.events.base import Event, event_types
from yuanliu.kernel.events.models import EventLog, EventSubject
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import FieldInfo, custom_info, visible_fields
from yuanliu.kernel.records.output import Titles, annotated, mask, reference, render, stored_columns, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.journal import NOTED
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of

VERBS = {
    "created": T("新建了{object}", "created the {object}"),
    "updated": T("修改了{object}", "changed the {object}"),
    "deleted": T("删除了{object}", "deleted the {object}"),
    "restored": T("恢复了{object}", "restored the {object}"),
    "erased": T("彻底删除了{object}", "removed the {object}"),
}
MAX_ENTRIES = 100
CAN = "can_"  # before the name of an action, among the columns of a record

Masks = Mapping[str, Callable[[UUID], frozenset[str]]]
TimelineSource = Callable[[UUID], list[UUID]]
_timeline_sources: dict[str, TimelineSource] = {}


def timeline_also(code: str, source: TimelineSource) -> None:
    """Other records whose events the timeline of `code` shows by reference (the leads that an account came from)."""
    _timeline_sources[code] = source


def record_page(ctx: Context, model: type[Record], record_id: UUID) -> dict[str, Any]:
    """Every field the member may see, and what they may do with it: `can`."""
    kind = model.object_type
    ctx.require(kind.code, "read")
    infos = list(visible_fields(ctx, model).values())
    customs = [custom_info(field) for field in custom_fields(kind.code)]
    infos += [info for info in customs if ctx.field_rule(kind.code, info.name) != "hidden"]
    names = {info.name for info in infos}
    can = possible_actions(ctx, model)
    rows = annotated(model.objects.visible_to(ctx).filter(pk=record_id), ctx, names)
    rows = rows.annotate(**{action: reached for action, reached in can.items() if reached is not True})
    columns = {*stored_columns(model, infos), *(c.name for c in kind.computed if c.name in names)}
    row = rows.values(*columns, *rows.query.annotations).first()
    if row is None:
        raise NotFound
    (shown,) = render(ctx, model, [row], infos)
    shown.setdefault("custom", {})
    shown["can"] = sorted(action.removeprefix(CAN) for action, reached in can.items() if reached is True or row[action])
    return shown


def possible_actions(ctx: Context, model: type[Record]) -> dict[str, Any]:
    """The acts on a record that the member has a permission for: True, or the expression that says whether it reaches one."""
    kind, found = model.object_type, {}
    for action in kind.actions:
        if action not in ("read", "create", "export", "import") and ctx.may(kind.code, action):
            condition = kind.scope.condition(model, ctx, ctx.scope(kind.code, action), action)
            found[f"{CAN}{action}"] = ExpressionWrapper(condition, BooleanField()) if condition else True
    return found


def timeline(
    ctx: Context, model: type[Record], record_id: UUID, language: str, *, cursor: str = "", limit: int = 30
) -> dict[str, Any]:
    """{items, next}: what happened to the record and to what belongs to it, newest first."""
    code = model.object_type.code
    ctx.require(code, "read")
    if not model.objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound
    source = _timeline_sources.get(code)
    subjects = EventSubject.objects.filter(record_id__in=[record_id, *(source(record_id) if source else ())])
    if cursor:
        subjects = subjects.filter(event__lt=_event_id(cursor))
    limit = max(1, min(limit, MAX_ENTRIES))
    ids = list(subjects.order_by("-event_id").values_list("event_id", flat=True)[: limit + 1])
    events = list(EventLog.objects.filter(pk__in=ids[:limit]).exclude(code__endswith=f".{NOTED}").order_by("-pk"))
    return {"items": entries(ctx, events, language), "next": str(ids[limit - 1]) if len(ids) > limit else None}


def _event_id(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise Invalid.at("cursor", "invalid", "分页标记无效", "This is not a cursor of ours.") from error


def entries(ctx: Context, events: Iterable[EventLog], language: str) -> list[dict[str, Any]]:
    """Events as the member may read them: those about records they may not see are left out."""
    events = list(events)
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        wanted.setdefault(event.object, set()).add(event.record_id)
    subjects = titles_of(ctx, wanted)
    visible = [event for event in events if event.record_id in subjects.get(event.object, {})]
    titles, masks = _changed_titles(ctx, visible), _masks(ctx, visible)
    return [_entry(ctx, event, subjects, titles, masks, language) for event in visible]


def _changed_titles(ctx: Context, events: Iterable[EventLog]) -> dict[str, dict[UUID, str]]:
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        for info, old, new in _changes(ctx, event):
            if info.kind == "reference":
                wanted.setdefault(info.target, set()).update(UUID(value) for value in (old, new) if value)
    return titles_of(ctx, wanted)


def _changes(ctx: Context, event: EventLog) -> list[tuple[FieldInfo, Any, Any]]:
    """The changed fields that this member may see, as (field, old, new)."""
    by_column = {info.column: info for info in visible_fields(ctx, model_of(event.object)).values()}
    return [(by_column[name], *pair) for name, pair in event.changes.items() if name in by_column]


def _entry(
    ctx: Context, event: EventLog, subjects: Mapping[str, Any], titles: Titles, masks: Masks, language: str
) -> dict[str, Any]:
    masked = masks[event.object](event.record_id)
    changes = []
    for info, old, new in _changes(ctx, event):
        shown = [reference(info.target, UUID(v), titles) if info.kind == "reference" and v else v for v in (old, new)]
        if info.name in masked:
            shown = [mask(info, value) for value in shown]
        changes.append({"field": info.name, "label": info.label.into(language), "old": shown[0], "new": shown[1]})
    return {
        "id": event.pk,
        "at": event.at,
        "code": event.code,
        "text": _sentence(event).into(language),
        "actor": {"id": event.actor_id, "title": event.actor_name},
        "origin": {"kind": event.origin.get("kind", ""), "rule": event.origin.get("rule", "")},
        "record": {"object": event.object, "id": event.record_id, "title": subjects[event.object][event.record_id]},
        "changes": changes,
        "data": event.data,
    }


def _masks(ctx: Context, events: Iterable[EventLog]) -> Masks:
    """By object: which fields of a record the viewer sees masked now, and so in its history."""
    ids: dict[str, set[UUID]] = {}
    for event in events:
        ids.setdefault(event.object, set()).add(event.record_id)
    return {code: _mask_of(ctx, model_of(code), found) for code, found in ids.items()}


def _mask_of(ctx: Context, model: type[Record], ids: set[UUID]) -> Callable[[UUID], frozenset[str]]:
    code = model.object_type.code
    by_rule = frozenset(name for name in visible_fields(ctx, model) if ctx.field_rule(code, name) == "masked")
    columns = model.mask_columns
    rows = {r["id"]: r for r in model.objects.filter(pk__in=ids).values("id", *columns)} if columns else {}
    masker = model.masker(ctx, list(rows.values())) if rows else None
    return lambda pk: by_rule | masker(rows[pk]) if masker and pk in rows else by_rule


def _sentence(event: EventLog) -> T:
    kind, label = event_types.get(event.code), model_of(event.object).object_type.label
    text = kind.text if kind else VERBS.get(event.code.rpartition(".")[2], T("{object}", "{object}"))
    return text.format(**{**event.data, **_amounts(kind, event.data), "object": label})


def _amounts(kind: type[Event] | None, data: Mapping[str, Any]) -> dict[str, str]:
    """An event's money as people write it: ¥12,500.00."""
    currency = data.get("currency")
    if kind is None or not currency:
        return {}
    names = [field.name for field in msgspec.structs.fields(kind) if field.type is Decimal]
    return {name: written(Decimal(data[name]), currency) for name in names if data.get(name) is not None}
