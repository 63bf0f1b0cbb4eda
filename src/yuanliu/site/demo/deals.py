"""Opportunities: through the stages to won or lost, or left lying half-way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.kernel.records.services import update_record
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.opportunities.services import move_stage, set_lines

from .contracts import contract_life
from .diary import Prospect, skill, task_life, write
from .story import Life, Story
from .words import talk
from .words.goods import BUNDLES, COMPETITORS, PRODUCTS, PROJECTS

GOODS = {goods.code: goods for goods in PRODUCTS}
STAGES = (
    ("需求确认", talk.DISCOVERY, (5, 22)),
    ("方案报价", talk.DISCOVERY, (7, 26)),
    ("商务谈判", talk.PROPOSAL, (6, 24)),
)  # each with what is said before it is reached, and after how many days that is
STALLED = 0.14
LOST_NOTES = {
    "价格": "客户选择了报价更低的供应商",
    "竞争对手": "竞品先完成了样机测试",
    "需求取消": "扩产计划推迟",
    "预算不足": "集团收回年度预算",
    "无决策权": "决定权在集团采购",
    "其他": "沟通后暂不推进",
}


@dataclass(frozen=True, slots=True)
class Deal:
    """What a customer wants to buy: the values of an opportunity, and the lines of the offer to come."""

    values: dict[str, Any]
    lines: list[dict[str, Any]]


def wanted_deal(story: Story, prospect: Prospect) -> Deal:
    bundle = story.pick(BUNDLES)
    scale = story.rng.lognormvariate(-0.9, 0.75)  # many small, few large
    products = story.shelf["products"]
    dollar = Decimal("7.1") if story.chance(0.03) else Decimal(1)  # some buy for a foreign parent
    lines, total = [], Decimal(0)
    for code in bundle:
        low, high = GOODS[code].lot
        quantity = Decimal(max(low, min(round(low + (high - low) * scale), high * 2)))
        price = (products[code].price / dollar).quantize(Decimal("0.01"))
        discount = Decimal(story.pick((0, 0, 3, 5, 8)))
        lines.append({"product": products[code].pk, "quantity": quantity, "price": price, "discount": discount})
        total += quantity * price
    project = story.pick(PROJECTS[GOODS[bundle[0]].category])
    short = prospect.firm.name.removesuffix("有限公司")
    values = {
        "name": f"{short}{project}",
        "currency": "CNY" if dollar == 1 else "USD",
        "amount": (total * Decimal(story.rng.choice(("0.8", "0.9", "1", "1.2")))).quantize(Decimal(1)),
        "expected_close": (story.now + timedelta(days=story.rng.randint(45, 120))).date(),
        "custom": {"project_kind": story.pick(("新建产线", "设备改造", "备品备件", "年度框架"))},
    }
    return Deal(values, lines)


def deal_life(story: Story, deal: UUID, wanted: Deal, prospect: Prospect, owner: str) -> Life:
    wins = story.chance(skill(owner))
    ends_in = len(STAGES) if wins else story.rng.randint(0, len(STAGES))
    stalls = not wins and story.chance(STALLED / (1 - skill(owner)))
    for number, (stage, talk_before, days) in enumerate(STAGES):
        yield from _work_on(story, deal, talk_before, prospect, owner)
        if number >= ends_in:
            break
        yield story.later(*days)
        if stage == "方案报价":
            set_lines(story.ctx(owner), deal, wanted.lines)
        move_stage(story.ctx(owner), deal, story.shelf["stages"][stage])
    else:
        yield from _work_on(story, deal, talk.NEGOTIATION, prospect, owner)
    if stalls:
        return
    yield story.later(4, 25)
    if story.chance(0.25):
        _slip(story, deal, owner)
        yield story.later(7, 30)
    if wins:
        move_stage(story.ctx(owner), deal, story.shelf["stages"]["赢单"])
        write(story, owner, ("opportunity", deal), talk.WON, prospect)
        story.counts["won"] += 1
        story.begin(story.later(1, 7), contract_life(story, deal, prospect, owner))
    else:
        _lose(story, deal, prospect, owner)


def _work_on(story: Story, deal: UUID, phase: Any, prospect: Prospect, owner: str) -> Life:
    for _ in range(story.rng.randint(1, 2)):
        moment = story.later(2, 9)
        write(story, owner, ("opportunity", deal), phase, prospect, moment if story.chance(0.75) else None)
        if story.chance(0.1):
            story.begin(story.now, task_life(story, owner, ("opportunity", deal), prospect))
        yield moment


def _slip(story: Story, deal: UUID, owner: str) -> None:
    """The customer takes longer than was hoped."""
    ctx = story.ctx(owner)
    with reading(ctx):
        version = Opportunity.objects.values_list("version", flat=True).get(pk=deal)
    day = (story.now + timedelta(days=story.rng.randint(20, 60))).date()
    update_record(ctx, Opportunity, deal, version, {"expected_close": day})


def _lose(story: Story, deal: UUID, prospect: Prospect, owner: str) -> None:
    weights = {"价格": 5, "竞争对手": 4, "需求取消": 3, "预算不足": 2, "无决策权": 1, "其他": 1}
    reason = story.weighted(weights)
    values = {"competitor": story.pick(COMPETITORS)} if reason in ("价格", "竞争对手") else None
    lost = {"lost_reason": story.shelf["lost_reasons"][reason], "lost_note": LOST_NOTES[reason], "values": values}
    move_stage(story.ctx(owner), deal, story.shelf["stages"]["输单"], **lost)
    write(story, owner, ("opportunity", deal), talk.LOST, prospect)
    story.counts["lost"] += 1
