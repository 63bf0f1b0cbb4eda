"""The public page as visitors, robots and forgers use it: no session, no script, no cookie."""

import json
import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection

from yuanliu.base.time import utc_now
from yuanliu.kernel.tenancy.models import LocatorKind
from yuanliu.kernel.tenancy.services import locate
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.models import Form, PromotionLink, Submission, Visit
from yuanliu.modules.campaigns.services.intake import Arrival, receive
from yuanliu.modules.campaigns.tests.stall import FIELDS, PHONE, Stall


@pytest.fixture
def stall():
    return Stall()


def test_the_page_is_light_and_needs_nothing_from_anybody(stall):
    page = stall.page()
    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.content) < 50_000
    assert not page.cookies
    assert "<script" not in text
    assert "http" not in re.sub(r"<!doctype.*?>", "", text)
    assert 'lang="zh-CN"' in text
    assert "手机" in text
    assert "10人以上" in text
    english = stall.page(**{"Accept-Language": "en-GB,en;q=0.9"}).content.decode()
    assert 'lang="en"' in english
    assert "Team size" in english
    assert ">Send<" in english


def test_what_is_sent_is_collected_with_its_link(stall):
    sent = stall.send(q3="10人以上", q4=["销售", "财务"], q5="如何管理公海")
    assert (sent.status_code, sent.headers["Location"].partition("?")[0]) == (303, f"/f/{stall.slug}/thanks")
    assert "感谢" in stall.visitor.get(sent.headers["Location"]).content.decode()
    (entry,) = stall.collected()
    assert (entry["name"], entry["state"], entry["way"]) == ("张三", "collected", "form")
    assert entry["link"]["title"] == "默认"
    answers = stall.api.send("GET", f"/submissions/{entry['id']}/answers").data["answers"]
    assert {a["label"]: a["value"] for a in answers} == {
        "姓名": "张三", "手机": "13812345678", "团队规模": "10人以上", "关注方向": ["销售", "财务"], "想了解什么": "如何管理公海",
    }  # fmt: skip


def test_wrong_input_is_shown_at_its_field_and_what_was_typed_stays(stall):
    again = stall.send(name="", mobile="123", q3="20人", q5='"><b>粗</b>')
    text = again.content.decode()
    assert again.status_code == 422
    assert stall.collected() == []
    wrong = re.findall(r'id="e-f-(\w+)">([^<]+)', text)
    assert {key for key, _ in wrong} == {"name", "mobile", "q3"}
    assert 'value="123"' in text
    assert "<b>" not in text
    assert '"><b>粗</b>' in unescape(text)


@pytest.mark.parametrize("bad", ["x" * 201, "a\x00b", "好" * 300])
def test_hostile_text_is_an_error_and_not_a_crash(stall, bad):
    assert stall.send(name=bad).status_code == 422


def test_consent_must_be_given_and_is_kept(stall):
    stall.publish(FIELDS, consent="同意《隐私政策》")
    assert stall.send().status_code == 422
    assert stall.send(consent="1").status_code == 303
    (entry,) = stall.collected()
    page = stall.api.send("GET", f"/submissions/{entry['id']}/answers").data
    assert page["form"]["consent"] == "同意《隐私政策》"
    consent = next(answer for answer in page["answers"] if answer["key"] == "consent")
    assert (consent["label"], consent["kind"], consent["value"]) == ("同意条款", "boolean", True)


def test_sending_the_same_twice_makes_one(stall):
    token = stall.token()
    assert [stall.send(token).status_code for _ in range(3)] == [303] * 3
    assert len(stall.collected()) == 1
    stall.send(name="李四")
    assert len(stall.collected()) == 2


