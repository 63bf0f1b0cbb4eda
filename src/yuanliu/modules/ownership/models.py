"""Pools 公海, their members, the ledger of every change of hands, and the base of every record that can lie in a pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, TagsField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import ALL, NONE, Context, Scope
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import NOTHING
from yuanliu.modules.activities.models import Followed
from yuanliu.modules.ownership.reach import MaskedInPool, pool_reach, reach_of

if TYPE_CHECKING:
    from yuanliu.kernel.work.unit import Work


class PooledObject(Options):
    LEAD = "lead", "线索", "Lead"
    ACCOUNT = "account", "客户", "Account"


class PoolScope:
    """Whoever may see every pool sees every pool; the others see those that they may use."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        if scope == NONE:
            return NOTHING
        if scope == ALL:
            return Q()
        mine = PoolMember.objects.filter(member=ctx.member_id)
        if action == "read":
            return Q(everyone=True) | Q(pk__in=mine.values("pool"))
        return Q(pk__in=mine.filter(admin=True).values("pool"))


class Pool(Record):
    """公海: leads or accounts that nobody owns, and the rules for taking them. A limit that is empty is none."""

    setup = True

    name = models.CharField(T("公海名称", "Name"), max_length=100)
    object = ChoiceField(PooledObject, verbose_name=T("对象", "Object"))
    everyone = models.BooleanField(T("全员可用", "For everyone"), default=False)
    daily_quota = models.IntegerField(T("每人每日领取上限", "Daily claims per member"), null=True, blank=True)
    holding_limit = models.IntegerField(T("每人保有上限", "Holding limit per member"), null=True, blank=True)
    count_won = models.BooleanField(T("成交客户计入保有量", "Won accounts count as held"), default=False)
    cool_down_days = models.IntegerField(T("原负责人冷却天数", "Cool-down of the former owner, days"), default=0)
    protection_hours = models.IntegerField(T("新入公海保护小时数", "Protection of new arrivals, hours"), default=0)
    masked_fields = TagsField(T("公海中隐藏的字段", "Fields masked in the pool"))
    active = models.BooleanField(T("启用", "Active"), default=True)

    object_type = ObjectType(
        code="pool",
        label=T("公海", "Pool"),
        plural=T("公海", "Pools"),
        path="pools",
        icon="inbox",
        groups=(
            Group("basic", T("基本信息", "Basics"), ("name", "object", "everyone", "active")),
            Group(
                "rules",
                T("领取规则", "Rules for claiming"),
                ("daily_quota", "holding_limit", "count_won", "cool_down_days", "protection_hours", "masked_fields"),
            ),
        ),
        columns=("name", "object", "everyone", "daily_quota", "holding_limit", "cool_down_days", "active"),
        protected=frozenset({"object"}),
        initial=frozenset({"object"}),
        scope=PoolScope(),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "object", "name"], name="pool_name_once")]


class PoolMember(TenantModel):
    """Who may use a pool that is not for everyone; an admin of a pool assigns from it and sees it unmasked."""

    setup = True

    pool = TenantForeignKey(Pool, related_name="members")
    member = TenantForeignKey("access.Member", related_name="+")
    admin = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "pool", "member"], name="pool_member_once")]


def pools_for(member_id: UUID) -> models.QuerySet[Pool]:
    """The active pools from which a member may claim and to which they may return."""
    return Pool.objects.filter(pk__among=reach_of(member_id).usable)


def usable_pools(ctx: Context) -> models.QuerySet[Pool]:
    """Those of the actor; the product itself may use every active one."""
    return Pool.objects.filter(pk__among=pool_reach(ctx).usable)


