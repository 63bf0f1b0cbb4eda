"""The search over everything and that of each list, asked for each object by each role."""

import json
import re

import pytest

from tests.support.company import PEOPLE, make_company
from tests.support.makers import all_makers
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.object_type import model_of, object_models

SEARCHED = sorted(model.object_type.code for model in object_models() if model.object_type.search)
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def apis(company):
    return {who: company.api(who) for who in ("admin", *PEOPLE)}


@pytest.fixture(scope="module", params=SEARCHED)
def made(request, company, apis):
    """(object, id, title) of what the administrator made, and a salesperson too where they may."""
    code = request.param
    makers = [who for who in ("admin", "sales") if company.ctx(who).may(code, "create")]
    ids = [str(all_makers()[code](company, who)) for who in makers]
    path = model_of(code).object_type.path
    return code, ids[-1], apis["admin"].send("GET", f"/{path}/{ids[-1]}").data["title"]


@pytest.mark.parametrize("who", ["admin", *PEOPLE])
def test_a_role_finds_what_it_sees_and_nothing_else(made, apis, who):
    code, record_id, title = made
    api, path = apis[who], model_of(code).object_type.path
    where = json.dumps({"field": "id", "op": "eq", "value": record_id})
    listed = api.send("GET", f"/{path}?filter={where}")
    seen = listed.status_code == 200 and bool(listed.data["items"])
    answer = api.send("GET", f"/search?q={title}")
    assert answer.status_code == 200, answer.content
    hit = next((hit for hit in answer.data["items"] if hit["id"] == record_id), None)
    assert (hit is not None) == seen, (hit, listed.content)
    assert not [hit for hit in answer.data["items"] if UUID.search(hit["subtitle"])]
    if listed.status_code == 200:
        found = api.send("GET", f"/{path}?q={title}")
        assert found.status_code == 200, found.content
        assert (record_id in [item["id"] for item in found.data["items"]]) == seen


@pytest.mark.parametrize("code", SEARCHED)
def test_a_subtitle_is_made_of_fields(code):
    kind = model_of(code).object_type
    assert set(kind.subtitle) <= set(model_fields(model_of(code)))
    assert kind.title not in kind.subtitle


def test_a_follow_up_says_of_whom_by_whom_and_when(apis):
    account = apis["sales"].send("POST", "/accounts", {"name": "常州轴承有限公司"}).data["id"]
    body = {"record": {"object": "account", "id": account}, "kind": "visit", "content": "看了车间的旧机床"}
    made = apis["sales"].send("POST", "/follow-ups", {**body, "at": "2026-03-02T01:30:00Z"})
    assert made.status_code == 201, made.content
    asked = "/search?q=旧机床"
    (hit,) = apis["sales"].send("GET", asked).data["items"]
    assert hit["subtitle"] == "常州轴承有限公司 · 拜访 · sales · 2026-03-02 09:30"
    (hit,) = apis["manager"].send("GET", asked, **{"Accept-Language": "en"}).data["items"]
    assert hit["subtitle"] == "常州轴承有限公司 · Visit · sales · 2026-03-02 09:30"


def test_an_amount_carries_its_currency(apis):
    account = apis["sales"].send("POST", "/accounts", {"name": "嘉兴阀门有限公司"}).data["id"]
    rate = apis["admin"].send("POST", "/exchange-rates", {"currency": "USD", "day": "2026-01-01", "rate": "7.1"})
    assert rate.status_code == 201, rate.content
    for name, currency in (("阀门出口", "USD"), ("阀门内销", "CNY")):
        body = {"name": name, "account": account, "amount": "1200", "currency": currency, "signed_on": "2026-01-05"}
        made = apis["sales"].send("POST", "/contracts", body)
        assert made.status_code == 201, made.content
    shown = {hit["title"]: hit["subtitle"] for hit in apis["sales"].send("GET", "/search?q=阀门").data["items"]}
    assert shown["阀门出口"].endswith("嘉兴阀门有限公司 · 草稿 · $1,200.00")
    assert shown["阀门内销"].endswith("嘉兴阀门有限公司 · 草稿 · ¥1,200.00")
