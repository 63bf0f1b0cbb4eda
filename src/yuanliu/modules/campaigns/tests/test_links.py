"""Promotion links: many at once, readable addresses, the printed sheet."""

import json

import pytest

from tests.support.company import Api, make_company
from tests.support.races import race


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture
def api(company):
    return company.api("marketer")


@pytest.fixture
def campaign(api):
    return api.send("POST", "/campaigns", {"name": "华东自动化展", "mode": "offline"}).data["id"]


def links(api, campaign):
    """Those of the form; the check-in was made with the campaign."""
    where = json.dumps({"all": [{"field": "campaign", "value": campaign}, {"field": "purpose", "value": "form"}]})
    return api.send("GET", f"/promotion-links?filter={where}&limit=200&columns=channel,promoter,slug,utm_source").data[
        "items"
    ]


def many(api, campaign, **body):
    return api.send("POST", f"/campaigns/{campaign}/links/bulk", body)


def test_one_for_each_promoter_and_channel_and_none_twice(company, api, campaign):
    team = [str(company.id(name)) for name in ("sales", "peer")]
    first = many(api, campaign, members=team, channels=["展位海报", "朋友圈"], utm_source="wechat")
    assert first.data == {"made": 4, "existing": 0}
    again = many(api, campaign, members=[*team, str(company.id("stranger"))], channels=["展位海报", "朋友圈"])
    assert again.data == {"made": 2, "existing": 4}
    made = links(api, campaign)
    assert len({(link["channel"], link["promoter"]["title"]) for link in made}) == len(made) == 6
    assert sum(link["utm_source"] == "wechat" for link in made) == 4


def test_a_department_stands_for_everybody_in_it_and_below(company, api, campaign):
    assert many(api, campaign, departments=[str(company.departments["华东销售部"])]).data["made"] == 3
    assert {link["channel"] for link in links(api, campaign)} == {"manager", "sales", "peer"}, "named after each"


@pytest.mark.parametrize(
    ("body", "code"), [({}, "required"), ({"members": ["00000000-0000-7000-8000-000000000000"]}, "not_found")]
)
def test_nobody_to_make_them_for(api, campaign, body, code):
    refused = many(api, campaign, **body)
    assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, code)


def test_who_may_not_change_the_campaign_makes_none(company, campaign):
    assert many(company.api("sales"), campaign, members=[str(company.id("sales"))]).status_code == 403


def test_two_who_ask_at_once_make_each_link_once(company, api, campaign):
    body = {"members": [str(company.id(name)) for name in ("sales", "peer", "stranger")], "channels": ["海报"]}
    answers = race(4, lambda _: many(company.api("marketer"), campaign, **body).data)
    assert sum(answer["made"] for answer in answers) == 3
    assert len(links(api, campaign)) == 3


def opened(api, campaign, address):
    return api.send("POST", f"/campaigns/{campaign}/links", {"channel": "海报", "address": address})


def test_an_address_that_people_can_read_is_one_over_all_companies(company, api, campaign):
    name = f"expo-{campaign[-12:]}"
    assert opened(api, campaign, name).data["slug"] == name
    api.send("POST", f"/campaigns/{campaign}/state", {"state": "active"})
    assert Api().get(f"/f/{name}").status_code == 200
    stranger = make_company().api("marketer")
    theirs = stranger.send("POST", "/campaigns", {"name": "别家的展会", "mode": "offline"}).data["id"]
    refused = opened(stranger, theirs, name)
    assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, "taken")


def test_of_all_who_want_one_address_at_once_one_gets_it(company, campaign):
    name = f"race-{campaign[-12:]}"
    statuses = [answer.status_code for answer in race(5, lambda _: opened(company.api("marketer"), campaign, name))]
    assert sorted(statuses) == [201, 422, 422, 422, 422]


@pytest.mark.parametrize("address", ["ab", "Expo", "-expo", "a b c", "展会2026", "a/b/c", "x" * 41])
def test_an_address_that_is_none_is_refused(api, campaign, address):
    assert opened(api, campaign, address).status_code == 422


def test_the_sheet_shows_every_active_link_with_its_code(company, api, campaign):
    many(api, campaign, members=[str(company.id("sales")), str(company.id("peer"))], channels=["展位<海报>"])
    off = links(api, campaign)[0]
    api.send("PATCH", f"/promotion-links/{off['id']}", {"version": off["version"], "active": False})
    sheet = api.get(f"/api/v1/campaigns/{campaign}/links/sheet?layout=page&language=en")
    text = sheet.content.decode()
    assert (text.count("<svg"), text.count("展位&lt;海报&gt;")) == (2, 1), "with the check-in"
    assert "Scan with your phone" in text
    assert off["slug"] not in text
    assert "script-src 'nonce-" in sheet.headers["Content-Security-Policy"]
    assert make_company().api("marketer").get(f"/api/v1/campaigns/{campaign}/links/sheet").status_code == 404
