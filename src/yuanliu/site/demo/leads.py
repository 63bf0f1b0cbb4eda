"""Leads: how they come in beside campaigns, and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from yuanliu.kernel.records.services import assign_record, create_record
from yuanliu.modules.leads.conversion import Wish, convert_lead
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.services import disqualify_lead
from yuanliu.modules.ownership.claims import CoolDown, DailyQuotaReached, Protected
from yuanliu.modules.ownership.services import claim_record, return_record

from .customers import account_life, custom_of
from .deals import deal_life, wanted_deal
from .diary import (
    USUAL_SKILL,
    Prospect,
    Sentences,
    after_write_up,
    manager_of,
    product_name,
    seller,
    skill,
    task_life,
    write,
)
from .story import Life, Story
from .words import talk
from .words.names import TITLES, Names

# source: (share, whether salespeople enter it for themselves)
WAYS = {
    "官网": (26, False),
    "搜索推广": (24, False),
    "电话营销": (14, True),
    "自行开发": (18, True),
    "老客户介绍": (13, True),
    "合作伙伴": (5, True),
}
WARM = {"老客户介绍": 0.2, "合作伙伴": 0.1, "电话营销": -0.08}
LEADS = 350  # beside those of campaigns


def begin_leads(story: Story, names: Names) -> None:
    for _ in range(story.number(LEADS)):
        story.begin(story.working(story.any_day()), _arrival(story, names))


def _arrival(story: Story, names: Names) -> Life:
    """Somebody calls, writes, is recommended or found."""
    firm = names.firm()
    prospect = Prospect(firm, names.person(), names.job_title(), names.mobile(), product_name(story))
    source = story.weighted({way: share for way, (share, _) in WAYS.items()})
    owner = seller(story, firm.team) if WAYS[source][1] else None
    values: dict[str, Any] = {
        "name": prospect.person, "company": firm.name, "job_title": prospect.job_title, "mobile": prospect.mobile,
        "region": firm.region, "industry": firm.industry, "source": story.shelf["sources"][source],
        "priority": story.weighted({"normal": 6, "high": 2, "low": 2}),
        "remark": story.pick(talk.REMARKS).format(product=prospect.product),
    }  # fmt: skip
    if story.chance(0.35):
        values["email"] = names.email()
    if story.chance(0.25):
        values["wechat"] = names.wechat()
    if story.chance(0.4):
        values["custom"] = {"purchase_plan": story.pick(("1 个月内", "3 个月内", "半年内", "暂无计划"))}
    if owner is None:
        pools = story.shelf["pools"]
        values["pool"] = pools["south" if firm.team == "深圳" and story.chance(0.7) else "lead"]
    lead = create_record(story.ctx(owner or story.pick(("tang", "ye"))), Lead, values)
    story.counts["leads"] += 1
    yield from lead_life(story, lead.pk, prospect, owner, WARM.get(source, 0.0))


def lead_life(
    story: Story, lead: UUID, prospect: Prospect, owner: str | None = None, warmth: float = 0.0, again: bool = False
) -> Life:
    """From the pool to somebody, who follows it up until it is converted, given up, or forgotten."""
    if owner is None:
        if story.chance(0.12):
            return  # nobody wants it
        yield story.later(0.05, 0.9) if story.chance(0.4) else story.later(1, 4)
        owner = seller(story, prospect.firm.team)
        yield from _taken(story, lead, owner)
    yield _response(story, owner)
    ends = {"convert": 0.07 + skill(owner) / 4 + warmth, "disqualify": 0.33, "return": 0 if again else 0.1, "": 0.24}
    end = story.weighted(ends)
    yield from _followed(story, lead, prospect, owner, hopeless=end in ("disqualify", "return"))
    if end:
        yield after_write_up(story, owner)
    if end == "disqualify":
        disqualify_lead(story.ctx(owner), lead, story.pick(talk.DISQUALIFIED))
        story.counts["disqualified"] += 1
    elif end == "return":
        return_record(story.ctx(owner), Lead, lead, None, story.pick(talk.RETURNED))
        story.counts["returned"] += 1
        yield story.later(5, 40)
        if story.chance(0.55):
            yield from lead_life(story, lead, prospect, None, warmth, again=True)
    elif end == "convert":
        _convert(story, lead, prospect, owner)


def _response(story: Story, owner: str) -> datetime:
    """When they call for the first time: the good ones within hours, anybody sometimes late."""
    if story.chance(0.2):
        return story.later(2, 6)
    return story.later(0.02, 0.4) if skill(owner) > USUAL_SKILL else story.later(0.1, 0.9)


def _followed(story: Story, lead: UUID, prospect: Prospect, owner: str, *, hopeless: bool) -> Life:
    """A few calls; who does not answer gets fewer."""
    for number in range(story.rng.randint(1, 2 if hopeless else 3)):
        phase: Sentences = talk.FIRST_CALL if number == 0 else talk.NURTURE
        if hopeless and story.chance(0.5):
            phase = talk.NO_ANSWER
        moment = story.later(2, 11)
        write(story, owner, ("lead", lead), phase, prospect, moment if story.chance(0.7) else None)
        if number == 0 and story.chance(0.12):
            story.begin(story.now, task_life(story, owner, ("lead", lead), prospect))
        yield moment


def _taken(story: Story, lead: UUID, owner: str) -> Life:
    """A manager hands it out, or the salesperson helps themselves, as far as the rules of the pool allow."""
    if story.chance(0.4):
        assign_record(story.ctx(manager_of(owner)), Lead, lead, story.company.id(owner))
        return
    while True:
        try:
            claim_record(story.ctx(owner), Lead, lead)
            return
        except (DailyQuotaReached, CoolDown, Protected):
            yield story.later(1, 3)


def _convert(story: Story, lead: UUID, prospect: Prospect, owner: str) -> None:
    """Into an account of the owner's, or one that they know already."""
    known: dict[str, tuple[UUID, str]] = story.shelf["accounts"]
    account_id, holder = known.get(prospect.firm.name, (None, owner))
    if holder != owner:
        return
    deal = wanted_deal(story, prospect) if story.chance(0.62) else None
    contact: dict[str, Any] = {
        "name": prospect.person,
        "buying_role": TITLES[prospect.job_title],
        "job_title": prospect.job_title,
    }
    account: dict[str, Any] | None = None
    if account_id is None:
        firm = prospect.firm
        account = {"region": firm.region, "industry": firm.industry, "address": firm.address, "phone": firm.phone}
        account.update(level=story.weighted({"normal": 6, "key": 2, "minor": 2}), custom=custom_of(story))
    wish = Wish(account_id=account_id, account=account, contact=contact, opportunity=deal.values if deal else None)
    done = convert_lead(story.ctx(owner), lead, wish)
    story.counts["converted"] += 1
    known[prospect.firm.name] = (done.account_id, owner)
    if account_id is None:
        story.counts["accounts"] += 1
        story.begin(story.later(25, 60), account_life(story, done.account_id, prospect, owner))
    if deal is not None:
        story.counts["opportunities"] += 1
        story.shelf["buyers"].add(done.account_id)
        story.begin(story.later(1, 6), deal_life(story, done.opportunity_id, deal, prospect, owner))
