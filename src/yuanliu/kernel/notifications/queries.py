"""What a member has been told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.kernel.notifications.models import Notification
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.seen import spoken
from yuanliu.kernel.tenancy.models import TenantQuerySet
from yuanliu.kernel.work.context import Context


def unread(ctx: Context) -> TenantQuerySet:
    return Notification.objects.filter(member=ctx.me, read_at=None)


def notification_page(ctx: Context, language: str, *, cursor: UUID | None = None, limit: int = 30) -> dict[str, Any]:
    """{items, next, unread}: the member's own, newest first. A record that they may no longer see is only hidden."""
    rows = Notification.objects.filter(member=ctx.me)
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    found = list(rows.order_by("-pk")[: limit + 1])
    page = found[:limit]
    wanted: dict[str, set[UUID]] = {}
    for row in page:
        if row.record_id is not None:
            wanted.setdefault(row.object, set()).add(row.record_id)
    titles = titles_of(ctx, wanted)
    return {
        "items": [_item(ctx, row, titles, language) for row in page],
        "next": page[-1].pk if len(found) > limit else None,
        "unread": unread(ctx).count(),
    }


def _item(ctx: Context, row: Notification, titles: dict[str, dict[UUID, str]], language: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": row.at,
        "code": row.code,
        "text": _text(ctx, row, language),
        "record": reference(row.object, row.record_id, titles) if row.record_id else None,
        "read": row.read_at is not None,
    }


def _text(ctx: Context, row: Notification, language: str) -> str:
    """With what its reader may be told now, whatever they might know when it was written."""
    tongue = "en" if language == "en" else "zh"
    text: str = getattr(row, f"text_{tongue}")
    if not row.values:
        return text
    return text.format(**{name: spoken(ctx, _fields(said), said[tongue]) for name, said in row.values.items()})


def _fields(said: dict[str, Any]) -> str | tuple[str, ...]:
    of = said.get("of", ())
    return of if isinstance(of, str) else tuple(of)
