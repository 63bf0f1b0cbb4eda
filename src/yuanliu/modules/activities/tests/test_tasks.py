from datetime import UTC, datetime, timedelta

import pytest

from tests.support.company import make_company
from tests.support.makers import post, unique
from tests.support.races import race
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.activities import queries
from yuanliu.modules.activities.jobs import remind
from yuanliu.modules.activities.services import add_follow_up, add_task, remind_due

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.fixture
def company():
    return make_company()


def codes(response):
    assert response.status_code == 422, response.content
    return {error["field"]: error["code"] for error in response.data["errors"]}


def told(company, who):
    return company.api(who).send("GET", "/notifications").data["items"]


def account_of(company, who="sales"):
    return str(post(company, who, "/accounts", {"name": unique("客户")}))


def task(company, who="sales", clock=NOON, **values):
    with work(company.ctx(who).at(clock)) as w:
        return add_task(w, {"name": "寄样品", **values})


def test_a_task_about_a_record_shows_on_its_timeline(company):
    account = account_of(company)
    body = {"name": "寄样品", "record": {"object": "account", "id": account}, "due_at": "2026-03-01T04:00:00Z"}
    api = company.api("sales")
    made = api.send("POST", "/tasks", body)
    assert made.status_code == 201, made.content
    assert (made.data["record"]["id"], made.data["priority"], made.data["state"]) == (account, "normal", "overdue")
    done = api.send("POST", f"/tasks/{made.data['id']}/done")
    assert (done.data["state"], done.data["done_at"] is None) == ("done", False)
    again = api.send("POST", f"/tasks/{made.data['id']}/done")
    assert again.data["version"] == done.data["version"], "done is done"
    assert api.send("POST", f"/tasks/{made.data['id']}/reopen").data["state"] == "overdue"
    entries = api.send("GET", f"/accounts/{account}/timeline").data["items"]
    assert [entry["code"] for entry in entries][:3] == ["task.reopened", "task.done", "task.added"]


def test_what_is_wrong_is_said_at_its_field(company):
    api = company.api("sales")
    foreign = {"object": "account", "id": account_of(company, "stranger")}
    assert codes(api.send("POST", "/tasks", {"name": "x", "record": foreign})) == {"record": "not_found"}
    unknown = {"object": "spaceship", "id": foreign["id"]}
    assert codes(api.send("POST", "/tasks", {"name": "x", "record": unknown})) == {"record": "not_found"}
    assert codes(api.send("POST", "/tasks", {"name": "x", "priority": None})) == {"priority": "required"}
    assert codes(api.send("POST", "/tasks", {"name": "x", "owner": foreign["id"]})) == {"owner": "inactive_member"}
    assert codes(api.send("POST", "/tasks", {"name": "x", "done_at": "2026-01-01T00:00:00Z"})) == {
        "done_at": "unknown_field"
    }


def test_a_task_given_to_a_colleague_stays_in_sight_of_the_giver(company):
    api, peer = company.api("sales"), str(company.id("peer"))
    made = api.send("POST", "/tasks", {"name": "写方案", "owner": peer})
    assert made.status_code == 201, made.content
    assert (made.data["title"], made.data["owner"]["title"]) == ("写方案", "peer")
    (notice,) = told(company, "peer")
    assert (notice["code"], notice["text"]) == ("task.given", "sales 交给您一项待办：写方案")
    assert notice["record"]["id"] == made.data["id"]
    assert told(company, "sales") == []
    assert company.api("peer").send("POST", f"/tasks/{made.data['id']}/done").status_code == 200
    assert [item["code"] for item in told(company, "sales")] == ["task.done"]
    assert company.api("stranger").send("GET", f"/tasks/{made.data['id']}").status_code == 404
    assert company.api("stranger").send("POST", f"/tasks/{made.data['id']}/done").status_code == 404
    assert company.api("manager").send("GET", f"/tasks/{made.data['id']}").status_code == 200


def test_the_record_of_a_task_stays_hidden_from_who_may_not_see_it(company):
    account = account_of(company)
    body = {"name": "报价", "record": {"object": "account", "id": account}, "owner": str(company.id("stranger"))}
    made = company.api("sales").send("POST", "/tasks", body)
    assert company.api("stranger").send("GET", f"/tasks/{made.data['id']}").data["record"] == {"hidden": True}


def test_assigning_tells_the_new_owner(company):
    made = company.api("sales").send("POST", "/tasks", {"name": "回访"}).data
    given = company.api("sales").send("POST", f"/tasks/{made['id']}/assign", {"owner": str(company.id("peer"))})
    assert given.data["owner"]["title"] == "peer", given.content
    assert [item["code"] for item in told(company, "peer")] == ["task.given"]


