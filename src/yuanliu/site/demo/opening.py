"""The first day: the catalogue, rates, pools, fields and views that the administrator sets up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from yuanliu.kernel.metadata.models import CustomField, SavedView
from yuanliu.kernel.notifications.services import mark_read
from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.analytics.models import Target
from yuanliu.modules.catalog.models import ExchangeRate, Product, Source
from yuanliu.modules.opportunities.models import LostReason, Stage
from yuanliu.modules.ownership.models import Pool
from yuanliu.modules.ownership.services import set_pool_member
from yuanliu.modules.recycling.models import RecycleRule
from yuanliu.modules.recycling.services import run_night

from .diary import DRAW, begin_notebooks, manager_of
from .people import ADMIN, PEOPLE, SALES
from .story import DAYS, SEASON, ZONE, Life, Story
from .words.goods import PRODUCTS

FIELDS: tuple[tuple[str, str, str, str, str, list[str]], ...] = (
    ("account", "employees", "员工人数", "Employees", "integer", []),
    ("account", "credit", "信用等级", "Credit rating", "choice", ["A", "B", "C", "D"]),
    ("lead", "purchase_plan", "采购计划", "Plans to buy", "choice", ["1 个月内", "3 个月内", "半年内", "暂无计划"]),
    (
        "opportunity",
        "project_kind",
        "项目类型",
        "Kind of project",
        "choice",
        ["新建产线", "设备改造", "备品备件", "年度框架"],
    ),
)
# whose, name, object, the condition (field, op, value), order, shared with all
VIEWS = (
    ("shen", "重点客户", "account", ("level", "eq", "key"), "-last_follow_up_at", True),
    ("gu", "谈判中的大单", "opportunity", ("probability", "gte", 50), "-amount_base", True),
    ("lin", "我的待跟进线索", "lead", ("status", "eq", "new"), "created_at", False),
    ("huang", "高优先级线索", "lead", ("priority", "eq", "high"), "-created_at", False),
    ("qian", "待确认回款", "receipt", ("state", "eq", "registered"), "received_on", True),
)


def set_up(story: Story) -> None:
    ctx = story.ctx(ADMIN)
    for object_code, code, name, name_en, kind, options in FIELDS:
        facts = {"object": object_code, "code": code, "name": name, "name_en": name_en, "kind": kind}
        create_record(ctx, CustomField, {**facts, "options": options, "filterable": True})
    for goods in PRODUCTS:
        create_record(
            ctx,
            Product,
            {
                "name": goods.name, "code": goods.code, "category": goods.category, "unit": goods.unit,
                "price": Decimal(goods.price), "description": goods.description,
            },
        )  # fmt: skip
    south = create_record(
        ctx,
        Pool,
        {"name": "华南线索公海", "object": "lead", "daily_quota": 10, "cool_down_days": 15, "protection_hours": 4},
    )
    for member in ("luo", "huang", "liang", "tang", "ye"):
        set_pool_member(ctx, south.pk, story.company.id(member), member == "luo")
    with reading(ctx):
        pools = {pool.object: pool.pk for pool in Pool.objects.alive().filter(everyone=True)}
    for pool in pools.values():
        for manager in ("gu", "luo"):
            set_pool_member(ctx, pool, story.company.id(manager), True)
    story.shelf["pools"] = {**pools, "south": south.pk}
    story.shelf["accounts"], story.shelf["buyers"] = {}, set()  # by company: account and owner; accounts with deals
    _remember(story)
    story.begin(story.now, _rates(story))
    story.begin(story.morning(story.day(60)) - timedelta(hours=7), _nights(story))
    begin_notebooks(story)
    story.once(story.morning(story.day(DAYS - 6)), partial(_read_everything, story))
    story.begin(story.morning(story.day(DAYS - 200)), set_targets(story))


def _nights(story: Story) -> Life:
    """Leads that nobody has looked after for three months go back to the pool; every other week is enough here."""
    rule = {"name": "90 天未跟进回收", "object": "lead", "pool": story.shelf["pools"]["lead"], "no_follow_up_days": 90}
    create_record(story.ctx(ADMIN), RecycleRule, {**rule, "warn_days": 7})
    while True:
        tenant = story.company.admin.tenant_id
        system = Context.for_system(tenant, rule="recycling", time_zone=str(ZONE), clock=story.now)
        story.counts["recycled"] += run_night(system).recycled
        yield story.now + timedelta(days=14)


def _remember(story: Story) -> None:
    """What the furniture of the tenant holds, by name."""
    with reading(story.ctx(ADMIN)):
        story.shelf["products"] = {product.code: product for product in Product.objects.all()}
        story.shelf["sources"] = dict(Source.objects.values_list("name", "pk"))
        story.shelf["stages"] = {stage.name: stage.pk for stage in Stage.objects.all()}
        story.shelf["lost_reasons"] = dict(LostReason.objects.values_list("name", "pk"))


def _rates(story: Story) -> Life:
    """Finance enters what a dollar is worth, month by month."""
    rate = Decimal("7.18")
    for _ in range(DAYS // 30 + 1):
        create_record(story.ctx("qian"), ExchangeRate, {"currency": "USD", "day": story.calendar_day, "rate": rate})
        rate += Decimal(story.rng.randint(-60, 50)).scaleb(-3)
        yield story.now + timedelta(days=30)


def _read_everything(story: Story) -> None:
    """What came in the last week is unread, what came before was read in its time."""
    for key in PEOPLE:
        mark_read(story.ctx(key))


def save_views(story: Story) -> None:
    for key, name, object_code, (field, op, value), sort, shared in VIEWS:
        settings = {"filter": {"all": [{"field": field, "op": op, "value": value}]}, "sort": sort}
        facts = {"name": name, "object": object_code, "settings": settings, "shared": shared}
        create_record(story.ctx(key), SavedView, facts)


def set_targets(story: Story) -> Life:
    """Managers say every month what each of theirs is to contract and to receive."""
    while True:
        for key in SALES:
            usual = 70_000 * DRAW[key] * SEASON[story.calendar_day.month - 1]
            for kind, share in (("contracted", 1.0), ("received", 0.85)):
                facts = {"member": story.company.id(key), "month": story.calendar_day.replace(day=1), "kind": kind}
                amount = Decimal(round(usual * share / 5000) * 5000)
                create_record(story.ctx(manager_of(key)), Target, {**facts, "amount": amount})
        story.counts["targets"] += 2 * len(SALES)
        yield story.working((story.calendar_day.replace(day=1) + timedelta(days=32)).replace(day=1))
