"""The run: rows become records through the steps of their object, under the member's rights, audited as this import."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from yuanliu.base.errors import FieldError, Problem
from yuanliu.kernel.events.models import EventSubject
from yuanliu.kernel.imports.engine import BATCH, GONE, Pass, Report, Superseded, plain_error
from yuanliu.kernel.imports.models import ImportBatch, ImportRow, ImportState, RowState
from yuanliu.kernel.imports.plan import NO_SUCH
from yuanliu.kernel.imports.profiles import profile_of
from yuanliu.kernel.imports.references import Names
from yuanliu.kernel.imports.sheets import Numbered
from yuanliu.kernel.imports.writing import write_rows
from yuanliu.kernel.records.services import steps_of
from yuanliu.kernel.records.trees import take_turns
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, reading, work

LAST = 2**31 - 1


class Run(Pass):
    state = ImportState.RUNNING

    def go(self) -> None:
        super().go()
        self._link()

    def act(self, chunk: list[Numbered]) -> None:
        with work(self.ctx) as w:
            batch = self.hold(w)
            outcomes = write_rows(w, self.plan, chunk)
            for row, state in outcomes:
                if state == RowState.UPDATED:
                    row.errors = []
            self.keep(w, batch, chunk, outcomes)
        self.plan.keep_made()

    # References among the rows

    def _link(self) -> None:
        """Rows that referred to rows of the same file, once all of them are there."""
        last = 0
        while waiting := self._waiting(last):
            self._set_links(waiting)
            last = waiting[-1].number

    def _waiting(self, after: int) -> list[ImportRow]:
        with reading(self.ctx):
            rows = ImportRow.objects.filter(batch=self.batch.pk, number__gt=after, later__isnull=False)
            return list(rows.order_by("number")[:BATCH])

    def _set_links(self, rows: list[ImportRow]) -> None:
        try:
            with work(self.ctx) as w:
                self.hold(w)
                take_turns(w, self.plan.model, self.plan.refers_to_itself)
                names = Names(self.ctx, self.batch.object)
                names.learn(text for row in rows for text in (row.later or {}).values())
                records = {r.pk: r for r in w.get_many(self.plan.model, [row.record_id for row in rows], "read")}
                linked = [(row, self._set_link(w, row, records.get(row.record_id), names)) for row in rows]
                w.flush()
                for row, errors in linked:
                    w.change_rows(ImportRow.objects.filter(pk=row.pk), later=None, errors=errors or None)
        except (Superseded, *GONE):
            raise
        except Exception as error:
            if len(rows) > 1:
                for row in rows:
                    self._set_links([row])
            else:
                self._leave_unlinked(rows[0], error)

    def _set_link(self, w: Work, row: ImportRow, record: Record | None, names: Names) -> list[dict[str, str]]:
        values, errors = {}, []
        for name, text in (row.later or {}).items():
            ids = [pk for pk in names.find(text) if pk != row.record_id]
            if len(ids) == 1 and record is not None:
                values[name] = ids[0]
            else:
                label = self.plan.fields[name].label
                errors.append(
                    plain_error(FieldError(name, "not_found", NO_SUCH.format(text=text[:80], label=label.small)))
                )
        if values and record is not None:
            steps_of(self.plan.model).update(w, record, values)
        return errors

    def _leave_unlinked(self, row: ImportRow, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        found = list(error.errors) or [FieldError("", error.code, error.detail)]
        with work(self.ctx) as w:
            errors = [plain_error(each) for each in found]
            w.change_rows(ImportRow.objects.filter(pk=row.pk), later=None, errors=errors)


class Undo:
    """Takes back what the import created and nobody has touched since; the rest stays and is reported."""

    def __init__(self, ctx: Context, batch: ImportBatch, report: Report):
        self.ctx, self.batch, self.report = ctx, batch, report

    def go(self) -> None:
        total, done, last = self.batch.counts.get("created", 0), 0, LAST
        while rows := self._take_back(last):
            done, last = done + len(rows), rows[-1].number
            self.report(done, total)

    def _take_back(self, before: int) -> list[ImportRow]:
        """One batch, the newest rows first; what it did is in the rows themselves, so a crash costs nothing."""
        model = model_of(self.batch.object)
        with work(self.ctx) as w:
            batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
            waiting = ImportRow.objects.filter(batch=batch, state=RowState.CREATED, number__lt=before)
            rows = list(waiting.order_by("-number")[:BATCH])
            ids = [row.record_id for row in rows]
            touched = self._touched(ids)
            records = {r.pk: r for r in self._held(w, model, ids) if r.pk not in touched}
            undone = {row.pk for row in rows if self._trash(w, model, row, records.get(row.record_id))}
            kept = {row.pk for row in rows} - undone
            w.change_rows(ImportRow.objects.filter(pk__in=undone), state=RowState.UNDONE)
            w.change_rows(ImportRow.objects.filter(pk__in=kept), state=RowState.KEPT)
            counts = {**batch.counts}
            counts["undone"] = counts.get("undone", 0) + len(undone)
            counts["kept"] = counts.get("kept", 0) + len(kept)
            w.change_rows(ImportBatch.objects.filter(pk=batch.pk), counts=counts)
        return rows

    def _held(self, w: Work, model: type[Record], ids: list[UUID | None]) -> list[Record]:
        """Under the permission to delete, or that of the import's purpose, which reaches over all that it made."""
        if profile_of(model, self.batch.purpose).needs:
            return w.take(model, model.objects.alive().filter(pk__in=ids))
        return w.get_many(model, [pk for pk in ids if pk], "delete")

    def _touched(self, ids: list[UUID | None]) -> set[UUID]:
        """Those of the records that something else than this import has an event about: a change, a follow-up, a deal.
        What another import did and was taken back is nothing."""
        gone = ImportBatch.objects.filter(state=ImportState.UNDONE).values_list("pk", flat=True)
        rules = [str(pk) for pk in (self.batch.pk, *gone)]
        others = Q(event__origin__rule__isnull=True) | ~Q(event__origin__rule__in=rules)
        told = EventSubject.objects.filter(others, record_id__in=ids)
        return set(told.values_list("record_id", flat=True))

    def _trash(self, w: Work, model: type[Record], row: ImportRow, record: Record | None) -> bool:
        if record is None:
            return False
        try:
            (profile_of(model, self.batch.purpose).undo or steps_of(model).delete)(w, record)
        except Problem:
            return False
        return True
