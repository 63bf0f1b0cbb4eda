"""Exports keep to their own scope and are on record; who asks what exists is counted, told when to come again, and on record."""

import csv
import io

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.work.unit import work
from yuanliu.modules.leads.tests.makers import source_of
from yuanliu.modules.ownership.models import Pool


@pytest.fixture
def company():
    return make_company()


def timeline(company, who):
    return company.api("admin").send("GET", f"/members/{company.id(who)}/timeline").data["items"]


def test_an_export_holds_what_may_be_exported_and_is_on_record(company):
    for who in ("sales", "peer"):
        post(company, who, "/accounts", {"name": f"{who}的客户"})
    with work(company.admin) as w:
        grants = {"account.read": "all", "account.export": "self", "member.read": "all"}
        w.add(Role(code="reader", name="只读", grants=grants))
        w.get(Member, company.id("peer"), "update").roles = ["reader"]
    api = company.api("peer")
    assert len(api.send("GET", "/accounts").data["items"]) == 2
    content = api.send("GET", "/accounts/export?columns=name&q=客户").content.decode("utf-8-sig")
    assert [row for row in csv.reader(io.StringIO(content))][1:] == [["peer的客户"]]
    told = timeline(company, "peer")[0]
    assert (told["code"], told["data"]["columns"], told["data"]["count"], told["data"]["q"]) == (
        "records.exported", ["name"], 1, "客户",
    )  # fmt: skip
    seen = company.api("sales").send("GET", f"/members/{company.id('peer')}/timeline").data["items"]
    assert "records.exported" not in [entry["code"] for entry in seen]


def test_lookups_have_a_budget_that_the_company_sets(company):
    admin, sales = company.api("admin"), company.api("sales")
    lead = {"name": "甲", "mobile": "13812345678", "source": source_of(company)}
    post(company, "stranger", "/leads", lead)
    assert sales.send("PUT", "/lookup-limit", {"per_hour": 9, "rows_per_hour": 9}).status_code == 403
    assert admin.send("PUT", "/lookup-limit", {"per_hour": 2, "rows_per_hour": 0}).data["per_hour"] == 2
    (hit,) = sales.send("GET", "/leads/duplicates?mobile=13812345678").data["items"]
    assert (hit["owner_name"], hit.get("id")) == ("stranger", None)
    refused = sales.send("POST", "/leads", lead)
    assert (refused.status_code, refused.data["code"]) == (409, "duplicate")
    spent = sales.send("GET", "/leads/duplicates?mobile=13800000000")
    assert (spent.status_code, spent.data["code"]) == (429, "lookups_spent")
    assert 0 < int(spent.headers["Retry-After"]) <= 3600
    assert sales.send("POST", "/leads", lead).status_code == 429
    assert admin.send("GET", "/leads/duplicates?mobile=13812345678").data["items"][0]["id"]
    codes = [entry["code"] for entry in timeline(company, "sales")]
    assert codes.count("member.looked_up") == 2


def test_what_a_pool_masks_is_not_found_out_by_asking(company):
    with work(company.admin) as w:
        pool = w.add(Pool(name="遮蔽", object="lead", everyone=True, masked_fields=["mobile"])).pk
    lead = {"name": "甲", "mobile": "13812345678", "source": source_of(company), "pool": str(pool)}
    post(company, "admin", "/leads", lead)
    (hit,) = company.api("sales").send("GET", "/leads/duplicates?mobile=13812345678").data["items"]
    assert (hit["exists"], hit["owner_name"], hit.get("id"), hit.get("title")) == (True, "", None, None)
