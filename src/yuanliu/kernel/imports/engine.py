"""Going through a file in batches: each batch of rows, their effects and the position in the file are one transaction.

So a worker that dies loses nothing and doubles nothing: whoever goes on starts at the position. A batch that fails is
halved until the row that fails stands alone and is reported; the others go in.
"""

from __future__ import annotations

import gc
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError

from yuanliu.base.errors import FieldError, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.family import Family
from yuanliu.kernel.imports.models import ImportBatch, ImportRow, ImportState, RowState
from yuanliu.kernel.imports.plan import Plan, Row
from yuanliu.kernel.imports.reading import Numbered, data_rows
from yuanliu.kernel.imports.writing import Outcome
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, reading, work

logger = logging.getLogger(__name__)

BATCH = 500
UNEXPECTED = T("系统出现意外错误，已记录", "Something unexpected went wrong; it has been recorded.")
GONE = (OperationalError, InterfaceError)  # the database went away: nothing is wrong with the rows

Report = Callable[[int, int], None]


class Superseded(Exception):
    """Another worker has taken this import on."""


def load(ctx: Context, batch_id: UUID) -> ImportBatch:
    with reading(ctx):
        return ImportBatch.objects.get(pk=batch_id)


@contextmanager
def opened(batch: ImportBatch) -> Iterator[Iterator[Numbered]]:
    """The rows of the batch's file below the header."""
    with batch.file.open() as file, closing(data_rows(file, batch.shape)) as found:
        yield found


@contextmanager
def uncollected() -> Iterator[None]:
    """A batch makes thousands of objects that stay to its end: the collector would look through them again and again,
    which took a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Pass(ABC):
    """One way through the file: a check, or the run. `act` deals with a batch of its rows, and fails with them all."""

    state: ImportState

    def __init__(self, ctx: Context, batch: ImportBatch, report: Report):
        self.ctx = ctx
        self.batch = batch
        self.report = report
        self.position = batch.next_row
        self.done = batch.rows_done
        family = self._family()
        with reading(ctx):
            self.plan = Plan(ctx, batch, family)

    def _family(self) -> Family | None:
        """For references among the rows: only when some column refers to the object itself."""
        with reading(self.ctx):
            plan = Plan(self.ctx, self.batch)
        if not plan.refers_to_itself:
            return None
        with opened(self.batch) as all_rows:
            return Family(plan.named(cells) for _, cells in all_rows if plan.title_of(cells))

    def go(self) -> None:
        with opened(self.batch) as all_rows:
            waiting = (row for row in all_rows if row[0] >= self.position)
            while chunk := list(islice(waiting, BATCH)):
                self._take(chunk)
                self.report(self.done, self.batch.total)

    def _take(self, chunk: list[Numbered]) -> None:
        try:
            self._transact(chunk)
        except (Superseded, *GONE):
            raise
        except Exception as error:
            if len(chunk) == 1:
                self._refuse(chunk[0], error)
                return
            middle = len(chunk) // 2
            self._take(chunk[:middle])
            self._take(chunk[middle:])

    def _transact(self, chunk: list[Numbered]) -> None:
        try:
            with uncollected():
                self.act(chunk)
        finally:
            self.plan.forget_made()
        self._passed(chunk)

    def _refuse(self, row: Numbered, error: Exception) -> None:
        """A row whose step said no (or fell over: then the log says why)."""
        refused = Row(*row)
        if isinstance(error, Problem):
            refused.errors = list(error.errors) or [FieldError("", error.code, error.detail)]
        else:
            logger.error("row %s of import %s failed", row[0], self.batch.pk, exc_info=error)
            refused.refuse("", "unexpected", UNEXPECTED)
        with work(self.ctx) as w:
            self.keep(w, self.hold(w), [row], [(refused, RowState.ERROR)])
        self._passed([row])

    def hold(self, w: Work) -> ImportBatch:
        batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
        if batch.next_row != self.position or batch.state != self.state:
            raise Superseded
        return batch

    def keep(self, w: Work, batch: ImportBatch, chunk: list[Numbered], outcomes: list[Outcome]) -> None:
        """The outcome of each row, and the position, in the transaction of their effects."""
        counts, repairs = Counter(batch.counts), Counter(batch.repairs)
        for row, state in outcomes:
            self.count(counts, row, state)
            if state not in (RowState.ERROR, RowState.SKIPPED):
                repairs.update(row.repaired)
        w.add_rows(self.kept(row, state) for row, state in outcomes if self.worth_keeping(row, state))
        changes = {"next_row": chunk[-1][0] + 1, "rows_done": batch.rows_done + len(chunk), "counts": counts}
        changes |= {"repairs": repairs, **self.also(batch, outcomes)}
        w.change_rows(ImportBatch.objects.filter(pk=batch.pk), **changes)

    def _passed(self, chunk: list[Numbered]) -> None:
        self.position = chunk[-1][0] + 1
        self.done += len(chunk)

    def kept(self, row: Row, state: RowState) -> ImportRow:
        return ImportRow(
            batch_id=self.batch.pk,
            number=row.number,
            state=state,
            errors=[plain_error(error) for error in row.errors] or None,
            repaired=row.repaired or None,
            later=row.later or None,
            record_id=row.record_id,
        )

    # What a check and a run do differently

    @abstractmethod
    def act(self, chunk: list[Numbered]) -> None: ...

    def count(self, counts: Counter[str], row: Row, state: RowState) -> None:
        counts[state.value] += 1
        counts["repaired"] += bool(row.repaired) and state not in (RowState.ERROR, RowState.SKIPPED)

    def worth_keeping(self, row: Row, state: RowState) -> bool:
        return True

    def also(self, batch: ImportBatch, outcomes: list[Outcome]) -> dict[str, Any]:
        return {}


def nothing_done(w: Work, batch: ImportBatch) -> dict[str, Any]:
    """Forgets the outcome of a check."""
    w.remove_rows(ImportRow.objects.filter(batch=batch.pk))
    return {"next_row": 0, "rows_done": 0, "counts": {}, "repairs": {}, "preview": []}


def plain_error(error: FieldError) -> dict[str, str]:
    return {"field": error.field, "code": error.code, "zh": error.detail.zh, "en": error.detail.en}
