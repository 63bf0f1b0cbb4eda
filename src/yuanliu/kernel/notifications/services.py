"""Telling members what concerns them, and never what they may not see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.base.ids import uuid7_at
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.notifications.models import Notification
from yuanliu.kernel.notifications.queries import unread
from yuanliu.kernel.records.seen import Told
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work

MAX_TEXT = 500


def notify(
    w: Work, member_ids: Iterable[UUID | None], code: str, text: T, record: Record | None = None, **values: Any
) -> int:
    """Tells each active member once, and says how many were told. `values` fill the {places} of the text; what tells a
    field of a record is given as `told(record, field)` and read as far as its reader sees that field.

    Left out: the actor, who knows; members who left; and whoever may not see `record` when the act is done so far.
    """
    ids = {member_id for member_id in member_ids if member_id is not None} - {w.ctx.member_id}
    told = active_members(ids)
    if record is not None:
        w.flush()
        told = [member for member in told if member_sees(member, record)]
    w.add_rows(
        Notification(
            id=uuid7_at(w.now),
            member_id=member.pk,
            code=code,
            text_zh=text.zh[:MAX_TEXT],
            text_en=text.en[:MAX_TEXT],
            values={name: _kept(value) for name, value in values.items()},
            object=record.object_type.code if record else "",
            record_id=record.pk if record else None,
            at=w.now,
        )
        for member in told
    )
    return len(told)


def _kept(value: Any) -> dict[str, Any]:
    said, of = (value.text, value.of) if isinstance(value, Told) else (value, None)
    text = said if isinstance(said, T) else T(str(said), str(said))
    return {"zh": text.zh[:MAX_TEXT], "en": text.en[:MAX_TEXT], **({"of": of} if of else {})}


def active_members(ids: Iterable[UUID]) -> list[Member]:
    return list(Member.objects.alive().filter(pk__in=set(ids), status="active").order_by("pk"))


def member_sees(member: Member, record: Record) -> bool:
    """Whether another member may see a record, by the same scope as every list of theirs."""
    theirs = context_for_member(Located(member.tenant_id, member.pk))
    return theirs is not None and type(record).objects.visible_to(theirs).filter(pk=record.pk).exists()


def mark_read(ctx: Context, ids: Iterable[UUID] | None = None) -> int:
    """Marks these of the member's own notifications as read, or all of them; returns how many are still unread."""
    with work(ctx) as w:
        rows = unread(ctx)
        w.change_rows(rows if ids is None else rows.filter(pk__in=list(ids)), read_at=w.now)
        return unread(ctx).count()
