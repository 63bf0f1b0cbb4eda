"""Every record is on record: it has an event, and each event shows on the timeline of its record."""

from __future__ import annotations

from collections.abc import Iterator

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant
from yuanliu.kernel.work.object_type import object_models


def _recorded() -> Iterator[Invariant]:
    for model in object_models():
        label = model.object_type.label
        yield Invariant(
            f"{model.object_type.code}.has_event",
            T(f"每条{label.zh}都有事件记录", f"Every {label.en.lower()} has an event"),
            f"SELECT r.id FROM {model._meta.db_table} r "  # noqa: S608  names of our own tables
            "WHERE NOT EXISTS (SELECT FROM events_eventsubject s WHERE s.record_id = r.id)",
        )


INVARIANTS = (
    *_recorded(),
    Invariant(
        "event.has_subject",
        T("每个事件都出现在其记录的时间线上", "Every event shows on the timeline of its record"),
        "SELECT e.id FROM events_eventlog e WHERE NOT EXISTS "
        "(SELECT FROM events_eventsubject s WHERE s.event_id = e.id AND s.record_id = e.record_id)",
    ),
)
