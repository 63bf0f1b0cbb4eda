"""A company before its first customer: tree, members, pools, campaigns. Few rows, so they go the product's own way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password

from bench.data.copying import Array, texts
from bench.data.size import Size
from bench.data.words import GIVEN, SURNAMES
from yuanliu.kernel.access.models import Department, Member, Role
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.tenancy.models import Locator, LocatorKind, Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns.models import Campaign, CostItem, Form, PromotionLink
from yuanliu.modules.campaigns.questions import usual_questions
from yuanliu.modules.catalog.models import Source
from yuanliu.modules.opportunities.models import LostReason, Pipeline, Stage
from yuanliu.modules.ownership.models import Pool
from yuanliu.site.roles import TEMPLATES, expanded
from yuanliu.site.tenants import found_tenant, place_of

PASSWORD = "bench-Yuanliu-2026"
LEAD_POOLS = 12
KINDS = "summit exhibition salon webinar white_paper live_stream lottery other".split()
CHANNELS = ("微信公众号", "百度推广", "行业网站")


@dataclass
class Company:
    """What stands before the bulk is loaded; arrays of ids are 32 hex digits."""

    tenant: Tenant
    system: Context
    size: Size
    now: datetime
    rng: np.random.Generator
    sellers: Array = field(default_factory=lambda: np.array([], "S32"))
    seller_names: Array = field(default_factory=lambda: texts([]))
    finance: bytes = b""
    lead_pools: Array = field(default_factory=lambda: np.array([], "S32"))
    account_pool: bytes = b""
    sources: Array = field(default_factory=lambda: np.array([], "S32"))
    campaigns: Array = field(default_factory=lambda: np.array([], "S32"))  # in the order of time
    campaign_starts: Array = field(default_factory=lambda: np.array([], "M8[s]"))
    links: Array = field(default_factory=lambda: np.array([], "S32"))  # three of each campaign, one after another
    stages: list[Stage] = field(default_factory=list)
    lost_reasons: Array = field(default_factory=lambda: np.array([], "S32"))
    budget_field: bytes = b""

    @property
    def tenant_id(self) -> bytes:
        return self.tenant.pk.hex.encode()

    @property
    def moment(self) -> np.datetime64:
        return np.datetime64(self.now.replace(tzinfo=None), "s")

    @property
    def opened(self) -> datetime:
        return self.now - timedelta(days=30 * self.size.months + 10)


def hexes(rows: Any) -> Array:
    return np.array([row.pk.hex.encode() for row in rows], dtype="S32")


def found_company(name: str, domain: str, size: Size, now: datetime, rng: np.random.Generator) -> Company:
    """The tenant, its people and its campaigns; `seller1@domain` is a salesperson who sees their department."""
    start = now - timedelta(days=30 * size.months + 10)
    user = User.objects.create_user(f"admin@{domain}", PASSWORD)
    admin = place_of(found_tenant(name, email=user.email, admin="管理员", user=user, at=start))
    system = Context.for_system(admin.tenant_id, kind="cli", clock=start)
    company = Company(Tenant.objects.get(pk=admin.tenant_id), system, size, now, rng)
    with work(system) as w:
        _hire(w, company, domain)
        _furnish(w, company)
    with work(system) as w:
        _campaigns(w, company)
    return company


def _hire(w: Work, company: Company, domain: str) -> None:
    """A tree of four levels with about eight people in each group, most of whom sell."""
    groups = max(company.size.members // 8, 2)
    leaves: list[Department] = []
    level: list[Department] = w.bulk_add([Department(name="总公司")])
    for depth, count in enumerate((max(groups // 16, 1), max(groups // 4, 1), groups), 1):
        leaves = [
            Department(name=f"{depth}级部门{at + 1}", parent=level[at * len(level) // count]) for at in range(count)
        ]
        level = w.bulk_add(leaves)
    grants = next(template.grants for template in TEMPLATES if template.code == "salesperson")
    wide = {name: "department" if scope == "self" else scope for name, scope in expanded(grants).items()}
    w.bulk_add([Role(code="group_seller", name="销售员（看本部门）", grants=wide)])
    password = make_password(PASSWORD)
    roles = ["sales_manager", "marketer", "finance"] + ["group_seller"] * (company.size.members - 4)
    emails = [f"{role.split('_')[-1]}{at + 1}@{domain}" for at, role in enumerate(roles)]
    emails = [f"seller{at - 2}@{domain}" if at > 2 else email for at, email in enumerate(emails)]
    users = User.objects.bulk_create([User(email=email, password=password) for email in emails])
    names = _names(company.rng, len(roles))
    members = w.bulk_add(
        [
            Member(user=user, name=name, email=user.email, roles=[role], department=leaves[at % len(leaves)])
            for at, (user, name, role) in enumerate(zip(users, names, roles, strict=True))
        ]
    )
    Locator.objects.bulk_create(
        [Locator(kind=LocatorKind.MEMBER, key=str(m.user_id), tenant=company.tenant, target_id=m.pk) for m in members]
    )
    company.sellers, company.seller_names = hexes(members[3:]), texts(names[3:])
    company.finance = members[2].pk.hex.encode()


def _names(rng: np.random.Generator, count: int) -> list[str]:
    picks = rng.integers(0, [len(SURNAMES), len(GIVEN), len(GIVEN)], (count, 3))
    return [SURNAMES[a] + GIVEN[b] + GIVEN[c] for a, b, c in picks.tolist()]


def _furnish(w: Work, company: Company) -> None:
    places = ("华东", "华北", "华南", "西南", "东北", "西北", "出口", "渠道", "大客户", "教育", "政企", "新行业")
    pools = [
        Pool(name=f"{place}线索公海", object="lead", everyone=True, masked_fields=["mobile"])
        for place in places[:LEAD_POOLS]
    ]
    company.lead_pools = hexes(w.bulk_add(pools))
    company.account_pool = w.add(Pool(name="沉睡客户公海", object="account", everyone=True)).pk.hex.encode()
    company.sources = hexes(Source.objects.order_by("position", "id"))
    pipeline = Pipeline.objects.get(default=True)
    company.stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position"))
    company.lost_reasons = hexes(LostReason.objects.order_by("position"))
    budget = CustomField(object="lead", code="budget", name="采购预算（万元）", kind="integer", filterable=True)
    company.budget_field = w.add(budget).pk.hex.encode()


def _campaigns(w: Work, company: Company) -> None:
    """Evenly over the months; each with a form, three links and two cost items."""
    size, rng = company.size, company.rng
    count = size.months * size.campaigns_a_month
    starts = [company.opened + timedelta(days=10 + 30 * size.months * at / count) for at in range(count)]
    costs = rng.lognormal(10.8, 0.8, (count, 2)).round().astype(int).tolist()
    owner = Member.objects.filter(roles=["marketer"]).first()
    campaigns = [
        Campaign(
            name=f"{start.year}年{start.month}月{CHANNELS[at % 3]}第{at + 1}场", kind=KINDS[at % len(KINDS)], state="active",
            owner=owner, starts_on=start.date(), ends_on=(start + timedelta(days=30)).date(), budget=sum(costs[at]),
        )
        for at, start in enumerate(starts)
    ]  # fmt: skip
    for at, campaign in enumerate(campaigns):
        with w.at(starts[at]):
            w.bulk_add([campaign])
    links = [
        PromotionLink(campaign=campaign, channel=channel, slug=f"b{company.tenant_id[-6:].decode()}{at * 3 + k:x}")
        for at, campaign in enumerate(campaigns)
        for k, channel in enumerate(CHANNELS)
    ]
    w.bulk_add(links)
    _publish(w, company, campaigns, links)
    w.bulk_add(
        [
            CostItem(
                campaign=campaign, name=name, kind=kind, spent_on=campaign.starts_on, amount=amount, amount_base=amount
            )
            for campaign, pair in zip(campaigns, costs, strict=True)
            for (name, kind), amount in zip(
                (("广告投放", "advertising"), ("物料与礼品", "material")), pair, strict=True
            )
        ]
    )
    company.campaigns, company.links = hexes(campaigns), hexes(links)
    company.campaign_starts = np.array([start.replace(tzinfo=None) for start in starts], "M8[s]")


def _publish(w: Work, company: Company, campaigns: list[Campaign], links: list[PromotionLink]) -> None:
    """The public addresses lead somewhere."""
    fields = usual_questions("lead")
    w.add_rows(
        [
            Form(campaign=campaign, number=1, title=campaign.name, fields=fields, published_at=company.opened)
            for campaign in campaigns
        ]
    )
    Locator.objects.bulk_create(
        [Locator(kind=LocatorKind.FORM, key=link.slug, tenant=company.tenant, target_id=link.pk) for link in links]
    )
