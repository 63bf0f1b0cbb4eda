"""The public addresses of campaigns, the forms behind them, and who came by."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import OwnerScope
from yuanliu.modules.campaigns.models.campaigns import Campaign


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


#: What a form says, in two languages each: the English side of `title` is `title_en`.
FORM_TEXTS = ("title", "intro", "consent", "submit_label", "thank_you")
FORM_COLUMNS = tuple(column for text in FORM_TEXTS for column in (text, f"{text}_en"))


class Form(TenantModel):
    """A published version of a campaign's form. Never changed: an old submission shows the form that it answered.

    `fields` is the list that `campaigns.questions` describes. `consent_version` counts the wordings of the consent, in
    whichever language they change.
    """

    access = "append"

    campaign = TenantForeignKey(Campaign, related_name="forms")
    number = models.IntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, default="")
    intro = models.TextField(default="")
    intro_en = models.TextField(default="")
    fields = models.JSONField(default=list)
    consent = models.TextField(default="")
    consent_en = models.TextField(default="")
    submit_label = models.CharField(max_length=40, default="")
    submit_label_en = models.CharField(max_length=40, default="")
    thank_you = models.TextField(default="")
    thank_you_en = models.TextField(default="")
    consent_version = models.IntegerField(default=0)
    after = ChoiceField(After, default="page")
    after_url = models.CharField(max_length=500, default="")
    after_file = TenantForeignKey("files.Attachment", null=True, related_name="+")
    published_at = models.DateTimeField()
    published_by = TenantForeignKey("access.Member", null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "campaign", "number"], name="form_number_once")]

    def said(self, text: str, language: str) -> str:
        """`text`: one of FORM_TEXTS. Forms published before these had an English side say the same in both."""
        words: str = getattr(self, f"{text}_en" if language == "en" else text) or getattr(self, text)
        return words


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
