"""Contracts of several currencies in one list: each amount counts in its own unit, they stand in the order of what was booked."""

import json
from decimal import Decimal

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers

RATES = {"USD": "7.1", "JPY": "0.05", "KWD": "23"}
# by amount in base currency: 5.00, 7.10, 11.50, 12.00, 25.00, 6,000.00
CONTRACTS = {"¥5": ("5", "CNY"), "$1": ("1", "USD"), "KD0.5": ("0.500", "KWD"), "¥12": ("12", "CNY"),
             "JP¥500": ("500", "JPY"), "JP¥120000": ("120000", "JPY")}  # fmt: skip


@pytest.fixture(scope="module")
def company():
    company = make_company()
    api = company.api()
    for currency, rate in RATES.items():
        send(api, "POST", "/exchange-rates", {"currency": currency, "day": "2026-01-01", "rate": rate})
    account = str(all_makers()["account"](company, "sales"))
    for name, (amount, currency) in CONTRACTS.items():
        send(
            company.api("sales"), "POST", "/contracts",
            {"name": name, "account": account, "amount": amount, "currency": currency},
        )  # fmt: skip
    return company


def send(api, method, path, body=None):
    answer = api.send(method, path, body)
    assert answer.status_code in (200, 201), answer.content
    return answer.data


def listed(company, query):
    return [item["title"] for item in send(company.api("sales"), "GET", f"/contracts?{query}")["items"]]


def where(op, value, field="amount"):
    return "filter=" + json.dumps({"field": field, "op": op, "value": value})


@pytest.mark.parametrize("field", ["amount", "outstanding", "amount_base"])
def test_they_stand_in_the_order_of_what_was_booked(company, field):
    pages, cursor = [], ""
    while cursor is not None:
        page = send(company.api("sales"), "GET", f"/contracts?sort={field}&limit=2&cursor={cursor}")
        pages += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert pages == list(CONTRACTS)
    assert listed(company, f"sort=-{field}") == list(reversed(CONTRACTS))


@pytest.mark.parametrize(
    ("op", "value", "found"),
    [
        ("eq", "500", ["JP¥500"]),
        ("eq", "0.5", ["KD0.5"]),
        ("gte", "500", ["JP¥500", "JP¥120000"]),
        ("lt", "1.005", ["$1", "KD0.5"]),
        ("between", ["0.5", "5"], ["¥5", "$1", "KD0.5"]),
        ("ne", "500", ["¥5", "$1", "KD0.5", "¥12", "JP¥120000"]),
    ],
)
def test_an_amount_is_found_in_its_own_unit(company, op, value, found):
    assert listed(company, f"sort=amount&{where(op, value)}") == found


def test_installments_and_opportunities_follow_the_same_rule(company):
    api = company.api("sales")
    account = str(all_makers()["account"](company, "sales"))
    for name, (amount, currency) in CONTRACTS.items():
        body = {"name": name, "account": account, "amount": amount, "currency": currency}
        send(api, "POST", "/opportunities", body)
    for contract in send(api, "GET", "/contracts?columns=amount")["items"]:
        part = {"name": contract["title"], "amount": contract["amount"], "due_on": "2026-12-01"}
        send(api, "PUT", f"/contracts/{contract['id']}/installments", {"installments": [part]})
    for path in ("opportunities?sort=amount", "installments?sort=amount", "installments?sort=-amount"):
        found = [item["title"] for item in send(api, "GET", f"/{path}")["items"]]
        assert found == (list(reversed(CONTRACTS)) if "-" in path else list(CONTRACTS)), path
    sums = send(api, "GET", "/opportunities/board")["columns"]
    assert sum(Decimal(column["sum"]) for column in sums) == Decimal("6060.60")
