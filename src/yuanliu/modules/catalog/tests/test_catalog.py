import json
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.support.company import make_company
from yuanliu.base.errors import Invalid
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.catalog.services import SOURCES, rate_on, to_base


def codes(response):
    assert response.status_code == 422, response.content
    return {error["field"]: error["code"] for error in response.data["errors"]}


def test_a_new_company_has_the_usual_sources_in_order():
    listed = make_company().api("sales").send("GET", "/sources?sort=position")
    assert [item["name"] for item in listed.data["items"]] == list(SOURCES)


def test_two_sources_cannot_have_one_name_but_a_deleted_one_frees_it():
    api = make_company().api()
    first = api.send("POST", "/sources", {"name": "抖音"})
    assert codes(api.send("POST", "/sources", {"name": "抖音"})) == {"name": "not_unique"}
    assert api.send("DELETE", f"/sources/{first.data['id']}").status_code == 204
    assert api.send("POST", "/sources", {"name": "抖音"}).status_code == 201
    assert codes(api.send("POST", f"/sources/{first.data['id']}/restore")) == {"name": "not_unique"}


def test_a_product_keeps_four_decimals_and_defaults_to_the_base_currency():
    company = make_company()
    made = company.api("manager").send("POST", "/products", {"name": "工业网关", "code": "GW-1", "price": "19.0625"})
    assert made.status_code == 201, made.content
    assert (made.data["price"], made.data["currency"], made.data["active"]) == ("19.0625", "CNY", True)
    assert company.api("sales").send("GET", "/products?q=网关").data["items"][0]["code"] == "GW-1"
    assert company.api("sales").send("POST", "/products", {"name": "x"}).status_code == 403


def test_a_product_needs_money_that_exists_and_a_code_of_its_own():
    api = make_company().api("manager")
    assert codes(api.send("POST", "/products", {"name": "a", "currency": "XXX"})) == {"currency": "unknown_currency"}
    assert codes(api.send("POST", "/products", {"name": "a", "price": "-1"})) == {"price": "too_small"}
    made = api.send("POST", "/products", {"name": "a", "code": "A"})
    assert codes(api.send("POST", "/products", {"name": "b", "code": "A"})) == {"code": "not_unique"}
    assert api.send("POST", "/products", {"name": "c"}).status_code == 201
    assert api.send("POST", "/products", {"name": "d"}).status_code == 201
    changed = {"version": made.data["version"], "currency": "Geld"}
    assert api.send("PATCH", f"/products/{made.data['id']}", changed).status_code == 422


def test_the_rate_of_a_day_is_the_latest_that_is_not_later():
    company = make_company()
    api = company.api("finance")
    for day, rate in (("2026-01-01", "7.1"), ("2026-02-01", "7.25")):
        made = api.send("POST", "/exchange-rates", {"currency": "USD", "day": day, "rate": rate})
        assert made.status_code == 201, made.content
    ctx = company.ctx("sales")
    with reading(ctx):
        assert rate_on(ctx, "USD", date(2026, 1, 31)) == Decimal("7.1")
        assert rate_on(ctx, "USD", date(2026, 2, 1)) == Decimal("7.25")
        assert rate_on(ctx, "CNY", date(2020, 1, 1)) == 1
        with pytest.raises(Invalid) as refused:
            rate_on(ctx, "USD", date(2025, 12, 31))
    assert refused.value.errors[0].code == "no_rate"


def test_a_rate_is_positive_dated_once_and_never_of_the_base_currency():
    company = make_company()
    api = company.api("finance")
    rate = {"currency": "JPY", "day": "2026-01-01", "rate": "0.04861234"}
    assert api.send("POST", "/exchange-rates", rate).data["rate"] == "0.04861234"
    assert codes(api.send("POST", "/exchange-rates", rate)) == {"day": "not_unique"}
    assert codes(api.send("POST", "/exchange-rates", {**rate, "rate": "0"})) == {"rate": "too_small"}
    assert codes(api.send("POST", "/exchange-rates", {**rate, "currency": "CNY"})) == {"currency": "base_currency"}
    assert company.api("sales").send("POST", "/exchange-rates", rate).status_code == 403


@pytest.mark.parametrize(
    ("amount", "currency", "rate", "base"),
    [
        ("100", "USD", "7.12345678", "712.35"),
        ("1000", "JPY", "0.0486125", "48.61"),
        ("-0.5", "USD", "0.01", "-0.01"),
        ("99999999.999", "KWD", "999999999.12345678", "99999999911345678.00"),
    ],
)
def test_foreign_money_is_rounded_once_and_half_away_from_zero(amount, currency, rate, base):
    assert to_base(Decimal(amount), currency, Decimal(rate)) == Decimal(base)


@pytest.mark.parametrize(
    ("op", "value", "count"), [("eq", None, 1), ("gte", "7.1", 1), ("gt", "7.1", 0), ("lt", "7.12345678", 1)]
)
def test_a_rate_is_found_by_what_it_shows(op, value, count):
    company = make_company()
    api = company.api()
    rate = api.send("POST", "/exchange-rates", {"currency": "USD", "day": "2026-01-01", "rate": "7.1"}).data["rate"]
    condition = json.dumps({"field": "rate", "op": op, "value": value or rate})
    found = api.send("GET", f"/exchange-rates?filter={quote(condition)}")
    assert (found.status_code, len(found.data["items"])) == (200, count), found.content
