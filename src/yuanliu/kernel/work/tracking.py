"""What a work knows of each record that it touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yuanliu.kernel.work.audit import differences
from yuanliu.kernel.work.models import Record


@dataclass(slots=True)
class Tracked:
    """A record that this work touched: what it was, by which permission, and what has been written."""

    record: Record
    before: dict[str, Any]
    action: str | None
    at: datetime
    changes: dict[str, list[Any]] = field(default_factory=dict)
    made: bool = False  # by this work
    waiting: bool = False  # to be inserted
    released: bool = False
    removed: bool = False

    def note_changes(self) -> list[str]:
        """The columns that differ from what is stored; what the audit keeps of them goes to `changes`."""
        if not self._changed():  # then what derives from the columns is what it was
            return []
        self.record.derive()
        for name, (old, new) in differences(self.before, self.record).items():
            self.changes[name] = [self.changes.get(name, [old])[0], new]
        return self._changed()

    def _changed(self) -> list[str]:
        record, held = self.record, self.record.__dict__  # most columns hold the very object that was stored
        return [name for name, old in self.before.items() if held.get(name) is not old and getattr(record, name) != old]

    @property
    def only_derived(self) -> bool:
        """Whether nothing changed but what the software keeps itself (sums, the date of the last follow-up)."""
        return self.record.only_derived(self.changes)

    @property
    def verb(self) -> str:
        """What happened to the record, where no event says it better."""
        if self.removed:
            return "erased"
        if self.made:
            return "created"
        if "deleted_at" in self.changes:
            return "deleted" if self.record.deleted_at else "restored"
        return "updated"
