"""Two eyes 双人原则: what one made, another decides. The one place of this rule, for approvals and for money that leaves.

Where nobody else may decide (a company of one), the act goes through and stays on record as an exception.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from yuanliu.base.errors import Forbidden
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.approvals.queries import DECIDED_ALONE, holders
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work


class OwnAct(Forbidden):
    code = "two_eyes"
    detail = T(
        "您自己提交的，须由他人审批；可由 {who} 处理", "What you made is for somebody else to approve: {who} may."
    )


class DecidedAlone(Event):
    """Nobody else could: the exception that auditors look for."""

    code: ClassVar[str] = DECIDED_ALONE
    text: ClassVar[T] = T("自己提交、自己审批（没有其他有权限的成员）", "approved their own act; nobody else may")
    action: str


def may_decide(member: Member, record: Record, action: str) -> bool:
    """By their roles as they are now, and within their scope."""
    theirs = context_for_member(Located(member.tenant_id, member.pk))
    return theirs is not None and type(record).objects.visible_to(theirs, action).filter(pk=record.pk).exists()


def makers_of(record: Record, requester_id: UUID | None) -> set[UUID]:
    """Whose own act a decision about the record would be: who asked for it, and who made what it is about."""
    return {member_id for member_id in (requester_id, record.created_by_id) if member_id is not None}


def other_deciders(record: Record, action: str, makers: Collection[UUID]) -> list[Member]:
    others = holders(record.object_type.code, action).exclude(pk__in=makers)
    return [member for member in others if may_decide(member, record, action)]


def require_another(w: Work, record: Record, action: str, makers: Collection[UUID]) -> None:
    """Refuses whoever decides about their own act, unless nobody else may; then it is told as an exception."""
    if w.ctx.system or w.ctx.member_id not in makers:
        return
    w.flush()
    if others := other_deciders(record, action, makers):
        raise OwnAct(who="、".join(member.name for member in others[:3]))
    w.emit(DecidedAlone(action=action), record)
