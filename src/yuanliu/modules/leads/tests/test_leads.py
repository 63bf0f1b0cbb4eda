"""Leads come in identified, sourced and once; what happens to them is a status and an event."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import make_company
from tests.support.makers import post
from tests.support.races import race
from yuanliu.kernel.records.lists import ListQuery, list_page
from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts.models import DuplicateRule
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.tests.makers import source_of


@pytest.fixture
def company():
    return make_company()


def new_lead(at, who="sales", /, **values):
    return at.api(who).send("POST", "/leads", {"name": "张三", "source": source_of(at), **values})


def errors(response):
    return {e["field"]: e["code"] for e in response.data["errors"]}


def test_a_source_is_mandatory(company):
    assert errors(company.api("sales").send("POST", "/leads", {"name": "张三"})) == {"source": "required"}
    lead = new_lead(company).data
    assert errors(company.api("sales").send("PATCH", f"/leads/{lead['id']}", {"version": 1, "source": None})) == {
        "source": "required"
    }


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"name": "张三"}, "张三"),
        ({"company": "华为技术有限公司"}, "华为技术有限公司"),
        ({"mobile": "138 1234 5678"}, "尾号 5678"),
        ({"phone": "021-58881234"}, "尾号 1234"),
        ({"email": "zhang@example.com"}, "z****@example.com"),
        ({"wechat": "zhangsan88"}, "z**"),
    ],
)
def test_one_identifier_is_enough(company, given, called):
    made = new_lead(company, **{"name": "", **given})
    assert (made.status_code, made.data["title"]) == (201, called)


def test_none_is_too_few(company):
    assert errors(new_lead(company, name="", region="上海")) == {"name": "no_identifier"}


def test_the_last_identifier_cannot_be_taken_away(company):
    lead = new_lead(company).data
    api = company.api("sales")
    for nothing in ("", None):
        refused = api.send("PATCH", f"/leads/{lead['id']}", {"version": lead["version"], "name": nothing})
        assert errors(refused) == {"name": "no_identifier"}
    renamed = {"version": lead["version"], "name": None, "mobile": "13812345678", "wechat": None}
    assert api.send("PATCH", f"/leads/{lead['id']}", renamed).data["title"] == "尾号 5678"


def test_a_blocked_duplicate_is_refused_with_the_record(company):
    first = new_lead(company, mobile="13812345678").data["id"]
    again = new_lead(company, mobile="+86 138-1234-5678")
    assert (again.status_code, again.data["code"]) == (409, "duplicate")
    assert again.data["duplicates"] == [
        {"key": "mobile", "object": "lead", "exists": True, "owner_name": "sales", "id": first, "title": "张三"}
    ]


def test_of_what_one_may_not_see_only_the_owner_is_told(company):
    new_lead(company, mobile="13812345678")
    (hit,) = new_lead(company, "stranger", mobile="13812345678").data["duplicates"]
    assert hit == {"key": "mobile", "object": "lead", "exists": True, "owner_name": "sales"}


def test_accounts_and_contacts_are_searched_too(company):
    account = post(company, "peer", "/accounts", {"name": "华为技术有限公司", "phone": "021-58881234"})
    post(company, "peer", "/contacts", {"name": "李四", "mobile": "13912345678", "account": str(account)})
    assert new_lead(company, phone="(021) 5888 1234").data["code"] == "duplicate"
    assert [hit["object"] for hit in new_lead(company, mobile="13912345678").data["duplicates"]] == ["contact"]
    made = new_lead(company, company="华为技术")
    assert made.status_code == 201
    assert [(hit["object"], hit["key"]) for hit in made.data["duplicates"]] == [("account", "company")]


def test_the_tenant_decides_what_blocks(company):
    new_lead(company, mobile="13812345678", email="a@example.com")
    with reading(company.admin):
        rules = {rule.key: str(rule.pk) for rule in DuplicateRule.objects.filter(object="lead")}
    api = company.api("admin")
    api.send("PATCH", f"/duplicate-rules/{rules['mobile']}", {"version": 1, "policy": "ignore"})
    api.send("PATCH", f"/duplicate-rules/{rules['email']}", {"version": 1, "policy": "block"})
    made = new_lead(company, mobile="13812345678")
    assert (made.status_code, made.data["duplicates"]) == (201, [])
    assert new_lead(company, email="A@example.com").data["code"] == "duplicate"


def test_a_change_into_a_duplicate_is_refused(company):
    new_lead(company, mobile="13812345678")
    lead = new_lead(company, mobile="13912345678").data
    api = company.api("sales")
    into = {"version": lead["version"], "mobile": "13812345678"}
    assert api.send("PATCH", f"/leads/{lead['id']}", into).data["code"] == "duplicate"
    assert api.send("PATCH", f"/leads/{lead['id']}", {**into, "mobile": "139 1234 5678"}).status_code == 200
    body = {"action": "update", "ids": [lead["id"]], "values": {"mobile": "13812345678"}}
    assert [row["code"] for row in api.send("POST", "/leads/bulk", body).data["failed"]] == ["duplicate"]
    assert api.send("GET", f"/leads/{lead['id']}").data["mobile"] == "139 1234 5678"


def test_of_two_who_enter_the_same_number_at_once_one_is_told(company):
    values = {"name": "张三", "mobile": "13812345678", "source": source_of(company)}
    ctxs = [company.ctx("sales"), company.ctx("peer")]
    results = race(10, lambda n: create_record(ctxs[n % 2], Lead, values))
    assert sorted(getattr(result, "code", "done") for result in results) == ["done"] + ["duplicate"] * 9


def test_while_typing_one_sees_who_is_known(company):
    lead = new_lead(company, mobile="13812345678", email="zhang@example.com").data["id"]
    person = post(company, "sales", "/accounts", {"name": "王小二", "kind": "person"})
    api = company.api("sales")
    found = api.send("GET", "/leads/duplicates?mobile=13812345678&email=zhang@example.com").data["items"]
    assert [(hit["id"], hit["key"]) for hit in found] == [(lead, "mobile")]
    assert [hit["id"] for hit in api.send("GET", "/leads/duplicates?name=王小二").data["items"]] == [str(person)]
    assert api.send("GET", "/leads/duplicates").data["items"] == []


def test_the_first_follow_up_is_the_response(company):
    lead = new_lead(company).data["id"]
    api = company.api("sales")
    body = {
        "record": {"object": "lead", "id": lead},
        "kind": "call",
        "content": "已联系",
        "next_at": "2030-01-05T02:00:00Z",
    }
    first = api.send("POST", "/follow-ups", body)
    assert first.status_code == 201, first.data
    shown = api.send("GET", f"/leads/{lead}").data
    assert (shown["status"], shown["first_response_at"]) == ("following", shown["last_follow_up_at"])
    api.send("POST", "/follow-ups", {**body, "content": "又联系"})
    again = api.send("GET", f"/leads/{lead}").data
    assert again["first_response_at"] == shown["first_response_at"] < again["last_follow_up_at"]


def test_putting_aside_needs_a_reason_and_can_be_undone(company):
    lead = new_lead(company).data["id"]
    api = company.api("sales")
    assert errors(api.send("POST", f"/leads/{lead}/disqualify", {"reason": ""})) == {"reason": "too_short"}
    aside = api.send("POST", f"/leads/{lead}/disqualify", {"reason": "空号"}).data
    assert (aside["status"], aside["disqualified_reason"]) == ("disqualified", "空号")
    assert api.send("POST", f"/leads/{lead}/disqualify", {"reason": "空号"}).data["code"] == "lead_disqualified"
    assert api.send("POST", f"/leads/{lead}/convert", {}).data["code"] == "lead_disqualified"
    again = api.send("POST", f"/leads/{lead}/reopen").data
    assert (again["status"], again["disqualified_reason"]) == ("new", "")
    assert api.send("POST", f"/leads/{lead}/reopen").data["code"] == "lead_not_disqualified"
    codes = [entry["code"] for entry in api.send("GET", f"/leads/{lead}/timeline").data["items"]]
    assert codes == ["lead.reopened", "lead.disqualified", "lead.created"]


def test_it_comes_to_whom_it_is_given(company):
    pool = company.api("sales").send("GET", "/pools").data["items"]
    lead_pool = next(item["id"] for item in pool if item["object"] == "lead")
    assert new_lead(company, "marketer", pool=lead_pool).data["pool"]["id"] == lead_pool
    assert new_lead(company, "manager", owner=str(company.id("sales"))).data["owner"]["title"] == "sales"
    assert new_lead(company, "sales", owner=str(company.id("peer"))).status_code == 403
    both = new_lead(company, "marketer", pool=lead_pool, owner=str(company.id("sales")))
    assert errors(both) == {"pool": "two_homes"}
    account_pool = next(item["id"] for item in pool if item["object"] == "account")
    assert errors(new_lead(company, pool=account_pool)) == {"pool": "not_found"}


def test_a_list_costs_few_statements(company):
    for number in range(3):
        new_lead(company, name=f"线索{number}")
    ctx = company.ctx("sales")
    with reading(ctx), CaptureQueriesContext(connection) as statements:
        assert len(list_page(ctx, Lead, ListQuery())["items"]) == 3
    assert len(statements) <= 5, [statement["sql"] for statement in statements]
