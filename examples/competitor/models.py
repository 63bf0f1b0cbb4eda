"""Competitors: whom we meet in deals."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField
from yuanliu.kernel.work.models import OwnedRecord
from yuanliu.kernel.work.object_type import Group, ObjectType


class Strength(Options):
    STRONG = "strong", "强", "Strong", "error"
    EVEN = "even", "相当", "Even", "warning"
    WEAK = "weak", "弱", "Weak", "success"


class Competitor(OwnedRecord):
    """竞争对手: a company that sells what we sell."""

    name = models.CharField(T("名称", "Name"), max_length=100)
    strength = ChoiceField(Strength, verbose_name=T("实力", "Strength"), default="even")
    website = models.URLField(T("网址", "Website"), blank=True)
    remark = models.TextField(T("备注", "Remark"), blank=True)

    object_type = ObjectType(
        code="competitor",
        label=T("竞争对手", "Competitor"),
        plural=T("竞争对手", "Competitors"),
        path="competitors",
        icon="thunderbolt",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "strength", "website", "owner", "remark")),),
        columns=("name", "strength", "owner"),
        search=("name",),
    )
