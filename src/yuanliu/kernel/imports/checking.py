"""The check: each batch of rows is written as the run would write it, and taken back. What came out is kept.

So the check finds what the run will refuse, whoever refuses it: a cell, a rule of the object, a constraint of the database.
What a rehearsal cannot see is what an earlier batch wrote, and so it is remembered here: which keys have gone in, and how
many rows of each name, where rows refer to each other.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from yuanliu.base.errors import FieldError
from yuanliu.kernel.imports.duplicates import Seen
from yuanliu.kernel.imports.engine import Pass, nothing_done, plain_error
from yuanliu.kernel.imports.models import ImportBatch, ImportRow, ImportState, RowState
from yuanliu.kernel.imports.plan import NO_SUCH, Row
from yuanliu.kernel.imports.sheets import Numbered
from yuanliu.kernel.imports.writing import Outcome, write_rows
from yuanliu.kernel.work.unit import rehearsal, work

PREVIEW = 20
WOULD_BE = {
    RowState.CREATED: RowState.READY,
    RowState.UPDATED: RowState.DUPLICATE,
    RowState.SKIPPED: RowState.DUPLICATE,
    RowState.ERROR: RowState.ERROR,
}


class Check(Pass):
    state = ImportState.CHECKING

    def go(self) -> None:
        if self.position:  # an earlier attempt died, and what it remembered with it
            self._start_again()
        self.plan.duplicates.seen = seen = Seen()
        self.going_in: Counter[int] = Counter()
        self.referring: dict[int, list[tuple[int, str, str]]] = {}  # row → (own name, field, text)
        try:
            super().go()
        finally:
            seen.close()
        self._look_for_links()

    def _start_again(self) -> None:
        with work(self.ctx) as w:
            batch = self.hold(w)
            w.change_rows(ImportBatch.objects.filter(pk=batch.pk), **nothing_done(w, batch))
        self.position = self.done = 0

    def act(self, chunk: list[Numbered]) -> None:
        with rehearsal(self.ctx) as w:
            outcomes = write_rows(w, self.plan, chunk)
        with work(self.ctx) as w:
            self.keep(w, self.hold(w), chunk, [(row, WOULD_BE[state]) for row, state in outcomes])
        self.plan.duplicates.remember(row for row, state in outcomes if state == RowState.CREATED)
        if self.plan.refers_to_itself:
            self._note_names(outcomes)

    def _note_names(self, outcomes: list[Outcome]) -> None:
        for row, state in outcomes:
            name, _ = self.plan.named(row.cells)
            self.going_in[name] += state == RowState.CREATED
            if row.later and state in (RowState.CREATED, RowState.UPDATED):
                self.referring[row.number] = [(name, field, text) for field, text in row.later.items()]

    def _look_for_links(self) -> None:
        """Rows that refer to others of the file: whether exactly one of that name goes in, as the run will ask at its end."""
        with work(self.ctx) as w:
            for number, references in self.referring.items():
                errors = [
                    plain_error(FieldError(field, "not_found", NO_SUCH.format(text=text[:80], label=label.small)))
                    for name, field, text in references
                    if self._others_called(name, field, text) != 1
                    for label in [self.plan.fields[field].label]
                ]
                if errors:
                    rows = ImportRow.objects.filter(batch=self.batch.pk, number=number)
                    w.change_rows(rows, errors=errors)

    def _others_called(self, own: int, field: str, text: str) -> int:
        wanted = self.plan.key_of(text)
        return self.going_in[wanted] - (wanted == own)

    def count(self, counts: Counter[str], row: Row, state: RowState) -> None:
        """What will be written is ready; a duplicate is, when it is to be updated."""
        super().count(counts, row, state)
        counts["ready"] += state == RowState.DUPLICATE and self.plan.options.get("duplicates") == "update"

    def worth_keeping(self, row: Row, state: RowState) -> bool:
        return state != RowState.READY or bool(row.repaired) or bool(row.later)

    def kept(self, row: Row, state: RowState) -> ImportRow:
        row.record_id = None  # it was taken back
        return super().kept(row, state)

    def also(self, batch: ImportBatch, outcomes: list[Outcome]) -> dict[str, Any]:
        wanted = PREVIEW - len(batch.preview)
        return {"preview": [*batch.preview, *(self._shown(row) for row, _ in outcomes[:wanted])]} if wanted > 0 else {}

    def _shown(self, row: Row) -> dict[str, Any]:
        return {
            "row": row.number,
            "values": self.plan.texts(row.cells),
            "errors": [plain_error(error) for error in row.errors],
            "repaired": row.repaired,
        }
