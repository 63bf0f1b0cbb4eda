"""A sale counts once: the first contract that takes effect wins its opportunity, and the last that goes gives it back."""

from importlib import import_module

import pytest
from django.db import connections, transaction

from tests.support.company import make_company
from tests.support.makers import all_makers
from tests.support.races import race
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.invariants import breaches
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts.tests.scenes import Deal
from yuanliu.modules.opportunities.models import Opportunity


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def sales(company):
    return company.api("sales")


def code(response):
    return response.status_code, response.data["code"]


class Sale:
    """An opportunity of `sales`, with as many contracts as a test signs for it."""

    def __init__(self, company, amount="800"):
        self.company, self.api = company, company.api("sales")
        self.account = str(all_makers()["account"](company, "sales"))
        body = {"name": "设备采购", "account": self.account, "amount": amount, "expected_close": "2026-11-30"}
        self.id = self.api.send("POST", "/opportunities", body).data["id"]

    def contract(self, amount="800"):
        deal = Deal.__new__(Deal)
        deal.company, deal.api, deal.account = self.company, self.api, self.account
        body = {"name": "合同", "account": self.account, "amount": amount, "opportunity": self.id}
        deal.id = self.api.send("POST", "/contracts", body).data["id"]
        deal.done("PUT", "installments", {"installments": [{"amount": amount, "due_on": "2026-12-31"}]})
        return deal

    @property
    def outcome(self):
        return self.page["outcome"]

    @property
    def page(self):
        return self.api.send("GET", f"/opportunities/{self.id}").data


def test_taking_effect_wins_the_opportunity_in_the_same_act(company, sales):
    sale = Sale(company)
    deal = sale.contract().approved()
    assert sale.outcome == "open"
    deal.done("POST", "effect")
    page = sale.page
    assert (page["outcome"], page["stage"]["title"], page["probability"]) == ("won", "赢单", 100)
    last = sales.send("GET", f"/opportunities/{sale.id}/history").data["items"][0]
    assert (last["stage"]["title"], last["from_probability"]) == ("赢单", 10)
    told = [entry["code"] for entry in sales.send("GET", f"/opportunities/{sale.id}/timeline").data["items"]]
    assert {"opportunity.won", "contract.effective"} <= set(told)


def test_an_opportunity_stays_won_while_a_contract_of_it_is_in_effect(company, sales):
    sale = Sale(company)
    first, second = sale.contract().in_force(), sale.contract("100").in_force()
    assert code(sales.send("POST", f"/opportunities/{sale.id}/reopen", {})) == (409, "opportunity_rests_on_contract")
    first.done("POST", "void", {"reason": "改签", "reopen_opportunity": True}, "manager")
    assert sale.outcome == "won", "another contract is in effect"
    second.done("POST", "void", {"reason": "不签了", "reopen_opportunity": True}, "manager")
    page = sale.page
    assert (page["outcome"], page["stage"]["title"], page["closed_at"]) == ("open", "初步接洽", None)


def test_without_the_request_it_stays_won_and_may_be_reopened_by_hand(company, sales):
    sale = Sale(company)
    sale.contract().in_force().done("POST", "void", {"reason": "重复"}, "manager")
    assert sale.outcome == "won"
    assert sales.send("POST", f"/opportunities/{sale.id}/reopen", {}).data["outcome"] == "open"


def test_a_lost_one_turns_out_to_be_won(company, sales):
    sale = Sale(company)
    deal = sale.contract().approved()
    stages = company.api("admin").send("GET", "/stages?limit=50").data["items"]
    lost = next(stage["id"] for stage in stages if stage["outcome"] == "lost")
    reason = company.api("admin").send("GET", "/lost-reasons").data["items"][0]["id"]
    moved = sales.send("POST", f"/opportunities/{sale.id}/move", {"stage": lost, "lost_reason": reason})
    assert moved.data["outcome"] == "lost"
    deal.done("POST", "effect")
    assert (sale.outcome, sale.page["lost_reason"]) == ("won", None)


def test_what_the_won_stage_requires_becomes_tasks_and_holds_up_nothing(company):
    admin, sale = company.api("admin"), Sale(company)
    won = next(s for s in admin.send("GET", "/stages?limit=50").data["items"] if s["outcome"] == "won")
    patched = admin.send(
        "PATCH", f"/stages/{won['id']}", {"version": won["version"], "required_fields": ["competitor", "amount"]}
    )
    assert patched.status_code == 200
    try:
        sale.contract().in_force()
    finally:
        body = {"version": patched.data["version"], "required_fields": []}
        assert admin.send("PATCH", f"/stages/{won['id']}", body).status_code == 200
    assert sale.outcome == "won"
    tasks = company.api("sales").send("GET", "/tasks?limit=50").data["items"]
    mine = [task for task in tasks if task["record"] and task["record"]["id"] == sale.id]
    assert [task["name"] for task in mine] == ["补填“竞争对手”：设备采购"], "what is filled in is not asked for"


def test_pipeline_and_contracts_never_count_one_sale_twice():
    """What the home page counts as still to come and as contracted is the sale once, before and after."""
    fresh = make_company()
    sale, api = Sale(fresh, "5000"), fresh.api("sales")

    def counted():
        home = api.send("GET", "/home").data
        return sum(float(stage["amount"]["value"] or 0) for stage in home["stages"]), float(
            home["month"]["contracted"]["figure"]["value"] or 0
        )

    deal = sale.contract("5000").approved()
    assert counted() == (5000, 0)
    deal.done("POST", "effect")
    assert counted() == (0, 5000)


def test_effect_void_and_reopening_at_once_leave_no_open_opportunity_with_a_contract(company, sales):
    """Real connections: one signs while another voids and a third reopens."""
    sale = Sale(company)
    standing, coming = sale.contract().in_force(), sale.contract("50").approved()
    apis = [company.api(who) for who in ("sales", "manager", "sales")]
    acts = [
        lambda: apis[0].send("POST", f"/contracts/{coming.id}/effect"),
        lambda: apis[1].send("POST", f"/contracts/{standing.id}/void", {"reason": "x", "reopen_opportunity": True}),
        lambda: apis[2].send("POST", f"/opportunities/{sale.id}/reopen", {}),
    ]
    answers = race(3, lambda number: acts[number]())
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert sale.outcome == "won"
    with reading(company.admin):
        assert [str(breach) for breach in breaches()] == []


def test_what_was_in_effect_before_has_won_its_opportunity_too():
    """The migration, over a sale as it stood then: open, with a contract in effect."""
    company = make_company()
    sale = Sale(company)
    deal = sale.contract().in_force()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM opportunities_stagechange WHERE opportunity_id = %s AND probability = 100", [sale.id]
        )
        cursor.execute(
            "UPDATE opportunities_opportunity o SET outcome = 'open', closed_at = NULL, probability = c.probability, "
            "stage_id = c.stage_id, stage_since = c.at FROM opportunities_stagechange c "
            "WHERE c.opportunity_id = o.id AND o.id = %s",
            [sale.id],
        )
    with reading(company.admin):
        assert [breach.invariant.code for breach in breaches()] == ["contract.opportunity"]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(import_module("yuanliu.modules.contracts.migrations.0008_won_by_contract").WON)
    with reading(company.admin):
        assert [str(breach) for breach in breaches()] == []
        told = EventLog.objects.get(record_id=deal.id, code="contract.effective")
        assert Opportunity.objects.get(pk=sale.id).closed_at == told.at, "when the contract took effect"
