"""Who may become whom, one rule at a time; that nobody's rights grow in any way is tested at random in tests/contract."""

from functools import partial

import pytest

from tests.support.company import make_company
from tests.support.races import race
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.imports.tests.support import imported, step, uploaded
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.modules.accounts.models import Account


@pytest.fixture
def company():
    return make_company()


def role_for(company, who, grants, rules=None, code="special"):
    """A role of their own, which they have alone."""
    with work(Context.for_system(company.admin.tenant_id)) as w:
        w.add(Role(code=code, name=code, grants=grants, field_rules=rules or {}))
        w.lock(Member, company.id(who)).roles = [code]
    return company.api(who)


def patch(api, path, record_id, **values):
    seen = api.send("GET", f"/{path}/{record_id}")
    assert seen.status_code == 200, seen.content
    return api.send("PATCH", f"/{path}/{record_id}", {"version": seen.data["version"], **values})


def refused(response):
    return response.status_code, [(error["field"], error["code"]) for error in response.data["errors"]]


STAFF = {f"member.{action}": "all" for action in ("read", "create", "update", "delete")} | {"department.read": "all"}
ROLES = {f"role.{action}": "all" for action in ("read", "create", "update", "delete")}


def test_nobody_makes_an_administrator_of_themselves(company):
    api = role_for(company, "sales", STAFF)
    answer = patch(api, "members", company.id("sales"), roles=["special", "admin"])
    assert refused(answer) == (422, [("roles", "beyond_own_rights")])
    assert "全部权限" in answer.data["errors"][0]["detail"]
    hired = api.send("POST", "/members", {"name": "朋友", "email": "friend@example.com", "roles": ["admin"]})
    assert refused(hired) == (422, [("roles", "beyond_own_rights")])


def test_a_role_is_changed_only_by_who_holds_what_it_gives(company):
    api = role_for(company, "sales", {**STAFF, **ROLES, "lead.read": "self"}, {"lead.mobile": "hidden"})
    own = api.send("GET", '/roles?filter={"field":"code","op":"eq","value":"special"}').data["items"][0]
    wider = patch(api, "roles", own["id"], grants={**STAFF, **ROLES, "lead.read": "all"})
    assert refused(wider) == (422, [("grants", "beyond_own_rights")])
    assert "线索 · 查看" in wider.data["errors"][0]["detail"]
    looser = patch(api, "roles", own["id"], field_rules={})
    assert refused(looser) == (422, [("field_rules", "beyond_own_rights")])
    made = api.send("POST", "/roles", {"code": "mine", "name": "x", "grants": {"lead.read": "self"}})
    assert refused(made) == (422, [("field_rules", "beyond_own_rights")])
    narrower = patch(api, "roles", own["id"], grants={**STAFF, **ROLES}, field_rules={"lead.mobile": "hidden"})
    assert narrower.status_code == 200, narrower.data


def test_a_manager_of_a_department_touches_only_its_people(company):
    api = role_for(company, "manager", {name: "subtree" for name in STAFF})
    assert patch(api, "members", company.id("sales"), phone="13800000000").status_code == 200
    assert api.send("GET", f"/members/{company.id('stranger')}").status_code == 404
    answer = api.send("PATCH", f"/members/{company.id('stranger')}", {"version": 1, "phone": "13800000000"})
    assert answer.status_code == 404
    outside = patch(api, "members", company.id("sales"), department=str(company.departments["华北销售部"]))
    assert outside.status_code == 422, outside.data
    hired = {"name": "新人", "email": "new-here@example.com", "department": str(company.departments["上海组"])}
    assert api.send("POST", "/members", hired).status_code == 201
    assert {item["title"] for item in api.send("GET", "/members").data["items"]} == {"manager", "sales", "peer", "新人"}


def test_unknown_names_are_refused_at_the_field(company):
    api = company.api()
    member = company.id("sales")
    assert refused(patch(api, "members", member, roles=["ghost"])) == (422, [("roles", "unknown_role")])
    assert refused(patch(api, "members", member, roles={"admin": 1})) == (422, [("roles", "type")])
    for field, value in (
        ("grants", {"dragon.read": "all"}),
        ("grants", {"lead.fly": "all"}),
        ("grants", {"lead.read": "galaxy"}),
        ("grants", {"lead.read": ["all"]}),
        ("grants", {"*.*": "self"}),
        ("field_rules", {"lead.wings": "hidden"}),
        ("field_rules", {"lead.custom.wings": "hidden"}),
        ("field_rules", {"lead.mobile": "painted"}),
    ):
        answer = api.send("POST", "/roles", {"code": "x", "name": "x", field: value})
        assert refused(answer) == (422, [(field, "unknown")]), value
    bulk = api.send("POST", "/members/bulk", {"action": "update", "ids": [str(member)], "values": {"roles": ["ghost"]}})
    assert bulk.status_code != 200 or bulk.data["done"] == 0
    made = api.send("POST", "/roles", {"code": "fits", "name": "x", "grants": {"lead.read": "self"}})
    assert made.status_code == 201
    renamed = patch(api, "roles", made.data["id"], code="admin2")
    assert renamed.status_code == 422, "members know a role by its code"


# The last administrator


