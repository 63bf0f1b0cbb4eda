"""Claiming: each check with its code, in its order, and what many at once may not get past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from tests.support.company import make_company
from tests.support.races import race
from yuanliu.base.errors import NotFound
from yuanliu.kernel.access.services import hand_over
from yuanliu.kernel.tenancy.session import permit_writes
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.catalog.models import Source
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.services import add_lead
from yuanliu.modules.ownership import claims, services
from yuanliu.modules.ownership.models import ClaimCount, LedgerEntry, Pool


@pytest.fixture
def company():
    return make_company()


def lead_pool(company, **rules):
    """The pool for leads that every company has, with other rules."""
    with work(company.admin) as w:
        pool = w.lock(Pool, Pool.objects.get(object="lead").pk)
        for name, value in {"daily_quota": None, "cool_down_days": 0, **rules}.items():
            setattr(pool, name, value)
        return pool


def leads_in(company, pool, count, at=None):
    ctx = company.admin.at(at) if at else company.admin
    with work(ctx) as w:
        source = Source.objects.first()
        return [add_lead(w, {"name": f"线索{n}", "source": source.pk, "pool": pool.pk}).pk for n in range(count)]


def codes(results):
    return sorted(getattr(result, "code", "done") for result in results)


def test_of_a_hundred_who_want_one_lead_one_gets_it(company):
    (lead,) = leads_in(company, lead_pool(company), 1)
    ctxs = [company.ctx(name) for name in _hire(company, 100)]
    results = race(100, lambda n: services.claim_record(ctxs[n], Lead, lead), at_once=20)
    assert codes(results) == ["already_claimed"] * 99 + ["done"]
    winner = next(ctx for ctx, result in zip(ctxs, results, strict=True) if not isinstance(result, Exception))
    assert {r.extra["owner"] for r in results if isinstance(r, claims.AlreadyClaimed)} == {winner.name}
    with reading(company.admin):
        assert Lead.objects.get(pk=lead).owner_id == winner.member_id
        assert LedgerEntry.objects.filter(record_id=lead, kind="claim").count() == 1
        assert list(ClaimCount.objects.values_list("member", "count")) == [(winner.member_id, 1)]


def _hire(company, count):
    names = [f"m{n}" for n in range(count)]
    for name in names:
        company.hire(name)
    return names


def test_fifty_claims_at_once_get_exactly_the_quota(company):
    leads = leads_in(company, lead_pool(company, daily_quota=10), 50)
    ctx = company.ctx("sales")
    results = race(50, lambda n: services.claim_record(ctx, Lead, leads[n]))
    assert codes(results) == ["daily_quota_reached"] * 40 + ["done"] * 10
    with reading(company.admin):
        assert Lead.objects.filter(owner=company.id("sales")).count() == 10
        assert ClaimCount.objects.get().count == 10


def test_claims_and_assignments_at_once_never_exceed_the_holding_limit(company):
    leads = leads_in(company, lead_pool(company, holding_limit=7), 30)
    ctx, manager, sales = company.ctx("sales"), company.ctx("manager"), company.id("sales")

    def take(number):
        if number % 2:
            return services.claim_record(ctx, Lead, leads[number])
        with work(manager) as w:
            return services.give(w, w.get(Lead, leads[number], "assign"), sales)

    assert codes(race(30, take)) == ["done"] * 7 + ["holding_limit_reached"] * 23
    with reading(company.admin):
        assert Lead.objects.filter(owner=sales).count() == 7


def test_a_bulk_assignment_stops_at_the_holding_limit(company):
    leads = leads_in(company, lead_pool(company, holding_limit=3), 5)
    body = {"action": "assign", "ids": [str(pk) for pk in leads], "values": {"owner": str(company.id("sales"))}}
    answer = company.api("manager").send("POST", "/leads/bulk", body).data
    assert (answer["done"], [row["code"] for row in answer["failed"]]) == (3, ["holding_limit_reached"] * 2)


def test_what_is_put_aside_does_not_count_as_held(company):
    pool = lead_pool(company, holding_limit=1)
    first, second = leads_in(company, pool, 2)
    api = company.api("sales")
    assert api.send("POST", f"/leads/{first}/claim").status_code == 200
    assert api.send("POST", f"/leads/{second}/claim").data["code"] == "holding_limit_reached"
    api.send("POST", f"/leads/{first}/disqualify", {"reason": "空号"})
    assert api.send("POST", f"/leads/{second}/claim").status_code == 200


def test_returning_does_not_give_the_quota_back(company):
    first, second = leads_in(company, lead_pool(company, daily_quota=1), 2)
    ctx = company.ctx("sales")
    services.claim_record(ctx, Lead, first)
    services.return_record(ctx, Lead, first, None, "不匹配")
    with pytest.raises(claims.DailyQuotaReached):
        services.claim_record(ctx, Lead, second)
    services.claim_record(ctx.at(ctx.now + timedelta(days=1)), Lead, second)


def test_the_former_owner_waits_and_the_others_do_not(company):
    (lead,) = leads_in(company, lead_pool(company, cool_down_days=7), 1)
    ctx = company.ctx("sales")
    services.claim_record(ctx, Lead, lead)
    services.return_record(ctx, Lead, lead, None, "不匹配")
    for days, allowed in ((6, False), (8, True)):
        later = ctx.at(ctx.now + timedelta(days=days))
        if allowed:
            services.claim_record(later, Lead, lead)
        else:
            with pytest.raises(claims.CoolDown):
                services.claim_record(later, Lead, lead)
    services.return_record(ctx, Lead, lead, None, "再次退回")
    services.claim_record(company.ctx("peer"), Lead, lead)


def test_new_arrivals_are_protected(company):
    (lead,) = leads_in(company, lead_pool(company, protection_hours=24), 1)
    ctx = company.ctx("sales")
    with pytest.raises(claims.Protected):
        services.claim_record(ctx.at(ctx.now + timedelta(hours=23)), Lead, lead)
    services.claim_record(ctx.at(ctx.now + timedelta(hours=25)), Lead, lead)


def test_the_checks_come_in_their_order(company):
    """One who fails every check hears of the first; each that is lifted shows the next."""
    rules: dict[str, int | None] = {"daily_quota": 0, "holding_limit": 0, "cool_down_days": 7, "protection_hours": 24}
    pool = lead_pool(company)
    (lead,) = leads_in(company, pool, 1)
    ctx = company.ctx("sales")
    services.claim_record(ctx, Lead, lead)
    services.return_record(ctx, Lead, lead, None, "不匹配")
    heard = []
    for lifted in ({}, {"daily_quota": None}, {"holding_limit": None}, {"cool_down_days": 0}, {"protection_hours": 0}):
        rules |= lifted
        lead_pool(company, **rules)
        try:
            services.claim_record(ctx, Lead, lead)
        except claims.Problem as problem:
            heard.append(problem.code)
    assert heard == ["daily_quota_reached", "holding_limit_reached", "cool_down", "protected"]


def test_membership_comes_first(company):
    pool = lead_pool(company, everyone=False)
    (lead,) = leads_in(company, pool, 1)
    assert company.api("sales").send("POST", f"/leads/{lead}/claim").status_code == 404
    assert company.api("sales").send("GET", f"/leads/{lead}").status_code == 404
    marketer = company.ctx("marketer")  # sees every lead, so the refusal may say what it is about
    with pytest.raises(claims.NotPoolMember):
        services.claim_record(_may_claim(marketer), Lead, lead)
    admin = company.api("admin")
    body = {"member": str(company.id("sales"))}
    assert admin.send("POST", f"/pools/{pool.pk}/members", body).status_code == 200
    assert company.api("sales").send("GET", f"/leads/{lead}").data["can"] == ["claim"]
    assert company.api("sales").send("POST", f"/leads/{lead}/claim").status_code == 200


def _may_claim(ctx):
    from dataclasses import replace

    return replace(ctx, grants={**ctx.grants, "lead.claim": ctx.grants["lead.read"]})


def test_who_never_could_have_claimed_it_is_told_nothing(company):
    with work(company.ctx("sales")) as w:
        lead = add_lead(w, {"name": "自有线索", "source": Source.objects.first().pk}).pk
    with pytest.raises(NotFound):
        services.claim_record(company.ctx("stranger"), Lead, lead)


def test_a_batch_tells_what_came_of_each(company):
    leads = leads_in(company, lead_pool(company, daily_quota=2), 3)
    answer = company.api("sales").send("POST", "/leads/claim", {"ids": [str(pk) for pk in leads]}).data
    assert (answer["done"], [row["code"] for row in answer["failed"]]) == (2, ["daily_quota_reached"])


def test_assigning_skips_quota_and_cool_down(company):
    (lead,) = leads_in(company, lead_pool(company, daily_quota=0, cool_down_days=7), 1)
    api, sales = company.api("manager"), str(company.id("sales"))
    for _ in range(2):
        assert api.send("POST", f"/leads/{lead}/assign", {"owner": sales}).data["owner"]["id"] == sales
        assert company.api("sales").send("POST", f"/leads/{lead}/return", {"reason": "不匹配"}).status_code == 200


def test_every_move_is_in_the_ledger(company):
    pool = lead_pool(company)
    (lead,) = leads_in(company, pool, 1)
    sales, peer = company.ctx("sales"), company.id("peer")
    services.claim_record(sales, Lead, lead)
    manager = company.ctx("manager")
    with work(manager) as w:
        services.give(w, w.get(Lead, lead, "assign"), peer, "休假")
    services.return_record(company.ctx("peer"), Lead, lead, None, "不是我的行业")
    with work(manager) as w:
        services.give(w, w.get(Lead, lead, "assign"), company.id("sales"))
    hand_over(company.admin, company.id("sales"), peer)
    shown = company.api("peer").send("GET", f"/leads/{lead}/ledger").data["items"]
    told = [
        (e["kind"], *((e[side] or {}).get("title") for side in ("from_owner", "from_pool", "to_owner", "to_pool")))
        for e in shown
    ]
    assert told == [
        ("hand_over", "sales", None, "peer", None),
        ("assign", None, "线索公海", "sales", None),
        ("return", "peer", None, None, "线索公海"),
        ("transfer", "sales", None, "peer", None),
        ("claim", None, "线索公海", "sales", None),
        ("create", None, None, None, "线索公海"),
    ]
    assert (shown[2]["reason"], shown[2]["actor"]["title"], shown[3]["reason"]) == ("不是我的行业", "peer", "休假")
    with reading(company.admin):
        record = Lead.objects.get(pk=lead)
        assert record.owned_since is not None
        assert record.pooled_since is None


def test_the_database_refuses_two_homes_and_none(company):
    pool = lead_pool(company)
    (lead,) = leads_in(company, pool, 1)
    for change in ({"pool": None}, {"owner": company.id("sales")}):
        with pytest.raises(IntegrityError, match="one_home"), work(company.admin), permit_writes():
            Lead.objects.filter(pk=lead).update(**change)


def test_a_return_goes_where_it_came_from_and_only_to_pools_one_may_use(company):
    lead_pool(company)
    api = company.api("admin")
    east = api.send("POST", "/pools", {"name": "华东公海", "object": "lead", "everyone": True}).data["id"]
    closed = api.send("POST", "/pools", {"name": "内部公海", "object": "lead"}).data["id"]
    with reading(company.admin):
        pool = Pool.objects.get(pk=east)
    (lead,) = leads_in(company, pool, 1)
    sales = company.api("sales")
    sales.send("POST", f"/leads/{lead}/claim")
    refused = sales.send("POST", f"/leads/{lead}/return", {"reason": "x", "pool": closed})
    assert [e["field"] for e in refused.data["errors"]] == ["pool"]
    returned = sales.send("POST", f"/leads/{lead}/return", {"reason": "不匹配"})
    assert returned.data["pool"]["id"] == east


def test_a_pool_is_checked_managed_by_its_admins_and_kept_while_it_is_used(company):
    api = company.api("admin")
    wrong = {"name": "x", "object": "lead", "cool_down_days": -1, "masked_fields": ["name"]}
    fields = [e["field"] for e in api.send("POST", "/pools", wrong).data["errors"]]
    assert fields == ["cool_down_days", "masked_fields"]
    pool = lead_pool(company)
    leads_in(company, pool, 1)
    assert api.send("DELETE", f"/pools/{pool.pk}").data["code"] == "pool_not_empty"
    assert (
        company.api("sales").send("POST", f"/pools/{pool.pk}/members", {"member": str(company.id("sales"))}).status_code
        == 403
    )
    members = api.send("POST", f"/pools/{pool.pk}/members", {"member": str(company.id("peer")), "admin": True}).data[
        "items"
    ]
    assert [(m["member"]["title"], m["admin"]) for m in members] == [("peer", True)]
    assert api.send("DELETE", f"/pools/{pool.pk}/members/{company.id('peer')}").status_code == 204
    assert api.send("DELETE", f"/pools/{pool.pk}/members/{company.id('peer')}").status_code == 404


def test_no_path_but_the_verbs_changes_the_home(company):
    (lead,) = leads_in(company, lead_pool(company), 1)
    api = company.api("admin")
    for values in ({"owner": str(company.id("sales"))}, {"pool": None}, {"status": "converted"}):
        refused = api.send("PATCH", f"/leads/{lead}", {"version": 1, **values})
        assert [e["code"] for e in refused.data["errors"]] == ["unknown_field"]


def test_the_wall_lets_no_query_remain(company):
    """The ledger only grows: the app role may not change it."""
    with pytest.raises(Exception, match="permission denied"), work(company.admin), connection.cursor() as cursor:
        cursor.execute("UPDATE ownership_ledgerentry SET reason = 'x'")
