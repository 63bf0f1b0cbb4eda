"""Contracts: drawn up from what was won, approved, executed, delivered, closed."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from yuanliu.kernel.approvals.models import Approval
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts import services
from yuanliu.modules.contracts.models import Contract, Installment
from yuanliu.modules.contracts.schemas import Terms

from .diary import Prospect, manager_of, write
from .receipts import payment_life
from .story import Life, Story
from .words import talk

# How contracts are paid: (name, percent, days after signing) of each installment, and how often it is so.
PLANS = (
    ((("预付款", 30, 7), ("到货款", 60, 45), ("质保金", 10, 180)), 5),
    ((("预付款", 50, 7), ("到货款", 50, 40)), 3),
    ((("全款", 100, 15),), 2),
    ((("第一批货款", 40, 30), ("第二批货款", 40, 75), ("尾款", 20, 120)), 2),
)
ONCE = {2: "terminated", 3: "amended", 4: "rejected", 5: "void"}  # what befalls the n-th contract


def contract_life(story: Story, deal: UUID, prospect: Prospect, owner: str) -> Life:
    """From the draft to the day on which it is closed."""
    story.counts["contracts"] += 1
    fate = ONCE.get(story.counts["contracts"], "")
    contract = services.draw_up(story.ctx(owner), deal)
    services.set_installments(story.ctx(owner), contract.pk, _plan(story, contract))
    yield story.later(0.2, 12)
    yield from _approval(story, contract.pk, owner, rejected=fate == "rejected")
    yield story.later(1, 4)
    services.put_into_effect(story.ctx(owner), contract.pk)
    if fate == "void":
        yield story.later(2, 5)
        services.void_contract(story.ctx(manager_of(owner)), contract.pk, "客户集团统一换签框架合同")
        return
    for item in _installments(story, owner, contract.pk):
        story.begin(story.now, payment_life(story, contract, item, prospect, owner))
    yield story.later(2, 10)
    services.start_contract(story.ctx(owner), contract.pk)
    write(story, owner, ("account", contract.account_id), talk.DELIVERY, prospect)
    if fate == "amended":
        yield from _amendment(story, contract.pk, owner)
    yield story.later(15, 45)
    if fate == "terminated":
        services.terminate_contract(story.ctx(manager_of(owner)), contract.pk, "客户停产搬迁，双方协商终止")
        return
    services.deliver_contract(story.ctx(owner), contract.pk)
    write(story, owner, ("account", contract.account_id), talk.DELIVERY, prospect)
    yield from _closing(story, contract.pk, owner)


def _plan(story: Story, contract: Contract) -> list[dict[str, Any]]:
    """Installments that add up to the amount to the cent."""
    parts = story.rng.choices([plan for plan, _ in PLANS], [share for _, share in PLANS])[0]
    signed, rest, items = story.calendar_day, contract.amount, []
    for number, (name, percent, days) in enumerate(parts, 1):
        share = (contract.amount * percent / 100).quantize(Decimal("0.01"), ROUND_DOWN)
        amount = rest if number == len(parts) else share
        items.append({"name": name, "amount": amount, "due_on": signed + timedelta(days=days)})
        rest -= amount
    return items


def _approval(story: Story, contract: UUID, owner: str, *, rejected: bool) -> Life:
    """Asked, decided within a day or two; the last ones still wait when the story ends."""
    services.submit_contract(story.ctx(owner), contract)
    approver = _approver(story, contract)
    yield story.later(0.2, 2.5)
    if rejected:
        services.reject_contract(story.ctx(approver), contract, "账期过长，请改为到货 30 天付款")
        yield story.later(1, 3)
        services.submit_contract(story.ctx(owner), contract)
        yield story.later(0.2, 2)
    services.approve_contract(story.ctx(approver), contract, story.pick(("同意", "同意，注意交期", "已阅，同意", "")))


def _approver(story: Story, contract: UUID) -> str:
    """Whoever was asked, by the rule of who stands next above."""
    with reading(story.ctx("shen")):
        asked = Approval.objects.filter(record_id=contract, state="pending").values_list("approver_id", flat=True).get()
    return story.company.key(asked)


def _amendment(story: Story, contract: UUID, owner: str) -> Life:
    """The customer wants the last installment later."""
    yield story.later(3, 6)
    items = _installments(story, owner, contract)
    plan = [{"id": i.pk, "name": i.name, "amount": i.amount, "due_on": i.due_on} for i in items]
    plan[-1]["due_on"] += timedelta(days=30)
    terms = Terms.model_validate({"installments": plan, "remark": "尾款延后 30 天"})
    services.amend_contract(story.ctx(owner), contract, terms, "客户年度预算调整，尾款顺延")
    approver = _approver(story, contract)
    yield story.later(0.3, 2)
    services.approve_contract(story.ctx(approver), contract, "同意顺延")
    story.counts["amended"] += 1


def _installments(story: Story, owner: str, contract: UUID) -> list[Installment]:
    with reading(story.ctx(owner)):
        return list(Installment.objects.alive().filter(contract=contract).order_by("position"))


def _closing(story: Story, contract: UUID, owner: str) -> Life:
    """Closed when all is paid; looked at every few weeks until then."""
    while True:
        yield story.later(10, 25)
        with reading(story.ctx(owner)):
            outstanding = Contract.objects.get(pk=contract).outstanding
        if outstanding <= 0 and contract not in story.shelf.get("refunding", ()):
            services.complete_contract(story.ctx(owner), contract)
            story.counts["completed"] += 1
            return
