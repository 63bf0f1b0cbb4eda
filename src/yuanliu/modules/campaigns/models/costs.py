"""What campaigns were meant to cost and what they did cost. Seeing either takes the permission to read cost items."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, ScaledField, TenantForeignKey
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import OwnerScope


class CostKind(Options):
    VENUE = "venue", "场地", "Venue"
    BOOTH = "booth", "展位", "Booth"
    ADVERTISING = "advertising", "广告投放", "Advertising"
    TRAVEL = "travel", "差旅", "Travel"
    MATERIAL = "material", "物料", "Material"
    GIFT = "gift", "礼品", "Gifts"
    OTHER = "other", "其他", "Other"


class CostItem(Record):
    """活动费用: money actually spent on a campaign, booked in base currency at the rate of its date."""

    campaign = TenantForeignKey("campaigns.Campaign", verbose_name=T("市场活动", "Campaign"), related_name="costs")
    name = models.CharField(T("费用说明", "Description"), max_length=200)
    kind = ChoiceField(CostKind, verbose_name=T("费用类型", "Kind"), default="other")
    channel = models.CharField(T("渠道", "Channel"), max_length=60, blank=True)
    spent_on = models.DateField(T("发生日期", "Spent on"))
    currency = models.CharField(T("币种", "Currency"), max_length=3, default="CNY")
    amount = MoneyField(T("金额", "Amount"), base="amount_base")
    rate = ScaledField(T("汇率", "Rate"), scale=8, default=1)
    amount_base = MoneyField(T("本位币金额", "Amount in base currency"), currency=None)

    object_type = ObjectType(
        code="cost_item",
        label=T("活动费用", "Cost item"),
        plural=T("活动费用", "Cost items"),
        path="cost-items",
        icon="pay-circle",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("campaign", "name", "kind", "channel", "spent_on", "currency", "amount", "rate", "amount_base"),
            ),
        ),
        columns=("name", "kind", "channel", "spent_on", "amount", "amount_base"),
        protected=frozenset({"campaign"}),
        initial=frozenset({"campaign"}),
        derived=frozenset({"rate", "amount_base"}),
        follows={"amount_base": ("amount",)},
        scope=OwnerScope("campaign"),
    )


class BudgetLine(Record):
    """预算明细: a part of what a campaign may cost, in base currency like the budget itself."""

    campaign = TenantForeignKey("campaigns.Campaign", verbose_name=T("市场活动", "Campaign"), related_name="plan")
    name = models.CharField(T("预算说明", "Description"), max_length=200)
    kind = ChoiceField(CostKind, verbose_name=T("费用类型", "Kind"), default="other")
    channel = models.CharField(T("渠道", "Channel"), max_length=60, blank=True)
    amount = MoneyField(T("金额", "Amount"), currency=None)

    object_type = ObjectType(
        code="budget_line",
        label=T("预算明细", "Budget line"),
        plural=T("预算明细", "Budget lines"),
        path="budget-lines",
        icon="account-book",
        groups=(Group("basic", T("基本信息", "Basics"), ("campaign", "name", "kind", "channel", "amount")),),
        columns=("name", "kind", "channel", "amount"),
        protected=frozenset({"campaign"}),
        initial=frozenset({"campaign"}),
        scope=OwnerScope("campaign"),
    )
