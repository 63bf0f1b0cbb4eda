"""What is masked in a pool is masked in every way out, and cannot be found out by asking."""

from __future__ import annotations

import json

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.leads.tests.makers import source_of
from yuanliu.modules.ownership.models import Pool

MOBILE, MASKED = "13812345678", "138****5678"


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def lead(company):
    with reading(company.admin):
        pool = str(Pool.objects.get(object="lead").pk)
    values: dict[str, object] = {
        "name": "张三",
        "mobile": MOBILE,
        "wechat": "zhangsan88",
        "source": source_of(company),
        "pool": pool,
    }
    return post(company, "admin", "/leads", values)


def where(field, op, value):
    return json.dumps({"field": field, "op": op, "value": value})


def titles(response):
    return [item["title"] for item in response.data["items"]]


def test_list_page_export_and_timeline(company, lead):
    api = company.api("sales")
    assert api.send("GET", f"/leads/{lead}").data["mobile"] == MASKED
    (listed,) = api.send("GET", "/leads?columns=mobile,wechat").data["items"]
    assert (listed["mobile"], listed["wechat"]) == (MASKED, "z**")
    for who in ("sales", "marketer"):
        history = json.dumps(company.api(who).send("GET", f"/leads/{lead}/timeline").data)
        assert MASKED in history
        assert MOBILE not in history
    exported = company.api("marketer").send("GET", "/leads/export").content.decode()
    assert MASKED in exported
    assert MOBILE not in exported


def test_admins_of_the_pool_see_it(company, lead):
    assert company.api("admin").send("GET", f"/leads/{lead}").data["mobile"] == MOBILE
    assert titles(company.api("admin").send("GET", "/leads?q=12345678")) == ["张三"]


def test_search_does_not_find_by_it(company, lead):
    api = company.api("sales")
    assert titles(api.send("GET", "/leads?q=张三")) == ["张三"]
    for q in (MOBILE, "5678", "zhangsan88"):
        assert titles(api.send("GET", f"/leads?q={q}")) == [], q


def test_no_filter_finds_by_it(company, lead):
    api = company.api("sales")
    for op, value in (("eq", MOBILE), ("starts", "138"), ("contains", "1234"), ("ne", "1"), ("not_empty", None)):
        assert titles(api.send("GET", f"/leads?filter={where('mobile', op, value)}")) == [], op
        assert api.send("GET", f"/leads/count?filter={where('mobile', op, value)}").data["count"] == 0
    assert titles(company.api("admin").send("GET", f"/leads?filter={where('mobile', 'eq', MOBILE)}")) == ["张三"]


def test_no_order_gives_it_away(company, lead):
    refused = company.api("sales").send("GET", "/leads?sort=wechat&limit=1")
    assert [e["field"] for e in refused.data["errors"]] == ["sort"]
    for who, offered in (("sales", False), ("admin", True)):
        fields = company.api(who).send("GET", "/meta").data["objects"]["lead"]["fields"]
        assert next(field["sortable"] for field in fields if field["name"] == "wechat") == offered


def test_the_owner_sees_it_once_claimed(company, lead):
    own = post(company, "sales", "/leads", {"name": "李四", "mobile": "13912345678", "source": source_of(company)})
    api = company.api("sales")
    assert api.send("GET", f"/leads/{own}").data["mobile"] == "13912345678"
    assert titles(api.send("GET", f"/leads?filter={where('mobile', 'starts', '139')}")) == ["李四"]


def test_contacts_of_a_pooled_account_are_masked_too(company):
    api = company.api("sales")
    account = post(company, "sales", "/accounts", {"name": "公海客户", "phone": "021-58881234"})
    contact = post(company, "sales", "/contacts", {"name": "王五", "mobile": "13712345678", "account": str(account)})
    assert api.send("GET", f"/contacts/{contact}").data["mobile"] == "13712345678"
    api.send("POST", f"/accounts/{account}/return", {"reason": "长期不联系"})
    peer = company.api("peer")
    assert peer.send("GET", f"/accounts/{account}").data["phone"] == "021****1234"
    assert peer.send("GET", f"/contacts/{contact}").data["mobile"] == "137****5678"
    assert titles(peer.send("GET", "/contacts?q=13712345678")) == []
    assert titles(peer.send("GET", f"/contacts?filter={where('mobile', 'starts', '137')}")) == []
    assert "13712345678" not in json.dumps(peer.send("GET", f"/contacts/{contact}/timeline").data)
    assert peer.send("PATCH", f"/contacts/{contact}", {"version": 1, "name": "x"}).status_code == 403
