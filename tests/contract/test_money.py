"""An amount never travels without its currency: on every way out, whatever columns are asked for."""

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.kernel.events.base import event_types
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.modules.contracts.tests.scenes import Deal

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]
PRICED = {
    model.object_type.code: {info.name: info for info in model_fields(model).values() if info.is_money}
    for model in object_models()
    if any(info.is_money for info in model_fields(model).values())
}
#: Whatever the document calls money, by its name.
MONEY = {
    name
    for schema in DOCUMENT.values()
    for name, field in schema.get("properties", {}).items()
    if any(kind.get("format") == "money" for kind in (field, *field.get("anyOf", ())))
}
DAY = "2026-03-02"


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def scene(company):
    """A company that books in CNY, with a record of every object that has money, in USD where it can be."""
    admin = company.api()
    send(admin, "POST", "/exchange-rates", {"currency": "USD", "day": "2026-01-01", "rate": "7.1"})
    deal = Deal(company, ["600.10", "400"], currency="USD").in_force()
    money = {"amount": "700", "received_on": DAY}
    receipt = send(company.api("sales"), "POST", "/receipts", {"contract": deal.id, **money})["id"]
    send(company.api("finance"), "POST", f"/receipts/{receipt}/confirm")
    invoice = {"contract": deal.id, "number": "FP-1", "amount": "100", "issued_on": DAY}
    opportunity = {"name": "出口单", "account": deal.account, "amount": "1000.10", "currency": "USD"}
    opportunity = send(admin, "POST", "/opportunities", opportunity)
    lines = {"version": opportunity["version"], "lines": [{"name": "货", "quantity": "2", "price": "500.0575"}]}
    send(admin, "PUT", f"/opportunities/{opportunity['id']}/lines", lines)
    campaign = send(admin, "POST", "/campaigns", {"name": "展会", "mode": "offline", "budget": "90"})["id"]
    cost = {"campaign": campaign, "name": "展位", "spent_on": DAY, "amount": "80", "currency": "USD"}
    budget = {"campaign": campaign, "name": "展位", "kind": "booth", "amount": "60"}
    return {
        "contract": deal.id,
        "installment": deal.installments()[0]["id"],
        "receipt": receipt,
        "invoice": send(company.api("finance"), "POST", "/invoices", invoice)["id"],
        "opportunity": opportunity["id"],
        "product": send(admin, "POST", "/products", {"name": "货", "price": "19.0625", "currency": "USD"})["id"],
        "campaign": campaign,
        "cost_item": send(admin, "POST", "/cost-items", cost)["id"],
        "budget_line": send(admin, "POST", "/budget-lines", budget)["id"],
        "target": str(all_makers()["target"](company, "admin")),
        "account": deal.account,
    }


def send(api, method, path, body=None):
    answer = api.send(method, path, body)
    assert answer.status_code in (200, 201), (path, answer.content.decode())
    return answer.data


def expected(info):
    return "USD" if info.currency else "CNY"


def where(record_id):
    return "filter=" + json.dumps({"field": "id", "op": "eq", "value": record_id})


@pytest.mark.parametrize("code", PRICED)
def test_each_amount_of_a_record_says_what_it_is_in(company, scene, code):
    api, path = company.api(), model_of(code).object_type.path
    record = send(api, "GET", f"/{path}/{scene[code]}")
    told = {name: expected(info) for name, info in PRICED[code].items() if record[name] is not None}
    assert record["currencies"] == told
    assert send(api, "GET", f"/{path}/{scene[code]}/page")["record"]["currencies"] == told
    for name, info in PRICED[code].items():
        (row,) = send(api, "GET", f"/{path}?columns={name}&{where(scene[code])}")["items"]
        assert row.get("currencies", {}) == {key: value for key, value in told.items() if key == name}
        exported = api.send("GET", f"/{path}/export?columns={name}&{where(scene[code])}").content.decode("utf-8-sig")
        head, cells = csv.reader(io.StringIO(exported))
        assert head == [info.label.zh, f"{info.label.zh}（币种）"]
        assert cells == ([str(row[name]), told[name]] if name in told else ["", ""])


