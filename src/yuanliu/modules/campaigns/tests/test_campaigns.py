"""Campaigns, their forms, links and costs, through the API."""

import pytest

from tests.support.company import make_company
from yuanliu.modules.campaigns.tests.stall import worded


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture
def api(company):
    return company.api("marketer")


def make(api, **facts):
    made = api.send("POST", "/campaigns", {"name": "2025年AI行业峰会", "kind": "summit", **facts})
    assert made.status_code == 201, made.content.decode()
    return made.data["id"]


def links(api, campaign):
    where = f'{{"field":"campaign","value":"{campaign}"}}'
    return api.send("GET", f"/promotion-links?filter={where}").data["items"]


def state(api, campaign, state):
    return api.send("POST", f"/campaigns/{campaign}/state", {"state": state})


def test_online_has_its_address_at_once_and_offline_its_check_in(api):
    (link,) = links(api, make(api, mode="online"))
    assert (len(link["slug"]), link["purpose"]) == (10, "form")
    offline = make(api, mode="offline")
    (door,) = links(api, offline)
    assert (door["channel"], door["purpose"]) == ("现场签到", "check_in")
    for mode in ("online", "offline", "online"):
        version = api.send("GET", f"/campaigns/{offline}").data["version"]
        api.send("PATCH", f"/campaigns/{offline}", {"version": version, "mode": mode})
    assert sorted(link["purpose"] for link in links(api, offline)) == ["check_in", "form"]


def test_a_link_for_each_channel_and_promoter_with_its_qr_code(api, company):
    campaign = make(api, mode="offline")
    by_channel = api.send("POST", f"/campaigns/{campaign}/links", {"channel": "公众号", "utm_source": "wechat"}).data
    by_promoter = api.send("POST", f"/campaigns/{campaign}/links", {"promoter": str(company.id("sales"))}).data
    assert (by_channel["channel"], by_promoter["channel"]) == ("公众号", "sales")
    assert by_channel["slug"] != by_promoter["slug"]
    svg = api.send("GET", f"/campaigns/{campaign}/links/{by_channel['id']}/qr.svg")
    png = api.send("GET", f"/campaigns/{campaign}/links/{by_channel['id']}/qr.png")
    assert (svg.headers["Content-Type"], b"<svg" in svg.content) == ("image/svg+xml", True)
    assert png.content.startswith(b"\x89PNG")
    other = make(api)
    assert api.send("GET", f"/campaigns/{other}/links/{by_channel['id']}/qr.svg").status_code == 404


def test_states_go_their_way_only(api):
    campaign = make(api)
    assert state(api, campaign, "ended").data["code"] == "campaign_state_refused"
    for name in ("active", "paused", "active", "ended", "archived"):
        assert state(api, campaign, name).data["state"] == name
    assert state(api, campaign, "active").status_code == 409
    version = api.send("GET", f"/campaigns/{campaign}").data["version"]
    patched = api.send("PATCH", f"/campaigns/{campaign}", {"version": version, "state": "active"})
    assert patched.status_code == 422, "the state changes through its verb only"


def test_opening_without_a_form_publishes_the_usual_one(api):
    campaign = make(api)
    before = api.send("GET", f"/campaigns/{campaign}/form").data
    assert before["form"] is None
    state(api, campaign, "active")
    form = api.send("GET", f"/campaigns/{campaign}/form").data["form"]
    assert [q["key"] for q in form["fields"]] == ["name", "company", "mobile"] == [q["key"] for q in before["usual"]]


