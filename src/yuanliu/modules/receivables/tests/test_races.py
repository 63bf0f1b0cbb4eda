"""Many at once, each on a connection of its own: nothing is booked twice, no sum is lost, nobody waits for ever."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from tests.support.company import make_company
from yuanliu.kernel.work.invariants import breaches
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts.tests.scenes import Deal
from yuanliu.modules.receivables.models import Allocation, Receipt

AT_ONCE = 8


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture
def deal(company):
    return Deal(company, ["600", "400"]).in_force()


def at_once(acts: list[Callable]) -> list:
    """Every act in a thread of its own, `AT_ONCE` starting together."""
    start = Barrier(min(AT_ONCE, len(acts)))

    def run(at_and_act):
        at, act = at_and_act
        try:
            if at < AT_ONCE:
                start.wait(10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, enumerate(acts)))


def body(deal, amount="10"):
    return {"contract": deal.id, "amount": amount, "received_on": "2026-01-05"}


def registered(company, deal, amount):
    made = company.api("sales").send("POST", "/receipts", body(deal, amount))
    assert made.status_code == 201, made.content
    return made.data["id"]


def rows_of(company, deal):
    ctx = company.admin
    with reading(ctx):
        receipts = list(Receipt.objects.filter(contract=deal.id))
        booked = sum((row.amount for row in Allocation.objects.filter(receipt__contract=deal.id)), Decimal(0))
    return receipts, booked


def test_fifty_retries_of_one_key_make_one_receipt(company, deal):
    api = company.api("sales")
    cookies = api.cookies

    def send():
        client = type(api)()
        client.cookies = cookies
        return client.send("POST", "/receipts", body(deal), **{"Idempotency-Key": f"pay-{deal.id}"})

    answers = at_once([send] * 50)
    assert {answer.status_code for answer in answers} <= {200, 201}, [answer.content for answer in answers][:3]
    assert len({answer.data["id"] for answer in answers}) == 1
    assert len(rows_of(company, deal)[0]) == 1


def test_a_key_is_not_for_another_amount(company, deal):
    api, key = company.api("sales"), {"Idempotency-Key": f"one-{deal.id}"}
    assert api.send("POST", "/receipts", body(deal), **key).status_code == 201
    other = api.send("POST", "/receipts", body(deal, "11"), **key)
    assert (other.status_code, other.data["code"]) == (422, "idempotency_key_reused")


def test_a_retried_refund_answers_with_the_refund(company, deal):
    finance, receipt = company.api("finance"), registered(company, deal, "100")
    finance.send("POST", f"/receipts/{receipt}/confirm")
    key = {"Idempotency-Key": f"back-{deal.id}"}
    asked = [
        finance.send("POST", f"/receipts/{receipt}/refund", {"amount": "5", "reason": "x"}, **key) for _ in range(2)
    ]
    assert asked[0].data["id"] == asked[1].data["id"] != receipt


def test_one_of_many_confirmations_takes_effect(company, deal):
    receipt, finance = registered(company, deal, "250"), company.api("finance")
    answers = at_once([lambda: finance.send("POST", f"/receipts/{receipt}/confirm")] * 12)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 11
    assert {answer.data["code"] for answer in answers if answer.status_code == 409} == {"already_confirmed"}
    assert deal.sums() == ("250.00", "750.00", ["250.00", "0.00"])


def test_parallel_confirmations_keep_the_sums(company, deal):
    finance = company.api("finance")
    ids = [registered(company, deal, amount) for amount in ("90", "80.10", "70", "110", "55.55", "300", "250", "120")]
    answers = at_once([lambda pk=pk: finance.send("POST", f"/receipts/{pk}/confirm") for pk in ids])
    assert {answer.status_code for answer in answers} == {200}
    receipts, booked = rows_of(company, deal)
    total = sum(row.amount for row in receipts)
    assert deal.sums() == (str(total), str(Decimal(1000) - total), ["600.00", "400.00"])
    assert booked == Decimal(1000)


def test_parallel_refunds_never_exceed_the_receipt(company, deal):
    finance, receipt = company.api("finance"), registered(company, deal, "100")
    finance.send("POST", f"/receipts/{receipt}/confirm")
    answers = at_once(
        [lambda: finance.send("POST", f"/receipts/{receipt}/refund", {"amount": "30", "reason": "x"})] * 8
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 5


def test_registering_at_once_does_not_lock_up(company, deal):
    sales = company.api("sales")
    answers = at_once([lambda: sales.send("POST", "/receipts", body(deal))] * 16)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data["number"] for answer in answers}) == 16


def test_void_and_money_do_not_both_win(company):
    deal = Deal(company, ["100"]).in_force()
    receipt, finance, admin = registered(company, deal, "100"), company.api("finance"), company.api("admin")
    money, void = at_once(
        [
            lambda: finance.send("POST", f"/receipts/{receipt}/confirm"),
            lambda: admin.send("POST", f"/contracts/{deal.id}/void", {"reason": "重复"}),
        ]
    )
    assert sorted([money.status_code, void.status_code]) == [200, 409], json.dumps([money.data, void.data])
    assert deal.page["received"] == ("100.00" if money.status_code == 200 else "0.00")


def test_numbers_of_contracts_made_at_once_are_all_different(company, deal):
    sales = company.api("sales")
    answers = at_once([lambda: sales.send("POST", "/contracts", {"name": "x", "account": deal.account})] * 16)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data["number"] for answer in answers}) == 16


def test_two_receipts_for_one_installment_the_second_goes_on_to_the_next(company, deal):
    """Both were meant for the first 600; of 1,200 the next takes 400, and what is over is said."""
    finance, first = company.api("finance"), deal.installments()[0]
    chosen = {"allocations": [{"installment": first["id"], "amount": "600"}]}
    made = [company.api("sales").send("POST", "/receipts", {**body(deal, "600"), **chosen}).data["id"] for _ in "ab"]
    answers = at_once([lambda pk=pk: finance.send("POST", f"/receipts/{pk}/confirm") for pk in made])
    assert sorted(answer.data["allocated"] for answer in answers) == ["400.00", "600.00"]
    assert deal.sums() == ("1200.00", "-200.00", ["600.00", "400.00"])
    second = next(answer.data["id"] for answer in answers if answer.data["allocated"] == "400.00")
    told = finance.send("GET", f"/receipts/{second}/timeline").data["items"]
    assert [entry["data"]["over"] for entry in told if entry["code"] == "receipt.over"] == ["200.00"]
    assert finance.send("GET", f"/receipts/{second}/allocations").data["unallocated"] == "200.00"


def test_a_prepayment_is_spent_once_whoever_spends_it(company):
    """One contract's overpayment of 100, wanted by three contracts and a refund at once, both ways across the contracts."""
    owing = [Deal(company, ["100"]).in_force() for _ in range(3)]
    rich = Deal(company, ["100"], account=owing[0].account)
    others = [rich.in_force(), *(Deal(company, ["80"], account=owing[0].account).in_force() for _ in range(3))]
    finance = company.api("finance")
    receipt = registered(company, others[0], "200")
    assert finance.send("POST", f"/receipts/{receipt}/confirm").status_code == 200
    path = f"/receipts/{receipt}"
    acts = [lambda to=to: finance.send("POST", f"{path}/allocate", {"contract": to.id}) for to in others[1:]]
    acts.append(lambda: finance.send("POST", f"{path}/refund", {"amount": "100", "reason": "x"}))
    answers = at_once(acts)
    assert {answer.status_code for answer in answers} <= {200, 201, 409, 422}, [a.data for a in answers]
    received = [Decimal(each.page["received"]) for each in others]
    assert sum(received) == 200, "money that moves is neither made nor lost"
    assert received[0] >= 100
    with reading(company.admin):
        assert [str(breach) for breach in breaches()] == []
