"""What waits for a member who leaves does not wait for ever."""

from __future__ import annotations

from yuanliu.kernel.access.events import MemberHandedOver
from yuanliu.kernel.approvals.services import pass_on
from yuanliu.kernel.events.base import subscribe
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.unit import Work


@subscribe(MemberHandedOver)
def on_hand_over(w: Work, event: MemberHandedOver, entry: EventLog) -> None:
    pass_on(w, entry.record_id, event.to_id)
