"""A personal link says who opened it, to nobody but us, and only once a day."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Touch, Visit
from yuanliu.modules.campaigns.services.personal import mark_of, read_mark

BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"


class Mailing:
    def __init__(self):
        self.company = company = make_company()
        self.api = company.api("admin")
        self.campaign = post(company, "admin", "/campaigns", {"name": "白皮书", "mode": "online"})
        self.api.send("POST", f"/campaigns/{self.campaign}/state", {"state": "active"})
        self.link = self.api.send("POST", f"/campaigns/{self.campaign}/links", {"channel": "邮件"}).data["id"]
        self.account = post(company, "sales", "/accounts", {"name": "华为"})
        self.contact = post(company, "sales", "/contacts", {"name": "王工", "account": str(self.account)})

    def make(self, *ids, who="admin", kind="contact", link=None):
        body = {"object": kind, "ids": [str(pk) for pk in ids]}
        path = f"/campaigns/{self.campaign}/links/{link or self.link}/personal"
        return self.company.api(who).send("POST", path, body)

    def open(self, path, agent=BROWSER):
        return Client(SERVER_NAME="localhost").get(path, headers={"User-Agent": agent}).status_code

    def touches(self):
        with reading(self.company.admin):
            return sorted(Touch.objects.values_list("object", "kind"))


@pytest.fixture
def mailing():
    return Mailing()


def test_opening_it_is_one_touch_of_the_person_and_their_company(mailing):
    (made,) = mailing.make(mailing.contact).data["items"]
    assert (made["record"]["title"], len(made["path"].partition("?p=")[2])) == ("王工", 39)
    assert [mailing.open(made["path"]) for _ in range(3)] == [200] * 3
    assert mailing.touches() == [("account", "visit"), ("contact", "visit")]
    with reading(mailing.company.admin):
        assert Visit.objects.count() == 3


def test_robots_that_look_at_links_in_mails_are_nobody(mailing):
    (made,) = mailing.make(mailing.contact).data["items"]
    assert mailing.open(made["path"], "Slackbot-LinkExpanding 1.0") == 200
    assert mailing.touches() == []


def test_what_was_not_sealed_here_for_this_link_says_nothing(mailing):
    (made,) = mailing.make(mailing.contact).data["items"]
    page, _, mark = made["path"].partition("?p=")
    other = mailing.api.send("POST", f"/campaigns/{mailing.campaign}/links", {"channel": "短信"}).data
    forged = "A" if mark[-10] != "A" else "B"
    for wrong in (
        mark[:-10] + forged + mark[-9:],
        mark[:-4],
        "",
        "%00",
        "ü",
        "A" * 39,
        mark_of(uuid4(), "contact", mailing.contact),
    ):
        assert mailing.open(f"{page}?p={wrong}") == 200
    assert mailing.open(f"/f/{other['slug']}?p={mark}") == 200
    assert mailing.touches() == []
    assert read_mark(UUID(mailing.link), mark) == ("contact", mailing.contact)


def test_they_are_made_of_those_one_may_see_by_those_who_run_the_campaign(mailing):
    hidden = post(mailing.company, "stranger", "/accounts", {"name": "别人的客户"})
    assert [mailing.make(mailing.contact, who=who).status_code for who in ("sales", "finance")] == [403, 403]
    made = mailing.make(hidden, mailing.account, uuid4(), kind="account").data["items"]
    assert [row["record"]["id"] for row in made] == [str(hidden), str(mailing.account)]
    assert mailing.make(mailing.contact, link=uuid4()).status_code == 404
    check_in = {"campaign": str(mailing.campaign), "channel": "签到", "purpose": "check_in"}
    door = post(mailing.company, "admin", "/promotion-links", check_in)
    assert mailing.make(mailing.contact, link=door).data["errors"][0]["code"] == "no_form"
