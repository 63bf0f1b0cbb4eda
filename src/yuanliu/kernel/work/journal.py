"""What a work tells: its events, the plain changes of every other record, whom they concern, and who is still to hear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from yuanliu.base.ids import uuid7_at
from yuanliu.kernel.events.base import Event, subscribers_of
from yuanliu.kernel.events.models import EventLog, EventSubject, OutboxEntry
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.audit import in_their_currency, plain
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.tracking import Tracked

Row = TypeVar("Row", bound=TenantModel)
#: The verb of changes that are audited and no line on the timeline.
NOTED = "noted"

Logged = tuple[EventLog, Event | None, Sequence[Record]]


class Writer(Protocol):
    """What the journal needs of a `Work`."""

    ctx: Context

    def add_rows(self, rows: Iterable[Row]) -> list[Row]: ...


class Journal:
    """The events of one work, in the order in which they were told."""

    def __init__(self) -> None:
        self._emitted: list[tuple[Event, Sequence[Record], datetime]] = []

    def note(self, event: Event, subjects: Sequence[Record], at: datetime) -> None:
        self._emitted.append((event, subjects, at))

    def write(self, w: Writer, touched: Iterable[Tracked]) -> None:
        """One row for each event; a record that changed without one gets a plain `object.updated` with old and new values."""
        events: list[Logged] = [
            (_row(w.ctx, event.code, about[0], at, _data(event)), event, about) for event, about, at in self._emitted
        ]
        told = {row.record_id: row for row, _, _ in reversed(events)}  # the changes stand with a record's first event
        shown = {record.pk for _, _, about in events for record in about}
        for tracked in touched:
            if not tracked.changes and not tracked.removed:
                continue
            record, row = tracked.record, told.get(tracked.record.pk)
            if row is None:
                verb = NOTED if _goes_without_saying(tracked, shown) else tracked.verb
                row = _row(w.ctx, f"{record.object_type.code}.{verb}", record, tracked.at, {})
                events.append((row, None, (record,)))
            row.changes = plain(in_their_currency(tracked.record, tracked.changes))
        _store(w, events)


def _goes_without_saying(tracked: Tracked, shown: set[UUID]) -> bool:
    """An event of the same work is on the record's timeline already, or only sums followed."""
    return tracked.verb == "updated" and (tracked.record.pk in shown or tracked.only_derived)


def _row(ctx: Context, code: str, subject: Record, at: datetime, data: dict[str, Any]) -> EventLog:
    return EventLog(
        id=uuid7_at(at),
        at=at,
        code=code,
        object=subject.object_type.code,
        record_id=subject.pk,
        actor_id=ctx.member_id,
        actor_name=ctx.name,
        origin=ctx.origin.as_json(),
        data=data,
    )


def _data(event: Event) -> dict[str, Any]:
    return plain(msgspec.structs.asdict(event))


def _store(w: Writer, events: Sequence[Logged]) -> None:
    w.add_rows(row for row, _, _ in events)
    w.add_rows(
        EventSubject(event_id=row.pk, object=subject.object_type.code, record_id=subject.pk)
        for row, _, subjects in events
        for subject in {record.pk: record for record in subjects}.values()
    )
    entries = w.add_rows(
        OutboxEntry(event_id=row.pk, subscriber=name)
        for row, event, _ in events
        if event is not None
        for name in subscribers_of(event)
    )
    if entries:
        _delivery(w.ctx.tenant_id)


Delivery = Callable[[UUID], Any]


def _no_delivery(tenant_id: UUID) -> None:
    """Until the job queue is installed (see kernel/jobs)."""


_delivery: Delivery = _no_delivery


def deliver_with(enqueue: Delivery) -> Delivery:
    """The job queue, which stands above this package, says how outbox entries set out. Returns what said so before."""
    global _delivery
    before, _delivery = _delivery, enqueue
    return before
