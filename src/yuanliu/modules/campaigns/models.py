"""Campaigns 市场活动, their public addresses and forms, what visitors sent, and who was touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum

from yuanliu.base.i18n import Options, T
from yuanliu.base.text import phone_key
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, PhoneField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import ALL, NONE, Context
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.object_type import Computed, Group, ObjectType, Related
from yuanliu.kernel.work.scope import OwnerScope
from yuanliu.modules.campaigns.costs import CostItem


class CampaignKind(Options):
    SUMMIT = "summit", "行业峰会", "Summit"
    EXHIBITION = "exhibition", "展会", "Exhibition"
    SALON = "salon", "线下沙龙", "Salon"
    WEBINAR = "webinar", "线上研讨会", "Webinar"
    WHITE_PAPER = "white_paper", "白皮书下载", "White paper"
    LIVE_STREAM = "live_stream", "直播", "Live stream"
    LOTTERY = "lottery", "抽奖", "Lottery"
    OTHER = "other", "其他", "Other"


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

    mask_columns = ("owner",)

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
                ("name", "kind", "mode", "target", "state", "starts_on", "ends_on", "place", "owner", "description"),
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
        subtitle="place",
        protected=frozenset({"owner", "state", "target"}),
        initial=frozenset({"owner", "target"}),
        derived=frozenset({"actual_cost", "auto_pool", "auto_owner"}),
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


class LinkPurpose(Options):
    FORM = "form", "报名与收集", "Sign-up", "processing"
    CHECK_IN = "check_in", "现场签到", "Check-in", "success"


UTM = ("utm_source", "utm_medium", "utm_campaign")


class PromotionLink(Record):
    """推广链接: a public address of a campaign, one per channel and, when asked, per promoter; or where guests check in."""

    campaign = TenantForeignKey(Campaign, verbose_name=T("市场活动", "Campaign"), related_name="links")
    channel = models.CharField(T("渠道", "Channel"), max_length=60, default="默认")
    promoter = TenantForeignKey(
        "access.Member", verbose_name=T("推广人", "Promoter"), null=True, blank=True, related_name="+"
    )
    purpose = ChoiceField(LinkPurpose, verbose_name=T("用途", "Purpose"), default="form")
    slug = models.CharField(T("短地址", "Address"), max_length=40)
    active = models.BooleanField(T("启用", "Active"), default=True)
    utm_source = models.CharField(T("UTM 来源", "UTM source"), max_length=100, blank=True)
    utm_medium = models.CharField(T("UTM 媒介", "UTM medium"), max_length=100, blank=True)
    utm_campaign = models.CharField(T("UTM 活动", "UTM campaign"), max_length=100, blank=True)

    object_type = ObjectType(
        code="promotion_link",
        label=T("推广链接", "Promotion link"),
        plural=T("推广链接", "Promotion links"),
        path="promotion-links",
        icon="link",
        title="channel",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("campaign", "channel", "promoter", "purpose", "slug", "active", *UTM),
            ),
        ),
        columns=("channel", "promoter", "purpose", "slug", "active"),
        protected=frozenset({"campaign", "purpose"}),
        initial=frozenset({"campaign", "purpose"}),
        derived=frozenset({"slug"}),
        scope=OwnerScope("campaign"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="promotion_link_slug_once")]


class After(Options):
    """What a visitor finds after sending."""

    PAGE = "page", "感谢页", "A page of thanks"
    LINK = "link", "感谢页与链接", "Thanks and a link"
    REDIRECT = "redirect", "跳转到网址", "Another site"
    FILE = "file", "下载资料", "A file to download"


class Form(TenantModel):
    """A published version of a campaign's form. Never changed: an old submission shows the form that it answered.

    `fields` is the list that `campaigns.questions` describes. `consent_version` counts the wordings of the consent.
    """

    access = "append"

    campaign = TenantForeignKey(Campaign, related_name="forms")
    number = models.IntegerField()
    title = models.CharField(max_length=200)
    intro = models.TextField(default="")
    fields = models.JSONField(default=list)
    consent = models.TextField(default="")
    submit_label = models.CharField(max_length=40, default="")
    thank_you = models.TextField(default="")
    consent_version = models.IntegerField(default=0)
    after = ChoiceField(After, default="page")
    after_url = models.CharField(max_length=500, default="")
    after_file = TenantForeignKey("files.Attachment", null=True, related_name="+")
    published_at = models.DateTimeField()
    published_by = TenantForeignKey("access.Member", null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "campaign", "number"], name="form_number_once")]


class Visit(TenantModel):
    """A page view of a link. `visitor` is a hash that changes every day, so nobody can be followed over days."""

    access = "append"

    campaign = TenantForeignKey(Campaign, related_name="+")
    link = TenantForeignKey(PromotionLink, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    visitor = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["tenant", "campaign", "day", "visitor"], name="visit_by_day")]


class SubmissionState(Options):
    COLLECTED = "collected", "待同步", "To sync", "processing"
    SYNCED = "synced", "已同步", "Synced", "success"
    DUPLICATE = "duplicate", "重复", "Duplicate", "warning"
    FAILED = "failed", "同步失败", "Failed", "error"
    WAITING = "waiting", "候补", "Waiting list", "warning"
    QUARANTINED = "quarantined", "待审核", "Quarantined", "warning"
    REJECTED = "rejected", "已拒绝", "Rejected", "default"


class Suspicion(Options):
    HONEYPOT = "honeypot", "填写了隐藏字段", "Filled in the hidden field"
    TOO_FAST = "too_fast", "填写过快", "Filled in too fast"
    FORGED = "forged", "页面令牌无效", "The page token is not ours"
    ADDRESS_RATE = "address_rate", "同一地址提交过多", "Too many from one address"
    LINK_RATE = "link_rate", "链接提交过多", "Too many through one link"
    NO_PROOF = "no_proof", "未通过机器人验证", "Did not solve the puzzle"
    FULL = "full", "名额已满", "No places left"
    LATE = "late", "截止后提交", "Sent after closing"


class SubmissionWay(Options):
    FORM = "form", "公开表单", "Public form"
    API = "api", "网站接口", "Company site"
    MANUAL = "manual", "手工录入", "By hand"
    IMPORT = "import", "名单导入", "Imported list"
    EXISTING = "existing", "已有记录", "Existing record"


class Participation(Options):
    """How far somebody went along with the campaign: an axis of its own beside the state of the sync."""

    INVITED = "invited", "已邀请", "Invited", "default"
    REGISTERED = "registered", "已报名", "Registered", "processing"
    ATTENDED = "attended", "已参加", "Attended", "success"
    RESPONDED = "responded", "已响应", "Responded", "success"
    CONVERTED = "converted", "已转化", "Converted", "success"


SHOWN = (
    "name", "company", "mobile", "email", "campaign", "link", "way", "participation", "state", "suspicion", "note",
    "lead", "contact", "account", "synced_at", "checked_in_at",
)  # fmt: skip


class Submission(Record):
    """表单提交: a collected entry. `answers` is what was sent, kept for ever; sync makes the lead or the account of it.

    `corrections` are what people made of single answers before the sync, by the same keys (null: left out).
    """

    campaign = TenantForeignKey(Campaign, verbose_name=T("市场活动", "Campaign"), related_name="submissions")
    link = TenantForeignKey(
        PromotionLink, verbose_name=T("推广链接", "Promotion link"), null=True, blank=True, related_name="+"
    )
    form = TenantForeignKey(Form, null=True, editable=False, related_name="+")
    way = ChoiceField(SubmissionWay, verbose_name=T("收集方式", "Way"), default="manual")
    state = ChoiceField(SubmissionState, verbose_name=T("同步状态", "Sync"), default="collected")
    participation = ChoiceField(Participation, verbose_name=T("参与状态", "Participation"), default="registered")
    name = models.CharField(T("姓名", "Name"), max_length=200, blank=True)
    company = models.CharField(T("公司", "Company"), max_length=200, blank=True)
    mobile = PhoneField(T("手机", "Mobile"), blank=True)
    email = models.CharField(T("邮箱", "E-mail"), max_length=254, blank=True)
    suspicion = ChoiceField(Suspicion, verbose_name=T("待审原因", "Set apart because"), null=True, blank=True)
    note = models.CharField(T("处理结果", "Result"), max_length=500, blank=True)
    lead = TenantForeignKey("leads.Lead", verbose_name=T("线索", "Lead"), null=True, blank=True, related_name="+")
    contact = TenantForeignKey(
        "accounts.Contact", verbose_name=T("联系人", "Contact"), null=True, blank=True, related_name="+"
    )
    account = TenantForeignKey(
        "accounts.Account", verbose_name=T("客户", "Account"), null=True, blank=True, related_name="+"
    )
    synced_at = models.DateTimeField(T("同步时间", "Synced at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(T("签到时间", "Checked in at"), null=True, blank=True)

    answers = models.JSONField(default=dict, editable=False)
    corrections = models.JSONField(default=dict, editable=False)
    fingerprint = models.CharField(max_length=64, null=True, editable=False)
    mobile_key = models.CharField(max_length=20, default="", editable=False)
    sender = models.CharField(max_length=32, default="", editable=False)  # the hash of the address, new every day
    puzzle = models.CharField(max_length=32, null=True, editable=False)  # the hash of the token whose puzzle was solved

    object_type = ObjectType(
        code="submission",
        label=T("表单提交", "Submission"),
        plural=T("表单提交", "Submissions"),
        path="submissions",
        icon="solution",
        groups=(Group("basic", T("基本信息", "Basics"), SHOWN),),
        columns=("name", "company", "mobile", "email", "link", "way", "participation", "state", "suspicion", "note"),
        search=("name", "company", "mobile", "email"),
        subtitle="company",
        protected=frozenset({"campaign", "link"}),
        initial=frozenset({"campaign", "link"}),
        derived=frozenset(SHOWN) - {"campaign", "link", "participation"},
        stage_field="state",
        scope=OwnerScope("campaign"),
        verbs={"review": T("审核", "Review")},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "campaign", "fingerprint"], name="submission_once")]
        indexes = [
            models.Index(fields=["tenant", "campaign", "-created_at", "-id"], name="submission_newest"),
            models.Index(fields=["tenant", "campaign", "state", "id"], name="submission_by_state"),
            models.Index(fields=["tenant", "link", "created_at"], name="submission_by_link"),
            models.Index(fields=["tenant", "sender", "created_at"], name="submission_by_sender"),
            models.Index(fields=["tenant", "campaign", "mobile_key"], name="submission_by_mobile"),
            models.Index(fields=["tenant", "puzzle"], name="submission_by_puzzle", condition=Q(puzzle__isnull=False)),
            models.Index(fields=["tenant", "lead"], name="submission_by_lead"),
        ]

    @property
    def title(self) -> str:
        return self.name or self.company or self.mobile or self.email

    @property
    def known(self) -> dict[str, Any]:
        """The answers as people corrected them."""
        return {key: value for key, value in {**self.answers, **self.corrections}.items() if value is not None}

    def derive(self) -> None:
        super().derive()
        self.mobile_key = phone_key(self.mobile) or ""


class TouchKind(Options):
    VISIT = "visit", "打开专属链接", "Opened a personal link"
    SUBMISSION = "submission", "提交表单", "Submission"
    CHECK_IN = "check_in", "现场签到", "Check-in"
    MANUAL = "manual", "手工记录", "By hand"


class Touch(TenantModel):
    """触点: a campaign reached somebody. Never changed; what comes of a record (conversion, merging) gets the same touches
    by reference: `carried_from` is the one that was written first."""

    access = "append"

    campaign = TenantForeignKey(Campaign, related_name="+")
    promotion_link = TenantForeignKey(PromotionLink, null=True, related_name="+")
    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    kind = ChoiceField(TouchKind)
    at = models.DateTimeField()
    submission = TenantForeignKey(Submission, null=True, related_name="+")
    carried_from = TenantForeignKey("campaigns.Touch", null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "object", "record_id", "carried_from"], name="touch_carried_once")
        ]
        indexes = [models.Index(fields=["tenant", "record_id", "at"], name="touch_by_record")]


class ReminderKind(Options):
    STARTING = "starting", "即将开始", "About to start"
    QUOTA = "quota", "名额已满", "Quota reached"
    IDLE_LINK = "idle_link", "链接无人访问", "Link without visits"
    OVERRUN = "overrun", "超出预算", "Over budget"
    QUARANTINE = "quarantine", "提交待审核", "Submissions in quarantine"


class Reminder(TenantModel):
    """An occasion that people were told of, so that they are told once."""

    access = "append"

    campaign = TenantForeignKey(Campaign, related_name="+")
    kind = ChoiceField(ReminderKind)
    occasion = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "campaign", "kind", "occasion"], name="campaign_reminder_once")
        ]
