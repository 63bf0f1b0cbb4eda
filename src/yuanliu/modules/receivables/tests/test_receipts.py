"""Receipts: registered, confirmed, allocated, refunded; who may; what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.support.company import make_company
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.notifications.models import Notification
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.catalog.models import ExchangeRate
from yuanliu.modules.contracts.tests.scenes import Deal
from yuanliu.modules.receivables.reminders import remind_of_dues


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def sales(company):
    return company.api("sales")


@pytest.fixture(scope="module")
def finance(company):
    return company.api("finance")


@pytest.fixture
def deal(company):
    """1,000 in two halves, in force."""
    return Deal(company, ["600", "400"]).in_force()


def errors(response):
    return {(error["field"], error["code"]) for error in response.data["errors"]}


def register(api, deal, amount, **more):
    body = {"contract": deal.id, "amount": amount, "received_on": "2026-01-05", **more}
    return api.send("POST", "/receipts", body)


def confirmed(finance, sales, deal, amount, **more):
    made = register(sales, deal, amount, **more)
    assert made.status_code == 201, made.content.decode()
    done = finance.send("POST", f"/receipts/{made.data['id']}/confirm")
    assert done.status_code == 200, done.content.decode()
    return done.data


def test_only_confirmed_money_counts(deal, sales, finance):
    made = register(sales, deal, "700")
    assert (made.status_code, made.data["state"]) == (201, "registered")
    assert made.data["number"].startswith("HK-")
    assert deal.sums() == ("0.00", "1000.00", ["0.00", "0.00"])
    done = finance.send("POST", f"/receipts/{made.data['id']}/confirm")
    assert (done.data["state"], done.data["confirmed_by"]["title"]) == ("confirmed", "finance")
    assert deal.sums() == ("700.00", "300.00", ["600.00", "100.00"])
    assert deal.states() == ["paid", "partial"]


def test_a_second_confirmation_changes_nothing(deal, sales, finance):
    done = confirmed(finance, sales, deal, "100")
    again = finance.send("POST", f"/receipts/{done['id']}/confirm")
    assert (again.status_code, again.data["code"]) == (409, "already_confirmed")
    assert deal.sums()[0] == "100.00"
    rejected = finance.send("POST", f"/receipts/{done['id']}/reject", {"reason": "错"})
    assert rejected.data["code"] == "already_confirmed"


def test_a_rejected_one_never_counts(deal, sales, finance):
    made = register(sales, deal, "100").data
    rejected = finance.send("POST", f"/receipts/{made['id']}/reject", {"reason": "查无此款"})
    assert (rejected.data["state"], rejected.data["reason"]) == ("rejected", "查无此款")
    assert finance.send("POST", f"/receipts/{made['id']}/confirm").data["code"] == "already_rejected"
    assert deal.sums()[0] == "0.00"


def test_sales_may_not_confirm(deal, sales, finance):
    made = register(sales, deal, "100").data
    for verb, body in (("confirm", None), ("reject", {"reason": "x"}), ("refund", {"amount": "1", "reason": "x"})):
        assert sales.send("POST", f"/receipts/{made['id']}/{verb}", body).status_code == 403
    assert "confirm" in finance.send("GET", f"/receipts/{made['id']}").data["can"]


def test_it_is_only_for_contracts_in_force(company, sales, finance):
    draft = Deal(company, ["100"])
    assert register(sales, draft, "100").data["code"] == "contract_not_in_force"
    deal = Deal(company, ["100"]).in_force()
    waiting = register(sales, deal, "100").data
    company.api("admin").send("POST", f"/contracts/{deal.id}/terminate", {"reason": "客户取消"})
    assert register(sales, deal, "50").data["code"] == "contract_not_in_force"
    assert finance.send("POST", f"/receipts/{waiting['id']}/confirm").data["code"] == "contract_not_in_force"


def test_bad_input_is_told_at_its_field(deal, sales):
    assert errors(register(sales, deal, "0")) == {("amount", "too_small")}
    assert errors(register(sales, deal, "-5")) == {("amount", "too_small")}
    assert errors(register(sales, deal, "1.005")) == {("amount", "too_precise")}
    assert errors(register(sales, deal, "1", currency="USD")) == {("currency", "other_currency")}
    assert errors(register(sales, deal, "1", received_on="2999-01-01")) == {("received_on", "in_future")}
    assert errors(register(sales, deal, "1", number="HK-1")) == {("number", "unknown_field")}


def test_a_contract_that_one_may_not_see_takes_no_money(company, deal):
    assert errors(register(company.api("stranger"), deal, "1")) == {("contract", "not_found")}


def test_allocation_by_hand(deal, sales, finance):
    first, second = deal.installments()
    chosen = [{"installment": second["id"], "amount": "250"}]
    done = confirmed(finance, sales, deal, "300", allocations=chosen)
    assert deal.sums() == ("300.00", "700.00", ["0.00", "250.00"])
    shown = sales.send("GET", f"/receipts/{done['id']}/allocations").data
    assert (shown["allocated"], shown["unallocated"]) == ("250.00", "50.00")
    rest = finance.send(
        "POST", f"/receipts/{done['id']}/allocate", {"allocations": [{"installment": first["id"], "amount": "20"}]}
    )
    assert (rest.data["allocated"], rest.data["unallocated"]) == ("270.00", "30.00")
    too_much = finance.send(
        "POST", f"/receipts/{done['id']}/allocate", {"allocations": [{"installment": first["id"], "amount": "31"}]}
    )
    assert errors(too_much) == {("allocations", "above_receipt")}
    assert finance.send("POST", f"/receipts/{done['id']}/allocate", {}).data["unallocated"] == "0.00"
    assert deal.sums()[2] == ["50.00", "250.00"]


def test_allocation_by_hand_is_checked(company, deal, sales):
    first, _ = deal.installments()
    other = Deal(company, ["5"]).installments()[0]
    for chosen, error in (
        ([(other["id"], "1")], ("allocations.0.installment", "not_found")),
        ([(first["id"], "601")], ("allocations.0.amount", "above_installment")),
        ([(first["id"], "0")], ("allocations.0.amount", "invalid")),
        ([(first["id"], "1"), (first["id"], "1")], ("allocations", "twice")),
    ):
        body = [{"installment": pk, "amount": amount} for pk, amount in chosen]
        assert errors(register(sales, deal, "700", allocations=body)) == {error}


def test_what_is_over_is_a_prepayment(deal, sales, finance):
    confirmed(finance, sales, deal, "1200")
    assert deal.sums() == ("1200.00", "-200.00", ["600.00", "400.00"])
    found = finance.send("GET", f"/receivables/prepayments?account={deal.account}").data["items"]
    assert found == [{"amount": "200.00", "currencies": {"amount": "CNY"}}]


def test_a_refund_takes_prepayment_first_then_the_latest_installment(company, deal, sales, finance):
    done = confirmed(finance, sales, deal, "1200")
    asked = finance.send("POST", f"/receipts/{done['id']}/refund", {"amount": "250", "reason": "部分退货"})
    assert (asked.status_code, asked.data["amount"], asked.data["state"]) == (201, "-250.00", "registered")
    assert asked.data["refund_of"]["id"] == done["id"]
    assert deal.sums()[0] == "1200.00"
    assert company.api("admin").send("POST", f"/receipts/{asked.data['id']}/confirm").status_code == 200
    assert deal.sums() == ("950.00", "50.00", ["600.00", "350.00"])
    assert sales.send("GET", f"/receipts/{asked.data['id']}").data["allocated"] == "-50.00"
    assert sales.send("GET", f"/receipts/{done['id']}").data["amount"] == "1200.00"


def test_no_more_is_refunded_than_was_received(deal, sales, finance):
    done = confirmed(finance, sales, deal, "100")
    path = f"/receipts/{done['id']}/refund"
    assert finance.send("POST", path, {"amount": "60", "reason": "x"}).status_code == 201
    assert errors(finance.send("POST", path, {"amount": "41", "reason": "x"})) == {("amount", "above_receipt")}
    second = finance.send("POST", path, {"amount": "40", "reason": "x"}).data
    assert finance.send("POST", f"/receipts/{second['id']}/refund", {"amount": "1", "reason": "x"}).data["code"] == (
        "receipt_not_confirmed"
    )
    waiting = register(sales, deal, "10").data
    assert finance.send("POST", f"/receipts/{waiting['id']}/refund", {"amount": "1", "reason": "x"}).data["code"] == (
        "receipt_not_confirmed"
    )


def test_a_terminated_contract_can_still_pay_back(company, deal, sales, finance):
    done = confirmed(finance, sales, deal, "600")
    company.api("admin").send("POST", f"/contracts/{deal.id}/terminate", {"reason": "违约"})
    refund = finance.send("POST", f"/receipts/{done['id']}/refund", {"amount": "600", "reason": "退款"}).data
    assert company.api("admin").send("POST", f"/receipts/{refund['id']}/confirm").status_code == 200
    assert deal.sums() == ("0.00", "1000.00", ["0.00", "0.00"])


def test_nothing_is_deleted(company, deal, sales, finance):
    done = confirmed(finance, sales, deal, "1")
    deleted = company.api("admin").send("DELETE", f"/receipts/{done['id']}")
    assert (deleted.status_code, deleted.data["code"]) == (409, "receipt_kept")
    bulk = company.api("admin").send("POST", "/receipts/bulk", {"action": "delete", "ids": [done["id"]]})
    assert (bulk.data["done"], bulk.data["failed"][0]["code"]) == (0, "receipt_kept")


def test_it_shows_on_every_timeline_and_tells_who_waits(company, deal, sales, finance, run_jobs):
    done = register(sales, deal, "1").data
    run_jobs()
    assert finance.send("POST", f"/receipts/{done['id']}/confirm").status_code == 200
    at_once = confirmed(finance, sales, deal, "1")
    run_jobs()
    for path in (f"/receipts/{done['id']}", f"/contracts/{deal.id}", f"/accounts/{deal.account}"):
        codes = [entry["code"] for entry in sales.send("GET", f"{path}/timeline").data["items"]]
        assert {"receipt.registered", "receipt.confirmed"} <= set(codes), path
    ctx = company.admin
    with reading(ctx):
        told = Notification.objects.filter(record_id=done["id"]).values_list("member__name", "code")
        assert {("finance", "receipt.to_confirm"), ("sales", "receipt.confirmed")} <= set(told)
        assert not Notification.objects.filter(record_id=at_once["id"], code="receipt.to_confirm").exists()


def test_each_act_is_one_line_of_the_timeline_and_says_the_money_as_people_write_it(deal, sales, finance):
    before = len(timeline(sales, deal))
    confirmed(finance, sales, deal, "1000")
    lines = [entry["text"] for entry in timeline(sales, deal)]
    assert lines[: len(lines) - before] == ["确认回款到账 ¥1,000.00", "登记回款 ¥1,000.00"]


def timeline(api, deal):
    return api.send("GET", f"/contracts/{deal.id}/timeline?limit=100").data["items"]


def test_the_sums_that_follow_are_audited(company, deal, sales, finance):
    confirmed(finance, sales, deal, "1000")
    with reading(company.admin):
        noted = EventLog.objects.filter(record_id=deal.id, code="contract.noted").latest("pk")
    assert noted.changes["received"] == ["0.00", "1000.00"]


def test_invoices_stay_within_the_contract(company, deal, sales, finance):
    body = {"contract": deal.id, "number": "0001", "amount": "800", "issued_on": "2026-01-05"}
    first = finance.send("POST", "/invoices", body)
    assert first.status_code == 201, first.content
    assert errors(finance.send("POST", "/invoices", {**body, "number": "0002", "amount": "201"})) == {
        ("amount", "over_invoiced")
    }
    assert sales.send("GET", f"/contracts/{deal.id}").data["invoiced"] == "800.00"
    assert finance.send("POST", f"/invoices/{first.data['id']}/void", {"reason": "抬头错误"}).data["state"] == "void"
    assert finance.send("POST", f"/invoices/{first.data['id']}/void", {"reason": "x"}).data["code"] == "already_void"
    assert finance.send("POST", "/invoices", {**body, "number": "0003", "amount": "1000"}).status_code == 201
    lower = sales.send("POST", f"/contracts/{deal.id}/amend", {"amount": "900", "reason": "降价"})
    assert errors(lower) == {("amount", "below_invoiced")}


def test_reminders_come_once_each(company):
    today = company.admin.today
    soon, late = (today + timedelta(days=5)).isoformat(), (today - timedelta(days=4)).isoformat()
    deal = Deal(company, ["10", "20"], due=[late, soon]).in_force()
    with reading(company.admin):
        tenant = Tenant.objects.get(pk=company.admin.tenant_id)
    system = Context.for_system(tenant.pk)
    remind_of_dues(system)
    assert remind_of_dues(system) == 0
    ids = [row["id"] for row in deal.installments()]
    with reading(company.admin):
        told = Notification.objects.filter(record_id__in=ids).values_list("code", "member__name", "text_zh")
        found = sorted((code, who) for code, who, _ in told)
    assert found == [("installment.due", "sales"), ("installment.overdue", "sales")]
    remind_of_dues(system.at(system.now + timedelta(days=4)))
    with reading(company.admin):
        assert Notification.objects.filter(record_id__in=ids).count() == 4


def test_the_forecast_knows_who_pays_late(company, finance, sales):
    today = company.admin.today
    due = [(today - timedelta(days=20)).isoformat(), (today + timedelta(days=8)).isoformat()]
    deal = Deal(company, ["100", "300"], due=due).in_force()
    before = finance.send("GET", "/receivables/forecast?weeks=8").data["items"]
    confirmed(finance, sales, deal, "100", received_on=today.isoformat())
    after = finance.send("GET", "/receivables/forecast?weeks=8").data["items"]
    gained = [round(float(b["expected"]) - float(a["expected"])) for a, b in zip(before, after, strict=True)]
    on = (today + timedelta(days=28)) - timedelta(days=(today + timedelta(days=28)).weekday())
    assert {item["week"] for item, more in zip(after, gained, strict=True) if more > 0} == {on.isoformat()}
    weeks = {item["week"]: item["due"] for item in after}
    monday = (today + timedelta(days=8)) - timedelta(days=(today + timedelta(days=8)).weekday())
    assert float(weeks[monday.isoformat()]) >= 300


def test_the_forecast_books_every_currency_as_its_contract_does(company, finance):
    today = company.admin.today
    with work(company.admin) as w:
        for currency, rate in (("JPY", "0.04871235"), ("KWD", "23.45678901")):
            w.add(ExchangeRate(currency=currency, day=today - timedelta(days=10), rate=Decimal(rate)))

    def due():
        items = finance.send("GET", "/receivables/forecast?weeks=2").data["items"]
        return sum(Decimal(item["due"]) for item in items)

    before, days = due(), [today.isoformat()] * 2
    Deal(company, ["333", "111"], due=days, currency="JPY", signed_on=today.isoformat()).in_force()
    Deal(company, ["1.001", "0.1"], due=days, currency="KWD", signed_on=today.isoformat()).in_force()
    assert due() - before == Decimal("16.22") + Decimal("5.41") + Decimal("23.48") + Decimal("2.35")
