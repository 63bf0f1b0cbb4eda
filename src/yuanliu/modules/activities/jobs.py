"""The clock of reminders."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.jobs.services import in_every_tenant
from yuanliu.modules.activities.services import remind_due


@app.periodic(cron="* * * * *")
@app.task(name="yuanliu.remind", queue="jobs", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Every minute."""
    in_every_tenant("reminders", remind_due)
