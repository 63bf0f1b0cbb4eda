"""Who may become whom: a sign-in is its person's alone, and no company reaches one that it did not prove."""

import json
import secrets
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import Api, make_company
from tests.support.letters import letters_to, mailed_code, mailed_path
from tests.support.races import race
from yuanliu.base.errors import Conflict, Problem
from yuanliu.kernel.access.events import MemberJoined
from yuanliu.kernel.access.invitations import LinkExpired, UnprovenAddress, invite, join, link_of, opened
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.services import disable_member, enable_member, make_reset_link
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import code_of
from yuanliu.kernel.work.unit import reading

AUTH = "/_allauth/browser/v1"
OWN = "mein-eigenes-桥-2026"
KNOWN = "what-the-attacker-knows-1"


@pytest.fixture(scope="module")
def company():
    return make_company("甲")


@pytest.fixture(scope="module")
def other():
    return make_company("乙")


def address():
    return f"{secrets.token_hex(6)}@example.com"


def add(company, email, **values):
    body = {"name": "新同事", "email": email, "roles": ["salesperson"], **values}
    made = company.api().send("POST", "/members", body)
    assert made.status_code == 201, made.data
    return made.data["id"]


def copied(company, member_id):
    """The token of a link that the administrator copies from the screen."""
    answer = company.api().send("POST", f"/members/{member_id}/invite")
    assert answer.status_code == 200, answer.data
    return token(answer.data["path"])


def token(path):
    return path.rpartition("/")[2]


def mailed(company, email, member_id):
    """The token of the link in the letter, as if nobody had read that yet."""
    with reading(company.admin):
        return token(link_of(Member.objects.get(pk=member_id), mailed=True))


def accept(browser, link, password=None):
    return browser.send("POST", "/invitations/accept", {"token": link, **({"password": password} if password else {})})


def call(browser, method, path, body):
    response = browser.generic(method, AUTH + path, json.dumps(body), content_type="application/json")
    response.data = json.loads(response.content or "null")
    return response


def sign_in(email, password):
    browser = Api()
    return browser, call(browser, "POST", "/auth/login", {"email": email, "password": password}).status_code


def companies_of(browser):
    return {place["name"] for place in browser.send("GET", "/session").data["companies"]}


def joined(company, email, password, *, by_mail=True):
    """A browser of somebody who has just accepted."""
    member_id = add(company, email)
    link = mailed(company, email, member_id) if by_mail else copied(company, member_id)
    browser = Api()
    answer = accept(browser, link, password)
    assert answer.status_code == 200, answer.data
    return browser, member_id


def test_the_administrator_of_another_company_cannot_own_a_future_colleagues_sign_in(company, other):
    victim = address()
    attacker, _ = joined(company, victim, KNOWN, by_mail=False)
    member_id = add(other, victim)
    assert accept(attacker, copied(other, member_id)).data["code"] == "unproven_address"
    colleague = Api()
    assert accept(colleague, mailed(other, victim, member_id), OWN).status_code == 200
    assert companies_of(colleague) == {"乙"}
    for browser in (attacker, sign_in(victim, KNOWN)[0]):
        assert companies_of(browser) == {"甲"}
        assert browser.send("GET", "/leads", **{"X-Company": code_of(other.admin.tenant_id)}).status_code == 403
    assert companies_of(sign_in(victim, OWN)[0]) == {"乙"}


def test_an_invitation_is_a_letter_and_a_link_and_nobody_sits_in_the_place_before(company):
    email = address()
    member_id = add(company, email)
    shown = company.api().send("GET", f"/members/{member_id}").data
    assert shown["status"] == "invited"
    assert not User.objects.filter(email=email).exists()
    link = token(mailed_path(email, "invitation"))
    assert "甲" in letters_to(email)[-1]
    browser = Api()
    assert browser.send("POST", "/invitations/open", {"token": link}).data == {
        "company": "甲", "name": "新同事", "email": email, "known": False,
    }  # fmt: skip
    weak = accept(browser, link, "12345678")
    assert (weak.status_code, weak.data["errors"][0]["field"]) == (422, "password")
    assert accept(browser, link, OWN).data == {"company": code_of(company.admin.tenant_id)}
    assert browser.send("GET", "/session").data["proven"] is True
    with reading(company.admin):
        told = EventLog.objects.filter(record_id=member_id, code=MemberJoined.code).get()
    assert (str(told.actor_id), told.actor_name) == (member_id, "新同事")
    assert accept(Api(), link, OWN + "2").data["code"] == "link_expired", "once"


