"""Every change of hands of a lead or an account. Steps take `w`; each move is a row in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid, NotFound, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.records.lookups import counting_refusals
from yuanliu.kernel.records.services import NOT_FOUND, RecordAssigned, active_member, change, insert
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import object_models
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.ownership import claims
from yuanliu.modules.ownership.events import (
    PoolMemberRemoved,
    PoolMemberSet,
    RecordClaimed,
    RecordRecycled,
    RecordReturned,
)
from yuanliu.modules.ownership.models import (
    Home,
    LedgerEntry,
    LedgerKind,
    Pool,
    Pooled,
    PoolMember,
    receiving_pools,
)
from yuanliu.modules.ownership.opening import check_lets_in, check_pool_opens
from yuanliu.modules.ownership.queries import holding_pool, pool_to_return_to
from yuanliu.modules.ownership.reach import MASKABLE

P = TypeVar("P", bound=Pooled)
Values = Mapping[str, Any]

NO_POOL = T("没有可用的公海", "There is no pool to put it in.")
OUT_OF_RANGE = T("应在 0 到 {most} 之间", "Must be from 0 to {most}.")
NOT_MASKABLE = T("只能隐藏：{names}", "Only these can be masked: {names}.")
LIMITS = {"daily_quota": 100_000, "holding_limit": 10_000_000, "cool_down_days": 3650, "protection_hours": 8760}
TWO_HOMES = T("负责人与公海只能选一个", "Choose an owner or a pool, not both.")


class PoolNotEmpty(Conflict):
    code = "pool_not_empty"
    detail = T("公海中还有记录，不能删除", "Records still lie in this pool.")


class AlreadyInPool(Conflict):
    code = "already_in_pool"
    detail = T("已在该公海中", "It already lies in this pool.")


def furnish(w: Work) -> None:
    """A pool for leads and one for accounts that everybody may use; limits are for the tenant to set."""
    masked = ["mobile", "phone", "email", "wechat"]
    w.add(Pool(name="线索公海", object="lead", everyone=True, daily_quota=20, cool_down_days=7, masked_fields=masked))
    w.add(
        Pool(name="客户公海", object="account", everyone=True, daily_quota=20, cool_down_days=30, masked_fields=masked)
    )


# Coming into being


def place(w: Work, model: type[P], values: Values, *, action: str | None = "create") -> P:
    """Makes a record in the home that `values` name by "owner" or "pool"; else it is the actor's, else the pool's."""
    values = dict(values)
    home = _first_home(w.ctx, model, values.pop("owner", None), values.pop("pool", None))
    record: P = insert(w, model, values, action=action, settled=home.columns(w.now))  # type: ignore[assignment]
    entry = LedgerEntry.of(w, LedgerKind.CREATE, record, home)
    entry.from_owner_id = entry.from_pool_id = None
    w.add_rows([entry])
    return record


def _first_home(ctx: Context, model: type[Pooled], owner: UUID | None, pool: UUID | None) -> Home:
    if owner and pool:
        raise Invalid(errors=[FieldError("pool", "two_homes", TWO_HOMES)])
    if owner and owner != ctx.member_id:
        remembered(("active member", owner), lambda: active_member(owner))
    if pool or not (owner or ctx.member_id):
        return Home(pool=remembered(("pool", model, pool), lambda: _target_pool(ctx, model, pool)).pk)
    return Home(owner=owner or ctx.member_id)


def _target_pool(ctx: Context, model: type[Pooled], pool_id: UUID | None, record: Pooled | None = None) -> Pool:
    """The pool that was asked for, when the actor may use it; else the one to which the record belongs."""
    if pool_id is None:
        pool = pool_to_return_to(ctx, model, record)
    else:
        pool = receiving_pools(ctx).filter(object=model.object_type.code, pk=pool_id).first()
    if pool is None:
        raise Invalid(errors=[FieldError("pool", "not_found", NOT_FOUND if pool_id else NO_POOL)])
    return pool


# Changing hands


def give(w: Work, record: P, owner_id: UUID, reason: str = "") -> P:
    """Assigns what lies in a pool, transfers what another owns: free of quota and cool-down, not of the holding limit."""
    if record.owner_id == owner_id:
        return record
    owner = active_member(owner_id)
    pool = holding_pool(record, owner.pk)
    if pool is not None and pool.holding_limit is not None:
        claims.check_holding(record, claims.lock_member(owner.pk), pool)
    told = RecordAssigned(to_id=owner.pk, to_name=owner.name, from_id=record.owner_id)
    kind = LedgerKind.ASSIGN if record.pool_id else LedgerKind.TRANSFER
    _move(w, record, kind, Home(owner=owner.pk), told, reason=reason)
    w.flush(record)  # the next in a bulk act counts it as held
    return record


def put_back(w: Work, record: P, pool_id: UUID | None, reason: str) -> P:
    """Returns a record to a pool that the actor may use; without one, to the pool that it came from."""
    pool = _target_pool(w.ctx, type(record), pool_id, record)
    if record.pool_id == pool.pk:
        raise AlreadyInPool
    told = RecordReturned(pool_id=pool.pk, pool_name=pool.name, reason=reason, from_id=record.owner_id)
    return _move(w, record, LedgerKind.RETURN, Home(pool=pool.pk), told, reason=reason)


def recycle(w: Work, record: P, pool: Pool, reason: str, rule: str) -> P:
    """A rule takes the record from its owner."""
    told = RecordRecycled(pool_id=pool.pk, pool_name=pool.name, reason=reason, from_id=record.owner_id)
    return _move(w, record, LedgerKind.RECYCLE, Home(pool=pool.pk), told, reason=reason, rule=rule)


def note_conversion(w: Work, record: Pooled) -> None:
    """Conversion changes no owner, but the ledger tells how the record's way ended."""
    w.add_rows([LedgerEntry.of(w, LedgerKind.CONVERT, record, Home(record.owner_id, record.pool_id))])


