"""A contract ends when all is received and delivered. Ending it short takes a permission, a reason, and above the limit a yes."""

import pytest

from tests.support.company import make_company
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.contracts.closing import set_closing_rule
from yuanliu.modules.contracts.models import ClosingRule
from yuanliu.modules.contracts.tests.scenes import Deal


@pytest.fixture
def company():
    return make_company()


def code(response):
    return response.status_code, response.data["code"]


def executing(company, amount="100"):
    deal = Deal(company, [amount]).in_force()
    deal.done("POST", "start")
    return deal


def test_a_salesperson_does_not_end_what_is_not_finished(company):
    deal = executing(company)
    refused = deal.send("POST", "complete")
    assert code(refused) == (409, "contract_not_finished")
    assert "¥100.00" in refused.data["detail"]
    assert "交付" in refused.data["detail"]
    assert deal.send("POST", "close-short", {"reason": "不想追了"}).status_code == 403
    assert deal.page["stage"] == "executing"


def test_above_the_limit_somebody_else_approves(company):
    deal = executing(company)
    asked = deal.done("POST", "close-short", {"reason": "尾款豁免"}, "manager")
    assert (asked["stage"], asked["approval"]) == ("executing", "approving")
    (waiting,) = (
        deal.done("GET", "") and company.api("admin").send("GET", f"/approvals?record={deal.id}").data["items"][:1]
    )
    assert (waiting["kind"], waiting["reason"], waiting["approver"]["title"]) == ("short_close", "尾款豁免", "管理员")
    assert code(deal.send("POST", "approve", {}, "manager")) == (403, "not_the_approver")
    closed = deal.done("POST", "approve", {}, "admin")
    assert (closed["stage"], closed["approval"], closed["close_reason"]) == ("completed", "approved", "尾款豁免")


@pytest.mark.parametrize(
    ("verb", "body", "who"), [("reject", {"reason": "去追"}, "admin"), ("withdraw", None, "sales")]
)
def test_what_is_not_approved_goes_on(company, verb, body, who):
    deal = executing(company)
    deal.done("POST", "close-short", {"reason": "尾款豁免"}, "manager")
    back = deal.done("POST", verb, body, who)
    assert (back["stage"], back["approval"], back["close_reason"]) == ("executing", "approved", "")


def test_up_to_the_limit_a_reason_is_enough(company):
    boss = company.api("admin")
    assert boss.send("GET", "/contract-closing").data["free_up_to"] == "0.00"
    assert company.api("manager").send("PUT", "/contract-closing", {"free_up_to": "60"}).status_code == 403
    assert boss.send("PUT", "/contract-closing", {"free_up_to": "60"}).data["free_up_to"] == "60.00"
    small, large = executing(company, "60"), executing(company, "60.01")
    assert small.done("POST", "close-short", {"reason": "零头"}, "manager")["stage"] == "completed"
    assert large.done("POST", "close-short", {"reason": "零头"}, "manager")["stage"] == "executing"


def test_the_limit_is_in_base_currency(company):
    with work(company.admin) as w:
        from yuanliu.modules.catalog.models import ExchangeRate

        w.add(ExchangeRate(currency="USD", day="2020-01-01", rate="7"))
    set_closing_rule(company.admin, {"free_up_to": 60})
    deal = Deal(company, ["10"], currency="USD").in_force()
    deal.done("POST", "start")
    assert deal.done("POST", "close-short", {"reason": "零头"}, "manager")["approval"] == "approving", (
        "70 in base currency"
    )


def test_what_is_finished_is_not_closed_short(company):
    deal = executing(company)
    values = {"contract": deal.id, "amount": "100", "received_on": "2026-01-05"}
    receipt = company.api("sales").send("POST", "/receipts", values).data["id"]
    company.api("finance").send("POST", f"/receipts/{receipt}/confirm")
    deal.done("POST", "deliver", {})
    assert code(deal.send("POST", "close-short", {"reason": "x"}, "manager")) == (409, "contract_finished")
    assert deal.done("POST", "complete")["stage"] == "completed"


def test_nobody_approves_a_contract_of_their_own_making(company):
    """Neither who asks nor who drew it up, whoever is chosen."""
    deal = Deal(company, ["100"])
    deal.api = company.api("manager")
    made = (
        company.api("manager").send("POST", "/contracts", {"name": "x", "account": deal.account, "amount": "100"}).data
    )
    deal.id = made["id"]
    deal.done("PUT", "installments", {"installments": [{"amount": "100", "due_on": "2026-12-31"}]}, "manager")
    chosen = deal.send("POST", "submit", {"approver": str(company.id("manager"))}, "admin")
    assert {error["code"] for error in chosen.data["errors"]} == {"self"}


def test_the_rule_remembers_who_set_it(company):
    set_closing_rule(company.admin, {"free_up_to": 5})
    with reading(company.admin):
        assert ClosingRule.current().member_id == company.admin.member_id
