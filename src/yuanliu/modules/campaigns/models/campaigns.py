"""Campaigns 市场活动: their facts, and who may see what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, TenantForeignKey
from yuanliu.kernel.work.context import ALL, NONE, Context
from yuanliu.kernel.work.models import OwnedRecord
from yuanliu.kernel.work.object_type import Computed, Group, ObjectType, Related
from yuanliu.modules.campaigns.models.costs import CostItem


class CampaignKind(Options):
    SUMMIT = "summit", "行业峰会", "Summit"
    EXHIBITION = "exhibition", "展会", "Exhibition"
    SALON = "salon", "线下沙龙", "Salon"
    WEBINAR = "webinar", "线上研讨会", "Webinar"
    WHITE_PAPER = "white_paper", "白皮书下载", "White paper"
    LIVE_STREAM = "live_stream", "直播", "Live stream"
    LOTTERY = "lottery", "抽奖", "Lottery"
    OTHER = "other", "其他", "Other"


NOTHING_TO_ATTEND = (CampaignKind.WHITE_PAPER, CampaignKind.LOTTERY)


class CampaignMode(Options):
    ONLINE = "online", "线上", "Online", "processing"
    OFFLINE = "offline", "线下", "Offline", "warning"


class CampaignTarget(Options):
    LEAD = "lead", "线索", "Leads"
    ACCOUNT = "account", "客户", "Accounts"


class CampaignState(Options):
    DRAFT = "draft", "草稿", "Draft", "default"
    ACTIVE = "active", "进行中", "Active", "processing"
    PAUSED = "paused", "已暂停", "Paused", "warning"
    ENDED = "ended", "已结束", "Ended", "success"
    ARCHIVED = "archived", "已归档", "Archived", "default"


def _spent(ctx: Context) -> Subquery:
    """Of the cost items that the viewer may see: no order and no filter gives away the others."""
    items = CostItem.objects.visible_to(ctx).filter(campaign=OuterRef("pk")).order_by()
    return Subquery(items.values("campaign").annotate(total=Sum("amount_base")).values("total"))


class Campaign(OwnedRecord):
    """市场活动. Budget and expectations are in the tenant's base currency, so that campaigns can be compared."""

    name = models.CharField(T("活动名称", "Campaign name"), max_length=200)
    kind = ChoiceField(CampaignKind, verbose_name=T("活动类型", "Kind"), default="other")
    mode = ChoiceField(CampaignMode, verbose_name=T("活动模式", "Mode"), default="online")
    target = ChoiceField(CampaignTarget, verbose_name=T("关联对象", "Collects"), default="lead")
    state = ChoiceField(CampaignState, verbose_name=T("状态", "State"), default="draft")
    starts_on = models.DateField(T("开始日期", "Starts on"), null=True, blank=True)
    ends_on = models.DateField(T("结束日期", "Ends on"), null=True, blank=True)
    place = models.CharField(T("地点", "Place"), max_length=200, blank=True)
    budget = MoneyField(T("预算", "Budget"), currency=None, null=True, blank=True)
    expected_leads = models.IntegerField(T("预期线索数", "Expected leads"), null=True, blank=True)
    expected_revenue = MoneyField(T("预期收入", "Expected revenue"), currency=None, null=True, blank=True)
    description = models.TextField(T("活动描述", "Description"), blank=True)
    opens_at = models.DateTimeField(T("开放时间", "Opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(T("截止时间", "Closes at"), null=True, blank=True)
    quota = models.IntegerField(T("名额", "Places"), null=True, blank=True)
    proof_of_work = models.BooleanField(
        T("机器人验证", "Check for robots"),
        default=False,
        help_text=T(
            "访客的浏览器先做一道小计算题；不能运行脚本的提交进入待审核",
            "The visitor's browser solves a small puzzle; what comes without it waits for review.",
        ),
    )
    cover = TenantForeignKey("files.Attachment", null=True, editable=False, related_name="+")
    # Where what is collected goes by itself; both empty: a person syncs.
    auto_pool = TenantForeignKey(
        "ownership.Pool", verbose_name=T("自动同步到公海", "Synced into pool"), null=True, blank=True, related_name="+"
    )
    auto_owner = TenantForeignKey(
        "access.Member", verbose_name=T("自动同步给", "Synced to"), null=True, blank=True, related_name="+"
    )

    mask_columns = ("id",)

    object_type = ObjectType(
        code="campaign",
        label=T("市场活动", "Campaign"),
        plural=T("市场活动", "Campaigns"),
        path="campaigns",
        icon="notification",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "kind", "mode", "target", "owner", "state", "starts_on", "ends_on", "place", "description"),
            ),
            Group(
                "money",
                T("预算与目标", "Budget and goals"),
                ("budget", "actual_cost", "expected_leads", "expected_revenue"),
            ),
            Group(
                "form",
                T("公开表单", "Public form"),
                ("opens_at", "closes_at", "quota", "proof_of_work"),
            ),
            Group("sync", T("自动同步", "Automatic sync"), ("auto_pool", "auto_owner")),
        ),
        columns=("name", "kind", "mode", "target", "state", "starts_on", "ends_on", "budget", "actual_cost", "owner"),
        search=("name", "place"),
        subtitle=("kind", "state", "place"),
        protected=frozenset({"owner", "state", "target"}),
        initial=frozenset({"owner", "target"}),
        derived=frozenset({"actual_cost", "auto_pool", "auto_owner"}),
        follows={"actual_cost": ("cost_item.amount_base",)},
        guarded={"budget": "cost_item", "actual_cost": "cost_item"},
        computed=(Computed("actual_cost", T("实际费用", "Actual cost"), "money", _spent),),
        related=(
            Related("submission", "campaign"),
            Related("promotion_link", "campaign"),
            Related("cost_item", "campaign"),
            Related("budget_line", "campaign"),
            Related("lead", "campaign"),
            Related("contract", "campaign"),
        ),
        stage_field="state",
        verbs={
            "assign": T("变更负责人", "Assign"),
            "publish": T("发布与结束", "Publish and end"),
            "sync": T("执行同步", "Sync"),
        },
    )

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="campaign_newest"),
            models.Index(fields=["tenant", "owner", "-created_at", "-id"], name="campaign_by_owner"),
        ]

    @property
    def syncs_itself(self) -> bool:
        return bool(self.auto_pool_id or self.auto_owner_id)

    @classmethod
    def beyond_costs(cls, ctx: Context) -> Q | None:
        """The campaigns that the viewer sees without seeing what they cost. None: there are none."""
        scope = ctx.scope("cost_item", "read")
        if scope == ALL or NONE < ctx.scope("campaign", "read") <= scope:
            return None
        return ~cls.object_type.scope.condition(cls, ctx, scope, "read")

    def budget_for(self, ctx: Context) -> Decimal | None:
        """The budget, for whoever may see what the campaign costs."""
        beyond = self.beyond_costs(ctx)
        hidden = beyond is not None and Campaign.objects.filter(beyond, pk=self.pk).exists()
        return None if hidden else self.budget

    @classmethod
    def masker(
        cls, ctx: Context, rows: Sequence[Mapping[str, Any]]
    ) -> Callable[[Mapping[str, Any]], frozenset[str]] | None:
        beyond = cls.beyond_costs(ctx)
        if beyond is None:
            return None
        ids = set(cls.objects.filter(beyond, pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
        return lambda row: frozenset({"budget"}) if row["id"] in ids else frozenset()

    @classmethod
    def masked_in(cls, ctx: Context, field: str) -> Q | None:
        return cls.beyond_costs(ctx) if field == "budget" else None