def receiving_pools(ctx: Context) -> models.QuerySet[Pool]:
    """The active pools into which the actor may put records: those that they use and those that they administer."""
    reach = pool_reach(ctx)
    return Pool.objects.filter(pk__among={*reach.usable, *reach.administered}, active=True)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a record belongs: to an owner or in a pool."""

    owner: UUID | None = None
    pool: UUID | None = None

    def columns(self, now: datetime) -> dict[str, Any]:
        """The columns of a record that has come home now."""
        return {
            "owner_id": self.owner,
            "pool_id": self.pool,
            "owned_since": now if self.owner else None,
            "pooled_since": now if self.pool else None,
        }


class Pooled(MaskedInPool, Followed):
    """A record with exactly one home: an owner or a pool. It moves through `ownership.services` only."""

    pool = TenantForeignKey(Pool, verbose_name=T("所在公海", "Pool"), null=True, blank=True, related_name="+")
    owned_since = models.DateTimeField(T("归属时间", "Owned since"), null=True, blank=True)
    pooled_since = models.DateTimeField(T("入公海时间", "In the pool since"), null=True, blank=True)
    locked = models.BooleanField(T("锁定归属", "Locked"), default=False)  # no rule takes it from its owner

    mask_columns = ("pool",)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, pool__isnull=True) | Q(owner__isnull=True, pool__isnull=False),
                name="%(class)s_one_home",
            )
        ]

    @classmethod
    def hand_over(cls, w: Work, records: Sequence[Self], heir_id: UUID) -> None:
        home = Home(owner=heir_id)
        w.add_rows(LedgerEntry.of(w, LedgerKind.HAND_OVER, record, home) for record in records)
        for record in records:
            record.settle(home, w.now)

    def check_movable(self) -> None:
        """Raises the reason for which this record stays where it is. Extended by what is closed for good."""

    def settle(self, home: Home, now: datetime) -> None:
        for column, value in home.columns(now).items():
            setattr(self, column, value)

    @classmethod
    def held(cls, member_id: UUID, count_won: bool) -> RecordQuerySet:
        """What counts against a member's holding limit."""
        return cls.objects.alive().filter(owner=member_id)


#: The verbs of every object with a pool: `verbs={**POOL_VERBS, …}`.
POOL_VERBS = {
    "assign": T("分配", "Assign"),
    "claim": T("领取", "Claim"),
    "return": T("退回公海", "Return to pool"),
    "lock": T("锁定归属", "Lock"),
}


class LedgerKind(Options):
    CREATE = "create", "新建", "Created"
    ASSIGN = "assign", "分配", "Assigned", "processing"
    CLAIM = "claim", "领取", "Claimed", "success"
    RETURN = "return", "退回", "Returned", "warning"
    RECYCLE = "recycle", "回收", "Recycled", "warning"
    TRANSFER = "transfer", "转交", "Transferred", "processing"
    CONVERT = "convert", "转化", "Converted", "success"
    HAND_OVER = "hand_over", "离职交接", "Handed over", "processing"


class LedgerEntry(TenantModel):
    """归属流水: one change of hands: from whom, to whom, by whom, why and by which rule. Never changed."""

    access = "append"

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    kind = ChoiceField(LedgerKind)
    from_owner = TenantForeignKey("access.Member", null=True, related_name="+")
    to_owner = TenantForeignKey("access.Member", null=True, related_name="+")
    from_pool = TenantForeignKey(Pool, null=True, related_name="+")
    to_pool = TenantForeignKey(Pool, null=True, related_name="+")
    actor = TenantForeignKey("access.Member", null=True, related_name="+")
    reason = models.CharField(max_length=200, default="")
    rule = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "record_id", "-at"], name="ledger_by_record")]

    @classmethod
    def of(
        cls, w: Work, kind: LedgerKind, record: Pooled, home: Home, *, reason: str = "", rule: str = ""
    ) -> LedgerEntry:
        """The row for a move of `record` from where it is to `home`; written before the record changes."""
        return cls(
            object=record.object_type.code,
            record_id=record.pk,
            kind=kind,
            from_owner_id=record.owner_id,
            from_pool_id=record.pool_id,
            to_owner_id=home.owner,
            to_pool_id=home.pool,
            actor_id=w.ctx.member_id,
            reason=reason,
            rule=rule or w.ctx.origin.rule,
            at=w.now,
        )


class ClaimCount(TenantModel):
    """How often a member has claimed from a pool on a day; what is returned does not count back."""

    member = TenantForeignKey("access.Member", related_name="+")
    pool = TenantForeignKey(Pool, related_name="+")
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "member", "pool", "day"], name="claim_count_once")]
