"""What waits for a member's decision, what they asked for, and what was decided about a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from yuanliu.base.errors import Forbidden
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.access.rights import widest_grants
from yuanliu.kernel.approvals.models import Approval, ApprovalState
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.tenancy.models import TenantQuerySet
from yuanliu.kernel.work.context import ALL, Context

LIMIT = 100
DECIDED_ALONE = "approval.decided_alone"  # the event of an exception; see eyes.py


def holders(object_code: str, action: str) -> TenantQuerySet:
    """Active members whose roles let them `action` some records of the object; whether this one is up to their scope."""
    permission = f"{object_code}.{action}"
    stored = Role.objects.alive().values_list("code", "grants")
    roles = [code for code, grants in stored if widest_grants([grants]).get(permission)]
    has_role = Q(*(Q(roles__contains=[code]) for code in roles), _connector=Q.OR) if roles else Q(pk__in=[])
    return Member.objects.alive().filter(has_role, status="active").order_by("pk")


def waiting_for_me(ctx: Context) -> TenantQuerySet:
    """待我审批, the oldest first."""
    return Approval.objects.filter(approver=ctx.member_id, state=ApprovalState.PENDING).order_by("requested_at", "pk")


def approvals(ctx: Context, box: str, record_id: UUID | None = None) -> dict[str, Any]:
    """{items}: of a record, or the member's own box: waiting, decided or requested. Only about records they may see."""
    if record_id is not None:
        rows = Approval.objects.filter(record_id=record_id).order_by("-requested_at", "-pk")
    elif box == "waiting":
        rows = waiting_for_me(ctx)
    elif box == "decided":
        rows = (
            Approval.objects.filter(approver=ctx.member_id).exclude(state=ApprovalState.PENDING).order_by("-decided_at")
        )
    else:
        rows = Approval.objects.filter(requested_by=ctx.member_id).order_by("-requested_at", "-pk")
    return {"items": _shown(ctx, list(rows[:LIMIT]))}


def exceptions(ctx: Context) -> dict[str, Any]:
    """{items}: what people decided about their own act because nobody else could, newest first; for administrators."""
    if ctx.require("member", "update") != ALL:
        raise Forbidden(permission="member.update")
    rows = list(EventLog.objects.filter(code=DECIDED_ALONE).order_by("-at", "-pk")[:LIMIT])
    wanted: dict[str, set[UUID]] = {"member": {row.actor_id for row in rows if row.actor_id}}
    for row in rows:
        wanted.setdefault(row.object, set()).add(row.record_id)
    titles = titles_of(ctx, wanted)
    return {
        "items": [
            {
                "record": reference(row.object, row.record_id, titles),
                "member": reference("member", row.actor_id, titles) if row.actor_id else None,
                "action": row.data["action"],
                "at": row.at,
            }
            for row in rows
        ]
    }


def _shown(ctx: Context, rows: list[Approval]) -> list[dict[str, Any]]:
    wanted: dict[str, set[UUID]] = {
        "member": {pk for row in rows for pk in (row.requested_by_id, row.approver_id) if pk}
    }
    for row in rows:
        wanted.setdefault(row.object, set()).add(row.record_id)
    titles = titles_of(ctx, wanted)
    return [_item(row, titles) for row in rows if row.record_id in titles.get(row.object, {})]


def _item(row: Approval, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    plain = ("id", "kind", "state", "requested_at", "reason", "decided_at", "note")
    return {
        **{name: getattr(row, name) for name in plain},
        "record": reference(row.object, row.record_id, titles),
        "requested_by": reference("member", row.requested_by_id, titles) if row.requested_by_id else None,
        "approver": reference("member", row.approver_id, titles),
    }
