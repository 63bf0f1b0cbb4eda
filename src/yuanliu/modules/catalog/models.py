"""Sources of business, and what every record in the chain carries of its own source."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import T
from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import EveryoneScope


class Source(Record):
    """来源: an entry of the tenant's list of where leads come from."""

    name = models.CharField(T("来源名称", "Name"), max_length=60)
    position = models.IntegerField(T("顺序", "Position"), default=0)

    object_type = ObjectType(
        code="source",
        label=T("来源", "Source"),
        plural=T("来源", "Sources"),
        path="sources",
        icon="aim",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "position")),),
        columns=("name", "position"),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="source_name_once")]


class Sourced(models.Model):
    """Where a lead, account, opportunity or contract came from: carried along the chain so that cash finds its campaign."""

    source = TenantForeignKey(Source, verbose_name=T("来源", "Source"), null=True, blank=True, related_name="+")
    campaign = TenantForeignKey(
        "campaigns.Campaign", verbose_name=T("市场活动", "Campaign"), null=True, blank=True, related_name="+"
    )
    promotion_link = TenantForeignKey(
        "campaigns.PromotionLink", verbose_name=T("推广链接", "Promotion link"), null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
