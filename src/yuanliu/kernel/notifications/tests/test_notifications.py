from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.support.company import make_company
from tests.support.makers import post, unique
from yuanliu.base.i18n import T
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.services import assign
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.modules.accounts.models import Account

HELLO = T("你好", "Hello")


@pytest.fixture
def company():
    return make_company()


def tell(company, *who, record=None, actor=None, text=HELLO, clock=None):
    ctx = actor or Context.for_system(company.admin.tenant_id, clock=clock)
    with work(ctx) as w:
        return notify(w, [company.id(name) for name in who], "test.told", text, record)


def inbox(company, who, query="", **headers):
    return company.api(who).send("GET", f"/notifications{query}", **headers).data


def account(company, who="sales"):
    record_id = post(company, who, "/accounts", {"name": unique("客户")})
    with work(company.admin) as w:
        return w.get(Account, record_id, "read")


def test_members_are_told_in_their_language_and_only_once(company):
    assert tell(company, "sales", "sales", "peer") == 2
    (item,) = inbox(company, "sales")["items"]
    assert (item["code"], item["text"], item["record"], item["read"]) == ("test.told", "你好", None, False)
    assert inbox(company, "sales", **{"Accept-Language": "en"})["items"][0]["text"] == "Hello"
    assert inbox(company, "stranger") == {"items": [], "next": None, "unread": 0}


def test_nobody_is_told_what_they_do_themselves_or_after_they_left(company):
    assert tell(company, "sales", "peer", actor=company.ctx("sales")) == 1
    assert inbox(company, "sales")["unread"] == 0
    assert company.api().send("POST", f"/members/{company.id('peer')}/disable").status_code == 200
    assert tell(company, "peer") == 0


def test_nobody_is_told_of_a_record_that_they_may_not_see(company):
    record = account(company)
    assert tell(company, "sales", "peer", "stranger", "manager", record=record) == 2
    for who, unread in (("sales", 1), ("manager", 1), ("peer", 0), ("stranger", 0)):
        assert inbox(company, who)["unread"] == unread, who
    assert inbox(company, "sales")["items"][0]["record"]["id"] == str(record.pk)


def test_an_act_counts_as_far_as_it_has_come(company):
    """Whoever has just been given a record is told, whoever has just lost it is not."""
    record = account(company)
    with work(company.ctx("manager")) as w:
        held = w.get(Account, record.pk, "assign")
        assign(w, held, company.id("peer"))
        assert notify(w, [company.id("peer"), company.id("sales")], "test.told", HELLO, held) == 1
    assert inbox(company, "peer")["unread"] == 1


def test_a_record_lost_since_is_hidden(company):
    record = account(company)
    tell(company, "sales", record=record)
    with work(company.ctx("manager")) as w:
        assign(w, w.get(Account, record.pk, "assign"), company.id("peer"))
    assert inbox(company, "sales")["items"][0]["record"] == {"hidden": True}


def test_pages_go_back_in_time(company):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(5):
        tell(company, "sales", text=T(str(number), str(number)), clock=start + timedelta(minutes=number))
    seen, query = [], "?limit=2"
    while query:
        page = inbox(company, "sales", query)
        assert page["unread"] == 5
        seen += [item["text"] for item in page["items"]]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == ["4", "3", "2", "1", "0"]


def test_reading_is_ones_own_affair(company):
    tell(company, "sales", "peer")
    tell(company, "sales")
    newest, oldest = (item["id"] for item in inbox(company, "sales")["items"])
    api = company.api("sales")
    theirs = company.api("peer").send("POST", "/notifications/read", {"ids": [newest, oldest]})
    assert theirs.data == {"unread": 1}, "another's ids change nothing"
    assert api.send("POST", "/notifications/read", {"ids": [newest]}).data == {"unread": 1}
    assert [item["read"] for item in inbox(company, "sales")["items"]] == [True, False]
    assert api.send("POST", "/notifications/read", {"all": True}).data == {"unread": 0}
    assert api.send("POST", "/notifications/read", {}).status_code == 422
    assert inbox(company, "peer")["unread"] == 1


def test_another_company_reads_nothing(company):
    tell(company, "sales")
    other = make_company()
    (item,) = inbox(company, "sales")["items"]
    assert other.api().send("POST", "/notifications/read", {"ids": [item["id"]]}).data == {"unread": 0}
    assert inbox(company, "sales")["unread"] == 1
    assert UUID(item["id"]).version == 7
