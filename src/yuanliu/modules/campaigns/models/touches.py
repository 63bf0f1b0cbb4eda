"""Who was touched by campaigns, and which occasions people were told of."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.rules import TenantRule
from yuanliu.modules.campaigns.models.campaigns import Campaign
from yuanliu.modules.campaigns.models.entries import Submission
from yuanliu.modules.campaigns.models.forms import PromotionLink


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


class ReminderRule(TenantRule):
    """提醒规则: when a tenant's people are reminded; first three days before the start, after a week without visits, at eight.

    `ahead_days`: before a campaign starts; `idle_days`: of a link without a visit; `hour`: of the tenant's day.
    """

    about = "campaign"

    ahead_days = models.IntegerField(default=3)
    idle_days = models.IntegerField(default=7)
    hour = models.IntegerField(default=8)
