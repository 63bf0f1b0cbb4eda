"""What the clock does for receivables."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.modules.receivables.reminders import remind_tenant

logger = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(name="yuanliu.remind_of_installments", queue="jobs", queueing_lock="remind_of_installments")
def remind_of_installments(timestamp: int) -> None:
    """Every hour, because tenants live in several time zones; one tenant's trouble does not keep the others waiting."""
    for tenant in Tenant.objects.all():
        try:
            remind_tenant(tenant)
        except Exception:
            logger.exception("reminders of tenant %s failed", tenant.pk)
