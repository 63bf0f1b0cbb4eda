"""Numbers of documents: HT-20260101-0001, counted per tenant and day. Unique under concurrency; gaps are allowed."""

from __future__ import annotations

from django.db import connection

from yuanliu.base.ids import uuid7
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.contracts.models import DailyNumber

_NEXT = (
    f"INSERT INTO {DailyNumber._meta.db_table} AS daily (id, tenant_id, prefix, day, last) VALUES (%s, %s, %s, %s, 1) "  # noqa: S608
    "ON CONFLICT (tenant_id, prefix, day) DO UPDATE SET last = daily.last + 1 RETURNING last"
)


def next_number(w: Work, prefix: str) -> str:
    """The day's next number; who asks at the same time waits for this act to end, and gets the one after."""
    day = w.ctx.today
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [uuid7(), w.ctx.tenant_id, prefix, day])
        (last,) = cursor.fetchone()
    return f"{prefix}-{day:%Y%m%d}-{last:04}"
