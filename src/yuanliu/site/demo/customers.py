"""Accounts: those known for years, their people, and the care that keeps them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.kernel.records.collaborators import set_collaborator
from yuanliu.kernel.records.services import create_record
from yuanliu.modules.accounts.models import Account, Contact
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.ownership.services import return_record

from .deals import deal_life, wanted_deal
from .diary import SALES, Prospect, product_name, seller, task_life, write
from .story import Life, Story
from .words import talk
from .words.names import TITLES, Names

OLD = 95  # accounts that were known before the story begins
TAGS = ("老客户", "年度框架", "样板工厂", "集团采购", "账期敏感", "技术导向", "潜力客户")


def begin_customers(story: Story, names: Names) -> None:
    for _ in range(story.number(OLD)):
        story.begin(story.working(story.day(story.rng.randint(0, 25))), _old_customer(story, names))


def _old_customer(story: Story, names: Names) -> Life:
    """Entered from the salesperson's own notebook in the first weeks."""
    firm = names.firm()
    owner = seller(story, firm.team)
    values: dict[str, Any] = {
        "name": firm.name, "industry": firm.industry, "region": firm.region, "phone": firm.phone,
        "address": firm.address, "level": story.weighted({"key": 3, "normal": 5, "minor": 2}),
        "tags": sorted({"老客户", story.pick(TAGS)}), "source": story.shelf["sources"]["自行开发"],
        "custom": custom_of(story),
    }  # fmt: skip
    account = create_record(story.ctx(owner), Account, values)
    story.counts["accounts"] += 1
    story.shelf["accounts"][firm.name] = (account.pk, owner)
    people = [_contact(story, names, account.pk, owner, number) for number in range(story.rng.randint(1, 3))]
    prospect = Prospect(firm, *people[0], product_name(story))
    if story.chance(0.08):
        colleague = story.pick([key for key in SALES if key != owner])
        access = story.pick(("read", "edit"))
        set_collaborator(story.ctx(owner), Account, account.pk, story.company.id(colleague), access)
    if story.chance(0.25):
        _open_deal(story, account.pk, prospect, owner)
    yield story.later(10, 60)
    yield from account_life(story, account.pk, prospect, owner)


def _contact(story: Story, names: Names, account: UUID, owner: str, number: int) -> tuple[str, str, str]:
    name, title, mobile = names.person(), names.job_title(), names.mobile()
    values = {"account": account, "name": name, "job_title": title, "mobile": mobile, "primary": number == 0}
    values["buying_role"] = TITLES[title]
    if story.chance(0.5):
        values["email"] = names.email()
    create_record(story.ctx(owner), Contact, values)
    story.counts["contacts"] += 1
    return name, title, mobile


def custom_of(story: Story) -> dict[str, Any]:
    return {
        "employees": story.rng.choice((45, 80, 120, 200, 350, 600, 1200)),
        "credit": story.pick(("A", "A", "B", "B", "C")),
    }


def account_life(story: Story, account: UUID, prospect: Prospect, owner: str) -> Life:
    """Visits and calls every month or two, now and then a new deal; some accounts fall asleep."""
    sleeps = story.chance(0.22)
    for _ in range(story.rng.randint(1, 3) if sleeps else 40):
        write(
            story, owner, ("account", account), talk.CARE, prospect, story.later(20, 60) if story.chance(0.4) else None
        )
        if story.chance(0.05):
            story.begin(story.now, task_life(story, owner, ("account", account), prospect))
        if story.chance(0.09):
            yield story.later(1, 6)
            _open_deal(story, account, prospect, owner)
        yield story.later(90, 200)
    if account not in story.shelf["buyers"] and story.chance(0.5):
        _give_up(story, account, prospect, owner)


def _give_up(story: Story, account: UUID, prospect: Prospect, owner: str) -> None:
    """Nobody bought, nobody answers: others may try."""
    return_record(story.ctx(owner), Account, account, None, story.pick(talk.RETURNED))
    story.shelf["accounts"][prospect.firm.name] = (account, "")


def _open_deal(story: Story, account: UUID, prospect: Prospect, owner: str) -> None:
    deal = wanted_deal(story, prospect)
    source = story.shelf["sources"]["老客户介绍" if story.chance(0.3) else "自行开发"]
    made = create_record(story.ctx(owner), Opportunity, {**deal.values, "account": account, "source": source})
    story.counts["opportunities"] += 1
    story.shelf["buyers"].add(account)
    story.begin(story.later(1, 6), deal_life(story, made.pk, deal, prospect, owner))