def test_a_double_tap_on_two_servers_makes_one(stall):
    with reading(stall.company.admin):
        link, form = PromotionLink.objects.select_related("campaign").get(slug=stall.slug), Form.objects.get()
    arrival = Arrival(link, form, {"name": "张三", "mobile": "13812345678"}, False, "sender", "zh-hans")
    start, made = threading.Barrier(8), []

    def tap():
        start.wait()
        made.append(receive(Context.for_system(stall.company.admin.tenant_id, kind="public"), arrival).pk)
        connection.close()

    taps = [threading.Thread(target=tap) for _ in range(8)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(stall.collected()) == 1


@pytest.mark.parametrize(
    ("how", "suspicion"),
    [
        ({"_homepage": "http://spam.example"}, "honeypot"),
        ({"token": ""}, "forged"),
        ({"token": "made.up"}, "forged"),
        ({"token": "fast"}, "too_fast"),
    ],
)
def test_what_looks_like_spam_is_quarantined_with_the_reason(stall, how, suspicion):
    token = stall.token(ago=0) if how.get("token") == "fast" else how.pop("token", None)
    how.pop("token", None)
    assert stall.send(token, **how).status_code == 303, "the robot learns nothing"
    (entry,) = stall.collected()
    assert (entry["state"], entry["suspicion"]) == ("quarantined", suspicion)


def test_a_token_of_another_link_is_forged(stall):
    other = Stall()
    stall.send(other.token())
    assert stall.collected()[0]["suspicion"] == "forged"


def test_a_person_releases_or_rejects_what_is_quarantined(stall):
    stall.send("forged")
    stall.send("forged", name="李四")
    second, first = [entry["id"] for entry in stall.collected()]
    assert stall.api.send("POST", f"/submissions/{first}/release").data["state"] == "collected"
    rejected = stall.api.send("POST", f"/submissions/{second}/reject", {"reason": "广告"}).data
    assert (rejected["state"], rejected["note"]) == ("rejected", "广告")
    again = stall.api.send("POST", f"/submissions/{first}/release")
    assert (again.status_code, again.data["code"]) == (409, "submission_not_in_review")
    kept = stall.api.send("DELETE", f"/submissions/{second}")
    assert (kept.status_code, kept.data["code"]) == (409, "submission_kept")


def test_an_old_page_asks_to_look_again_and_keeps_what_was_typed(stall):
    again = stall.send(stall.token(ago=25 * 3600), name="王五")
    assert again.status_code == 422
    assert "王五" in again.content.decode()
    assert stall.collected() == []


def test_a_page_that_was_open_answers_the_version_that_it_shows(stall):
    token = stall.token()
    stall.publish([{"key": "name", "required": True}, {"key": "email", "required": True}])
    assert stall.send(token).status_code == 303
    (entry,) = stall.collected()
    assert stall.api.send("GET", f"/submissions/{entry['id']}/answers").data["form"]["number"] == 1


def test_many_from_one_address_are_set_apart_and_a_flood_is_turned_away(stall, monkeypatch):
    monkeypatch.setattr(shield, "ADDRESS_LIMIT", 3)
    monkeypatch.setattr(shield, "ADDRESS_FLOOD", 5)
    answers = [stall.send(name=f"访客{number}").status_code for number in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert [e["suspicion"] for e in stall.collected()] == ["address_rate"] * 2 + [None] * 3


def test_many_through_one_link_are_set_apart(stall, monkeypatch):
    monkeypatch.setattr(shield, "LINK_LIMIT", 2)
    for number in range(3):
        stall.visitor.defaults["REMOTE_ADDR"] = f"10.0.0.{number}"
        stall.send(name=f"访客{number}")
    assert [e["suspicion"] for e in stall.collected()] == ["link_rate", None, None]


def test_visits_are_counted_without_cookies_and_without_robots(stall):
    for agent in (PHONE, PHONE, "Mozilla/5.0 (Windows NT 10.0)", "Baiduspider/2.0", "curl/8.0", ""):
        stall.page(**{"User-Agent": agent})
    with reading(stall.company.admin):
        visits = list(Visit.objects.values_list("visitor", flat=True))
    assert (len(visits), len(set(visits))) == (3, 2)


def test_who_sends_is_the_visitor_who_came(stall):
    stall.page()
    stall.send(name="王芳")
    with reading(stall.company.admin):
        assert Submission.objects.get().visitor == Visit.objects.get().visitor != ""


def test_a_visitor_cannot_be_followed_to_the_next_day(stall):
    ctx = stall.company.admin
    hashes = [shield.daily_hash(ctx.at(utc_now() + timedelta(days=day)), "1.2.3.4", PHONE) for day in (0, 0, 1)]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(("state", "status"), [("paused", 200), ("ended", 410)])
def test_a_closed_campaign_says_so_and_takes_nothing(stall, state, status):
    stall.move(state)
    assert stall.page().status_code == status
    assert stall.send("").status_code == status
    assert stall.send("made.up").status_code == status
    assert stall.collected() == []


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_who_had_the_page_open_when_it_closed_is_put_on_the_waiting_list(stall, state):
    token = stall.token()
    stall.move(state)
    sent = stall.send(token)
    assert sent.status_code == 303
    assert "已截止" in stall.visitor.get(sent.headers["Location"]).content.decode()
    (entry,) = stall.collected()
    assert (entry["state"], entry["suspicion"]) == ("waiting", "late")
    assert stall.api.send("POST", f"/submissions/{entry['id']}/release").data["state"] == "collected"


def test_drafts_and_unknown_addresses_do_not_exist(stall):
    draft = stall.api.send("POST", "/campaigns", {"name": "草稿"}).data["id"]
    with work(stall.company.admin):
        slug = PromotionLink.objects.get(campaign=draft).slug
    assert locate(LocatorKind.FORM, slug)
    for address in (slug, "nothere", "x" * 500):
        assert stall.visitor.get(f"/f/{address}").status_code == 404


def test_a_company_site_describes_and_sends_the_form_as_json(stall):
    shown = stall.visitor.get(f"/f/{stall.slug}.json")
    assert shown.headers["Access-Control-Allow-Origin"] == "*"
    form = shown.json()
    assert [q["key"] for q in form["fields"]] == ["name", "mobile", "q3", "q4", "q5"]
    sent = post_json(stall, {"answers": {"name": "张三", "mobile": "13812345678", "q4": ["销售"]}})
    assert (sent.status_code, sent.json()["received"]) == (201, True)
    assert stall.collected()[0]["way"] == "api"


@pytest.mark.parametrize(
    "body",
    [
        "{", "[]", "{}", '{"answers": 1}', '{"answers": {"nosuch": 1, "name": "张", "mobile": "13812345678"}}',
        '{"answers": {"name": {"a": 1}, "mobile": "13812345678"}}', '{"answers": {"name": "\\ud800", "mobile": "13812345678"}}',
        '{"answers": {"name": "张", "mobile": ["13812345678"]}}', '{"answers": {"q4": "销售", "name": "张", "mobile": "13812345678"}}',
        "[" * 100_000, '{"answers": {"\\ud800": 1, "name": "张", "mobile": "13812345678"}}', '{"answers": {"name": "张"}, "token": "\\ud800"}',
    ],
)  # fmt: skip
def test_json_that_will_not_do_is_a_problem_with_its_field(stall, body):
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}.json", body, content_type="application/json")
    assert sent.status_code == 422, sent.content
    assert sent.json()["errors"]
    assert stall.collected() == []


def test_a_huge_body_is_refused(stall):
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}.json", b"x" * 600_000, content_type="application/json")
    assert sent.status_code == 413
    sent = stall.visitor.post(f"/f/{stall.slug}", {"name": "x" * 600_000})
    assert sent.status_code == 413


def post_json(stall, body):
    return stall.visitor.generic("POST", f"/f/{stall.slug}.json", json.dumps(body), content_type="application/json")


def test_by_hand_one_identifier_is_enough(stall):
    def add(answers):
        return stall.api.send("POST", f"/campaigns/{stall.campaign}/submissions", {"answers": answers})

    card = add({"wechat": "zhangsan88", "job_title": "采购经理"})
    assert (card.status_code, card.data["state"], card.data["way"]) == (201, "collected", "manual")
    assert add({"job_title": "采购经理"}).data["errors"][0]["code"] == "no_identifier"
    assert add({"name": "张", "owner": "x"}).data["errors"][0]["field"] == "answers.owner"
    with reading(stall.company.admin):
        assert Submission.objects.get().answers == {"wechat": "zhangsan88", "job_title": "采购经理"}
