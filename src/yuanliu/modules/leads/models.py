"""Leads 线索: what is known of somebody who may buy, before it is verified."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from yuanliu.base.errors import Conflict
from yuanliu.base.i18n import Options, T
from yuanliu.base.text import company_key, email_key, mask_email, mask_text, phone_key
from yuanliu.kernel.tenancy.fields import ChoiceField, PercentField, PhoneField, TenantForeignKey
from yuanliu.kernel.work.models import RecordQuerySet, in_order_of
from yuanliu.kernel.work.object_type import Group, ObjectType, Related
from yuanliu.modules.activities.models import FOLLOW_UP, FollowUp
from yuanliu.modules.catalog.models import Source, Sourced
from yuanliu.modules.ownership.models import POOL_VERBS, Pooled
from yuanliu.modules.ownership.reach import PooledScope


class LeadStatus(Options):
    NEW = "new", "待跟进", "New", "default"
    FOLLOWING = "following", "跟进中", "Following", "processing"
    CONVERTED = "converted", "已转化", "Converted", "success"
    DISQUALIFIED = "disqualified", "无效", "Disqualified", "error"


class LeadIsConverted(Conflict):
    code = "lead_converted"
    detail = T("线索已转化，不能再修改", "A converted lead is read-only.")


class LeadIsDisqualified(Conflict):
    code = "lead_disqualified"
    detail = T("线索已置为无效，请先重新打开", "The lead was disqualified; reopen it first.")


OPEN = (LeadStatus.NEW, LeadStatus.FOLLOWING)


class Priority(Options):
    HIGH = "high", "高", "High", "error"
    NORMAL = "normal", "中", "Normal", "processing"
    LOW = "low", "低", "Low", "default"


class Lead(Pooled, Sourced):
    """线索: unverified; one identifier is enough. Priority and score say whom to call first."""

    source = TenantForeignKey(Source, verbose_name=T("来源", "Source"), related_name="+")
    name = models.CharField(T("姓名", "Name"), max_length=100, blank=True)
    company = models.CharField(T("公司", "Company"), max_length=200, blank=True)
    job_title = models.CharField(T("职位", "Job title"), max_length=100, blank=True)
    mobile = PhoneField(T("手机", "Mobile"), key="mobile_key", blank=True)
    phone = PhoneField(T("电话", "Phone"), key="phone_key", blank=True)
    email = models.EmailField(T("邮箱", "E-mail"), blank=True)
    wechat = models.CharField(T("微信", "WeChat"), max_length=60, blank=True)
    region = models.CharField(T("地区", "Region"), max_length=60, blank=True)
    industry = models.CharField(T("行业", "Industry"), max_length=60, blank=True)
    address = models.CharField(T("地址", "Address"), max_length=300, blank=True)
    priority = ChoiceField(Priority, verbose_name=T("优先级", "Priority"), default="normal")
    score = PercentField(T("评分", "Score"), null=True, blank=True)
    remark = models.TextField(T("备注", "Remark"), blank=True)

    status = ChoiceField(LeadStatus, verbose_name=T("状态", "Status"), default="new")
    disqualified_reason = models.CharField(T("无效原因", "Reason for disqualifying"), max_length=200, blank=True)
    first_response_at = models.DateTimeField(T("首次响应", "First response"), null=True, blank=True)
    converted_at = models.DateTimeField(T("转化时间", "Converted at"), null=True, blank=True)
    account = TenantForeignKey(
        "accounts.Account", verbose_name=T("转化客户", "Account"), null=True, blank=True, related_name="+"
    )
    contact = TenantForeignKey(
        "accounts.Contact", verbose_name=T("转化联系人", "Contact"), null=True, blank=True, related_name="+"
    )
    opportunity = TenantForeignKey(
        "opportunities.Opportunity", verbose_name=T("转化商机", "Opportunity"), null=True, blank=True, related_name="+"
    )

    company_key = models.CharField(max_length=200, default="", editable=False)
    mobile_key = models.CharField(max_length=40, default="", editable=False)
    phone_key = models.CharField(max_length=40, default="", editable=False)
    email_key = models.CharField(max_length=254, default="", editable=False)

    object_type = ObjectType(
        code="lead",
        label=T("线索", "Lead"),
        plural=T("线索", "Leads"),
        path="leads",
        icon="bulb",
        groups=(
            Group("basic", T("基本信息", "Basics"), ("name", "company", "job_title", "mobile", "phone", "email", "wechat")),
            Group("more", T("背景", "Background"), ("region", "industry", "address", "priority", "score", "remark")),
            Group("source", T("来源", "Source"), ("source", "campaign", "promotion_link")),
            Group(
                "state",
                T("状态与归属", "State and owner"),
                (
                    "status", "owner", "pool", "owned_since", "pooled_since", "locked", "first_response_at", "last_follow_up_at",
                    "next_follow_up_at", "disqualified_reason", "converted_at", "account", "contact", "opportunity",
                ),
            ),
        ),
        columns=(
            "name", "company", "mobile", "status", "priority", "source", "campaign", "owner", "last_follow_up_at",
            "next_follow_up_at",
        ),
        search=("name", "company", "mobile", "phone", "email", "wechat"),
        subtitle=("company", "status", "owner"),
        protected=frozenset({"owner", "pool", "locked", "status", "disqualified_reason"}),
        initial=frozenset({"owner", "pool"}),
        derived=frozenset(
            {
                "owned_since", "pooled_since", "first_response_at", "last_follow_up_at", "next_follow_up_at",
                "converted_at", "account", "contact", "opportunity",
            }
        ),
        related=(Related("task", "record"),),
        stage_field="status",
        scope=PooledScope(),
        verbs={
            **POOL_VERBS,
            **FOLLOW_UP,
            "disqualify": T("置为无效", "Disqualify"),
            "convert": T("转化", "Convert"),
        },
    )  # fmt: skip

    class Meta(Pooled.Meta):
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="lead_newest"),
            *in_order_of("lead", "sort_key", "company", "status", "updated_at"),
            *in_order_of("lead", "last_follow_up_at", "next_follow_up_at", "owned_since", "pooled_since"),
            models.Index(  # with what figures of people count
                fields=["tenant", "owner", "-created_at", "-id"],
                include=["pool", "status", "first_response_at", "converted_at"],
                condition=Q(deleted_at=None),
                name="lead_by_owner",
            ),
            models.Index(
                fields=["tenant", "owner", "next_follow_up_at"],
                condition=Q(deleted_at=None, status__in=["new", "following"], next_follow_up_at__isnull=False),
                name="lead_to_follow_up",
            ),
            models.Index(
                fields=["tenant", "owner", "owned_since"],
                condition=Q(deleted_at=None, status="new"),
                name="lead_to_begin",
            ),
            models.Index(fields=["tenant", "pool", "-created_at", "-id"], name="lead_by_pool"),
            models.Index(  # with what figures of campaigns and sources count, and by what a scope may ask
                fields=["tenant", "campaign", "created_at"],
                include=["id", "owner", "pool", "source", "status", "converted_at"],
                condition=Q(deleted_at=None),
                name="lead_by_campaign",
            ),
            models.Index(fields=["tenant", "mobile_key"], name="lead_mobile_key"),
            models.Index(fields=["tenant", "phone_key"], name="lead_phone_key"),
            models.Index(fields=["tenant", "email_key"], name="lead_email_key"),
            models.Index(fields=["tenant", "company_key"], name="lead_company_key"),
        ]

    def derive(self) -> None:
        """Keys for duplicates, and a name to call it by."""
        self.name = self.name or self._stand_in()
        super().derive()
        self.company_key = company_key(self.company)[:200]
        self.mobile_key = phone_key(self.mobile) or ""
        self.phone_key = phone_key(self.phone) or ""
        self.email_key = email_key(self.email) or ""

    def followed_up(self, follow_up: FollowUp, time_zone: str) -> None:
        """The first follow-up is the response that the customer was waiting for."""
        super().followed_up(follow_up, time_zone)
        self.first_response_at = min(self.first_response_at or follow_up.at, follow_up.at)
        if self.status == LeadStatus.NEW:
            self.status = LeadStatus.FOLLOWING

    def check_unconverted(self) -> None:
        if self.status == LeadStatus.CONVERTED:
            raise LeadIsConverted

    def check_movable(self) -> None:
        self.check_unconverted()

    def _stand_in(self) -> str:
        """What to call a lead without a name; it gives away no more than a mask does."""
        if self.company:
            return self.company[:100]
        if number := self.mobile or self.phone:
            return f"尾号 {number[-4:]}"
        return mask_email(self.email)[:100] if self.email else mask_text(self.wechat)

    @classmethod
    def held(cls, member_id: UUID, count_won: bool) -> RecordQuerySet:
        """Only leads that are still worked on."""
        return super().held(member_id, count_won).filter(status__in=OPEN)
