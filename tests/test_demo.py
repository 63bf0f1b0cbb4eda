"""The demo company holds every rule of the product, and a load that was cut short leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from yuanliu.base.text import phone_key
from yuanliu.base.time import utc_now
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.events.models import EventLog, OutboxEntry
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Locator, Tenant
from yuanliu.kernel.tenancy.wall import tenant_models
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.invariants import all_invariants, breach_of, breaches
from yuanliu.kernel.work.object_type import object_models
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account, Contact
from yuanliu.modules.activities.models import FollowUp, Task
from yuanliu.modules.campaigns.models import Submission
from yuanliu.modules.contracts.models import Contract, Installment
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.ownership.models import LedgerEntry
from yuanliu.modules.receivables.models import Allocation, Receipt
from yuanliu.site import demo
from yuanliu.site.demo.erasure import erase_tenant
from yuanliu.site.demo.people import DOMAIN

pytestmark = pytest.mark.xdist_group("company")  # what all tests here share is made once

SIZE = 0.12
ZERO = Decimal(0)


class CutShort(Exception):
    """As if the power went."""


@dataclass(frozen=True)
class Told:
    """The company, and what a load left that was cut short before it."""

    ctx: Context
    half: UUID
    made_before: list[tuple[str, datetime]]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    _erase()
    months: list[str] = []

    def stop_in_spring(line: str) -> None:
        months.append(line)
        if len(months) == 6:
            raise CutShort

    with pytest.raises(CutShort):
        demo.build(stop_in_spring, SIZE)
    half = Tenant.objects.get(name=demo.UNFINISHED)
    made = _accounts(Context.for_system(half.pk))
    demo.remove_unfinished(lambda line: None)
    tenant_id = demo.build(lambda line: None, SIZE).company.admin.tenant_id
    yield Told(Context.for_system(tenant_id), half.pk, made)
    _erase()


@pytest.fixture
def ctx(told: Told) -> Iterator[Context]:
    with reading(told.ctx):
        yield told.ctx


def _erase() -> None:
    for tenant in Tenant.objects.filter(name__startswith=demo.NAME):
        erase_tenant(tenant)


def _accounts(ctx: Context) -> list[tuple[str, datetime]]:
    with reading(ctx):
        return list(Account.objects.order_by("created_at").values_list("name", "created_at"))


def test_its_people_can_sign_in(ctx: Context) -> None:
    assert len(demo.LOGINS) == 6
    for _, email, password in demo.LOGINS:
        assert User.objects.get(email=email).check_password(password)
    assert Member.objects.count() == 16
    assert not Department.objects.filter(manager=None).exists()


def test_a_load_that_was_cut_short_leaves_nothing(told: Told) -> None:
    assert len(told.made_before) > 5
    with connections["owner"].cursor() as cursor:
        for model in tenant_models():
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE tenant_id = %s", [told.half])
            assert cursor.fetchone() == (0,), model
    assert not Locator.objects.filter(tenant_id=told.half).exists()
    assert not Tenant.objects.filter(pk=told.half).exists()


def test_the_same_seed_tells_the_same_story(told: Told) -> None:
    assert _accounts(told.ctx)[: len(told.made_before)] == told.made_before


def test_nothing_happens_where_a_company_exists(told: Told) -> None:
    before = Tenant.objects.count()
    lines: list[str] = []
    demo.load(lines.append)
    assert (Tenant.objects.count(), lines) == (before, [])
    assert Tenant.objects.get(pk=told.ctx.tenant_id).name == demo.NAME


def test_every_part_of_the_chain_is_there(ctx: Context) -> None:
    for model in object_models():
        assert model.objects.exists(), model
    assert set(Lead.objects.values_list("status", flat=True)) == {"new", "following", "converted", "disqualified"}
    assert set(Opportunity.objects.values_list("outcome", flat=True)) == {"open", "won", "lost"}
    assert {"collected", "synced", "quarantined"} & set(Submission.objects.values_list("state", flat=True))
    assert {"completed", "terminated", "void", "executing"} <= set(Contract.objects.values_list("stage", flat=True))
    assert Contract.objects.filter(contract_version__gt=1).exists()
    assert {"confirmed", "rejected"} <= set(Receipt.objects.values_list("state", flat=True))
    assert Receipt.objects.filter(amount__lt=0, state="confirmed").exists()


def test_money_adds_up(ctx: Context) -> None:
    for contract in Contract.objects.all():
        receipts = Receipt.objects.filter(contract=contract)
        confirmed = sum((receipt.amount for receipt in receipts.filter(state="confirmed")), ZERO)
        assert contract.received == confirmed
        assert contract.outstanding == contract.amount - confirmed
        planned = sum((item.amount for item in Installment.objects.alive().filter(contract=contract)), ZERO)
        assert contract.planned == planned
        if contract.stage in ("effective", "executing", "completed"):
            assert planned == contract.amount
        if contract.stage not in ("draft", "void"):
            assert contract.approval == "approved"


def test_every_invariant_holds(ctx: Context) -> None:
    assert [str(breach) for breach in breaches()] == []


_BREAKING = {
    "lead.ledger": "UPDATE leads_lead SET pool_id = NULL, pooled_since = NULL, owned_since = now(), "
    "owner_id = (SELECT id FROM access_member LIMIT 1) WHERE pool_id IS NOT NULL",
    "lead.one_home": "UPDATE leads_lead SET owned_since = NULL WHERE owner_id IS NOT NULL",
    "account.ledger": "UPDATE accounts_account SET owner_id = (SELECT id FROM access_member ORDER BY name LIMIT 1) "
    "WHERE owner_id <> (SELECT id FROM access_member ORDER BY name LIMIT 1)",
    "lead.converted": "UPDATE leads_lead SET account_id = NULL WHERE account_id IS NOT NULL",
    "lead.disqualified": "UPDATE leads_lead SET disqualified_reason = '' WHERE status = 'disqualified'",
    "submission.synced": "UPDATE campaigns_submission SET lead_id = NULL, account_id = NULL WHERE state = 'synced'",
    "opportunity.history": "UPDATE opportunities_opportunity SET probability = (probability + 1) % 100",
    "opportunity.outcome": "UPDATE opportunities_opportunity SET outcome = 'open' WHERE outcome = 'won'",
    "opportunity.lines": "UPDATE opportunities_opportunityline SET amount = amount + 1",
    "contract.planned": "UPDATE contracts_contract SET planned = planned + 1",
    "contract.plan_is_complete": "UPDATE contracts_contract SET planned = planned - 1 WHERE stage = 'executing'",
    "contract.opportunity": "UPDATE opportunities_opportunity SET outcome = 'open' WHERE outcome = 'won'",
    "contract.finished": "UPDATE contracts_contract SET delivered_on = NULL WHERE stage = 'completed'",
    "contract.lines": "UPDATE contracts_contractline SET amount = amount + 1",
    "contract.received": "UPDATE receivables_receipt SET state = 'rejected' WHERE state = 'confirmed'",
    "contract.invoiced": "UPDATE contracts_contract SET invoiced = invoiced + 1",
    "receipt.allocated": "UPDATE receivables_receipt SET allocated = allocated - 1 WHERE allocated > 0",
    "installment.allocated": "UPDATE contracts_installment SET allocated = allocated - 1 WHERE allocated > 0",
    "receipt.contract": "UPDATE contracts_contract SET stage = 'draft'",
    "receipt.refunds": "UPDATE receivables_receipt SET amount = amount * 100 WHERE refund_of_id IS NOT NULL",
}


@pytest.mark.parametrize("code", _BREAKING)
def test_a_broken_invariant_is_found(told: Told, code: str) -> None:
    (invariant,) = [one for one in all_invariants() if one.code == code]
    with pytest.raises(CutShort), work(told.ctx):
        assert breach_of(invariant) is None
        with connection.cursor() as cursor:
            cursor.execute(_BREAKING[code])
            changed = cursor.rowcount
        assert changed > 0
        assert breach_of(invariant) is not None
        raise CutShort


def test_allocations_are_what_installments_and_receipts_say(ctx: Context) -> None:
    for item in Installment.objects.all():
        assert item.allocated == _sum(Allocation.objects.filter(installment=item))
        assert ZERO <= item.allocated <= item.amount
    for receipt in Receipt.objects.all():
        assert receipt.allocated == _sum(Allocation.objects.filter(receipt=receipt))
        assert abs(receipt.allocated) <= abs(receipt.amount)


def _sum(rows: Any) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def test_each_lead_and_account_has_the_home_that_the_ledger_tells(ctx: Context) -> None:
    for model in (Lead, Account):
        for record in model.objects.all():
            assert (record.owner_id is None) != (record.pool_id is None)
            last = LedgerEntry.objects.filter(record_id=record.pk).order_by("at", "id").last()
            assert last is not None
            assert (last.to_owner_id, last.to_pool_id) == (record.owner_id, record.pool_id)


def test_leads_end_as_their_status_says(ctx: Context) -> None:
    for lead in Lead.objects.all():
        assert (lead.status == "converted") == (lead.account_id is not None) == (lead.converted_at is not None)
        assert (lead.status == "disqualified") == bool(lead.disqualified_reason)
        assert lead.source_id is not None
        assert lead.status == "new" or lead.first_response_at is not None
    for entry in Submission.objects.all():
        assert (entry.state == "synced") <= (entry.lead_id is not None)
        assert (entry.state == "quarantined") <= (entry.suspicion is not None)


def test_opportunities_stand_where_their_history_ends(ctx: Context) -> None:
    for opportunity in Opportunity.objects.all():
        last = opportunity.changes.order_by("at", "id").last()
        assert (last.stage_id, last.amount) == (opportunity.stage_id, opportunity.amount)
        assert (opportunity.outcome == "open") == (opportunity.closed_at is None)
        assert (opportunity.outcome == "lost") == (opportunity.lost_reason_id is not None)
    won = Opportunity.objects.filter(outcome="won").count()
    assert won >= Contract.objects.exclude(opportunity=None).count() > 0


def test_everything_is_on_record_and_nothing_is_in_the_future(ctx: Context) -> None:
    now = utc_now()
    known = set(EventLog.objects.values_list("record_id", flat=True))
    for model in object_models():
        made = dict(model.objects.values_list("pk", "created_at"))
        assert made.keys() <= known, model
        assert all(at <= now for at in made.values()), model
    assert not EventLog.objects.filter(at__gt=now).exists()
    assert not OutboxEntry.objects.exists()


def test_the_history_is_long_and_reaches_today(ctx: Context) -> None:
    now = utc_now()
    assert FollowUp.objects.order_by("at").first().at < now - timedelta(days=500)
    assert FollowUp.objects.filter(at__gt=now - timedelta(days=7)).exists()
    due = Task.objects.filter(done_at=None)
    assert due.filter(due_at__lt=now).exists()
    assert due.filter(due_at__gt=now + timedelta(days=1)).exists()


def test_nobody_real_is_named(ctx: Context) -> None:
    for number in Contact.objects.exclude(mobile="").values_list("mobile", flat=True):
        assert number[3:7] == "0000"
        assert phone_key(number)
    emails = [*Contact.objects.values_list("email", flat=True), *Lead.objects.values_list("email", flat=True)]
    assert all(email.endswith(".example") for email in emails if email)
    names = list(Account.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert not User.objects.filter(email__endswith=DOMAIN).exclude(email__endswith=".example").exists()
