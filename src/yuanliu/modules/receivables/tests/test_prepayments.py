"""A prepayment may pay any contract of its account; and refunds take another pair of eyes."""

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.invariants import breaches
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts.tests.scenes import Deal


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def finance(company):
    return company.api("finance")


@pytest.fixture
def account(company):
    return str(all_makers()["account"](company, "sales"))


def code(response):
    return response.status_code, response.data["code"]


def errors(response):
    return {(error["field"], error["code"]) for error in response.data["errors"]}


def paid(company, deal, amount, **more):
    values = {"contract": deal.id, "amount": amount, "received_on": "2026-01-05", **more}
    receipt = company.api("sales").send("POST", "/receipts", values).data["id"]
    assert company.api("finance").send("POST", f"/receipts/{receipt}/confirm").status_code == 200
    return receipt


def test_it_pays_another_contract_exactly_and_both_say_so(company, finance, account):
    rich = Deal(company, ["100"], account=account).in_force()
    poor = Deal(company, ["30", "50"], account=account).in_force()
    receipt = paid(company, rich, "160")
    assert rich.sums() == ("160.00", "-60.00", ["100.00"])
    moved = finance.send("POST", f"/receipts/{receipt}/allocate", {"contract": poor.id})
    assert moved.status_code == 200, moved.data
    assert (moved.data["unallocated"], [row["amount"] for row in moved.data["moved"]]) == ("0.00", ["60.00"])
    assert rich.sums() == ("100.00", "0.00", ["100.00"])
    assert poor.sums() == ("60.00", "20.00", ["30.00", "30.00"])
    for deal in (rich, poor):
        told = company.api("sales").send("GET", f"/contracts/{deal.id}/timeline").data["items"]
        assert "receipt.moved" in {entry["code"] for entry in told}
    assert finance.send("GET", f"/receivables/prepayments?account={account}").data["items"] == []
    assert code(finance.send("POST", f"/receipts/{receipt}/allocate", {"contract": poor.id})) == (409, "nothing_left")
    assert code(finance.send("POST", f"/receipts/{receipt}/refund", {"amount": "101", "reason": "x"}))[0] == 422
    with reading(company.admin):
        assert [str(breach) for breach in breaches()] == []


def test_by_hand_and_never_more_than_is_left(company, finance, account):
    rich = Deal(company, ["100"], account=account).in_force()
    poor = Deal(company, ["30", "50"], account=account).in_force()
    receipt, (_, second) = paid(company, rich, "140"), poor.installments()
    too_much = {"contract": poor.id, "allocations": [{"installment": second["id"], "amount": "41"}]}
    path = f"/receipts/{receipt}/allocate"
    assert errors(finance.send("POST", path, too_much)) == {("allocations", "above_receipt")}
    some = {"contract": poor.id, "allocations": [{"installment": second["id"], "amount": "15"}]}
    assert finance.send("POST", path, some).data["unallocated"] == "25.00"
    assert poor.sums() == ("15.00", "65.00", ["0.00", "15.00"])


def test_only_within_the_account_the_currency_and_what_is_in_force(company, finance, account):
    rich = Deal(company, ["100"], account=account).in_force()
    receipt = paid(company, rich, "150")
    path = f"/receipts/{receipt}/allocate"
    other = Deal(company, ["10"]).in_force()
    assert errors(finance.send("POST", path, {"contract": other.id})) == {("contract", "other_account")}
    draft = Deal(company, ["10"], account=account)
    assert code(finance.send("POST", path, {"contract": draft.id})) == (409, "contract_not_in_force")
    assert company.api("sales").send("POST", path, {"contract": draft.id}).status_code == 403
    unseen = {"contract": "0190a000-0000-7000-8000-000000000000"}
    assert errors(finance.send("POST", path, unseen)) == {("contract", "not_found")}
    by_hand = {"contract": rich.id, "amount": "1", "received_on": "2026-01-05", "method": "prepayment"}
    assert errors(company.api("sales").send("POST", "/receipts", by_hand)) == {("method", "not_by_hand")}


def test_what_a_refund_waits_for_does_not_move(company, finance, account):
    rich = Deal(company, ["100"], account=account).in_force()
    poor = Deal(company, ["500"], account=account).in_force()
    receipt = paid(company, rich, "160")
    assert finance.send("POST", f"/receipts/{receipt}/refund", {"amount": "130", "reason": "x"}).status_code == 201
    moved = finance.send("POST", f"/receipts/{receipt}/allocate", {"contract": poor.id})
    assert moved.data["moved"][0]["amount"] == "30.00"


def test_a_completed_contract_stays_paid(company, finance, account):
    rich = Deal(company, ["100"], account=account).in_force()
    poor = Deal(company, ["500"], account=account).in_force()
    first = rich.installments()[0]
    receipt = paid(company, rich, "130", allocations=[{"installment": first["id"], "amount": "40"}])
    for verb in ("start", "deliver", "complete"):
        rich.done("POST", verb, {})
    moved = finance.send("POST", f"/receipts/{receipt}/allocate", {"contract": poor.id})
    assert moved.data["moved"][0]["amount"] == "30.00", "not what makes the completed contract paid"
    assert rich.page["outstanding"] == "0.00"


def test_a_refund_is_for_another_person_to_confirm(company, finance, account):
    deal = Deal(company, ["100"], account=account).in_force()
    receipt = paid(company, deal, "100")
    refund = finance.send("POST", f"/receipts/{receipt}/refund", {"amount": "10", "reason": "退货"}).data
    refused = finance.send("POST", f"/receipts/{refund['id']}/confirm")
    assert code(refused) == (403, "two_eyes")
    assert "管理员" in refused.data["detail"]
    assert deal.page["received"] == "100.00"
    assert company.api("admin").send("POST", f"/receipts/{refund['id']}/confirm").status_code == 200
    assert deal.page["received"] == "90.00"


def test_where_nobody_else_may_it_goes_through_as_an_exception_on_record():
    """A company of one."""
    company = make_company()
    deal = Deal(company, ["100"]).in_force()
    receipt = paid(company, deal, "100")
    boss = company.api("admin")
    assert boss.send("POST", f"/members/{company.id('finance')}/disable").status_code == 200
    refund = boss.send("POST", f"/receipts/{receipt}/refund", {"amount": "10", "reason": "退货"}).data
    assert boss.send("POST", f"/receipts/{refund['id']}/confirm").status_code == 200
    with reading(company.admin):
        (told,) = EventLog.objects.filter(code="approval.decided_alone")
        assert (str(told.record_id), told.data) == (refund["id"], {"action": "confirm"})
    (listed,) = boss.send("GET", "/approvals/exceptions").data["items"]
    assert (listed["record"]["id"], listed["member"]["title"], listed["action"]) == (refund["id"], "管理员", "confirm")
    assert company.api("manager").send("GET", "/approvals/exceptions").status_code == 403
