"""Founding a company: on the command line by the operator, by oneself where the operator allows it."""

import secrets

import pytest

from tests.support.company import Api, make_company
from tests.support.letters import letters_to, mailed_code
from yuanliu.base.puzzle import solves
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.site.companies import create_company, reset_links
from yuanliu.site.platform.supervise import Refused

OWN = "mein-eigenes-桥-2026"


def address():
    return f"{secrets.token_hex(6)}@example.com"


def solved(browser):
    token = browser.send("POST", "/sign-up/puzzle").data["token"]
    return {"token": token, "solution": next(str(n) for n in range(10_000_000) if solves(token, str(n)))}


def found(browser, **values):
    body = {"company": "新公司", "name": "创始人", "accepts_terms": True, "password": OWN, "code": "", **values}
    return browser.send("POST", "/sign-up/found", body)


def asked(email):
    browser = Api()
    answer = browser.send("POST", "/sign-up/code", {"email": email, **solved(browser)})
    assert answer.status_code == 204, answer.data
    return browser


def test_a_stranger_proves_a_mailbox_and_founds_a_company():
    email = address()
    browser = asked(email)
    code = mailed_code(email)
    weak = found(browser, code=code, password="12345678")
    assert [error["field"] for error in weak.data["errors"]] == ["password"] or weak.data["errors"][0][
        "field"
    ] == "password"
    assert found(browser, code="000000" if code != "000000" else "1").data["errors"][0]["field"] == "code"
    assert found(browser, code=code, accepts_terms=False).status_code == 422
    made = found(browser, code=code)
    assert made.status_code == 200, made.data
    session = browser.send("GET", "/session").data
    assert (session["tenant"]["code"], session["tenant"]["name"]) == (made.data["company"], "新公司")
    assert (session["member"]["roles"], session["proven"]) == (["admin"], True)
    ctx = Context.for_system(Tenant.objects.get(pk=session["tenant"]["id"]).pk)
    with reading(ctx):
        assert EventLog.objects.filter(code="company.founded").count() == 1, "the terms are on record"
        assert Role.objects.filter(code="admin").exists()
    second = found(browser, company="第二家")
    assert second.status_code == 200, second.data
    assert len(browser.send("GET", "/session").data["companies"]) == 2


def test_every_address_is_answered_alike_and_one_that_has_a_sign_in_uses_that():
    email = address()
    User.objects.create_user(email, OWN, proven_at="2026-01-01T00:00:00Z")
    browser = asked(email)
    answer = found(browser, code=mailed_code(email), password=OWN + "2")
    assert answer.data["code"] == "address_taken"


def test_a_puzzle_is_solved_for_one_code():
    browser = Api()
    proof = solved(browser)
    for body in (
        {"token": "x", "solution": "1"},
        {**proof, "solution": "nothing"},
        {**proof, "token": proof["token"] + "x"},
    ):
        refused = browser.send("POST", "/sign-up/code", {"email": address(), **body})
        assert refused.data["errors"][0]["code"] == "not_solved"
    wrong = browser.send("POST", "/sign-up/code", {"email": "nobody", **proof})
    assert (wrong.status_code, wrong.data["errors"][0]["field"]) in {(422, "email"), (422, "solution")}
    fresh = solved(browser)
    email = address()
    assert browser.send("POST", "/sign-up/code", {"email": email, **fresh}).status_code == 204
    again = browser.send("POST", "/sign-up/code", {"email": email, **fresh})
    assert again.data["errors"][0]["code"] == "not_solved"


def test_where_the_operator_does_not_let_strangers_in_there_is_no_such_page(settings_of):
    settings_of(SIGN_UP_OPEN=False)
    browser = Api()
    assert browser.send("GET", "/doors").data["sign_up"] is False
    assert browser.send("POST", "/sign-up/puzzle").status_code == 404
    assert found(browser).status_code == 404


def test_without_mail_nobody_is_sent_a_code_and_links_are_shown(settings_of):
    company = make_company()
    settings_of(MAIL_OPEN=False)
    assert Api().send("GET", "/doors").data == {"mail": False, "sign_up": False, "terms": ""}
    email = address()
    made = company.api().send("POST", "/members", {"name": "新人", "email": email}).data
    link = company.api().send("POST", f"/members/{made['id']}/invite").data
    assert (link["mailed"], link["path"].startswith("/invitation/")) == (False, True)
    assert letters_to(email) == []


@pytest.fixture
def settings_of(monkeypatch):
    from django.conf import settings

    def change(**values):
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)

    return change


def test_the_operator_founds_a_company_and_the_first_administrator_comes_in_by_a_link():
    email = address()
    link = create_company("命令行公司", "王主任", email)
    browser = Api()
    token = link.rpartition("/")[2]
    assert browser.send("POST", "/invitations/open", {"token": token}).data["company"] == "命令行公司"
    assert browser.send("POST", "/invitations/accept", {"token": token, "password": OWN}).status_code == 200
    assert browser.send("GET", "/session").data["member"]["roles"] == ["admin"]
    [(companies, reset)] = reset_links(email)
    assert companies == "命令行公司"
    assert "/reset/" in reset
    with pytest.raises(Refused):
        reset_links(address())
    with pytest.raises(Refused):
        create_company("x", "y", "no address")


def test_the_first_steps_are_told_by_what_the_company_has():
    company = make_company()
    assert company.api("sales").send("GET", "/beginning").data == {"steps": []}
    api = company.api()

    def done():
        return {step["code"] for step in api.send("GET", "/beginning").data["steps"] if step["done"]}

    assert done() == {"members"}
    pool = api.send("GET", "/pools").data["items"][0]
    api.send("POST", f"/pools/{pool['id']}/members", {"member": str(company.id("sales")), "admin": False})
    stage = api.send("GET", "/stages").data["items"][0]
    assert api.send("PATCH", f"/stages/{stage['id']}", {"version": stage["version"], "name": "初谈"}).status_code == 200
    assert done() == {"members", "pools", "pipeline"}
    with work(company.admin) as w:
        w.get(Member, company.id("peer"), "update").name = "换了名字"
    assert done() == {"members", "pools", "pipeline"}
