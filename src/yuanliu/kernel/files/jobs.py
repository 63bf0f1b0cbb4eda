"""The clock of the sweep."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from yuanliu.kernel.files.sweeping import sweep_files
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context

logger = logging.getLogger(__name__)


@app.periodic(cron="50 */6 * * *")
@app.task(name="yuanliu.sweep_files", queue="jobs", queueing_lock="sweep_files")
def sweep_files_everywhere(timestamp: int) -> None:
    """Four times a day, so that also an office machine that is off at night gets to it."""
    for tenant in Tenant.objects.all():
        try:
            sweep_files(Context.for_system(tenant.pk, rule="files"))
        except Exception:
            logger.exception("sweeping the files of tenant %s failed", tenant.pk)