def test_the_last_administrator_stays(company):
    api, me = company.api(), company.id("admin")
    assert patch(api, "members", me, roles=["salesperson"]).data["code"] == "last_administrator"
    admin = api.send("GET", '/roles?filter={"field":"code","op":"eq","value":"admin"}').data["items"][0]["id"]
    assert patch(api, "roles", admin, grants={"lead.read": "all"}).data["code"] == "last_administrator"
    assert api.send("DELETE", f"/roles/{admin}").data["code"] == "in_use"
    assert patch(api, "members", company.id("peer"), roles=["admin"]).status_code == 200
    other = company.api("peer")
    assert other.send("POST", f"/members/{me}/disable").status_code == 200
    assert other.send("DELETE", f"/members/{company.id('peer')}").status_code == 422
    assert patch(other, "members", company.id("peer"), roles=[]).data["code"] == "last_administrator"
    assert patch(other, "roles", admin, field_rules={"lead.mobile": "hidden"}).status_code == 422


def test_of_two_administrators_who_put_each_other_out_one_stays(company):
    me, peer = company.id("admin"), company.id("peer")
    for _ in range(4):
        with work(Context.for_system(company.admin.tenant_id)) as w:
            for pk in (me, peer):
                member = w.lock(Member, pk)
                member.status, member.roles = "active", ["admin"]
        acts = company.api().send, company.api("peer").send
        version = acts[0]("GET", f"/members/{me}").data["version"]
        calls = ("POST", f"/members/{peer}/disable"), ("PATCH", f"/members/{me}", {"version": version, "roles": []})
        answers = race(2, partial(_call, acts, calls))
        assert answers.count(200) == 1, answers
        with work(Context.for_system(company.admin.tenant_id)):
            assert Member.objects.filter(status="active", roles__contains=["admin"]).count() == 1


def _call(acts, calls, number):
    return acts[number](*calls[number]).status_code


# What is in use


def test_a_role_or_department_in_use_says_who_uses_it(company):
    api = company.api()
    role = api.send("GET", '/roles?filter={"field":"code","op":"eq","value":"finance"}').data["items"][0]["id"]
    answer = api.send("DELETE", f"/roles/{role}")
    assert (answer.status_code, answer.data["code"]) == (409, "in_use")
    assert "finance" in answer.data["detail"]
    for department, user in (("上海组", "peer"), ("华东销售部", "上海组")):
        answer = api.send("DELETE", f"/departments/{company.departments[department]}")
        assert (answer.status_code, answer.data["code"]) == (409, "in_use")
        assert user in answer.data["detail"]
    bulk = api.send("POST", "/roles/bulk", {"action": "delete", "ids": [role], "values": {}})
    assert bulk.data["failed"][0]["code"] == "in_use"


def test_who_leaves_hands_over_in_the_same_act(company):
    api, sales = company.api(), company.id("sales")
    ctx = company.ctx("sales")
    with work(ctx) as w:
        record = w.add(Account(name="客户", owner_id=ctx.member_id))
    refused_ = api.send("POST", f"/members/{sales}/disable")
    assert (refused_.status_code, refused_.data["code"], refused_.data["count"]) == (409, "has_records", 1)
    assert api.send("DELETE", f"/members/{sales}").data["code"] == "has_records"
    assert api.send("POST", f"/members/{sales}/disable", {"to": str(sales)}).status_code == 422
    assert api.send("GET", f"/members/{sales}").data["status"] == "active"
    gone = api.send("POST", f"/members/{sales}/disable", {"to": str(company.id("peer"))})
    assert gone.data["status"] == "disabled", gone.data
    assert api.send("GET", f"/accounts/{record.pk}").data["owner"]["title"] == "peer"
    assert api.send("DELETE", f"/members/{sales}").status_code == 204


# Pools


def test_a_pool_is_opened_only_by_who_may_see_into_it(company):
    pool = (
        company.api()
        .send("POST", "/pools", {"name": "华东公海", "object": "lead", "masked_fields": ["mobile"]})
        .data["id"]
    )
    api = role_for(
        company, "marketer", {"pool.read": "all", "pool.update": "all", "member.read": "all"}, {"lead.mobile": "masked"}
    )
    answer = api.send("POST", f"/pools/{pool}/members", {"member": str(company.id("sales")), "admin": False})
    assert refused(answer) == (422, [("member", "beyond_own_rights")])
    assert refused(patch(api, "pools", pool, everyone=True)) == (422, [("everyone", "beyond_own_rights")])
    assert refused(patch(api, "pools", pool, masked_fields=[])) == (422, [("masked_fields", "beyond_own_rights")])
    assert patch(api, "pools", pool, daily_quota=3).status_code == 200


def test_an_import_gives_no_more_than_a_form(company):
    api = role_for(company, "sales", {**STAFF, "member.import": "all"})
    file = "姓名,登录邮箱\n朋友,friend-2@example.com\n"
    batch = uploaded(api, "member", file)
    plan = {"mapping": batch["mapping"], "constants": {"roles": ["admin"]}}
    if api.send("PUT", f"/imports/{batch['id']}", plan).status_code == 200:
        step(api, batch, "check")
        step(api, batch, "run")
    assert "朋友" not in {item["title"] for item in api.send("GET", "/members").data["items"]}
    assert imported(api, "member", file)["counts"]["created"] == 1