def test_a_link_ends_after_a_day_with_the_next_one_and_when_the_place_is_taken_off(company, monkeypatch):
    member_id = add(company, address())
    first = copied(company, member_id)
    second = copied(company, member_id)
    assert accept(Api(), first, OWN).data["code"] == "link_expired"
    assert opened(second)["company"] == "甲"
    disable_member(company.admin, member_id)
    assert accept(Api(), second, OWN).data["code"] == "link_expired"
    enable_member(company.admin, member_id)
    assert company.api().send("GET", f"/members/{member_id}").data["status"] == "invited"
    third = copied(company, member_id)
    assert accept(Api(), third[:-3] + "abc", OWN).data["code"] == "link_expired", "signed by us"
    later = time.time() + timedelta(hours=24, seconds=2).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(LinkExpired):
        opened(third)


def test_a_place_that_was_taken_is_not_given_again(company):
    with pytest.raises(Conflict, match="already_joined"):
        invite(company.admin, company.id("sales"))


def test_a_person_of_several_companies_joins_with_the_sign_in_they_have(company, other):
    email = address()
    browser, _ = joined(company, email, OWN)
    second = add(other, email)
    link = copied(other, second)
    assert Api().send("POST", "/invitations/open", {"token": link}).data["known"] is False, (
        "whoever copied it learns nothing"
    )
    by_mail = mailed(other, email, second)
    assert Api().send("POST", "/invitations/open", {"token": by_mail}).data["known"] is True
    assert accept(Api(), by_mail, OWN + "!").data["code"] == "address_taken", "one mailbox, one proven sign-in"
    assert accept(Api(), link, OWN).data["errors"][0]["code"] == "opens_another"
    assert accept(Api(), link).status_code == 401
    assert accept(browser, link).status_code == 200
    assert companies_of(browser) == {"甲", "乙"}
    assert accept(browser, copied(other, add(other, address()))).data["code"] == "already_member"


def test_two_sign_ins_of_one_unproven_address_each_lead_to_their_own_company(company, other):
    email = address()
    joined(company, email, KNOWN, by_mail=False)
    refused = accept(Api(), copied(other, add(other, email)), KNOWN)
    assert refused.data["errors"][0]["code"] == "opens_another"
    with reading(other.admin):
        link = token(link_of(Member.objects.get(email=email)))
    assert accept(Api(), link, OWN).status_code == 200
    assert companies_of(sign_in(email, KNOWN)[0]) == {"甲"}
    assert companies_of(sign_in(email, OWN)[0]) == {"乙"}


def test_guessing_a_password_by_invitations_is_throttled(company):
    link = copied(company, add(company, address()))
    codes = [accept(Api(), link, "short").status_code for _ in range(12)]
    assert (codes[0], codes[-1]) == (422, 429)


