"""Collected entries: what visitors sent, and what people added to the list."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.base.text import phone_key
from yuanliu.kernel.tenancy.fields import ChoiceField, PhoneField, TenantForeignKey
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import OwnerScope
from yuanliu.modules.campaigns.models.campaigns import Campaign
from yuanliu.modules.campaigns.models.forms import Form, PromotionLink


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

    `language`: in which the visitor read the form ("": nobody read one), and agreed to its consent.
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
    mobile = PhoneField(T("手机", "Mobile"), key="mobile_key", blank=True)
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
    language = models.CharField(max_length=10, default="", editable=False)
    fingerprint = models.CharField(max_length=64, null=True, editable=False)
    mobile_key = models.CharField(max_length=20, default="", editable=False)
    sender = models.CharField(max_length=32, default="", editable=False)  # the hash of the address, new every day
    visitor = models.CharField(
        max_length=32, default="", editable=False
    )  # the same hash as of their visits; "": by no page
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
        subtitle=("company", "campaign"),
        protected=frozenset({"campaign", "link"}),
        initial=frozenset({"campaign", "link"}),
        derived=frozenset(SHOWN) - {"campaign", "link", "participation"},
        follows={"note": ("member.name",)},
        stage_field="state",
        scope=OwnerScope("campaign"),
        verbs={"review": T("审核", "Review")},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "campaign", "fingerprint"], name="submission_once")]
        indexes = [
            models.Index(
                fields=["tenant", "campaign", "-created_at", "-id"],
                include=["state", "way", "link", "visitor"],
                condition=Q(deleted_at=None),
                name="submission_newest",
            ),
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
