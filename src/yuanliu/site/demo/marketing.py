"""Campaigns: prepared, published, visited, answered, paid for, synced into leads."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import (
    BudgetLine,
    Campaign,
    CampaignState,
    CostItem,
    PromotionLink,
    Submission,
    SubmissionState,
    Suspicion,
)
from yuanliu.modules.campaigns.services.campaigns import move_campaign
from yuanliu.modules.campaigns.services.forms import publish_form
from yuanliu.modules.campaigns.services.intake import Arrival, count_visit, receive
from yuanliu.modules.campaigns.services.links import open_link
from yuanliu.modules.campaigns.services.submissions import add_entry, reject_submission, release_submission
from yuanliu.modules.leads.sync import Wish, sync_campaign

from .diary import Prospect, product_name
from .leads import lead_life
from .story import Life, Story
from .words.names import Names
from .words.plans import CAMPAIGNS, Plan

SEASONS = ("冬季", "春季", "夏季", "秋季")
SPAM = 0.05
KNOWN = 0.07  # visitors who have answered before
INTERESTS = {
    "伺服与运动控制": "Servo and motion control", "变频与节能": "Drives and energy", "机器视觉": "Machine vision",
    "气动与传感": "Pneumatics and sensors", "低压配电": "Power distribution",
}  # fmt: skip
PURCHASE = {
    "1 个月内": "Within a month", "3 个月内": "Within three months", "半年内": "Within half a year", "暂无计划": "No plans yet",
}  # fmt: skip
TEXTS = {
    "intro": "留下联系方式，资料与现场礼品为您备好。",
    "intro_en": "Tell us who you are, and we will have the papers ready for you.",
    "consent": "同意贵公司就产品与活动信息与我联系。",
    "consent_en": "I agree to be contacted about products and events.",
    "thank_you": "感谢您的关注，我们会尽快与您联系。",
    "thank_you_en": "Thank you! We will be in touch soon.",
}


def begin_campaigns(story: Story, names: Names) -> None:
    for plan in CAMPAIGNS:
        opening = story.morning(story.day(plan.day))
        story.begin(opening - timedelta(days=min(plan.day, 21)), _Running(story, names, plan).life(opening))


def _options(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": chinese, "label": chinese, "label_en": english} for chinese, english in words.items()]


class _Running:
    """One campaign on its way."""

    def __init__(self, story: Story, names: Names, plan: Plan):
        self.story, self.names, self.plan = story, names, plan
        self.owner = story.pick(("tang", "ye"))
        self.name = plan.name.format(season=SEASONS[story.day(plan.day).month % 12 // 3])
        self.links: list[PromotionLink] = []
        self.prospects: dict[UUID, Prospect] = {}  # by the entries that wait for sync

    @property
    def ctx(self) -> Context:
        return self.story.ctx(self.owner)

    def life(self, opening: datetime) -> Life:
        self.prepare(opening)
        yield opening
        move_campaign(self.ctx, self.campaign.pk, CampaignState.ACTIVE)
        closing = opening + timedelta(days=self.plan.days)
        self.invite(opening)
        for number, cost in enumerate(self.plan.costs):
            self.story.once(opening + timedelta(days=number * 3, hours=7), partial(self.pay, *cost))
        while self.story.now < closing:
            yield min(self.story.later(3, 6), closing + timedelta(hours=20))
            self.sync()
        yield self.story.later(2, 5)
        self.sync()
        move_campaign(self.ctx, self.campaign.pk, CampaignState.ENDED)
        yield self.story.later(150, 200)
        move_campaign(self.ctx, self.campaign.pk, CampaignState.ARCHIVED)

    def prepare(self, opening: datetime) -> None:
        story, plan, first = self.story, self.plan, opening.date()
        expected = round(plan.reach * plan.answer)
        values: dict[str, Any] = {
            "name": self.name, "kind": plan.kind, "mode": plan.mode, "target": "lead", "place": plan.place,
            "starts_on": first, "ends_on": first + timedelta(days=plan.days - 1), "budget": Decimal(plan.budget),
            "expected_leads": expected, "expected_revenue": Decimal(expected * 6000), "description": plan.description,
        }  # fmt: skip
        self.campaign = create_record(self.ctx, Campaign, values)
        for kind, name, amount in plan.costs:
            line = {"campaign": self.campaign.pk, "name": name, "kind": kind, "amount": Decimal(amount)}
            create_record(self.ctx, BudgetLine, line)
        self.form = publish_form(self.ctx, self.campaign.pk, self.questions())
        for channel in plan.channels:
            utm = {"utm_source": channel, "utm_medium": plan.mode, "utm_campaign": self.name}
            self.open(channel=channel, **utm)
        if plan.mode == "offline":
            for key in ("lin", "huang", "xu"):
                self.open(promoter=story.company.id(key))
        story.counts["campaigns"] += 1

    def open(self, **values: Any) -> None:
        link = open_link(self.ctx, self.campaign.pk, values)
        assert isinstance(link, PromotionLink)
        link.campaign = self.campaign
        self.links.append(link)

    def questions(self) -> dict[str, Any]:
        blank: dict[str, Any] = {"kind": None, "label": "", "label_en": "", "required": False, "options": []}
        asked = [("name", True), ("company", True), ("job_title", False), ("mobile", True), ("email", False)]
        fields = [{**blank, "key": key, "required": required} for key, required in asked]
        fields.append({**blank, "key": "custom.purchase_plan", "options": _options(PURCHASE)})
        interest = {
            "key": "q1",
            "kind": "choice",
            "label": "您最关注哪类产品？",
            "label_en": "What interests you most?",
        }
        fields.append({**blank, **interest, "options": _options(INTERESTS)})
        return {"fields": fields, "title": self.name, "title_en": self.plan.title_en, **TEXTS}

    def invite(self, opening: datetime) -> None:
        """Visits come mostly in the first days."""
        story = self.story
        for _ in range(story.number(self.plan.reach)):
            after = min(story.rng.expovariate(3 / self.plan.days), self.plan.days - 0.2)
            story.begin(opening + timedelta(days=after, minutes=story.rng.randint(0, 600)), self.visit())

    def visit(self) -> Life:
        story = self.story
        link = self.links[min(int(story.rng.expovariate(0.9)), len(self.links) - 1)]
        public = Context.for_system(self.ctx.tenant_id, kind="public", clock=story.now)
        visitor = f"{story.rng.getrandbits(128):032x}"
        count_visit(public, link, visitor)
        story.counts["visits"] += 1
        if not story.chance(self.plan.answer):
            return
        yield story.now + timedelta(minutes=story.rng.randint(1, 4))
        public = public.at(story.now)
        if story.chance(SPAM):
            self.spam(public, link, visitor)
            return
        prospect = self.visitor()
        answers = self.answers(prospect)
        if self.plan.mode == "offline" and story.chance(0.35):
            card = {key: value for key, value in answers.items() if key in ("name", "company", "mobile", "job_title")}
            entry = add_entry(self.ctx, self.campaign.pk, card, link.pk)
        else:
            entry = receive(
                public,
                Arrival(link, self.form, answers, consent=True, sender=visitor, visitor=visitor, language="zh-hans"),
            )
        story.counts["submissions"] += 1
        self.prospects[entry.pk] = prospect

    def visitor(self) -> Prospect:
        """Somebody new, or one who has answered to an earlier campaign."""
        story, names = self.story, self.names
        known: list[Prospect] = story.shelf.setdefault("visitors", [])
        if known and story.chance(KNOWN):
            return story.pick(known)
        firm = story.pick(known).firm if known and story.chance(0.08) else names.firm()
        known.append(Prospect(firm, names.person(), names.job_title(), names.mobile(), product_name(story)))
        return known[-1]

    def answers(self, prospect: Prospect) -> dict[str, Any]:
        story = self.story
        answers = {
            "name": prospect.person, "company": prospect.firm.name, "job_title": prospect.job_title,
            "mobile": prospect.mobile, "q1": story.pick(tuple(INTERESTS)),
        }  # fmt: skip
        if story.chance(0.5):
            answers["email"] = self.names.email()
        if story.chance(0.6):
            answers["custom.purchase_plan"] = story.pick(tuple(PURCHASE))
        return answers

    def spam(self, public: Context, link: PromotionLink, visitor: str) -> None:
        """A robot filled in the trap, or somebody was faster than people are."""
        story = self.story
        answers = {"name": "免费领取", "company": f"推广{story.rng.randint(100, 999)}", "mobile": self.names.mobile()}
        suspicion = story.pick((Suspicion.HONEYPOT, Suspicion.TOO_FAST))
        entry = receive(public, Arrival(link, self.form, answers, True, visitor, "zh-hans", suspicion=suspicion))
        story.counts["quarantined"] += 1
        story.once(story.later(1, 9), partial(self.review, entry.pk))

    def review(self, entry: UUID) -> None:
        if self.story.chance(0.55):
            reject_submission(self.ctx, entry, "广告或测试内容")
        elif self.story.chance(0.15):
            release_submission(self.ctx, entry)

    def pay(self, kind: str, name: str, amount: int) -> None:
        spent = Decimal(round(amount * self.story.rng.uniform(0.92, 1.08)))
        values = {"campaign": self.campaign.pk, "name": name, "kind": kind, "amount": spent}
        values["spent_on"] = self.story.calendar_day
        create_record(self.ctx, CostItem, values)

    def sync(self) -> None:
        """What was collected goes to the pool; from there salespeople take over."""
        if not self.prospects:
            return
        story = self.story
        done = sync_campaign(self.ctx, self.campaign.pk, Wish(pool=story.shelf["pools"]["lead"]), "zh")
        waiting, self.prospects = self.prospects, {}
        with reading(self.ctx):
            synced = Submission.objects.filter(pk__in=done, state=SubmissionState.SYNCED).order_by("pk")
            leads = list(synced.values_list("pk", "lead_id"))
        for entry, lead in leads:
            if prospect := waiting.get(entry):
                story.counts["leads"] += 1
                story.begin(story.now, lead_life(story, lead, prospect))
