"""The clock of the campaigns' reminders."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.jobs.services import in_every_tenant
from yuanliu.modules.campaigns.services.reminders import remind_in_time


@app.periodic(cron="17 * * * *")
@app.task(name="yuanliu.remind_campaigns", queue="jobs", queueing_lock="remind_campaigns")
def remind_everywhere(timestamp: int) -> None:
    """Every hour; from which hour of its day on, the tenant says."""
    in_every_tenant("campaign reminders", remind_in_time)
