"""The shield against replay, flood, forgery and robots, as they come over HTTP."""

import json
import re
from time import sleep

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yuanliu.base.puzzle import BITS, solves
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.public import puzzle
from yuanliu.modules.campaigns.tests.stall import Stall


@pytest.fixture
def stall():
    return Stall()


def solved(token):
    return next(str(number) for number in range(10_000_000) if solves(token, str(number)))


def suspicions(stall):
    return [entry["suspicion"] for entry in reversed(stall.collected())]


def test_a_replay_makes_no_second_row_however_often(stall):
    token = stall.token()
    assert {stall.send(token).status_code for _ in range(10)} == {303}
    assert len(stall.collected()) == 1


def test_a_flood_of_what_is_suspicious_is_turned_away_too(stall, monkeypatch):
    monkeypatch.setattr(shield, "ADDRESS_FLOOD", 3)
    sent = [stall.send("forged", name=f"机器{number}", _homepage="x").status_code for number in range(5)]
    assert sent == [303] * 3 + [429] * 2


def test_a_token_that_was_changed_is_forged(stall):
    token = stall.token()
    body, signature = token.rsplit(":", 1)
    for made in (f"{body}x:{signature}", f"{body}:{signature[::-1]}", "é" + token, token * 50):
        stall.send(made, name=made[:10])
    assert set(suspicions(stall)) == {"forged"}


def test_the_json_endpoint_is_no_way_around_a_token_that_was_sent(stall):
    for number, token in enumerate(("made.up", Stall().token())):
        body = {"answers": {"name": f"访客{number}", "mobile": "13812345678"}, "token": token}
        post(stall, body)
    assert suspicions(stall) == ["forged", "forged"]


def post(stall, body):
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}.json", json.dumps(body), content_type="application/json")
    assert sent.status_code == 201, sent.content
    return sent


@pytest.fixture
def careful(stall):
    stall.change(proof_of_work=True)
    return stall


def test_the_puzzle_is_on_the_page_of_a_campaign_that_wants_it_and_nothing_else_may_run(careful):
    page = careful.page()
    text = page.content.decode()
    assert len(page.content) < 50_000
    assert re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1] == puzzle.SCRIPT
    assert f"script-src '{puzzle.HASH}'" in page.headers["Content-Security-Policy"]
    assert "<noscript>" in text
    careful.change(proof_of_work=False)
    plain = careful.page()
    assert "script" not in plain.content.decode()
    assert "script-src" not in plain.headers["Content-Security-Policy"]


def test_who_solves_the_puzzle_is_collected_and_who_does_not_waits_for_a_person(careful):
    token = careful.token()
    assert careful.send(token, _solution=solved(token)).status_code == 303
    assert careful.send(careful.token(), name="无脚本").status_code == 303
    assert careful.send(careful.token(), name="乱填", _solution="1").status_code == 303
    assert suspicions(careful) == [None, "no_proof", "no_proof"]


def test_one_solution_lets_one_in(careful):
    token = careful.token()
    solution = solved(token)
    for name in ("张三", "李四"):
        careful.send(token, _solution=solution, name=name)
    assert suspicions(careful) == [None, "no_proof"]


def test_a_company_site_solves_it_too(careful):
    form = careful.visitor.get(f"/f/{careful.slug}.json").json()
    assert form["puzzle"] == BITS
    answers = {"name": "张三", "mobile": "13812345678"}
    post(careful, {"answers": answers, "token": form["token"], "solution": solved(form["token"])})
    post(careful, {"answers": {**answers, "name": "李四"}})
    assert suspicions(careful) == [None, "no_proof"]


@pytest.mark.parametrize(
    ("trusted", "header", "counted"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "2.2.2.2", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_behind_our_proxies_the_address_that_they_saw_counts(stall, monkeypatch, trusted, header, counted):
    seen = []
    real = shield.daily_hash
    monkeypatch.setattr(shield, "daily_hash", lambda ctx, *parts: seen.append(parts[0]) or real(ctx, *parts))
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", trusted)
    stall.visitor.defaults["HTTP_X_FORWARDED_FOR"] = header
    stall.send()
    assert set(seen) == {counted}


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", True),
        ("Sogou web spider/4.0", True),
        ("Mozilla/5.0 (Linux; Android 7.0) (compatible; Bytespider; spider-feedback@bytedance.com)", True),
        ("Mozilla/5.0 (compatible; PetalBot; +https://webmaster.petalsearch.com)", True),
        ("WhatsApp/2.19 preview", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.42", False),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/120.0 Mobile Safari/537.36", False),
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) DingTalk/7.0", False),
    ],
)
def test_robots_that_say_so_are_known(agent, robot):
    assert shield.is_robot(agent) is robot


def test_the_page_may_stand_in_another_site_and_says_so_in_both_languages(stall):
    page = stall.page()
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert 'href="?lang=en"' in page.content.decode()
    english = stall.visitor.get(f"/f/{stall.slug}?lang=en").content.decode()
    assert 'lang="en"' in english
    assert 'href="?lang=zh"' in english
    sent = stall.visitor.post(f"/f/{stall.slug}?lang=en", {"_token": stall.token(), "name": ""})
    assert "This is required." in sent.content.decode()


def test_a_door_is_remembered_for_a_moment_and_what_changed_is_seen_after_it(stall, monkeypatch):
    monkeypatch.setattr(settings, "DOORS_REMEMBERED", 0.5)
    assert "<form" in stall.page().content.decode()
    stall.move("paused")
    with CaptureQueriesContext(connection) as asked:
        assert "<form" in stall.page().content.decode()
    assert not any('FROM "campaigns_promotionlink"' in query["sql"] for query in asked.captured_queries)
    sleep(0.6)
    assert "<form" not in stall.page().content.decode()