def test_proving_the_address_by_a_code_opens_other_companies(company, other):
    email = address()
    browser, _ = joined(company, email, OWN, by_mail=False)
    assert browser.send("GET", "/session").data["proven"] is False
    assert browser.send("POST", "/session/address/code").status_code == 204
    code = mailed_code(email)
    wrong = browser.send("POST", "/session/address/prove", {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong.data["errors"][0]["code"] == "wrong_code"
    assert browser.send("POST", "/session/address/prove", {"code": code}).status_code == 204
    assert browser.send("GET", "/session").data["proven"] is True
    again = browser.send("POST", "/session/address/prove", {"code": code})
    assert again.data["errors"][0]["code"] == "expired", "a code is taken once"
    assert accept(browser, copied(other, add(other, email))).status_code == 200


def test_a_code_is_tried_five_times(company):
    email = address()
    browser, _ = joined(company, email, OWN, by_mail=False)
    browser.send("POST", "/session/address/code")
    code = mailed_code(email)
    tries = [browser.send("POST", "/session/address/prove", {"code": "x"}).data for _ in range(5)]
    assert {answer["errors"][0]["code"] for answer in tries} == {"wrong_code"}
    assert browser.send("POST", "/session/address/prove", {"code": code}).data["errors"][0]["code"] == "expired"


def test_a_mailbox_has_one_proven_sign_in(company, other):
    email = address()
    first, _ = joined(company, email, OWN, by_mail=False)
    joined(other, email, OWN + "2")
    first.send("POST", "/session/address/code")
    assert first.send("POST", "/session/address/prove", {"code": mailed_code(email)}).data["code"] == "address_proven"


# Setting a new password


def reset(key, password):
    return call(Api(), "POST", "/auth/password/reset", {"key": key, "password": password})


def test_a_reset_link_is_for_a_member_of_no_other_company_and_void_when_they_join_one(company, other):
    email = address()
    browser, member_id = joined(company, email, OWN)
    assert company.api("sales").send("POST", f"/members/{member_id}/reset-link").status_code == 403
    answer = company.api().send("POST", f"/members/{member_id}/reset-link")
    assert answer.status_code == 200, answer.data
    assert accept(browser, copied(other, add(other, email))).status_code == 200
    assert reset(token(answer.data["path"]), KNOWN).status_code == 400, (
        "the other company has not shown this link to anybody"
    )
    for path in ("reset-link", "second-factor/remove"):
        refused = company.api().send("POST", f"/members/{member_id}/{path}")
        assert (refused.status_code, refused.data["code"]) == (409, "shared_sign_in")
    assert sign_in(email, OWN)[1] == 200


def test_a_reset_link_works_once_and_ends_open_sessions(company):
    email = address()
    browser, member_id = joined(company, email, OWN)
    key = token(make_reset_link(company.admin, member_id)[1])
    weak = reset(key, "12345678")
    assert (weak.status_code, weak.data["errors"][0]["param"]) == (400, "password")
    assert reset(key, OWN + "-new").status_code == 401  # nobody is signed in by it
    assert reset(key, OWN + "-newer").status_code == 400
    assert browser.send("GET", "/session").status_code == 401
    assert (sign_in(email, OWN)[1], sign_in(email, OWN + "-new")[1]) == (400, 200)


def forget(email):
    return call(Api(), "POST", "/auth/password/request", {"email": email})


def test_a_forgotten_password_is_answered_alike_for_every_address(company):
    email, unknown = address(), address()
    joined(company, email, OWN)
    seen = []
    for asked in (email, unknown):
        with CaptureQueriesContext(connection) as captured:
            answer = forget(asked)
        seen.append((answer.status_code, answer.data, len(captured), list(answer.cookies)))
    assert seen[0] == seen[1]
    assert seen[0][0] == 200
    assert letters_to(unknown) == []
    assert reset(token(mailed_path(email, "reset")), OWN + "-new").status_code == 401
    assert sign_in(email, OWN + "-new")[1] == 200
    assert [forget(unknown).status_code for _ in range(4)][-1] == 429


@pytest.mark.parametrize(
    "body", [{}, {"email": "not an address"}, {"email": None}, {"email": "a\x00@example.com"}, [], "x"]
)
def test_odd_requests_for_a_new_password_are_answered(body):
    assert call(Api(), "POST", "/auth/password/request", body).status_code == 400


@pytest.mark.parametrize(
    "path", ["/account/email", "/account/phone", "/auth/signup", "/auth/email/verify", "/auth/code/request"]
)
def test_doors_of_the_library_that_nobody_uses_are_closed(path, company):
    email = address()
    browser, _ = joined(company, email, OWN)
    assert browser.post(AUTH + path, {"email": email}, content_type="application/json").status_code == 404


# At once


def test_of_two_who_follow_one_link_one_sits_down(company):
    link = copied(company, add(company, address()))
    results = race(6, lambda number: join(link, password=f"{OWN}{number}"), at_once=6)
    assert len([result for result in results if isinstance(result, Member)]) == 1
    assert all(isinstance(result, (Member, LinkExpired)) for result in results), results


def test_two_companies_at_once_get_one_of_an_unproven_sign_in(company, other):
    homes = [make_company(), make_company()]
    user = User.objects.create_user(address(), OWN)
    links = [copied(home, add(home, user.email)) for home in homes]
    results = race(2, lambda number: join(links[number], user=user), at_once=2)
    assert [type(result) for result in results if not isinstance(result, Member)] == [UnprovenAddress], results


def test_two_companies_at_once_prove_a_mailbox_once(company, other):
    email = address()
    links = [mailed(home, email, add(home, email)) for home in (company, other)]
    results = race(2, lambda number: join(links[number], password=f"{OWN}{number}"), at_once=2)
    assert [result.code for result in results if isinstance(result, Problem)] == ["address_taken"], results
    assert User.objects.filter(email=email).count() == 1


# In several companies


def test_the_address_says_in_which_company_one_acts(company, other):
    email = address()
    browser, _ = joined(company, email, OWN)
    accept(browser, copied(other, add(other, email)))
    here, there = (code_of(home.admin.tenant_id) for home in (company, other))

    def place(**headers):
        return browser.send("GET", "/session", **headers).data["tenant"]["code"]

    assert place(**{"X-Company": there}) == there
    assert place() == there, "where they were last"
    assert place(**{"X-Company": here}) == here
    third = browser.send("GET", "/session", **{"X-Company": code_of(make_company().admin.tenant_id)})
    assert (third.status_code, third.data["code"]) == (403, "not_in_company")
    assert browser.get(f"/api/v1/leads/export?format=csv&company={there}").status_code in (200, 403)
    with reading(other.admin):
        member_id = Member.objects.get(email=email).pk
    disable_member(other.admin, member_id)
    assert browser.send("GET", "/leads", **{"X-Company": there}).status_code == 403
    assert place() == here


def test_a_second_factor_where_the_company_demands_it():
    company = make_company()
    api = company.api()
    assert company.api("sales").send("PUT", "/sign-in-rule", {"second_factor": True}).status_code == 403
    assert api.send("PUT", "/sign-in-rule", {"second_factor": True}).data["second_factor"] is True
    for who in ("admin", "sales"):
        refused = company.api(who).send("GET", "/session")
        assert (refused.status_code, refused.data["code"]) == (403, "second_factor_needed")
        assert company.api(who).send("GET", "/leads").data["code"] == "second_factor_needed"
