from datetime import UTC, datetime, timedelta

import pytest

from tests.support.company import make_company
from tests.support.makers import post, unique
from yuanliu.base.errors import Problem
from yuanliu.kernel.work.models import Collaborator
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.activities import services
from yuanliu.modules.activities.models import FollowUp
from yuanliu.modules.activities.services import add_follow_up, also_on


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def account(company):
    return str(post(company, "sales", "/accounts", {"name": unique("客户")}))


def call(account, **more):
    return {"record": {"object": "account", "id": account}, "kind": "call", "content": "确认了预算", **more}


def codes(response):
    assert response.status_code == 422, response.content
    return {error["field"]: error["code"] for error in response.data["errors"]}


def page(company, account, who="sales"):
    return company.api(who).send("GET", f"/accounts/{account}").data


def at(hours):
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def stored(text):
    return datetime.fromisoformat(text)


def test_a_follow_up_outdates_no_open_form(company, account):
    seen = page(company, account)
    company.api("sales").send("POST", "/follow-ups", call(account, next_at=at(72)))
    patched = company.api("sales").send("PATCH", f"/accounts/{account}", {"version": seen["version"], "remark": "写着"})
    assert patched.status_code == 200, patched.content
    again = company.api("sales").send("PATCH", f"/accounts/{account}", {"version": seen["version"], "remark": "旧的"})
    assert again.status_code == 409, "what a person wrote does outdate it"


def test_a_follow_up_sets_the_dates_and_shows_on_the_timeline(company, account):
    next_at = at(72)
    made = company.api("sales").send("POST", "/follow-ups", call(account, next_at=next_at))
    assert made.status_code == 201, made.content
    assert made.data["record"] == {"object": "account", "id": account, "title": page(company, account)["title"]}
    assert made.data["owner"]["title"] == "sales"
    shown = page(company, account)
    assert stored(shown["last_follow_up_at"]) == stored(made.data["at"])
    assert stored(shown["next_follow_up_at"]) == stored(next_at)
    entry = company.api("sales").send("GET", f"/accounts/{account}/timeline").data["items"][0]
    assert entry["code"] == "follow_up.added"
    assert (entry["data"]["kind"], entry["data"]["content"]) == ("call", "确认了预算")
    assert stored(entry["data"]["next_at"]) == stored(next_at)


def test_what_is_written_down_late_moves_no_date_back(company, account):
    api = company.api("sales")
    last = api.send("POST", "/follow-ups", call(account, next_at=at(72))).data["at"]
    before = page(company, account)
    assert api.send("POST", "/follow-ups", call(account, at=at(-100), content="补记")).status_code == 201
    after = page(company, account)
    assert stored(after["last_follow_up_at"]) == stored(last)
    assert after["next_follow_up_at"] == before["next_follow_up_at"]


def test_an_appointment_is_kept_by_a_follow_up_on_its_day_and_not_by_one_before(company, account):
    ctx = company.ctx("sales")
    start = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
    friday = start + timedelta(days=4)
    _follow(ctx.at(start), account, next_at=friday)
    _follow(ctx.at(start + timedelta(days=1)), account)
    assert _account(ctx, account).next_follow_up_at == friday
    _follow(ctx.at(friday - timedelta(minutes=30)), account)
    assert _account(ctx, account).next_follow_up_at is None
    assert _account(ctx, account).last_follow_up_at == friday - timedelta(minutes=30)


def _follow(ctx, account, **more):
    with work(ctx) as w:
        return add_follow_up(w, w.get(Account, account, "follow_up"), "call", "电话", **more)


