"""Guessing is slow, and stops nobody but who guesses."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from tests.support.company import Api, make_company
from tests.support.races import race
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.identity.models import SignInTry
from yuanliu.kernel.identity.throttle import FREE, FREE_OF_ADDRESS, account_key, forget_old_tries
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work

PASSWORD = "qiao-2026-桥下流水"


@pytest.fixture
def email():
    company = make_company()
    SignInTry.objects.all().delete()
    with work(Context.for_system(company.admin.tenant_id)):
        user = Member.objects.select_related("user").get(pk=company.id("sales")).user
    user.set_password(PASSWORD)
    user.save()
    return user.email


def tried(email, password="wrong-wrong-wrong", *, browser=None, address="203.0.113.7", language="en"):
    browser = browser or Api()
    answer = browser.generic(
        "POST", "/_allauth/browser/v1/auth/login", json.dumps({"email": email, "password": password}),
        content_type="application/json", headers={"Accept-Language": language}, REMOTE_ADDR=address,
    )  # fmt: skip
    answer.data = json.loads(answer.content)
    return answer


def let_pass(**time):
    SignInTry.objects.update(at=F("at") - timedelta(**time))


def test_wrong_tries_wait_longer_and_longer_and_the_answer_says_how_long(email):
    assert [tried(email).status_code for _ in range(FREE)] == [400] * FREE
    refused = tried(email, PASSWORD)
    assert (refused.status_code, refused.data["errors"][0]["code"]) == (429, "too_many_login_attempts")
    assert refused.headers["Retry-After"] == "30"
    assert refused.data["errors"][0]["message"] == "Too many tries; try again in 30 seconds."
    assert tried(email, language="zh-CN").data["errors"][0]["message"] == "尝试次数过多，请在 30 秒 后再试"
    let_pass(seconds=30)
    assert tried(email).status_code == 400
    assert tried(email).data["retry_after"] == 60
    let_pass(seconds=60)
    assert tried(email, PASSWORD).status_code == 200
    assert [tried(email).status_code for _ in range(FREE)] == [400] * FREE, "the right one begins the count anew"


def test_invented_addresses_lock_nobody_else_out(email):
    for number in range(60):
        assert tried(f"nobody-{number}@example.com").status_code == 400
    assert tried(email, PASSWORD).status_code == 200
    assert [tried("nobody@example.com").status_code for _ in range(FREE + 1)] == [400] * FREE + [429], "told the same"


def test_a_wide_limit_for_an_address_spares_the_devices_that_are_known(email):
    at_desk = Api()
    assert tried(email, PASSWORD, browser=at_desk).status_code == 200
    at_desk.cookies.pop("sessionid")
    now = timezone.now()
    SignInTry.objects.bulk_create(
        SignInTry(
            at=now, account=account_key(f"{n}@example.com"), source=str(n), network="203.0.113.7", address="203.0.113.7"
        )
        for n in range(FREE_OF_ADDRESS)
    )
    assert tried(email, PASSWORD).status_code == 429
    assert tried(email, PASSWORD, address="198.51.100.1").status_code == 200
    assert tried(email, PASSWORD, browser=at_desk).status_code == 200


def test_strangers_do_not_lock_a_known_device_and_it_is_not_free_to_guess(email):
    at_desk = Api()
    assert tried(email, PASSWORD, browser=at_desk).status_code == 200
    at_desk.cookies.pop("sessionid")
    for _ in range(FREE):
        tried(email)
    assert tried(email, PASSWORD).status_code == 429
    forged = Api()
    forged.cookies["device"] = at_desk.cookies["device"].value[:-2] + "xx"
    assert tried(email, PASSWORD, browser=forged).status_code == 429
    assert [tried(email, browser=at_desk).status_code for _ in range(FREE + 1)] == [400] * FREE + [429]
    cookie = at_desk.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert email not in cookie.value


def test_a_network_of_version_6_is_one_source(email):
    for number in range(FREE):
        assert tried(email, address=f"2001:db8::{number + 1}").status_code == 400
    assert tried(email, address="2001:db8::ffff").status_code == 429
    assert tried(email, PASSWORD, address="2001:db8:0:1::1").status_code == 200


def test_of_many_tries_at_once_no_more_are_looked_at_than_are_free(email):
    answers = Counter(race(20, lambda number: tried(email).status_code))
    assert answers == {400: FREE, 429: 20 - FREE}


def test_what_was_typed_is_not_kept_and_old_tries_are_forgotten(email):
    tried("my-secret-password-in-the-wrong-field")
    tried("My-Secret@example.com")
    assert "ecret" not in json.dumps(list(SignInTry.objects.values()), default=str)
    let_pass(days=91)
    assert forget_old_tries() >= 1
