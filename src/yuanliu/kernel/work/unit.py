"""`work` and `reading`: the only places where a transaction of a tenant begins.

with work(ctx) as w:
    lead = w.get(Lead, lead_id, "disqualify")   # tenant + scope + permission + lock, or NotFound / Forbidden
    lead.status = LeadStatus.DISQUALIFIED       # rules, changes
    w.emit(LeadDisqualified(reason=reason), lead)

When the block ends, changed records are written, checked against the actor's scope and logged with old and new values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.db.utils import IntegrityError

from yuanliu.base.errors import Forbidden, NotFound, VersionConflict
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.tenancy.session import bound, forget, permit_writes, tenant_session
from yuanliu.kernel.work import idempotency
from yuanliu.kernel.work.audit import UNRECORDED, differences, initial_values, snapshot
from yuanliu.kernel.work.constraints import problem_of
from yuanliu.kernel.work.context import ALL, Context
from yuanliu.kernel.work.journal import Journal
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.rows import Call, insert_rows, update_row, update_rows
from yuanliu.kernel.work.search import index_call
from yuanliu.kernel.work.tracking import Tracked

R = TypeVar("R", bound=Record)
Row = TypeVar("Row", bound=TenantModel)


class Work:
    """A writing transaction of one actor. Steps that others compose take it as `w` and never open one."""

    def __init__(self, ctx: Context):
        self.ctx = ctx
        self.now = ctx.now
        self._tracked: dict[UUID, Tracked] = {}
        self._journal = Journal()
        self._concern: Record | None = None
        self._waiting: dict[type[TenantModel], list[TenantModel]] = {}

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """What is done inside happened at `moment`: imported history keeps its dates."""
        now = self.ctx, self.now
        self.ctx, self.now = self.ctx.at(moment), moment
        try:
            yield
        finally:
            self.ctx, self.now = now

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """For acts over many rows, such as imports: what was looked up for one row holds for the next, too."""
        tenant_session().gathering = True
        try:
            yield
        finally:
            tenant_session().gathering = False

    # Inserts wait and go out together, in one statement. Steps need not know: a statement that names a waiting table, and
    # every other write, lets everything that waits go first.

    def before_statement(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self._waiting and any(model._meta.db_table in str(sql) for model in self._waiting):
            self._let_go()
        return execute(sql, params, many, context)

    def _let_go(self, calls: Sequence[Call] = ()) -> None:
        waiting, self._waiting = self._waiting, {}
        for row in chain(*waiting.values()):
            if tracked := self._tracked.get(row.pk):
                self._note(tracked)
                tracked.waiting = False
        with permit_writes():
            insert_rows(waiting, calls)

    @contextmanager
    def _writing(self, model: type[TenantModel]) -> Iterator[None]:
        """Around statements that change rows: these may point at one that waits."""
        forget(model)
        if self._waiting:
            self._let_go()
        with permit_writes():
            yield

    # Reading to change. Keys never change, so locks are FOR NO KEY UPDATE: rows that point at a locked one can still be added.

    def get(self, model: type[R], record_id: UUID, action: str, *, version: int | None = None) -> R:
        """The locked record that the actor may `action`; NotFound when they may not even see it."""
        self.ctx.require(model.object_type.code, action)
        rows = model.objects.visible_to(self.ctx, action).filter(pk=record_id)
        record = rows.select_for_update(of=("self",), no_key=True).first()
        if record is None:
            raise self._absence(model, record_id, action)
        if version is not None and record.version != version:
            raise VersionConflict(current=record.version)
        return self._track(record, action)

    def get_many(self, model: type[R], ids: Iterable[UUID], action: str) -> list[R]:
        """Those of `ids` that the actor may `action`, locked in the order of their ids."""
        self.ctx.require(model.object_type.code, action)
        rows = model.objects.visible_to(self.ctx, action).filter(pk__in=list(ids)).order_by("pk")
        return [self._track(record, action) for record in rows.select_for_update(of=("self",), no_key=True)]

    def get_from_bin(self, model: type[R], record_id: UUID) -> R:
        """A deleted record that the actor may delete, and so restore."""
        self.ctx.require(model.object_type.code, "delete")
        record = (
            model.objects.in_bin(self.ctx).filter(pk=record_id).select_for_update(of=("self",), no_key=True).first()
        )
        if record is None:
            raise NotFound
        return self._track(record, "delete")

    def lock(self, model: type[R], record_id: UUID) -> R:
        """A record that an act already authorised elsewhere also touches: locked, no permission asked."""
        record = model.objects.select_for_update(no_key=True).filter(pk=record_id).first()
        if record is None:
            raise NotFound
        return self._track(record, None)

    def take(self, model: type[R], rows: QuerySet[Any]) -> list[R]:
        """Many records that an authorised act also touches (hand-over, recycling), locked in the order of their ids."""
        return [
            self._track(record, None) for record in rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        ]

    def _absence(self, model: type[Record], record_id: UUID, action: str) -> Exception:
        seen = action != "read" and model.objects.visible_to(self.ctx).filter(pk=record_id).exists()
        return Forbidden(permission=f"{model.object_type.code}.{action}") if seen else NotFound()

    def _track(self, record: R, action: str | None) -> R:
        known = self._tracked.get(record.pk)
        if known is None:
            self._tracked[record.pk] = Tracked(record, snapshot(record), action, self.now)
            return record
        known.action = known.action or action
        return known.record  # type: ignore[return-value]

    # Writing

    def add(self, record: R, action: str | None = "create") -> R:
        """Inserts a record. `action=None`: the enclosing act is the authority (conversion makes an account)."""
        if action is not None:
            self.ctx.require(record.object_type.code, action)
        self._prepare_new(record, action)
        self._insert([record])
        return record

    def add_rows(self, rows: Iterable[Row]) -> list[Row]:
        """Inserts rows that are not objects of their own: ledger entries, history, links."""
        rows = list(rows)
        for row in rows:
            row.tenant_id = self.ctx.tenant_id
        self._insert(rows)
        return rows

    def bulk_add(self, records: Iterable[R], action: str | None = "create") -> list[R]:
        """Inserts many records of one kind, audited like single ones."""
        records = list(records)
        if records and action is not None:
            self.ctx.require(records[0].object_type.code, action)
        for record in records:
            self._prepare_new(record, action)
        self._insert(records)
        return records

    def _insert(self, rows: Sequence[TenantModel]) -> None:
        for row in rows:
            self._waiting.setdefault(type(row), []).append(row)
        for model in {type(row) for row in rows}:
            forget(model)

    def _prepare_new(self, record: Record, action: str | None) -> None:
        record.tenant_id = self.ctx.tenant_id
        record.created_at = record.updated_at = self.now
        record.created_by_id = self.ctx.member_id
        record.derive()
        changes = initial_values(record)
        self._tracked[record.pk] = Tracked(record, snapshot(record), action, self.now, changes, made=True, waiting=True)

    def change_rows(self, rows: QuerySet[Any], **values: Any) -> int:
        """UPDATE of rows that are not records (counters, links, outbox)."""
        with self._writing(rows.model):
            return rows.update(**values)

    def take_turns(self, *keys: str, everywhere: bool = False) -> None:
        """Whoever names one of these keys waits until this work ends: for rules that no row and no constraint can hold.

        `everywhere`: also those of other tenants, for what is one over all of them (public addresses).
        """
        whose = "" if everywhere else self.ctx.tenant_id
        with connection.cursor() as cursor:
            for key in sorted(keys):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{whose} {key}"])

    def remove_rows(self, rows: QuerySet[Any]) -> None:
        """DELETE of rows that are not records."""
        with self._writing(rows.model):
            rows._raw_delete(rows.db)

    def compete(self, record: R, action: str | None = None, **changes: Any) -> bool:
        """The deciding act where many want one row: one conditional UPDATE, true for exactly one of them.

        Each field that changes must still have the value that `record`, read without a lock, was seen with.
        """
        before = snapshot(record)
        columns = {record._meta.get_field(name).attname: value for name, value in changes.items()}
        same = {_null_safe(name, before[name])[0]: _null_safe(name, before[name])[1] for name in columns}
        rows = type(record).objects.filter(pk=record.pk, deleted_at=None, **same)
        with self._writing(type(record)):
            won = update_row(rows, record, **changes, version=F("version") + 1, updated_at=self.now)
        if won:
            self._tracked[record.pk] = Tracked(record, snapshot(record), action, self.now, differences(before, record))
        return won

    def trash(self, record: Record) -> None:
        """Into the recycle bin."""
        record.deleted_at = self.now
        self._tracked[record.pk].released = True

    def erase(self, record: Record) -> None:
        """Removes a row for good (a custom field, a view): only where nothing points at it."""
        self._tracked[record.pk].removed = True
        with self._writing(type(record)):
            record.delete()

    def release(self, record: Record) -> None:
        """Declares that this act may take the record out of the actor's scope (transfer, return)."""
        self._tracked[record.pk].released = True

    def flush(self, *only: Record) -> None:
        """Writes what has changed so far; `work` does it at the end, a step that queries its own changes before.

        `only`: these records, where a step of a bulk act would else look through all of them each time.
        """
        if self._waiting:
            self._let_go()
        self._write_changes([self._tracked[record.pk] for record in only] or list(self._tracked.values()))

    def _write_changes(self, touched: Iterable[Tracked]) -> None:
        """Records of one kind in which the same columns changed go out in one statement."""
        changed: dict[tuple[type[Record], tuple[str, ...]], list[Record]] = {}
        for tracked in touched:
            if not tracked.removed and (columns := self._note(tracked)):
                changed.setdefault((type(tracked.record), columns), []).append(tracked.record)
        for (model, columns), records in changed.items():
            with self._writing(model):
                update_rows(model, columns, records)

    def _note(self, tracked: Tracked) -> tuple[str, ...]:
        """The columns to write: what changed, and what tells of it. What changed while a record waits is part of its making."""
        changed, record = tracked.note_changes(), tracked.record
        if not changed:
            return ()
        if not tracked.waiting:
            if not record.only_derived(set(changed) - UNRECORDED):
                record.version += 1
            record.updated_at = self.now
        tracked.before = snapshot(record)
        return () if tracked.waiting else (*changed, "version", "updated_at")

    # Telling

    def emit(self, event: Event, *subjects: Record) -> None:
        """A fact about the first of `subjects`; it shows on the timelines of all of them."""
        self._journal.note(event, subjects, self.now)

    def concern(self, record: Record) -> None:
        """Says what the act is about, and so what a repeated request is answered with, when it is not the record that
        was touched first (a follow-up, whose subject is locked before it is written)."""
        self._concern = record

    def finish(self) -> None:
        self._write_changes(list(self._tracked.values()))
        self._check_results()
        self._journal.write(self, self._tracked.values())
        self._let_go(list(self._index_calls()))
        idempotency.remember(self.ctx, self._concern or next((t.record for t in self._tracked.values()), None))

    def _check_results(self) -> None:
        """Nobody can write a record into a place where they could not have written it."""
        if self.ctx.system:
            return
        checks: dict[tuple[type[Record], str], list[UUID]] = {}
        for tracked in self._tracked.values():
            if not tracked.changes or not tracked.action or tracked.released or tracked.removed:
                continue
            if self.ctx.scope(tracked.record.object_type.code, tracked.action) < ALL:
                checks.setdefault((type(tracked.record), tracked.action), []).append(tracked.record.pk)
        for (model, action), ids in checks.items():
            if model.objects.visible_to(self.ctx, action).filter(pk__in=ids).count() != len(ids):
                raise Forbidden(permission=f"{model.object_type.code}.{action}")

    def _index_calls(self) -> Iterator[Call]:
        by_code: dict[str, list[Record]] = {}
        for tracked in self._tracked.values():
            kind = tracked.record.object_type
            if kind.search and any(_attname(tracked.record, name) in tracked.changes for name in kind.search):
                by_code.setdefault(kind.code, []).append(tracked.record)
        for code, records in by_code.items():
            yield index_call(code, records)


def _null_safe(attname: str, value: Any) -> tuple[str, Any]:
    return (f"{attname}__isnull", True) if value is None else (attname, value)


def _attname(record: Record, name: str) -> str:
    return record._meta.get_field(name).attname


@contextmanager
def work(ctx: Context) -> Iterator[Work]:
    """A writing transaction: all of it happens, audited and announced, or nothing."""
    with bound(ctx.tenant_id, setup=ctx.setup):
        idempotency.begin(ctx)
        w = Work(ctx)
        try:
            with connection.execute_wrapper(w.before_statement):
                yield w
                w.finish()
        except IntegrityError as error:
            raise problem_of(error) or error from error


class _Rehearsed(Exception):
    pass


@contextmanager
def rehearsal(ctx: Context) -> Iterator[Work]:
    """As `work`, up to the last thing that the database may refuse; then nothing of it has happened."""
    with suppress(_Rehearsed), work(ctx) as w:
        yield w
        w.finish()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        raise _Rehearsed


@contextmanager
def reading(ctx: Context) -> Iterator[None]:
    """A read-only transaction; the answer is built before it closes."""
    with bound(ctx.tenant_id, setup=ctx.setup, read_only=True):
        yield