def test_forms_are_versions(api):
    campaign = make(api)
    fields = [
        {"key": "name", "required": True},
        {"kind": "choice", "label": "团队规模", "options": worded("10人以下", "10人以上")},
    ]
    first = api.send("PUT", f"/campaigns/{campaign}/form", {"fields": fields, "consent": "同意隐私政策"}).data
    second = api.send("PUT", f"/campaigns/{campaign}/form", {"fields": fields[:1], "title": "报名"}).data
    assert [first["number"], second["number"]] == [1, 2]
    assert (first["title"], second["title"]) == ("2025年AI行业峰会", "报名")
    assert [q["key"] for q in first["fields"]] == ["name", "q2"]
    assert first["fields"][0]["label_en"] == "Name"
    assert first["fields"][1]["options"][0]["value"] == "10人以下"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ([{"kind": "text", "label": "想了解什么"}], "fields", "no_identifier"),
        ([{"key": "name"}, {"key": "salary"}], "fields.1.key", "unknown_field"),
        ([{"key": "name"}, {"key": "owner"}], "fields.1.key", "unknown_field"),
        ([{"key": "name"}, {"key": "score"}], "fields.1.key", "unknown_field"),
        ([{"key": "name"}, {"key": "name"}], "fields.1.key", "repeated"),
        ([{"key": "name"}, {"label": "年会？"}], "fields.1.kind", "required"),
        ([{"key": "name"}, {"kind": "text"}], "fields.1.label", "required"),
        ([{"key": "name"}, {"kind": "choice", "label": "规模"}], "fields.1.options", "required"),
    ],
)
def test_a_form_that_cannot_be_is_refused_at_its_place(api, fields, field, code):
    refused = api.send("PUT", f"/campaigns/{make(api)}/form", {"fields": fields})
    assert refused.status_code == 422, refused.content
    assert (refused.data["errors"][0]["field"], refused.data["errors"][0]["code"]) == (field, code)


def test_custom_fields_can_be_asked(company, api):
    body = {"object": "lead", "code": "erp", "name": "现用系统", "name_en": "System in use", "kind": "text"}
    assert company.api().send("POST", "/custom-fields", body).status_code == 201
    form = api.send("PUT", f"/campaigns/{make(api)}/form", {"fields": [{"key": "name"}, {"key": "custom.erp"}]}).data
    assert (form["fields"][1]["label"], form["fields"][1]["label_en"]) == ("现用系统", "System in use")


def test_actual_cost_is_the_sum_of_its_items_in_base_currency(company, api):
    rate = {"currency": "EUR", "day": "2026-03-01", "rate": "7.8"}
    assert company.api().send("POST", "/exchange-rates", rate).status_code == 201
    campaign = make(api, budget="100000")
    assert api.send("GET", f"/campaigns/{campaign}").data["actual_cost"] is None
    item = {"campaign": campaign, "name": "展位费", "kind": "booth", "spent_on": "2026-03-02"}
    booth = api.send("POST", "/cost-items", {**item, "amount": "10000.50"}).data
    travel = api.send("POST", "/cost-items", {**item, "name": "差旅", "amount": "1000", "currency": "EUR"}).data
    assert travel["amount_base"] == "7800.00"
    assert api.send("GET", f"/campaigns/{campaign}").data["actual_cost"] == "17800.50"
    api.send("PATCH", f"/cost-items/{travel['id']}", {"version": travel["version"], "amount": "2000"})
    api.send("DELETE", f"/cost-items/{booth['id']}")
    assert api.send("GET", f"/campaigns/{campaign}").data["actual_cost"] == "15600.00"


def test_with_submissions_it_is_archived_not_deleted(api):
    campaign = make(api)
    assert api.send("DELETE", f"/campaigns/{make(api)}").status_code == 204
    api.send("POST", f"/campaigns/{campaign}/submissions", {"answers": {"name": "张三"}})
    refused = api.send("DELETE", f"/campaigns/{campaign}")
    assert (refused.status_code, refused.data["code"]) == (409, "campaign_in_use")
    bulk = api.send("POST", "/campaigns/bulk", {"action": "delete", "ids": [campaign]})
    assert bulk.data["failed"][0]["code"] == "campaign_in_use"


def test_it_cannot_end_before_it_starts(api):
    refused = api.send("POST", "/campaigns", {"name": "倒着来", "starts_on": "2026-05-02", "ends_on": "2026-05-01"})
    assert refused.data["errors"][0]["field"] == "ends_on"


def test_the_first_address_is_named_in_the_language_of_who_makes_it(api):
    assert api.send("PATCH", "/session", {"locale": "en"}).status_code == 200
    try:
        for mode, channel in (("online", "Default"), ("offline", "Check-in")):
            where = f'{{"field": "campaign", "value": "{make(api, mode=mode)}"}}'
            (link,) = api.send("GET", f"/promotion-links?filter={where}").data["items"]
            assert link["channel"] == channel
    finally:
        api.send("PATCH", "/session", {"locale": "zh-hans"})
