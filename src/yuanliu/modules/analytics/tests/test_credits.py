"""Credits follow every change: a touch, a stage, an amendment, a receipt, a refund, the rule. And they are always exact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.company import make_company
from tests.support.makers import post, unique
from yuanliu.base.errors import Forbidden
from yuanliu.kernel.jobs.jobs import deliver_outbox
from yuanliu.kernel.jobs.services import run_long_job
from yuanliu.kernel.records.rules import rule_page
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.invariants import breaches
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.analytics.models import AttributionRule, Credit
from yuanliu.modules.analytics.queries.shares import MODELS
from yuanliu.modules.analytics.queries.touches import earned_by, stored_credits
from yuanliu.modules.analytics.services.credits import check_credits, settle_credits
from yuanliu.modules.campaigns.models import Campaign, Touch
from yuanliu.modules.campaigns.services import carry_touches
from yuanliu.modules.contracts.models import Contract
from yuanliu.modules.contracts.tests.scenes import Deal
from yuanliu.modules.receivables.models import Receipt

SIGNED = "2026-06-30"


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def names(company):
    return {name: str(post(company, "marketer", "/campaigns", {"name": name, "mode": "offline"})) for name in "甲乙丙"}


def touch(company, campaign, record, day, kind="account", hour=4):
    at = (datetime.fromisoformat(day) + timedelta(hours=hour)).replace(tzinfo=UTC).isoformat()
    body = {"object": kind, "record": str(record), "kind": "manual", "at": at}
    answer = company.api("admin").send("POST", f"/campaigns/{campaign}/touches", body)
    assert answer.status_code == 204, answer.content.decode()


def deliver(company):
    deliver_outbox.func(str(company.admin.tenant_id))


def earned(company, deal, receipt=None):
    """{campaign: {model: amount}} of what is stored."""
    deliver(company)
    with reading(company.admin):
        rows = Credit.objects.filter(contract=deal.id, receipt=receipt).select_related("campaign")
        return {row.campaign.name: {str(m): str(getattr(row, m)) for m in MODELS} for row in rows}


@pytest.fixture
def deal(company, names):
    """1,000 yuan, signed on 30 June; 甲 touched the account in January, 乙 in June, 丙 a day before."""
    deal = Deal(company, ["1000"], signed_on=SIGNED)
    for name, day in (("甲", "2026-01-10"), ("乙", "2026-06-16"), ("丙", "2026-06-29")):
        touch(company, names[name], deal.account, day)
    return deal.in_force()


def test_each_model_shares_out_the_contract(company, deal):
    found = earned(company, deal)
    assert {name: amounts["first"] for name, amounts in found.items()} == {"甲": "1000.00", "乙": "0.00", "丙": "0.00"}
    assert {name: amounts["last"] for name, amounts in found.items()} == {"甲": "0.00", "乙": "0.00", "丙": "1000.00"}
    assert {name: amounts["linear"] for name, amounts in found.items()} == {
        "甲": "333.34",
        "乙": "333.33",
        "丙": "333.33",
    }
    assert {name: amounts["position"] for name, amounts in found.items()} == {
        "甲": "400.00", "乙": "200.00", "丙": "400.00",
    }  # fmt: skip
    assert Decimal(found["甲"]["decay"]) < Decimal(found["乙"]["decay"]) < Decimal(found["丙"]["decay"])


def test_a_draft_has_earned_nothing_and_a_void_contract_no_longer(company, names):
    deal = Deal(company, ["1000"], signed_on=SIGNED)
    touch(company, names["甲"], deal.account, "2026-06-01")
    assert earned(company, deal) == {}
    deal.in_force()
    assert earned(company, deal)["甲"]["linear"] == "1000.00"
    deal.done("POST", "void", {"reason": "重复"}, "admin")
    assert earned(company, deal) == {}


@pytest.mark.parametrize(
    ("day", "hour", "counts"),
    [
        ("2025-06-30", 4, True),  # 365 days
        ("2025-06-29", 4, False),
        ("2026-06-30", 15, True),  # late in the evening of the day of signing, where the company is
        ("2026-06-30", 17, False),  # the next day there
        ("2026-07-01", 4, False),
    ],
)
def test_the_look_back_counts_from_the_day_of_signing(company, names, day, hour, counts):
    deal = Deal(company, ["1000"], signed_on=SIGNED).in_force()
    touch(company, names["甲"], deal.account, day, hour=hour)
    assert bool(earned(company, deal)) == counts


def test_a_touch_that_is_recorded_late_changes_what_was_credited(company, names, deal):
    touch(company, names["乙"], deal.account, "2026-01-01")
    found = earned(company, deal)
    assert (found["乙"]["first"], found["甲"]["first"], found["乙"]["linear"]) == ("1000.00", "0.00", "500.00")


def test_an_amendment_is_shared_out_anew(company, deal):
    plan = [{"id": deal.installments()[0]["id"], "amount": "1000.10", "due_on": "2026-12-31"}]
    terms = {"amount": "1000.10", "installments": plan}
    deal.done("POST", "amend", {"reason": "增补", **terms, "approver": str(company.id("admin"))})
    assert earned(company, deal)["甲"]["first"] == "1000.00", "not before it is approved"
    deal.done("POST", "approve", {}, "admin")
    found = earned(company, deal)
    assert found["甲"]["first"] == "1000.10"
    assert [sum(Decimal(amounts[m]) for amounts in found.values()) for m in MODELS] == [Decimal("1000.10")] * 5


def received(company, deal, amount):
    receipt = post(company, "sales", "/receipts", {"contract": deal.id, "amount": amount, "received_on": "2026-07-01"})
    assert company.api("finance").send("POST", f"/receipts/{receipt}/confirm").status_code == 200
    return receipt


def test_receipts_and_refunds_are_shared_like_their_contract(company, deal):
    receipt = received(company, deal, "100.01")
    assert earned(company, deal, receipt)["甲"] == {
        "first": "100.01", "last": "0.00", "linear": "33.34", "decay": earned(company, deal, receipt)["甲"]["decay"],
        "position": "40.01",
    }  # fmt: skip
    refund = company.api("finance").send("POST", f"/receipts/{receipt}/refund", {"amount": "100.01", "reason": "退货"})
    assert earned(company, deal, refund.data["id"]) == {}, "a refund counts when it is confirmed"
    assert company.api("admin").send("POST", f"/receipts/{refund.data['id']}/confirm").status_code == 200
    back = earned(company, deal, refund.data["id"])
    assert {n: {m: Decimal(v) for m, v in found.items()} for n, found in back.items()} == {
        n: {m: -Decimal(v) for m, v in found.items()} for n, found in earned(company, deal, receipt).items()
    }
    deal.done("POST", "terminate", {"reason": "取消"}, "admin")
    assert earned(company, deal) == {}
    assert earned(company, deal, receipt), "what was received stays received"


def test_a_contact_passes_its_touches_on_and_one_that_was_carried_counts_once(company, names):
    deal = Deal(company, ["1000"], signed_on=SIGNED).in_force()
    contact = post(company, "sales", "/contacts", {"name": "王工", "account": deal.account})
    touch(company, names["甲"], contact, "2026-06-01", "contact")
    touch(company, names["乙"], deal.account, "2026-06-02")
    with work(company.admin) as w:  # as when two records of one person are merged, again and again
        twin = w.add(Account(name="同一家公司", owner_id=company.id("sales")))
        for _ in range(2):
            carry_touches(w, w.lock(Account, deal.account), twin)
        carry_touches(w, twin, w.lock(Account, deal.account))
        assert Touch.objects.filter(record_id=twin.pk).count() == 2
    assert {name: amounts["linear"] for name, amounts in earned(company, deal).items()} == {
        "甲": "500.00",
        "乙": "500.00",
    }


def test_a_campaign_that_reaches_a_converted_lead_reaches_the_customer(company, names):
    api = company.api("sales")
    source = api.send("GET", "/sources").data["items"][0]["id"]
    lead = post(company, "sales", "/leads", {"name": "李总", "company": "晚到的触点有限公司", "source": source})
    account = api.send("POST", f"/leads/{lead}/convert", {}).data["account"]["id"]
    deal = Deal(company, ["500"], account=account, signed_on=SIGNED).in_force()
    touch(company, names["甲"], lead, "2026-06-01", "lead")
    assert earned(company, deal)["甲"]["linear"] == "500.00"


def test_a_new_rule_is_worked_out_for_every_contract(company, names):
    deal = Deal(company, ["900"], signed_on=SIGNED).in_force()
    touch(company, names["甲"], deal.account, "2026-05-31")
    touch(company, names["乙"], deal.account, "2026-06-30")
    assert earned(company, deal)["甲"]["decay"] != "300.00"
    admin = company.api("admin")
    rule = {"model": "decay", "half_life_days": 30, "look_back_days": 365}
    job = admin.send("PUT", "/analytics/attribution", rule).data["job"]
    run_long_job.func(str(company.admin.tenant_id), job)
    assert admin.send("GET", f"/jobs/{job}").data["state"] == "done"
    assert earned(company, deal)["甲"]["decay"] == "300.00"
    job = admin.send("PUT", "/analytics/attribution", {**rule, "look_back_days": 29}).data["job"]
    run_long_job.func(str(company.admin.tenant_id), job)
    assert set(earned(company, deal)) == {"乙"}
    usual = {"model": "primary", "half_life_days": 7, "look_back_days": 365}
    back = admin.send("PUT", "/analytics/attribution", usual).data["job"]
    run_long_job.func(str(company.admin.tenant_id), back)
    assert admin.send("PUT", "/analytics/attribution", {**usual, "model": "last"}).data["job"] is None
    assert admin.send("GET", "/analytics/attribution").data["model"] == "last"


@pytest.mark.parametrize("who", ["marketer", "sales", "manager", "finance"])
def test_the_rule_is_set_by_whoever_may_change_every_campaign(company, who):
    rule = {"model": "last", "half_life_days": 30, "look_back_days": 90}
    assert company.api(who).send("PUT", "/analytics/attribution", rule).status_code == 403
    assert company.api(who).send("GET", "/analytics/attribution").status_code == 200


def test_the_rule_is_told_to_whoever_may_read_campaigns(company):
    stranger = replace(company.admin, grants={})
    with reading(stranger), pytest.raises(Forbidden):
        rule_page(stranger, AttributionRule)


@pytest.mark.parametrize(
    "wrong", [{"half_life_days": 0}, {"look_back_days": 0}, {"look_back_days": 4000}, {"model": "x"}]
)
def test_a_rule_that_makes_no_sense_is_refused(company, wrong):
    rule = {"model": "last", "half_life_days": 30, "look_back_days": 90, **wrong}
    assert company.api("admin").send("PUT", "/analytics/attribution", rule).status_code == 422


def test_the_nightly_check_finds_and_mends_what_is_wrong(company, deal):
    right = earned(company, deal)
    with work(Context.for_system(company.admin.tenant_id)) as w:
        w.change_rows(Credit.objects.filter(contract=deal.id, campaign__name="甲"), linear=Decimal("0.01"))
    assert earned(company, deal) != right
    system = Context.for_system(company.admin.tenant_id)
    with reading(system):
        assert "credit.contract" in [breach.invariant.code for breach in breaches()]
    assert check_credits(system) == 1
    assert earned(company, deal) == right
    assert check_credits(system) == 0


touches = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(-30, 400)), max_size=12)
amounts = st.integers(1, 10**12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(touches=touches, amount=amounts, receipts=st.lists(st.integers(-(10**10), 10**10), max_size=4))
def test_credits_add_up_whatever_touched_and_whatever_was_paid(company, names, touches, amount, receipts):
    signed = datetime.fromisoformat(SIGNED).replace(hour=4, tzinfo=UTC)
    money = Decimal(amount).scaleb(-2)
    with work(Context.for_system(company.admin.tenant_id)) as w:
        account = w.add(Account(name="客户", owner_id=company.id("sales")))
        contract = Contract(name="合同", account=account, amount=money, amount_base=money, currency="CNY")
        contract.stage, contract.signed_on, contract.owner_id = "effective", signed.date(), company.id("sales")
        contract.number = unique("HT")
        w.add(contract)
        for number, units in enumerate(receipts):
            paid = Decimal(units).scaleb(-2)
            receipt = Receipt(contract=contract, account=account, amount=paid, amount_base=paid, currency="CNY")
            receipt.number, receipt.received_on, receipt.state = (
                f"{contract.number}-{number}",
                signed.date(),
                "confirmed",
            )
            w.add(receipt)
        campaigns = {name: Campaign.objects.get(pk=pk) for name, pk in names.items()}
        w.add_rows(
            Touch(
                campaign=campaigns[name],
                object="account",
                record_id=account.pk,
                kind="manual",
                at=signed - timedelta(days=days),
            )
            for name, days in touches
        )
        settle_credits(w, [contract.pk])
        assert not [breach for breach in breaches() if breach.invariant.code.startswith("credit.")]
        found = stored_credits([contract.pk])
        assert found == earned_by([contract.pk])
        in_time = {name for name, days in touches if 0 <= days <= 365}
        assert {campaign for _, _, (campaign, _) in found} == {campaigns[name].pk for name in in_time}
        for row in [None, *Receipt.objects.filter(contract=contract)]:
            due = int((row.amount_base if row else money).scaleb(2))
            for index in range(len(MODELS)):
                parts = [sums[index] for (_, pk, _), sums in found.items() if pk == (row and row.pk)]
                assert not in_time or sum(parts) == due
