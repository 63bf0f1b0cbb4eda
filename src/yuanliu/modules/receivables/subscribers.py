"""Whom money that came in, or is to go back, waits for."""

from __future__ import annotations

from yuanliu.kernel.events.base import subscribe
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.receivables.events import ReceiptRegistered, RefundRequested
from yuanliu.modules.receivables.services import tell_who_confirms


@subscribe(ReceiptRegistered, RefundRequested)
def on_waiting(w: Work, event: ReceiptRegistered | RefundRequested, entry: EventLog) -> None:
    tell_who_confirms(w, entry.record_id, entry.actor_id)
