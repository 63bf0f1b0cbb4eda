"""Accounts 客户 and their contacts 联系人."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.base.text import company_key, email_key, phone_key
from yuanliu.kernel.tenancy.fields import ChoiceField, PhoneField, TagsField, TenantForeignKey
from yuanliu.kernel.work.models import Record, RecordQuerySet, in_order_of
from yuanliu.kernel.work.object_type import Group, ObjectType, Related
from yuanliu.kernel.work.scope import EveryoneScope
from yuanliu.modules.activities.models import FOLLOW_UP
from yuanliu.modules.catalog.models import Sourced
from yuanliu.modules.ownership.models import POOL_VERBS, Pooled, PooledObject
from yuanliu.modules.ownership.reach import MaskedInPool, PooledScope


class AccountKind(Options):
    ORGANISATION = "organisation", "企业", "Organisation"
    PERSON = "person", "个人", "Person"


class AccountLevel(Options):
    KEY = "key", "重点客户", "Key", "error"
    NORMAL = "normal", "普通客户", "Normal", "processing"
    MINOR = "minor", "一般客户", "Minor", "default"


class Account(Pooled, Sourced):
    """客户: an organisation or a person that was verified; a person needs no separate contact."""

    name = models.CharField(T("客户名称", "Account name"), max_length=200)
    kind = ChoiceField(AccountKind, verbose_name=T("客户类型", "Kind"), default="organisation")
    level = ChoiceField(AccountLevel, verbose_name=T("客户级别", "Level"), default="normal")
    industry = models.CharField(T("行业", "Industry"), max_length=60, blank=True)
    region = models.CharField(T("地区", "Region"), max_length=60, blank=True)
    phone = PhoneField(T("电话", "Phone"), key="phone_key", blank=True)
    email = models.EmailField(T("邮箱", "E-mail"), blank=True)
    website = models.URLField(T("网址", "Website"), blank=True)
    address = models.CharField(T("地址", "Address"), max_length=300, blank=True)
    parent = TenantForeignKey(
        "accounts.Account", verbose_name=T("上级客户", "Parent"), null=True, blank=True, related_name="+"
    )
    tags = TagsField(T("标签", "Tags"))
    remark = models.TextField(T("备注", "Remark"), blank=True)
    last_won_at = models.DateTimeField(T("最近成交", "Last won"), null=True, blank=True)

    name_key = models.CharField(max_length=200, editable=False)
    phone_key = models.CharField(max_length=40, default="", editable=False)
    email_key = models.CharField(max_length=254, default="", editable=False)

    object_type = ObjectType(
        code="account",
        label=T("客户", "Account"),
        plural=T("客户", "Accounts"),
        path="accounts",
        icon="bank",
        groups=(
            Group("basic", T("基本信息", "Basics"), ("name", "kind", "level", "industry", "region", "parent", "tags")),
            Group("reach", T("联系方式", "How to reach"), ("phone", "email", "website", "address", "remark")),
            Group("source", T("来源", "Source"), ("source", "campaign", "promotion_link")),
            Group(
                "ownership",
                T("归属与跟进", "Owner and follow-up"),
                (
                    "owner", "pool", "owned_since", "pooled_since", "locked", "last_follow_up_at", "next_follow_up_at", "last_won_at",
                ),
            ),
        ),
        columns=("name", "level", "industry", "region", "phone", "owner", "last_follow_up_at", "last_won_at"),
        search=("name", "phone", "email"),
        subtitle=("industry", "region", "owner"),
        protected=frozenset({"owner", "pool", "locked"}),
        initial=frozenset({"owner", "pool"}),
        derived=frozenset({"owned_since", "pooled_since", "last_follow_up_at", "next_follow_up_at", "last_won_at"}),
        related=(
            Related("contact", "account"),
            Related("opportunity", "account"),
            Related("contract", "account"),
            Related("task", "record"),
        ),
        scope=PooledScope(),
        verbs={
            **POOL_VERBS,
            **FOLLOW_UP,
        },
    )  # fmt: skip

    class Meta(Pooled.Meta):
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="account_newest"),
            *in_order_of("account", "sort_key", "updated_at", "last_follow_up_at"),
            models.Index(fields=["tenant", "owner", "-created_at", "-id"], name="account_by_owner"),
            models.Index(fields=["tenant", "pool", "-created_at", "-id"], name="account_by_pool"),
            models.Index(  # with what figures of campaigns and sources count, and by what a scope may ask
                fields=["tenant", "campaign", "created_at"],
                include=["id", "owner", "pool", "source"],
                condition=Q(deleted_at=None),
                name="account_by_campaign",
            ),
            models.Index(
                fields=["tenant", "owner", "next_follow_up_at"],
                condition=Q(deleted_at=None, next_follow_up_at__isnull=False),
                name="account_to_follow_up",
            ),
            models.Index(fields=["tenant", "name_key"], name="account_name_key"),
            models.Index(fields=["tenant", "phone_key"], name="account_phone_key"),
            models.Index(fields=["tenant", "email_key"], name="account_email_key"),
        ]

    def derive(self) -> None:
        super().derive()
        self.name_key = company_key(self.name)[:200]
        self.phone_key = phone_key(self.phone) or ""
        self.email_key = email_key(self.email) or ""

    @classmethod
    def held(cls, member_id: UUID, count_won: bool) -> RecordQuerySet:
        """Accounts that have bought count only where the pool says so."""
        held = super().held(member_id, count_won)
        return held if count_won else held.filter(last_won_at=None)


class DuplicateKey(Options):
    MOBILE = "mobile", "电话", "Phone"
    EMAIL = "email", "邮箱", "E-mail"
    COMPANY = "company", "公司名称", "Company"


class DuplicatePolicy(Options):
    BLOCK = "block", "禁止保存", "Block", "error"
    WARN = "warn", "提醒", "Warn", "warning"
    IGNORE = "ignore", "不检查", "Ignore", "default"


class DuplicateRule(Record):
    """查重规则: what a hit on one key does when a lead or an account is entered."""

    setup = True

    name = models.CharField(T("规则名称", "Name"), max_length=60)
    object = ChoiceField(PooledObject, verbose_name=T("对象", "Object"))
    key = ChoiceField(DuplicateKey, verbose_name=T("查重依据", "Key"))
    policy = ChoiceField(DuplicatePolicy, verbose_name=T("处理方式", "On a hit"), default="warn")

    object_type = ObjectType(
        code="duplicate_rule",
        label=T("查重规则", "Duplicate rule"),
        plural=T("查重规则", "Duplicate rules"),
        path="duplicate-rules",
        icon="copy",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "object", "key", "policy")),),
        columns=("name", "object", "key", "policy"),
        protected=frozenset({"object", "key"}),
        initial=frozenset({"object", "key"}),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "object", "key"], condition=Q(deleted_at=None), name="duplicate_rule_once"
            )
        ]


class BuyingRole(Options):
    DECISION = "decision_maker", "决策人", "Decision maker", "error"
    INFLUENCER = "influencer", "影响人", "Influencer", "warning"
    TECHNICAL = "technical", "技术负责人", "Technical", "processing"
    PROCUREMENT = "procurement", "采购负责人", "Procurement", "processing"
    USER = "user", "使用人", "User", "default"


class Contact(MaskedInPool, Record):
    """联系人: a person at an account; whose account one may see, their contacts one may see."""

    home = "account__"
    mask_columns = ("account__pool",)

    account = TenantForeignKey(Account, verbose_name=T("所属客户", "Account"), related_name="contacts")
    name = models.CharField(T("姓名", "Name"), max_length=100)
    job_title = models.CharField(T("职位", "Job title"), max_length=100, blank=True)
    buying_role = ChoiceField(BuyingRole, verbose_name=T("采购角色", "Buying role"), null=True, blank=True)
    mobile = PhoneField(T("手机", "Mobile"), key="phone_key", blank=True)
    email = models.EmailField(T("邮箱", "E-mail"), blank=True)
    wechat = models.CharField(T("微信", "WeChat"), max_length=60, blank=True)
    primary = models.BooleanField(T("首要联系人", "Primary"), default=False)
    remark = models.TextField(T("备注", "Remark"), blank=True)

    phone_key = models.CharField(max_length=40, default="", editable=False)
    email_key = models.CharField(max_length=254, default="", editable=False)

    object_type = ObjectType(
        code="contact",
        label=T("联系人", "Contact"),
        plural=T("联系人", "Contacts"),
        path="contacts",
        icon="contacts",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "account", "job_title", "buying_role", "mobile", "email", "wechat", "primary", "remark"),
            ),
        ),
        columns=("name", "account", "job_title", "buying_role", "mobile"),
        search=("name", "mobile", "email"),
        subtitle=("account", "job_title"),
        scope=PooledScope("account"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="contact_newest"),
            *in_order_of("contact", "sort_key", "updated_at"),
            models.Index(fields=["tenant", "phone_key"], name="contact_phone_key"),
            models.Index(fields=["tenant", "email_key"], name="contact_email_key"),
        ]

    def derive(self) -> None:
        super().derive()
        self.phone_key = phone_key(self.mobile) or ""
        self.email_key = email_key(self.email) or ""
