"""What is sold, where business comes from, what foreign money is worth; and what every record in the chain carries of its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import T
from yuanliu.kernel.tenancy.fields import ScaledField, TenantForeignKey
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
        search=("name",),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], condition=Q(deleted_at=None), name="source_name_once"),
        ]


class Product(Record):
    """产品: what can stand on a line of an opportunity or a contract. An inactive one stays on the lines that have it."""

    name = models.CharField(T("产品名称", "Name"), max_length=200)
    code = models.CharField(T("产品编码", "Code"), max_length=60, blank=True)
    category = models.CharField(T("产品分类", "Category"), max_length=60, blank=True)
    unit = models.CharField(T("单位", "Unit"), max_length=20, blank=True)
    price = ScaledField(T("标准单价", "Price"), scale=4, currency="currency", default=0)
    currency = models.CharField(T("币种", "Currency"), max_length=3, blank=True)
    active = models.BooleanField(T("在售", "Active"), default=True)
    description = models.TextField(T("产品说明", "Description"), blank=True)

    object_type = ObjectType(
        code="product",
        label=T("产品", "Product"),
        plural=T("产品", "Products"),
        path="products",
        icon="shopping",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "code", "category", "unit", "price", "currency", "active", "description"),
            ),
        ),
        columns=("name", "code", "category", "unit", "price", "currency", "active"),
        search=("name", "code"),
        subtitle=("code", "category"),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], condition=Q(deleted_at=None) & ~Q(code=""), name="product_code_once"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="product_newest")]


class ExchangeRate(Record):
    """汇率: what one unit of a currency is worth in the tenant's base currency, from `day` until the next entry."""

    currency = models.CharField(T("币种", "Currency"), max_length=3)
    day = models.DateField(T("生效日期", "From"))
    rate = ScaledField(T("汇率", "Rate"), scale=8)

    object_type = ObjectType(
        code="exchange_rate",
        label=T("汇率", "Exchange rate"),
        plural=T("汇率", "Exchange rates"),
        path="exchange-rates",
        icon="swap",
        title="currency",
        groups=(Group("basic", T("基本信息", "Basics"), ("currency", "day", "rate")),),
        columns=("currency", "day", "rate"),
        search=("currency",),
        subtitle=("day", "rate"),
        protected=frozenset({"currency", "day"}),
        initial=frozenset({"currency", "day"}),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "currency", "day"], condition=Q(deleted_at=None), name="exchange_rate_once"
            ),
        ]


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
