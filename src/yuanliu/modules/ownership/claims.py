"""Claiming 领取: what is checked, in this order, and how it is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from yuanliu.base.errors import Conflict, Forbidden, NotFound, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.records.lookups import TellsOfOthers
from yuanliu.kernel.records.seen import spoken
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.ownership.models import ClaimCount, LedgerEntry, Pool, Pooled, usable_pools
from yuanliu.modules.ownership.reach import pool_reach


class NotPoolMember(Forbidden):
    code = "not_pool_member"
    detail = T("您不是公海“{pool}”的成员", "You are not a member of the pool {pool}.")


class AlreadyClaimed(TellsOfOthers):
    code = "already_claimed"
    detail = T("已被 {owner} 领取", "{owner} has already claimed this.")


class DailyQuotaReached(Conflict):
    code = "daily_quota_reached"
    detail = T(
        "今天从该公海领取已达上限 {quota} 条", "You have claimed {quota} from this pool today, which is the limit."
    )


class HoldingLimitReached(Conflict):
    code = "holding_limit_reached"
    detail = T("{member} 的保有量已达上限 {limit} 条", "{member} already holds {limit}, which is the limit.")


class CoolDown(Conflict):
    code = "cool_down"
    detail = T(
        "您曾是负责人，{days} 天冷却期内不能再次领取",
        "You were its owner and cannot claim it again within {days} days.",
    )


class Protected(Conflict):
    code = "protected"
    detail = T("新入公海 {hours} 小时内受保护，暂不能领取", "New arrivals are protected for {hours} hours.")


def check_membership(ctx: Context, record: Pooled) -> Pool:
    """The pool where the record lies, when the actor may claim from it."""
    if record.pool_id is None:
        raise no_longer_there(ctx, record)
    pool = remembered(("pool", record.pool_id), lambda: Pool.objects.get(pk=record.pool_id), Pool)
    if pool.pk in pool_reach(ctx).usable:
        return pool
    raise NotPoolMember(pool=pool.name) if sees_record(ctx, record) else NotFound()


def no_longer_there(ctx: Context, record: Pooled) -> Problem:
    """Whoever could have claimed it is told who was faster; for the others it does not exist."""
    if record.pool_id is not None:  # moved to another pool meanwhile
        return Conflict()
    sees = sees_record(ctx, record)
    pools = LedgerEntry.objects.filter(record_id=record.pk, from_pool__isnull=False)
    came_from = pools.order_by("-at", "-id").values("from_pool")[:1]
    if not sees and not usable_pools(ctx).filter(pk__in=came_from).exists():
        return NotFound()
    owner = Member.objects.filter(pk=record.owner_id).values_list("name", flat=True).first()
    told = owner and spoken(ctx, "member.name", owner)
    return AlreadyClaimed(of="" if sees else record.object_type.code, owner=told or "")


def sees_record(ctx: Context, record: Pooled) -> bool:
    return type(record).objects.visible_to(ctx).filter(pk=record.pk).exists()


def lock_member(member_id: UUID) -> Member:
    """What a member may take and hold is counted under this lock. Records are locked before members, everywhere."""
    return Member.objects.select_for_update(no_key=True).get(pk=member_id)


def count_claim(w: Work, member_id: UUID, pool: Pool) -> None:
    """One more of today's claims, or DailyQuotaReached; the member is locked."""
    today = ClaimCount.objects.filter(member=member_id, pool=pool, day=w.ctx.today)
    count = today.values_list("count", flat=True).first()
    if pool.daily_quota is not None and (count or 0) >= pool.daily_quota:
        raise DailyQuotaReached(quota=pool.daily_quota)
    if count is None:
        w.add_rows([ClaimCount(member_id=member_id, pool=pool, day=w.ctx.today, count=1)])
    else:
        w.change_rows(today, count=F("count") + 1)


def check_holding(record: Pooled, member: Member, pool: Pool | None) -> None:
    """HoldingLimitReached when the member, who is locked, has no room for one more beside what is theirs."""
    if pool is None or pool.holding_limit is None:
        return
    held = type(record).held(member.pk, pool.count_won).exclude(pk=record.pk).count()
    if held >= pool.holding_limit:
        raise HoldingLimitReached(limit=pool.holding_limit, member=member.name)


def check_cool_down(record: Pooled, member_id: UUID, pool: Pool, now: datetime) -> None:
    """A former owner waits before taking back what they gave up or lost."""
    if not pool.cool_down_days:
        return
    since = now - timedelta(days=pool.cool_down_days)
    left = LedgerEntry.objects.filter(record_id=record.pk, from_owner=member_id, to_pool__isnull=False, at__gt=since)
    if left.exists():
        raise CoolDown(days=pool.cool_down_days)


def check_protection(pooled_since: datetime | None, pool: Pool, now: datetime) -> None:
    """New arrivals are the admins' to assign before anybody may help themselves."""
    if pooled_since and pooled_since > now - timedelta(hours=pool.protection_hours):
        raise Protected(hours=pool.protection_hours)
