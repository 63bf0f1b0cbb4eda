"""The clock of the campaigns' reminders."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from procrastinate.contrib.django import app

from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.modules.campaigns.services.reminders import remind_campaigns

logger = logging.getLogger(__name__)

MORNING = 8


@app.periodic(cron="17 * * * *")
@app.task(name="yuanliu.remind_campaigns", queue="jobs", queueing_lock="remind_campaigns")
def remind_everywhere(timestamp: int) -> None:
    """Every hour of the tenant's day; the trouble of one keeps no other waiting."""
    for tenant in Tenant.objects.all():
        ctx = Context.for_system(tenant.pk, rule="campaign reminders", **tenant.local)
        if ctx.now.astimezone(ZoneInfo(tenant.time_zone)).hour < MORNING:
            continue
        try:
            remind_campaigns(ctx)
        except Exception:
            logger.exception("campaign reminders of a tenant failed")
