"""What the clock does for receivables."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.jobs.services import in_every_tenant
from yuanliu.modules.receivables.reminders import remind_of_dues


@app.periodic(cron="5 * * * *")
@app.task(name="yuanliu.remind_of_installments", queue="jobs", queueing_lock="remind_of_installments")
def remind_of_installments(timestamp: int) -> None:
    """Every hour, because tenants live in several time zones."""
    in_every_tenant("installment_reminders", remind_of_dues)
