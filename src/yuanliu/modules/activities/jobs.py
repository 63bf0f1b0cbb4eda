"""The clock of reminders."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.modules.activities.services import remind_due

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="yuanliu.remind", queue="jobs", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Every minute, for every tenant; the trouble of one keeps no other waiting."""
    for tenant in Tenant.objects.all():
        try:
            remind_due(Context.for_system(tenant.pk, rule="reminders", **tenant.local))
        except Exception:
            logger.exception("reminders of a tenant failed")
