"""Two-step verification: what the sign-in library does for our members, with our settings, and what is on record of it."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.support.company import Api, make_company
from tests.support.totp import shown_code
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work

PASSWORD = "yuanliu-2026-桥"
AUTH = "/_allauth/browser/v1"
TOTP = "/account/authenticators/totp"


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture
def member(company):
    """(name, e-mail) of a new member with a password."""
    name = f"两步 {len(company.members)}"
    company.hire(name, password=PASSWORD)
    return name, company.email(name)


def call(browser, method, path, body=None):
    content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    response = browser.generic(method, AUTH + path, headers={"Accept-Language": "en"}, **content)
    response.data = json.loads(response.content)
    return response


def sign_in(email):
    browser = Api()
    return browser, call(browser, "POST", "/auth/login", {"email": email, "password": PASSWORD})


def turn_on(email):
    """(browser, secret, recovery codes) of a member who has just turned it on."""
    browser, _ = sign_in(email)
    secret = call(browser, "GET", TOTP).data["meta"]["secret"]
    assert call(browser, "POST", TOTP, {"code": shown_code(secret)}).status_code == 401, "the password once more"
    assert call(browser, "POST", "/auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert call(browser, "POST", TOTP, {"code": shown_code(secret)}).status_code == 200
    recovery = call(browser, "GET", "/account/authenticators/recovery-codes").data["data"]["unused_codes"]
    return browser, secret, recovery


def pending(response):
    return [flow["id"] for flow in response.data["data"]["flows"] if flow.get("is_pending")]


def test_the_password_alone_no_longer_signs_in(company, member):
    _, email = member
    _, secret, recovery = turn_on(email)
    browser, answer = sign_in(email)
    assert (answer.status_code, pending(answer)) == (401, ["mfa_authenticate"])
    assert browser.send("GET", "/session").status_code == 401
    assert browser.send("GET", "/leads").status_code == 401
    wrong = call(browser, "POST", "/auth/2fa/authenticate", {"code": "000000"})
    assert (wrong.status_code, wrong.data["errors"][0]["code"]) == (400, "incorrect_code")
    assert browser.send("GET", "/session").status_code == 401
    right = shown_code(secret)
    assert call(browser, "POST", "/auth/2fa/authenticate", {"code": right}).status_code == 200
    assert browser.send("GET", "/session").data["member"]["email"] == email
    again, _ = sign_in(email)
    assert call(again, "POST", "/auth/2fa/authenticate", {"code": right}).status_code == 400, "a code is taken once"
    assert call(again, "POST", "/auth/2fa/authenticate", {"code": recovery[0]}).status_code == 200
    last, _ = sign_in(email)
    assert call(last, "POST", "/auth/2fa/authenticate", {"code": recovery[0]}).status_code == 400


def test_guessing_codes_is_throttled(company, member):
    _, email = member
    _, secret, _ = turn_on(email)
    browser, _ = sign_in(email)
    answers = [call(browser, "POST", "/auth/2fa/authenticate", {"code": f"00000{n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers][:5] == [400] * 5
    assert answers[5].data["errors"][0]["code"] == "too_many_login_attempts"
    right = call(browser, "POST", "/auth/2fa/authenticate", {"code": shown_code(secret)})
    assert right.status_code == 400, "not even the right one now"


def test_a_wrong_first_code_turns_nothing_on(company, member):
    _, email = member
    browser, _ = sign_in(email)
    call(browser, "GET", TOTP)
    assert call(browser, "POST", TOTP, {"code": "000000"}).status_code == 400
    assert not Authenticator.objects.filter(user__email=email).exists()
    _, answer = sign_in(email)
    assert answer.status_code == 200


def test_the_secret_is_not_stored_in_clear(company, member):
    _, email = member
    _, secret, _ = turn_on(email)
    stored = Authenticator.objects.get(user__email=email, type=Authenticator.Type.TOTP)
    assert secret not in json.dumps(stored.data)
    assert stored.wrap().validate_code(shown_code(secret))


def test_both_ways_are_on_record(company, member):
    name, email = member
    browser, _, _ = turn_on(email)
    assert call(browser, "DELETE", TOTP).status_code == 200
    with work(Context.for_system(company.admin.tenant_id)):
        told = list(EventLog.objects.filter(record_id=company.id(name)).order_by("pk").values_list("code", flat=True))
    assert [code for code in told if "factor" in code] == ["member.second_factor_added", "member.second_factor_removed"]


def test_an_administrator_helps_who_has_lost_the_phone(company, member):
    name, email = member
    turn_on(email)
    path = f"/members/{company.id(name)}/second-factor/remove"
    assert company.api("sales").send("POST", path).status_code == 403
    assert company.api().send("POST", path).status_code == 200
    _, answer = sign_in(email)
    assert answer.status_code == 200
