"""Targets 业绩目标, the rule of attribution 归因规则, and what campaigns earned by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import ALL, NONE, SUBTREE, Context, Scope
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType, Permissions, register_permissions
from yuanliu.kernel.work.rules import TenantRule
from yuanliu.kernel.work.scope import OwnerScope

#: Sums and ratios of the company, for who may list a part of what they count; see `queries/whole.py`.
register_permissions(
    Permissions(
        "figures", T("统计数据", "Figures"), {"whole": T("查看全公司合计与比率", "See sums and ratios of the company")}
    )
)


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
        follows={"name": ("member", "department", "month", "kind", "member.name", "department.name")},
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


class AttributionModel(Options):
    """How the money of a contract is shared out among the touches that went before it."""

    PRIMARY = "primary", "主要来源", "Primary source"
    FIRST = "first", "首次触点", "First touch"
    LAST = "last", "末次触点", "Last touch"
    LINEAR = "linear", "线性平均", "Linear"
    DECAY = "decay", "时间衰减", "Time decay"
    POSITION = "position", "位置 40/20/40", "Position 40/20/40"


class AttributionRule(TenantRule):
    """归因规则: how a tenant attributes. It changes the figures of every campaign.

    First: primary source; a half-life of 7 days, as Google and Adobe Analytics have it; a look-back of a year, because
    companies buy from companies slowly and a fair comes once a year.
    """

    about = "campaign"

    model = ChoiceField(AttributionModel, default="primary")
    half_life_days = models.IntegerField(default=7)
    look_back_days = models.IntegerField(default=365)


class Credit(TenantModel):
    """What a campaign, through one of its links, earned of a contract or of one receipt of it, under each model.

    In base currency. The rows of a contract (those without a receipt) add up to its amount, the rows of a receipt to the
    receipt; a contract that nothing touched within the look-back has none. Kept by services/credits.py.
    """

    contract = TenantForeignKey("contracts.Contract", related_name="+")
    receipt = TenantForeignKey("receivables.Receipt", null=True, related_name="+")
    campaign = TenantForeignKey("campaigns.Campaign", related_name="+")
    promotion_link = TenantForeignKey("campaigns.PromotionLink", null=True, related_name="+")
    first = MoneyField(currency=None)
    last = MoneyField(currency=None)
    linear = MoneyField(currency=None)
    decay = MoneyField(currency=None)
    position = MoneyField(currency=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "contract", "receipt", "campaign", "promotion_link"],
                nulls_distinct=False,
                name="credit_once",
            ),
        ]