def _account(ctx, account):
    with reading(ctx):
        return Account.objects.get(pk=account)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"content": "   "}, "content", "required"),
        ({"content": None}, "content", "required"),
        ({"kind": "fax"}, "kind", "not_an_option"),
        ({"at": "2999-01-01T00:00:00Z"}, "at", "in_future"),
        ({"at": "2026-01-02T00:00:00Z", "next_at": "2026-01-01T00:00:00"}, "next_at", "too_early"),
        ({"at": "0001-01-01T00:00:00Z"}, "at", "invalid"),
        (
            {"record": {"object": "member", "id": "00000000-0000-7000-8000-000000000000"}},
            "record.object",
            "not_followed",
        ),
        ({"mentions": ["00000000-0000-7000-8000-000000000000"]}, "mentions", "inactive_member"),
        ({"conten": "x"}, "conten", "unknown_field"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(company, account, more, field, code):
    assert codes(company.api("sales").send("POST", "/follow-ups", call(account, **more))) == {field: code}


def test_the_permission_is_the_verb_of_the_record(company, account):
    assert company.api("stranger").send("POST", "/follow-ups", call(account)).status_code == 404
    assert company.api("marketer").send("POST", "/follow-ups", call(account)).status_code == 403
    nothing = {"object": "no_such_object", "id": account}
    assert company.api("sales").send("POST", "/follow-ups", call(account, record=nothing)).status_code == 404
    assert company.api("finance").send("GET", f"/accounts/{account}").status_code == 200
    refused = company.api("finance").send("POST", "/follow-ups", call(account))
    assert (refused.status_code, refused.data["code"]) == (403, "permission_denied")
    assert company.api("manager").send("POST", "/follow-ups", call(account)).status_code == 201


def test_a_collaborator_follows_up(company, account):
    with work(company.admin) as w:
        w.add_rows(
            [Collaborator(object="account", record_id=account, member_id=company.id("stranger"), added_at=w.now)]
        )
    assert company.api("stranger").send("POST", "/follow-ups", call(account)).status_code == 201


def test_follow_ups_are_listed_by_author(company, account):
    for who in ("sales", "manager"):
        assert company.api(who).send("POST", "/follow-ups", call(account, content=who)).status_code == 201
    where = f'{{"field": "record", "op": "eq", "value": "{account}"}}'

    def listed(who):
        items = company.api(who).send("GET", f"/follow-ups?filter={where}").data["items"]
        return sorted(item["content"] for item in items)

    assert listed("sales") == ["sales"]
    assert listed("manager") == ["manager", "sales"]
    assert listed("stranger") == []
    other = where.replace(account, "00000000-0000-7000-8000-000000000000")
    assert company.api("manager").send("GET", f"/follow-ups?filter={other}").data["items"] == []


def test_only_the_author_corrects_it_and_only_for_a_day(company, account):
    api = company.api("sales")
    made = api.send("POST", "/follow-ups", call(account)).data
    path, body = f"/follow-ups/{made['id']}", {"version": made["version"], "content": "更正：预算未定"}
    refused = company.api("manager").send("PATCH", path, body)
    assert (refused.status_code, refused.data["code"]) == (403, "not_the_author")
    corrected = api.send("PATCH", path, body)
    assert corrected.data["content"] == "更正：预算未定"
    newest = api.send("GET", f"/accounts/{account}/timeline").data["items"][0]
    assert newest["code"] == "follow_up.corrected"
    assert (newest["data"]["before"], newest["data"]["content"]) == ("确认了预算", "更正：预算未定")
    for field in ("kind", "at", "next_at", "mentions", "owner", "record"):
        assert codes(api.send("PATCH", path, {"version": 2, field: None})) == {field: "unknown_field"}
    late = company.ctx("sales").at(datetime.now(UTC) + timedelta(hours=25))
    with pytest.raises(Problem) as fixed, work(late) as w:
        services.correct_follow_up(w, w.get(FollowUp, made["id"], "update"), {"content": "太迟"})
    assert (fixed.value.status, fixed.value.code) == (409, "follow_up_fixed")


def test_it_is_never_deleted(company, account):
    made = company.api("sales").send("POST", "/follow-ups", call(account)).data
    refused = company.api().send("DELETE", f"/follow-ups/{made['id']}")
    assert (refused.status_code, refused.data["code"]) == (409, "follow_up_fixed")
    bulk = company.api().send("POST", "/follow-ups/bulk", {"action": "delete", "ids": [made["id"]]})
    assert [failed["code"] for failed in bulk.data["failed"]] == ["follow_up_fixed"]


def test_leaving_hands_over_customers_and_no_authorship(company, account):
    made = company.api("sales").send("POST", "/follow-ups", call(account)).data
    handed = company.api().send("POST", f"/members/{company.id('sales')}/hand-over", {"to": str(company.id("peer"))})
    assert handed.status_code == 200, handed.content
    assert company.api().send("GET", f"/follow-ups/{made['id']}").data["owner"]["title"] == "sales"
    assert page(company, account, "peer")["owner"]["title"] == "peer"


def test_whom_it_mentions_is_told_when_they_may_see_the_record(company, account):
    mention = [str(company.id("manager")), str(company.id("sales"))]
    assert company.api("sales").send("POST", "/follow-ups", call(account, mentions=mention)).status_code == 201
    (told,) = company.api("manager").send("GET", "/notifications").data["items"]
    assert (told["code"], told["record"]["id"]) == ("follow_up.mentioned", account)
    assert told["text"] == "sales 在跟进中提到了您：确认了预算"
    assert company.api("sales").send("GET", "/notifications").data["items"] == []
    blind = call(account, mentions=[str(company.id("stranger"))])
    assert codes(company.api("sales").send("POST", "/follow-ups", blind)) == {"mentions": "cannot_see"}
    assert company.api("stranger").send("GET", "/notifications").data["items"] == []
    with reading(company.admin):
        assert FollowUp.objects.filter(record_id=account).count() == 1, "a refused follow-up leaves nothing"


def test_a_repeated_request_is_answered_with_the_follow_up(company, account):
    api = company.api("sales")
    answers = [api.send("POST", "/follow-ups", call(account), **{"Idempotency-Key": "k1"}).data["id"] for _ in range(3)]
    assert len(set(answers)) == 1
    with reading(company.admin):
        assert FollowUp.objects.filter(record_id=account).count() == 1


def test_it_also_shows_where_a_module_says(company, account, monkeypatch):
    parent = str(post(company, "sales", "/accounts", {"name": "总公司"}))
    monkeypatch.setattr(services, "_also_on", {})

    @also_on(Account)
    def parent_of(record):
        return [record.parent] if record.parent_id else []

    child = str(post(company, "sales", "/accounts", {"name": "分公司", "parent": parent}))
    assert company.api("sales").send("POST", "/follow-ups", call(child)).status_code == 201
    entries = company.api("sales").send("GET", f"/accounts/{parent}/timeline").data["items"]
    assert (entries[0]["code"], entries[0]["record"]["id"]) == ("follow_up.added", child)
    assert page(company, parent)["last_follow_up_at"] is None, "it is the child that was followed up"
