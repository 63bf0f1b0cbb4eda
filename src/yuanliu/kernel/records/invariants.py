"""Every record is on record: it has an event, and each event shows on the timeline of its record."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import event_types
from yuanliu.kernel.records.trees import parents_of
from yuanliu.kernel.work.invariants import Invariant
from yuanliu.kernel.work.object_type import object_models


def _recorded() -> Iterator[Invariant]:
    for model in object_models():
        label = model.object_type.label
        yield Invariant(
            f"{model.object_type.code}.has_event",
            T(f"每条{label.zh}都有事件记录", f"Every {label.small.en} has an event"),
            f"SELECT r.id FROM {model._meta.db_table} r "  # noqa: S608  names of our own tables
            "WHERE NOT EXISTS (SELECT FROM events_eventsubject s WHERE s.record_id = r.id)",
        )


def _rooted() -> Iterator[Invariant]:
    for model in object_models():
        table, label = model._meta.db_table, model.object_type.label
        for name in parents_of(model):
            up = model._meta.get_field(name).column
            yield Invariant(
                f"{model.object_type.code}.{name}_is_no_circle",
                T(f"{label.zh}不能是自己的上级", f"No {label.small.en} is above itself"),
                f"SELECT r.id FROM {table} r WHERE r.{up} IS NOT NULL AND r.id IN ("  # noqa: S608  names of our own tables
                f"WITH RECURSIVE above AS (SELECT r.{up} AS id UNION "
                f"SELECT t.{up} FROM {table} t JOIN above USING (id)) SELECT id FROM above)",
            )


def _complete() -> Invariant:
    """What an event must say, by its type: its sentence on the timeline is made of it."""
    required = {
        code: [field.name for field in msgspec.structs.fields(event) if field.required]
        for code, event in event_types.items()
    }
    types = ", ".join(f"('{code}', ARRAY{names})" for code, names in required.items() if names)
    return Invariant(
        "event.complete",
        T("每个事件都有其类型要求的内容", "Every event says what its type requires"),
        f"SELECT e.id FROM events_eventlog e JOIN (VALUES {types}) AS kind (code, fields) ON kind.code = e.code "  # noqa: S608
        "WHERE NOT e.data ?& kind.fields",
    )


INVARIANTS = (
    _complete(),
    *_recorded(),
    *_rooted(),
    Invariant(
        "event.has_subject",
        T("每个事件都出现在其记录的时间线上", "Every event shows on the timeline of its record"),
        "SELECT e.id FROM events_eventlog e WHERE NOT EXISTS "
        "(SELECT FROM events_eventsubject s WHERE s.event_id = e.id AND s.record_id = e.record_id)",
    ),
)
