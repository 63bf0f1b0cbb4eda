"""Money: paid more or less when it is due, registered by sales, confirmed by finance, invoiced, sometimes given back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts.models import IN_FORCE, Contract, Installment
from yuanliu.modules.receivables.models import Invoice, Receipt
from yuanliu.modules.receivables.services import confirm_receipt, refund_receipt, reject_receipt

from .diary import Prospect, write
from .story import Life, Story
from .words import talk

FINANCE = ("qian", "feng")
METHODS = {"bank_transfer": 8, "acceptance": 3, "check": 0.3}
REJECTED, REFUNDED, PREPAID = 2, 4, 8  # what befalls the n-th receipt
OVER = Decimal(5000)  # by how much somebody pays too much


def payment_life(story: Story, contract: Contract, item: Installment, prospect: Prospect, owner: str) -> Life:
    """One installment: reminded of, paid late or in time, in one part or two."""
    late = story.weighted({0: 5, 1: 3, 2: 1.2, 3: 0.5})
    if late == 3:
        return  # still owed when the story ends
    due = story.morning(item.due_on) - timedelta(days=3)
    yield max(due, story.later(1, 3))
    for _ in range(late):
        if not _in_force(story, contract.pk):
            return
        write(story, owner, ("account", contract.account_id), talk.COLLECTION, prospect)
        yield story.later(7, 20)
    first = (item.amount / 2).quantize(Decimal(1)) if story.chance(0.12) else item.amount
    yield from _paid(story, contract.pk, first, owner)
    if first != item.amount:
        yield story.later(8, 30)
        yield from _paid(story, contract.pk, item.amount - first, owner)


def _paid(story: Story, contract: UUID, amount: Decimal, owner: str) -> Life:
    """Registered, then confirmed within days."""
    if not _in_force(story, contract):
        return
    story.counts["receipts"] += 1
    number, finance = story.counts["receipts"], story.pick(FINANCE)
    if number == REJECTED:
        wrong = _register(story, contract, amount, owner, "银行回单未到，先登记")
        yield story.later(0.3, 2)
        reject_receipt(story.ctx(finance), wrong.pk, "银行流水中没有这笔到账")
        yield story.later(2, 5)
        if not _in_force(story, contract):
            return
    over = OVER if number in (REFUNDED, PREPAID) else Decimal(0)
    if number == REFUNDED:
        story.shelf.setdefault("refunding", set()).add(contract)
    receipt = _register(story, contract, amount + over, owner, "客户多付一笔" if over else "")
    yield story.later(0.2, 7)
    if not _in_force(story, contract):
        reject_receipt(story.ctx(finance), receipt.pk, "合同已终止，款项原路退回")
        return
    confirm_receipt(story.ctx(finance), receipt.pk)
    story.counts["confirmed"] += 1
    if number == REFUNDED:
        yield from _given_back(story, receipt, finance)
    elif not over and story.chance(0.7):
        _invoice(story, contract, amount, finance)


def _register(story: Story, contract: UUID, amount: Decimal, owner: str, note: str) -> Any:
    values = {
        "contract": contract, "amount": amount, "received_on": story.calendar_day, "method": story.weighted(METHODS), "note": note,
    }  # fmt: skip
    return create_record(story.ctx(owner), Receipt, values)


def _given_back(story: Story, receipt: Any, finance: str) -> Life:
    """What was paid too much goes back; the contract is not closed before that."""
    yield story.later(2, 4)
    refund = refund_receipt(story.ctx(finance), receipt.pk, OVER, "客户重复付款，原路退回")
    yield story.later(0.3, 1)
    (other,) = set(FINANCE) - {finance}
    confirm_receipt(story.ctx(other), refund.pk)
    story.counts["refunds"] += 1
    story.shelf["refunding"].discard(receipt.contract_id)


def _invoice(story: Story, contract: UUID, amount: Decimal, finance: str) -> None:
    story.counts["invoices"] += 1
    number = f"2599000000{story.counts['invoices']:010d}"
    values = {
        "number": number,
        "contract": contract,
        "amount": amount,
        "issued_on": story.calendar_day,
        "kind": "special",
    }
    create_record(story.ctx(finance), Invoice, values)


def _in_force(story: Story, contract: UUID) -> bool:
    with reading(story.ctx("qian")):
        return Contract.objects.filter(pk=contract, stage__in=IN_FORCE).exists()