ROUTES = (
    "/home", "/home?of=team", "/analytics/funnel", "/analytics/campaigns", "/analytics/campaigns?model=linear",
    "/analytics/salespeople", "/analytics/sources", "/analytics/outcomes", "/analytics/credits?object=contract&model=linear&unattributed=true",
    "/opportunities/board", "/receivables/forecast", "/campaigns/{campaign}/figures", "/campaigns/{campaign}/costs",
    "/opportunities/{opportunity}/lines", "/opportunities/{opportunity}/history", "/contracts/{contract}/lines",
    "/contracts/{contract}/installments", "/contracts/{contract}/versions", "/receipts/{receipt}/allocations",
    "/receivables/prepayments?account={account}", "/accounts/{account}/page", "/accounts/{account}/timeline",
    *(f"/{model_of(code).object_type.path}/{{{code}}}/page" for code in PRICED),
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_no_answer_has_an_amount_alone(company, scene, route):
    answer = send(company.api(), "GET", route.format(**scene))
    for path, holder, name in amounts(answer):
        assert holder.get("currencies", {}).get(name) in ("CNY", "USD"), (path, holder)
        if name.endswith("_base") or name in ("budget", "cost_per_lead", "expected_revenue"):
            assert holder["currencies"][name] == "CNY", path


def amounts(answer: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    """What is money by its name: (where it stands, the object that it stands in, its name)."""
    if isinstance(answer, list):
        for index, part in enumerate(answer):
            yield from amounts(part, f"{path}[{index}]")
    elif isinstance(answer, dict):
        kind = next((key for key in (answer.get("field"),) if {"field", "old", "new"} <= set(answer)), None)
        for name, part in answer.items():
            figure = (
                name == "value" and "drill" in answer and path.rpartition(".")[2] not in ("first_response", "cycle")
            )
            named = name in MONEY or (kind in MONEY and name in ("old", "new")) or figure
            if named and is_amount(part):
                yield f"{path}.{name}", answer, name
            elif name != "filter":
                yield from amounts(part, f"{path}.{name}")


def is_amount(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+", value) is not None


def test_figures_sums_and_changes_are_in_what_was_booked(company, scene):
    admin = company.api()
    columns = send(admin, "GET", "/opportunities/board")["columns"]
    assert {column["currencies"]["sum"] for column in columns} == {"CNY"}
    assert sum(Decimal(column["sum"]) for column in columns) == Decimal("7100.85")
    lines = send(admin, "GET", f"/opportunities/{scene['opportunity']}/lines")
    assert lines["items"][0]["currencies"] == {"price": "USD", "amount": "USD"}
    sources = send(admin, "GET", "/analytics/sources")["items"]
    assert [row["received"]["currencies"] for row in sources if row["received"]["value"] != "0.00"] == [
        {"value": "CNY"}
    ]
    prepaid = send(admin, "GET", f"/receivables/prepayments?account={scene['account']}")["items"]
    assert prepaid == []


def test_a_change_tells_the_currency_of_its_time(company, scene):
    """Also when nothing but the amount changed, and after the record went on in another currency."""
    admin, path = company.api(), f"/products/{scene['product']}"
    version = send(admin, "GET", path)["version"]
    send(admin, "PATCH", path, {"version": version, "price": "20"})
    send(admin, "PATCH", path, {"version": version + 1, "price": "150", "currency": "CNY"})
    entries = send(admin, "GET", f"{path}/timeline")["items"]
    told = [change.get("currencies") for entry in entries for change in entry["changes"] if change["field"] == "price"]
    assert told == [{"old": "USD", "new": "CNY"}, {"old": "USD", "new": "USD"}, {"new": "USD"}]
    assert [change["field"] for change in entries[1]["changes"]] == ["price"]


def test_the_document_names_a_currency_beside_all_money():
    alone = [
        name
        for name, schema in DOCUMENT.items()
        if any(
            kind.get("format") == "money"
            for field in schema.get("properties", {}).values()
            for kind in (field, *field.get("anyOf", ()))
        )
        and "currencies" not in schema["properties"]
    ]
    assert alone == []
    assert {"amount", "amount_base", "sum", "cost_per_lead", "unallocated", "due"} <= MONEY


def test_an_event_of_money_says_in_which_currency():
    of_money = {
        code: [field.name for field in msgspec.structs.fields(kind)]
        for code, kind in event_types.items()
        if any(field.type is Decimal for field in msgspec.structs.fields(kind))
    }
    assert of_money
    assert [code for code, names in of_money.items() if "currency" not in names] == []


def test_the_client_reads_no_currency_off_the_company():
    """What is shown is in what the answer says; the company's currency is only where an amount is first entered."""
    shown = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "web/src").rglob("*.ts*")
        if re.search(r"formatMoney\([^)]*tenant|record\.currency\b", path.read_text("utf-8"))
    ]
    assert shown == []
