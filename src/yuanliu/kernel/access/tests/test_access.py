"""From roles and departments to what a member may do."""

import pytest

from tests.support.company import Api, make_company
from yuanliu.base.errors import Invalid
from yuanliu.kernel.access.models import Department, Member, Role
from yuanliu.kernel.access.rights import mildest_rules, widest_grants
from yuanliu.kernel.access.services import disable_member, hand_over
from yuanliu.kernel.work.context import ALL, SELF
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account


@pytest.fixture(scope="module")
def company():
    return make_company()


def owned_by(company, who, name="客户"):
    ctx = company.ctx(who)
    with work(ctx) as w:
        return w.add(Account(name=name, owner_id=ctx.member_id))


def seen_by(company, who):
    ctx = company.ctx(who)
    with reading(ctx):
        return set(Account.objects.visible_to(ctx).values_list("pk", flat=True))


def test_the_widest_scope_of_several_roles_counts():
    assert widest_grants([{"lead.read": "self"}, {"lead.read": "all", "lead.create": "self"}]) == {
        "lead.read": ALL,
        "lead.create": SELF,
    }


def test_a_field_rule_holds_only_when_every_role_has_one_and_the_mildest_wins():
    assert mildest_rules([{"lead.phone": "hidden", "lead.email": "hidden"}, {"lead.phone": "read_only"}]) == {
        "lead.phone": "read_only"
    }
    assert mildest_rules([]) == {}


def test_each_data_scope_shows_its_rows(company):
    mine, peers, strangers = (owned_by(company, who).pk for who in ("sales", "peer", "stranger"))
    assert mine in seen_by(company, "sales")
    assert not {peers, strangers} & seen_by(company, "sales")
    assert {mine, peers} <= seen_by(company, "manager")  # 上海组 lies below 华东销售部
    assert strangers not in seen_by(company, "manager")
    assert {mine, peers, strangers} <= seen_by(company, "admin")


def test_a_department_scope_ends_at_the_department():
    company = make_company()
    with work(company.admin) as w:
        role = w.add(Role(code="team", name="本部门", grants={"account.read": "department"}))
        w.get(Member, company.id("manager"), "update").roles = [role.code]
        w.get(Member, company.id("peer"), "update").roles = [role.code]
    record = owned_by(company, "sales")
    assert record.pk not in seen_by(company, "manager")  # one level above
    assert record.pk in seen_by(company, "peer")


def test_a_loop_in_the_tree_ends():
    company = make_company()
    with work(company.admin) as w:
        w.get(Department, company.departments["华东销售部"], "update").parent_id = company.departments["上海组"]
    assert len(company.ctx("manager").departments) == 2


def test_a_role_names_only_what_exists(company):
    response = company.api().send("POST", "/roles", {"code": "x", "name": "x", "grants": {"dragon.read": "all"}})
    assert (response.status_code, response.data["errors"][0]["field"]) == (422, "grants")


def test_a_disabled_member_is_out_at_once():
    company = make_company()
    api = company.api("sales")
    assert api.send("GET", "/accounts").status_code == 200
    disable_member(company.admin, company.id("sales"))
    assert api.send("GET", "/accounts").status_code == 401


def test_nobody_disables_themselves(company):
    with pytest.raises(Invalid):
        disable_member(company.admin, company.admin.me)


def test_hand_over_moves_all_that_a_member_owns_and_keeps_the_history():
    company = make_company()
    records = [owned_by(company, "sales", f"客户{number}") for number in range(3)]
    assert hand_over(company.admin, company.id("sales"), company.id("peer")) >= 3
    assert {record.pk for record in records} <= seen_by(company, "peer")
    assert seen_by(company, "sales") == set()
    api = company.api("admin")
    line = api.send("GET", f"/accounts/{records[0].pk}/timeline").data["items"]
    assert line[0]["changes"][0]["new"]["title"] == "peer"


def test_signing_in_is_on_record():
    company = make_company()
    email = company.set_password("sales", "Yuan-liu-2026")
    browser = Api()
    browser.get("/api/v1/session")
    answer = browser.post(
        "/_allauth/browser/v1/auth/login",
        {"email": email, "password": "Yuan-liu-2026"},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    assert browser.send("GET", "/session").data["member"]["title"] == "sales"
    line = company.api().send("GET", f"/members/{company.id('sales')}/timeline").data["items"]
    assert line[0]["code"] == "member.signed_in"


def test_the_same_member_of_another_tenant_is_not_confused():
    first, second = make_company("甲"), make_company("乙")
    owned_by(first, "sales")
    assert second.api("sales").send("GET", "/accounts").data["items"] == []


def test_a_member_sets_their_own_language(company):
    answer = company.api("peer").send("PATCH", "/session", {"locale": "en", "time_zone": "Europe/Berlin"})
    assert (answer.data["locale"], answer.data["time_zone"]) == ("en", "Europe/Berlin")
    wrong = company.api("peer").send("PATCH", "/session", {"time_zone": "Mars/Olympus"})
    assert wrong.data["errors"][0]["field"] == "time_zone"


def test_unsafe_requests_need_the_csrf_token(company):
    with reading(company.admin):
        member = Member.objects.select_related("user").get(pk=company.id("sales"))
    browser = Api(member, enforce_csrf_checks=True)
    refused = browser.send("POST", "/accounts", {"name": "x"})
    assert (refused.status_code, refused.data["code"]) == (403, "csrf_failed")
    token = browser.get("/api/v1/session").cookies["csrftoken"].value
    assert browser.send("POST", "/accounts", {"name": "x"}, **{"X-CSRFToken": token}).status_code == 201