def test_each_open_task_of_today_or_before_counts_once(company):
    for hours, name in ((-30, "昨天"), (-1, "上午"), (3, "下午"), (11, "夜里"), (13, "明天")):
        task(company, name=name, due_at=NOON + timedelta(hours=hours))
    task(company, "peer", name="别人的", due_at=NOON + timedelta(hours=3))
    done = task(company, name="已完成", due_at=NOON + timedelta(hours=3))
    company.api("sales").send("POST", f"/tasks/{done.pk}/done")
    ctx = company.ctx("sales").at(NOON)
    with reading(ctx):
        assert set(queries.due_today(ctx).values_list("name", flat=True)) == {"下午", "夜里"}
        assert set(queries.overdue(ctx).values_list("name", flat=True)) == {"昨天", "上午"}


def planned(company, next_at, who="sales", clock=NOON):
    account = account_of(company, who)
    with work(company.ctx(who).at(clock)) as w:
        add_follow_up(w, w.get(Account, account, "follow_up"), "call", "约好了", next_at=next_at)
    return account


def test_follow_ups_that_are_due_can_be_asked_of_any_followed_object(company):
    later = planned(company, NOON + timedelta(hours=3))
    planned(company, NOON + timedelta(hours=3), "peer")
    planned(company, NOON + timedelta(hours=13))
    ctx = company.ctx("sales")
    for moment, due, late in ((NOON, {later}, set()), (NOON + timedelta(hours=4), set(), {later})):
        now = ctx.at(moment)
        with reading(now):
            assert {str(pk) for pk in queries.follow_ups_due_today(now, Account).values_list("pk", flat=True)} == due
            assert {str(pk) for pk in queries.follow_ups_overdue(now, Account).values_list("pk", flat=True)} == late


def clock(company, moment):
    return Context.for_system(company.admin.tenant_id, clock=moment)


def test_an_owner_is_reminded_once_of_each_moment(company):
    made = task(company, remind_at=NOON + timedelta(hours=1))
    account = planned(company, NOON + timedelta(hours=1))
    assert remind_due(clock(company, NOON)) == 0
    due = clock(company, NOON + timedelta(hours=1))
    assert remind_due(due) == 2
    assert remind_due(due) == 0
    assert {(n["code"], n["record"]["id"]) for n in told(company, "sales")} == {
        ("task.reminder", str(made.pk)),
        ("follow_up.reminder", account),
    }
    account_page = company.api("sales").send("GET", f"/accounts/{account}").data
    assert account_page["next_follow_up_at"] is not None, "an appointment stands until it is kept"
    later = {"version": 1, "remind_at": (NOON + timedelta(hours=2)).isoformat()}
    assert company.api("sales").send("PATCH", f"/tasks/{made.pk}", later).status_code == 200
    assert remind_due(clock(company, NOON + timedelta(hours=2))) == 1


def test_nobody_is_reminded_of_what_is_done_or_deleted_or_long_ago(company):
    done = task(company, remind_at=NOON)
    company.api("sales").send("POST", f"/tasks/{done.pk}/done")
    deleted = task(company, remind_at=NOON)
    company.api("sales").send("DELETE", f"/tasks/{deleted.pk}")
    task(company, remind_at=NOON - timedelta(days=2))
    assert remind_due(clock(company, NOON)) == 0
    assert remind_due(clock(company, NOON + timedelta(days=5))) == 0


def test_an_appointment_that_moved_reminds_of_its_new_time_only(company):
    account = planned(company, NOON + timedelta(hours=1))
    with work(company.ctx("sales").at(NOON)) as w:
        record = w.get(Account, account, "follow_up")
        add_follow_up(w, record, "call", "改期", next_at=NOON + timedelta(hours=5))
    assert remind_due(clock(company, NOON + timedelta(hours=2))) == 0
    assert remind_due(clock(company, NOON + timedelta(hours=5))) == 1


def test_the_new_owner_is_reminded(company):
    account = planned(company, NOON + timedelta(hours=1))
    given = company.api("manager").send("POST", f"/accounts/{account}/assign", {"owner": str(company.id("peer"))})
    assert given.status_code == 200, given.content
    assert remind_due(clock(company, NOON + timedelta(hours=1))) == 1
    assert "follow_up.reminder" in [notice["code"] for notice in told(company, "peer")]
    assert "follow_up.reminder" not in [notice["code"] for notice in told(company, "sales")]


def test_two_runs_at_once_remind_once(company):
    for number in range(30):
        task(company, name=f"第{number}件", remind_at=NOON)
    ctx = clock(company, NOON)
    race(4, lambda number: remind_due(ctx), at_once=4)
    remind_due(ctx)
    notices = company.api("sales").send("GET", "/notifications?limit=200").data["items"]
    assert len(notices) == len({notice["record"]["id"] for notice in notices}) == 30


def test_the_job_runs_for_every_tenant(company):
    now = datetime.now(UTC)
    task(company, clock=now, remind_at=now - timedelta(minutes=1))
    remind(0)
    assert [notice["code"] for notice in told(company, "sales")] == ["task.reminder"]
