"""The clock of the night's run."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from procrastinate.contrib.django import app

from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.modules.recycling.queries import HOUR
from yuanliu.modules.recycling.services import run_night

logger = logging.getLogger(__name__)


@app.periodic(cron="7 * * * *")
@app.task(name="yuanliu.recycle", queue="jobs", queueing_lock="recycle")
def recycle_everywhere(timestamp: int) -> None:
    """Every hour, for each tenant where the night's hour has come and today's run is not done: a worker that was down
    at night catches up, and the trouble of one tenant keeps no other waiting."""
    for tenant in Tenant.objects.all():
        ctx = Context.for_system(tenant.pk, rule="recycling", **tenant.local)
        if ctx.now.astimezone(ZoneInfo(tenant.time_zone)).hour < HOUR:
            continue
        try:
            run_night(ctx)
        except Exception:
            logger.exception("recycling of a tenant failed")
