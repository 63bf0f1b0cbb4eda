"""Delivery of the outbox."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

import msgspec
from django.db.models import F
from procrastinate.contrib.django import app

from yuanliu.kernel.events.base import event_types, subscribers_by_name
from yuanliu.kernel.events.models import OutboxEntry
from yuanliu.kernel.jobs import services  # noqa: F401  declares run_long_job
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context, Origin
from yuanliu.kernel.work.unit import reading, work

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10


@app.task(name="yuanliu.deliver_outbox", queue="outbox")
def deliver_outbox(tenant_id: str) -> None:
    """Brings every waiting event of a tenant to its subscribers, each in a transaction of its own."""
    tenant = Tenant.objects.get(pk=tenant_id)
    ctx = Context.for_system(tenant.pk, kind="automation", **tenant.local)
    with reading(ctx):
        waiting = list(
            OutboxEntry.objects.filter(attempts__lt=MAX_ATTEMPTS).order_by("event_id").values_list("pk", flat=True)
        )
    for entry_id in waiting:
        try:
            _deliver(ctx, entry_id)
        except Exception as error:
            logger.exception("a subscriber failed")
            with work(ctx) as w:
                w.change_rows(
                    OutboxEntry.objects.filter(pk=entry_id),
                    attempts=F("attempts") + 1,
                    error=f"{type(error).__name__}: {error}"[:500],
                )


def _deliver(ctx: Context, entry_id: UUID) -> None:
    """The subscriber acts and the entry goes, together or not at all; a twin that came first has it locked."""
    with reading(ctx):
        entry = OutboxEntry.objects.select_related("event").filter(pk=entry_id).first()
    if entry is None:
        return
    row = entry.event
    acting = replace(ctx, origin=Origin(kind="automation", rule=entry.subscriber), clock=row.at)
    with work(acting) as w:
        rows = OutboxEntry.objects.filter(pk=entry_id)
        if not rows.select_for_update(skip_locked=True).exists():
            return
        event = msgspec.convert(row.data, event_types[row.code], strict=False)
        subscribers_by_name[entry.subscriber](w, event, row)
        w.remove_rows(rows)


@app.periodic(cron="* * * * *")
@app.task(name="yuanliu.sweep_outbox", queue="outbox", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """Retries what a crash or a failing subscriber left behind."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        deliver_outbox(str(tenant_id))
