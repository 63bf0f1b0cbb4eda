"""Rules by which records leave the owners who neglect them, and which warnings and runs there have been."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import T
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import EveryoneScope
from yuanliu.modules.accounts.models import AccountLevel
from yuanliu.modules.ownership.models import PooledObject


class RecycleRule(Record):
    """回收规则. An empty number of days is no condition; each condition alone is enough to be recycled.

    A rule for one level takes the place of the rule for all levels.
    """

    name = models.CharField(T("规则名称", "Name"), max_length=100)
    object = ChoiceField(PooledObject, verbose_name=T("对象", "Object"))
    pool = TenantForeignKey("ownership.Pool", verbose_name=T("回收到", "Into the pool"), related_name="+")
    level = ChoiceField(
        AccountLevel,
        verbose_name=T("客户级别", "Level"),
        null=True,
        blank=True,
        help_text=T("留空适用于所有级别；只对客户有效", "Empty: every level. For accounts only."),
    )
    no_follow_up_days = models.IntegerField(T("未跟进天数", "Days without follow-up"), null=True, blank=True)
    no_opportunity_days = models.IntegerField(T("未建商机天数", "Days without an opportunity"), null=True, blank=True)
    not_won_days = models.IntegerField(T("未成交天数", "Days without a win"), null=True, blank=True)
    exempt_won = models.BooleanField(T("成交客户不回收", "Exempt: has bought"), default=True)
    exempt_open_opportunity = models.BooleanField(
        T("有进行中商机不回收", "Exempt: has an open opportunity"), default=True
    )
    exempt_locked = models.BooleanField(T("锁定的不回收", "Exempt: locked"), default=True)
    warn_days = models.IntegerField(T("提前提醒天数", "Warn days ahead"), default=3)
    active = models.BooleanField(T("启用", "Active"), default=True)

    object_type = ObjectType(
        code="recycle_rule",
        label=T("回收规则", "Recycling rule"),
        plural=T("回收规则", "Recycling rules"),
        path="recycle-rules",
        icon="rollback",
        groups=(
            Group("basic", T("基本信息", "Basics"), ("name", "object", "pool", "level", "active", "warn_days")),
            Group(
                "conditions",
                T("回收条件", "When"),
                ("no_follow_up_days", "no_opportunity_days", "not_won_days"),
            ),
            Group("exempt", T("豁免", "Exempt"), ("exempt_won", "exempt_open_opportunity", "exempt_locked")),
        ),
        columns=(
            "name",
            "object",
            "pool",
            "level",
            "no_follow_up_days",
            "no_opportunity_days",
            "not_won_days",
            "active",
        ),
        protected=frozenset({"object"}),
        initial=frozenset({"object"}),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "object", "level"],
                condition=Q(deleted_at=None, active=True),
                nulls_distinct=False,
                name="recycle_rule_once",
            )
        ]

    @property
    def signature(self) -> str:
        """How the ledger names the rule that acted: a changed rule is another version."""
        return f"{self.name} v{self.version}"


class RecyclingWarning(TenantModel):
    """That an owner was warned of one date; the same date is never announced twice."""

    access = "append"

    record_id = models.UUIDField()
    owner = TenantForeignKey("access.Member", related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "record_id", "owner", "due_on"], name="recycling_warning_once")
        ]


class RecyclingRun(TenantModel):
    """That the run of a day is finished."""

    access = "append"

    day = models.DateField()
    recycled = models.IntegerField()
    warned = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="recycling_run_once")]
