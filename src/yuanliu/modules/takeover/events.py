"""That a record comes from before: the one event that all of them share."""

from __future__ import annotations

from typing import ClassVar

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event


class RecordTakenOver(Event):
    code: ClassVar[str] = "record.taken_over"
    text: ClassVar[T] = T("期初迁入", "took over from before")
