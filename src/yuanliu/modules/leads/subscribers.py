"""What a campaign collects and passes on by itself."""

from __future__ import annotations

from yuanliu.kernel.events.base import subscribe
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.campaigns.events import SubmissionDue
from yuanliu.modules.leads.sync import queue_auto_sync


@subscribe(SubmissionDue)
def on_due(w: Work, event: SubmissionDue, entry: EventLog) -> None:
    queue_auto_sync(w, event.campaign_id)
