"""Where records belong, whose pools they came from, and the history of every change of hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.output import Titles, reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.modules.ownership.models import LedgerEntry, Pool, Pooled, PoolMember, pools_for, receiving_pools

LEDGER_LIMIT = 200


def pool_to_return_to(ctx: Context, model: type[Pooled], record: Pooled | None) -> Pool | None:
    """The pool that a record was taken from, else the oldest where the actor may put it."""
    pools = list(receiving_pools(ctx).filter(object=model.object_type.code).order_by("created_at", "pk"))
    left = (
        LedgerEntry.objects.filter(record_id=record.pk, from_pool__isnull=False)
        if record
        else LedgerEntry.objects.none()
    )
    came_from = left.order_by("-at", "-id").values_list("from_pool", flat=True).first()
    return next((pool for pool in pools if pool.pk == came_from), pools[0] if pools else None)


def holding_pool(record: Pooled, member_id: UUID) -> Pool | None:
    """The pool whose holding limit binds a member who is given `record`: where it lies, else the most generous of theirs.

    What one member hands another may fill that one's hands no further than claiming could.
    """
    if record.pool_id:
        return Pool.objects.get(pk=record.pool_id)
    pools = list(pools_for(member_id).filter(object=record.object_type.code))
    if not pools or any(pool.holding_limit is None for pool in pools):
        return None
    return max(pools, key=lambda pool: pool.holding_limit or 0)


def ledger(ctx: Context, model: type[Pooled], record_id: UUID) -> dict[str, Any]:
    """{items}: every change of hands of a record that the member may see, newest first."""
    ctx.require(model.object_type.code, "read")
    if not model.objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound
    entries = list(LedgerEntry.objects.filter(record_id=record_id).order_by("-at", "-id")[:LEDGER_LIMIT])
    members = {pk for e in entries for pk in (e.from_owner_id, e.to_owner_id, e.actor_id) if pk}
    pools = {pk for e in entries for pk in (e.from_pool_id, e.to_pool_id) if pk}
    titles = titles_of(ctx, {"member": members, "pool": pools})
    return {"items": [_shown(entry, titles) for entry in entries]}


def _shown(entry: LedgerEntry, titles: Titles) -> dict[str, Any]:
    def named(target: str, pk: UUID | None) -> dict[str, Any] | None:
        return reference(target, pk, titles) if pk else None

    return {
        "id": entry.pk,
        "at": entry.at,
        "kind": entry.kind,
        "from_owner": named("member", entry.from_owner_id),
        "to_owner": named("member", entry.to_owner_id),
        "from_pool": named("pool", entry.from_pool_id),
        "to_pool": named("pool", entry.to_pool_id),
        "actor": named("member", entry.actor_id),
        "reason": entry.reason,
        "rule": entry.rule,
    }


def pool_members(ctx: Context, pool_id: UUID) -> dict[str, Any]:
    """{items: [{member, admin}]} by name."""
    ctx.require("pool", "read")
    if not Pool.objects.visible_to(ctx).filter(pk=pool_id).exists():
        raise NotFound
    rows = list(PoolMember.objects.filter(pool=pool_id).order_by("member__sort_key", "pk"))
    titles = titles_of(ctx, {"member": {row.member_id for row in rows}})
    return {"items": [{"member": reference("member", row.member_id, titles), "admin": row.admin} for row in rows]}
