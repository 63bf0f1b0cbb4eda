"""Accounts: who is known already, who works on them, and what holds them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.work.unit import work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.ownership.models import Pool


@pytest.fixture
def company():
    return make_company()


def titles(response):
    return [item["title"] for item in response.data["items"]]


def test_a_likely_duplicate_is_told_and_kept(company):
    first = post(company, "sales", "/accounts", {"name": "华为技术有限公司", "phone": "021-58881234"})
    made = company.api("sales").send("POST", "/accounts", {"name": "华为技术", "phone": "021 5888 1234"})
    assert made.status_code == 201
    assert [(hit["id"], hit["key"]) for hit in made.data["duplicates"]] == [(str(first), "mobile")]
    by_stranger = company.api("stranger").send("GET", "/accounts/duplicates?name=华为技术").data["items"]
    assert [(hit["owner_name"], "id" in hit) for hit in by_stranger] == [("sales", False)] * 2


def test_where_the_tenant_blocks_it_it_is_refused(company):
    admin = company.api("admin")
    rules = admin.send("GET", "/duplicate-rules").data["items"]
    rule = next(r for r in rules if (r["object"], r["key"]) == ("account", "company"))
    assert admin.send("PATCH", f"/duplicate-rules/{rule['id']}", {"version": 1, "policy": "block"}).status_code == 200
    first = post(company, "sales", "/accounts", {"name": "华为技术有限公司"})
    assert company.api("peer").send("POST", "/accounts", {"name": "华为技术"}).data["code"] == "duplicate"
    other = post(company, "sales", "/accounts", {"name": "中兴通讯"})
    api = company.api("sales")
    assert api.send("PATCH", f"/accounts/{other}", {"version": 1, "name": "华为 技术"}).data["code"] == "duplicate"
    assert api.send("PATCH", f"/accounts/{first}", {"version": 1, "name": "华为 技术"}).status_code == 200


def test_collaborators_read_or_edit(company):
    account = post(company, "sales", "/accounts", {"name": "协作客户"})
    contact = post(company, "sales", "/contacts", {"name": "张三", "account": str(account)})
    owner, other = company.api("sales"), company.api("stranger")
    assert other.send("GET", f"/accounts/{account}").status_code == 404
    body = {"member": str(company.id("stranger")), "access": "read"}
    shown = owner.send("POST", f"/accounts/{account}/collaborators", body).data["items"]
    assert [(c["member"]["title"], c["access"]) for c in shown] == [("stranger", "read")]
    assert other.send("GET", f"/contacts/{contact}").status_code == 200
    assert other.send("PATCH", f"/accounts/{account}", {"version": 1, "region": "上海"}).status_code == 403
    owner.send("POST", f"/accounts/{account}/collaborators", {**body, "access": "edit"})
    assert other.send("PATCH", f"/accounts/{account}", {"version": 1, "region": "上海"}).status_code == 200
    assert other.send("POST", f"/accounts/{account}/return", {"reason": "x"}).status_code == 403
    assert owner.send("DELETE", f"/accounts/{account}/collaborators/{company.id('stranger')}").status_code == 204
    assert other.send("GET", f"/accounts/{account}").status_code == 404
    told = [entry["code"] for entry in owner.send("GET", f"/accounts/{account}/timeline").data["items"]]
    assert told[:1] == ["record.collaborator_removed"]
    assert told.count("record.collaborator_set") == 2


def test_an_account_goes_to_the_pool_and_to_another_member(company):
    account = post(company, "sales", "/accounts", {"name": "公海客户"})
    api = company.api("sales")
    assert api.send("POST", f"/accounts/{account}/return", {"reason": "长期不联系"}).data["owner"] is None
    assert company.api("peer").send("POST", f"/accounts/{account}/claim").data["owner"]["title"] == "peer"
    assert api.send("POST", f"/accounts/{account}/claim").data["code"] == "already_claimed"
    kinds = [e["kind"] for e in company.api("peer").send("GET", f"/accounts/{account}/ledger").data["items"]]
    assert kinds == ["claim", "return", "create"]


def test_accounts_that_bought_count_as_held_only_where_the_pool_says_so(company):
    with work(company.admin) as w:
        w.lock(Pool, Pool.objects.get(object="account").pk).holding_limit = 1
    account = post(company, "sales", "/accounts", {"name": "成交客户"})
    waiting = post(company, "peer", "/accounts", {"name": "公海客户"})
    company.api("peer").send("POST", f"/accounts/{waiting}/return", {"reason": "x"})
    api = company.api("sales")
    assert api.send("POST", f"/accounts/{waiting}/claim").data["code"] == "holding_limit_reached"
    with work(company.admin) as w:
        w.lock(Account, account).last_won_at = w.now
    assert api.send("POST", f"/accounts/{waiting}/claim").status_code == 200


def test_deals_hold_an_account_and_contacts_go_with_it(company):
    api = company.api("manager")
    account = post(company, "manager", "/accounts", {"name": "有商机的客户"})
    contact = post(company, "manager", "/contacts", {"name": "张三", "account": str(account)})
    opportunity = post(company, "manager", "/opportunities", {"name": "商机", "account": str(account)})
    refused = api.send("DELETE", f"/accounts/{account}")
    assert (refused.status_code, refused.data["code"]) == (409, "in_use")
    assert "商机" in refused.data["detail"]
    assert api.send("DELETE", f"/opportunities/{opportunity}").status_code == 204
    assert api.send("DELETE", f"/accounts/{account}").status_code == 204
    assert api.send("GET", f"/contacts/{contact}").status_code == 404
    assert api.send("POST", f"/accounts/{account}/restore").status_code == 200
    assert api.send("GET", f"/contacts/{contact}").status_code == 200


def test_the_dormant_are_a_filter(company):
    long_ago = company.ctx("sales").now - timedelta(days=100)
    post(company, "sales", "/accounts", {"name": "新客户"})
    with work(company.admin) as w:
        dormant = w.add(Account(name="沉睡客户", owner_id=company.id("sales")))
        dormant.last_follow_up_at = dormant.last_won_at = long_ago
    before = {"op": "lt", "value": (long_ago + timedelta(days=40)).date().isoformat()}
    where = {"all": [{"field": name, **before} for name in ("last_follow_up_at", "last_won_at")]}
    assert titles(company.api("sales").send("GET", f"/accounts?filter={json.dumps(where)}")) == ["沉睡客户"]


def test_a_page_shows_what_its_viewer_sees_and_no_more(company):
    account = post(company, "sales", "/accounts", {"name": "多人客户"})
    team = f"/accounts/{account}/collaborators"
    body = {"member": str(company.id("stranger")), "access": "read"}
    assert company.api("sales").send("POST", team, body).status_code == 200
    for who in ("sales", "stranger"):
        post(company, who, "/opportunities", {"name": f"{who} 的商机", "account": str(account)})

    def opportunities(who):
        page = company.api(who).send("GET", f"/accounts/{account}/page").data
        (part,) = (part for part in page["related"] if part["object"] == "opportunity")
        assert part["count"] == len(part["items"])
        told = {entry["record"]["title"] for entry in page["timeline"]["items"]} - {"多人客户"}
        assert told <= {item["title"] for item in part["items"]}
        return [item["title"] for item in part["items"]]

    assert opportunities("manager") == ["sales 的商机"]
    assert opportunities("stranger") == ["stranger 的商机"]
    assert company.api("finance").send("GET", f"/accounts/{account}/page").status_code == 200
    outsider = make_company().api("admin").send("GET", f"/accounts/{account}/page")
    assert (outsider.status_code, outsider.data["code"]) == (404, "not_found")
