"""The check: every row is read, mapped and validated, and nothing is written but what came out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from yuanliu.kernel.imports.duplicates import Seen, is_duplicate
from yuanliu.kernel.imports.engine import Outcome, Pass, plain_error
from yuanliu.kernel.imports.models import ImportBatch, ImportState, RowState
from yuanliu.kernel.imports.plan import Row
from yuanliu.kernel.work.unit import Work

PREVIEW = 20


class Check(Pass):
    state = ImportState.CHECKING

    def go(self) -> None:
        self.plan.duplicates.seen = seen = Seen()
        try:
            super().go()
        finally:
            seen.close()

    def act(self, w: Work, rows: list[Row]) -> list[Outcome]:
        return [(row, self._outcome(row)) for row in rows]

    def _outcome(self, row: Row) -> RowState:
        if is_duplicate(row.errors):
            return RowState.DUPLICATE
        missing = self.plan.options.get("create_missing", ())
        serious = [error for error in row.errors if error.code != "not_found" or error.field not in missing]
        return RowState.ERROR if serious else RowState.READY

    def count(self, counts: Counter[str], row: Row, state: RowState) -> None:
        """What will be written is ready; a duplicate is, when it is to be updated."""
        super().count(counts, row, state)
        counts["ready"] += state == RowState.DUPLICATE and self.plan.options.get("duplicates") == "update"

    def worth_keeping(self, row: Row, state: RowState) -> bool:
        return state != RowState.READY or bool(row.repaired)

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
