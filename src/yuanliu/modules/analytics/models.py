"""Targets 业绩目标: what a member or a department is to contract or to receive in a month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, TenantForeignKey
from yuanliu.kernel.work.context import ALL, NONE, SUBTREE, Context, Scope
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import OwnerScope


class TargetKind(Options):
    CONTRACTED = "contracted", "合同额", "Contracted"
    RECEIVED = "received", "回款额", "Received"


class TargetScope(OwnerScope):
    """A member's target is the member's; a department's is that of its people, and read by all of them."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        within = super().condition(model, ctx, scope, action)
        if scope in (NONE, ALL) or (action != "read" and scope < SUBTREE):
            return within
        departments = ctx.departments if scope == SUBTREE else (ctx.department_id,)
        return within | Q(department__in=departments)


class Target(Record):
    """业绩目标 in base currency. `month` is the first day of the month; `name` says whose, which and when."""

    name = models.CharField(T("目标", "Target"), max_length=200, blank=True)
    member = TenantForeignKey(
        "access.Member", verbose_name=T("成员", "Member"), null=True, blank=True, related_name="+"
    )
    department = TenantForeignKey(
        "access.Department", verbose_name=T("部门", "Department"), null=True, blank=True, related_name="+"
    )
    month = models.DateField(T("月份", "Month"))
    kind = ChoiceField(TargetKind, verbose_name=T("指标", "Figure"), default="contracted")
    amount = MoneyField(T("目标金额", "Amount"), currency=None)

    object_type = ObjectType(
        code="target",
        label=T("业绩目标", "Target"),
        plural=T("业绩目标", "Targets"),
        path="targets",
        icon="aim",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "member", "department", "month", "kind", "amount")),),
        columns=("name", "member", "department", "month", "kind", "amount"),
        protected=frozenset({"member", "department", "month", "kind"}),
        initial=frozenset({"member", "department", "month", "kind"}),
        derived=frozenset({"name"}),
        scope=TargetScope(owner="member"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "member", "department", "kind", "month"],
                condition=Q(deleted_at=None),
                nulls_distinct=False,
                name="target_once",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, department__isnull=True)
                | Q(member__isnull=True, department__isnull=False),
                name="target_of_one",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "month", "kind"], name="target_by_month")]
