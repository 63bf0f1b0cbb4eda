"""What a campaign may cost and did cost, and that whoever may not see it learns it nowhere."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.company import make_company
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.work.unit import work


@pytest.fixture(scope="module")
def company():
    company = make_company()
    everything = {"campaign.read": "all", "campaign.export": "all", "source.read": "all"}
    with work(company.admin) as w:
        w.add(Role(code="no_costs", name="看不到费用", grants=everything))
        w.add(Role(code="own_costs", name="只看自己的费用", grants={**everything, "cost_item.read": "self"}))
        w.get(Member, company.id("peer"), "update").roles = ["no_costs"]
        w.get(Member, company.id("stranger"), "update").roles = ["own_costs"]
    return company


@pytest.fixture
def api(company):
    return company.api("marketer")


@pytest.fixture
def campaign(api):
    campaign = api.send("POST", "/campaigns", {"name": "行业峰会", "mode": "offline", "budget": "100000"}).data["id"]
    for kind, channel, amount in (("venue", "", "30000"), ("advertising", "公众号", "20000.50")):
        body = {"campaign": campaign, "name": "费用", "kind": kind, "channel": channel, "amount": amount}
        assert api.send("POST", "/cost-items", {**body, "spent_on": "2026-03-01"}).status_code == 201
        assert api.send("POST", "/budget-lines", {**body, "amount": "40000"}).status_code == 201
    return campaign


def costs(api, campaign):
    return api.send("GET", f"/campaigns/{campaign}/costs")


def test_totals_by_kind_and_channel_beside_the_budget(api, campaign):
    page = costs(api, campaign).data
    yuan = {"planned": "CNY", "spent": "CNY"}
    assert (page["budget"], page["planned"], page["spent"], page["used"]) == (
        "100000.00", "80000.00", "50000.50", "0.5000",
    )  # fmt: skip
    assert page["by_kind"] == [
        {"value": "venue", "planned": "40000.00", "spent": "30000.00", "currencies": yuan},
        {"value": "advertising", "planned": "40000.00", "spent": "20000.50", "currencies": yuan},
    ]
    assert [(share["value"], share["spent"]) for share in page["by_channel"]] == [
        ("", "30000.00"),
        ("公众号", "20000.50"),
    ]


def test_a_budget_is_never_negative_and_lines_change(api, campaign):
    body = {"campaign": campaign, "name": "退款", "amount": "-1"}
    assert api.send("POST", "/budget-lines", body).status_code == 422
    line = api.send("POST", "/budget-lines", {**body, "amount": "10"}).data
    changed = api.send("PATCH", f"/budget-lines/{line['id']}", {"version": line["version"], "amount": "20.55"})
    assert changed.data["amount"] == "20.55"
    assert api.send("DELETE", f"/budget-lines/{line['id']}").status_code == 204
    assert costs(api, campaign).data["planned"] == "80000.00"


SECRETS = ("100000", "50000.5", "30000", "0.5000")


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns/{id}",
        "/campaigns?columns=name,budget,actual_cost",
        "/campaigns/export?columns=name,budget,actual_cost",
        "/campaigns/{id}/figures",
        "/campaigns/{id}/timeline",
        "/analytics/campaigns",
        "/meta",
    ],
)
def test_without_the_permission_costs_are_nowhere(company, campaign, path):
    answer = company.api("peer").send("GET", path.format(id=campaign))
    assert answer.status_code == 200, answer.content
    text = answer.content.decode()
    assert not [secret for secret in SECRETS if secret in text]
    assert '"actual_cost"' not in text, "not even as an empty field"


@pytest.mark.parametrize("who", ["peer", "stranger"])
@pytest.mark.parametrize("name", ["budget", "actual_cost"])
def test_nobody_finds_out_costs_by_asking_for_their_order(company, campaign, who, name):
    """Of others' campaigns: hidden where no costs may be seen, empty where only one's own may."""
    asking = company.api(who)
    where = json.dumps({"field": name, "op": "gte", "value": "50000"})
    found, sorted_by = asking.send("GET", f"/campaigns?filter={where}"), asking.send("GET", f"/campaigns?sort=-{name}")
    if who == "peer":
        assert (found.status_code, sorted_by.status_code) == (422, 422)
    else:
        assert campaign not in [row["id"] for row in found.data["items"]]
        assert name == "actual_cost" or sorted_by.status_code == 422


def test_who_sees_the_costs_of_their_own_sees_no_others(company, campaign):
    asking = company.api("stranger")
    shown = asking.send("GET", f"/campaigns/{campaign}").data
    assert (shown["budget"], shown["actual_cost"]) == (None, None)
    page = costs(asking, campaign).data
    assert (page["budget"], page["planned"], page["spent"]) == (None, None, "0.00")
    figures = asking.send("GET", f"/campaigns/{campaign}/figures").data
    assert (figures["budget"], figures["basis"], figures["cost_per_lead"], figures["roi_contracted"]) == (None,) * 4


def test_who_sees_no_costs_asks_for_none_and_writes_none(company, campaign):
    asking = company.api("peer")
    assert costs(asking, campaign).status_code == 403
    assert asking.send("GET", "/cost-items").status_code == 403
    assert asking.send("GET", "/budget-lines").status_code == 403


def test_bills_hang_on_the_cost_for_those_who_see_it(company, api, campaign):
    where = json.dumps({"field": "campaign", "value": campaign})
    item = api.send("GET", f"/cost-items?filter={where}").data["items"][0]["id"]
    pdf = SimpleUploadedFile("发票.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF")
    added = api.post("/api/v1/files", {"object": "cost_item", "record_id": item, "file": pdf})
    assert added.status_code == 201, added.content
    listed = f"/files?object=cost_item&record_id={item}"
    assert [row["name"] for row in api.send("GET", listed).data["items"]] == ["发票.pdf"]
    assert company.api("peer").send("GET", listed).status_code == 403