def _move(w: Work, record: P, kind: LedgerKind, home: Home, told: Event, *, reason: str = "", rule: str = "") -> P:
    record.check_movable()
    w.add_rows([LedgerEntry.of(w, kind, record, home, reason=reason, rule=rule)])
    record.settle(home, w.now)
    record.next_follow_up_at = None if home.pool else record.next_follow_up_at
    w.release(record)
    w.emit(told, record)
    return record


def claim(w: Work, model: type[P], record_id: UUID) -> P:
    """Takes a record out of a pool. Of all who want it, the conditional UPDATE lets one through; then that one is checked.

    Order: membership, still there, daily quota, holding limit, cool-down, protection. A refusal rolls everything back.
    """
    w.ctx.require(model.object_type.code, "claim")
    record = model.objects.alive().filter(pk=record_id).first()
    if record is None or w.ctx.member_id is None:
        raise NotFound
    if claims.sees_record(w.ctx, record):
        record.check_movable()
    pool, arrived = claims.check_membership(w.ctx, record), record.pooled_since
    record.check_movable()
    home = Home(owner=w.ctx.member_id)
    entry = LedgerEntry.of(w, LedgerKind.CLAIM, record, home)
    if not w.compete(record, None, **home.columns(w.now)):
        now_there = model.objects.alive().filter(pk=record_id).first()
        raise claims.no_longer_there(w.ctx, now_there) if now_there else NotFound()
    member = claims.lock_member(w.ctx.member_id)
    claims.count_claim(w, member.pk, pool)
    claims.check_holding(record, member, pool)
    claims.check_cool_down(record, member.pk, pool, w.now)
    claims.check_protection(arrived, pool, w.now)
    w.add_rows([entry])
    w.emit(RecordClaimed(pool_id=pool.pk, pool_name=pool.name), record)
    return record


# Entry services


def claim_record(ctx: Context, model: type[P], record_id: UUID) -> P:
    with counting_refusals(ctx), work(ctx) as w:
        return claim(w, model, record_id)


def claim_records(ctx: Context, model: type[Pooled], ids: Iterable[UUID]) -> dict[UUID, Problem | None]:
    """What came of each, in the order asked; each is an act of its own, so that one refusal stops no other."""
    ctx.require(model.object_type.code, "claim")
    ctx = replace(ctx, idempotency=None)
    results: dict[UUID, Problem | None] = {}
    for record_id in dict.fromkeys(ids):
        try:
            claim_record(ctx, model, record_id)
            results[record_id] = None
        except Problem as problem:
            results[record_id] = problem
    return results


def return_record(ctx: Context, model: type[P], record_id: UUID, pool_id: UUID | None, reason: str) -> P:
    with work(ctx) as w:
        record = w.get(model, record_id, "return")
        return put_back(w, record, pool_id, reason)


def lock_record(ctx: Context, model: type[P], record_id: UUID, locked: bool) -> P:
    """锁定归属: no rule takes a locked record from its owner; people still may."""
    with work(ctx) as w:
        record = w.get(model, record_id, "lock")
        record.locked = locked
        return record


# Pools


def add_pool(w: Work, values: Values) -> Record:
    """Whoever makes a pool is its first admin."""
    _check_pool(values)
    pool = insert(w, Pool, values)
    if w.ctx.member_id:
        w.add_rows([PoolMember(pool_id=pool.pk, member_id=w.ctx.member_id, admin=True)])
    return pool


def change_pool(w: Work, pool: Pool, values: Values) -> Record:
    _check_pool(values)
    check_pool_opens(w.ctx, pool, values)
    return change(w, pool, values)


def delete_pool(w: Work, pool: Pool) -> None:
    """Never from under what lies in it."""
    if any(model.objects.filter(pool=pool).exists() for model in object_models() if issubclass(model, Pooled)):
        raise PoolNotEmpty
    w.trash(pool)


def _check_pool(values: Values) -> None:
    errors = [
        FieldError(name, "out_of_range", OUT_OF_RANGE.format(most=most))
        for name, most in LIMITS.items()
        if (value := values.get(name)) is not None and not 0 <= value <= most
    ]
    if not MASKABLE.issuperset(values.get("masked_fields") or ()):
        errors.append(
            FieldError("masked_fields", "not_maskable", NOT_MASKABLE.format(names="、".join(sorted(MASKABLE))))
        )
    if errors:
        raise Invalid(errors=errors)


def set_pool_member(ctx: Context, pool_id: UUID, member_id: UUID, admin: bool) -> Pool:
    """Makes a member one of the pool's, as an admin or not."""
    with work(ctx) as w:
        pool = w.get(Pool, pool_id, "update")
        member = active_member(member_id, "member")
        check_lets_in(ctx, pool, [member], "admin" if admin else "member", admin=admin)
        rows = PoolMember.objects.filter(pool=pool, member=member)
        if not w.change_rows(rows, admin=admin):
            w.add_rows([PoolMember(pool=pool, member=member, admin=admin)])
        w.emit(PoolMemberSet(member_id=member.pk, member_name=member.name, admin=admin), pool)
        return pool


def remove_pool_member(ctx: Context, pool_id: UUID, member_id: UUID) -> None:
    with work(ctx) as w:
        pool = w.get(Pool, pool_id, "update")
        row = PoolMember.objects.filter(pool=pool, member=member_id).select_related("member").first()
        if row is None:
            raise NotFound
        w.remove_rows(PoolMember.objects.filter(pk=row.pk))
        w.emit(PoolMemberRemoved(member_id=row.member_id, member_name=row.member.name), pool)
