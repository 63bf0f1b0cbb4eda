"""The night's run: what it takes, what it leaves, whom it warns, and that running it again changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.jobs.jobs import deliver_outbox
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.contracts.models import Contract
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.tests.makers import source_of
from yuanliu.modules.ownership.models import LedgerEntry, Pool
from yuanliu.modules.ownership.services import claim_record, recycle, return_record
from yuanliu.modules.recycling import services
from yuanliu.modules.recycling.queries import last_win


@pytest.fixture
def company():
    return make_company()


def new_rule(company, target="lead", **values):
    with reading(company.admin):
        pool = str(Pool.objects.filter(object=target).values_list("pk", flat=True)[0])
    return post(company, "admin", "/recycle-rules", {"name": "回收", "object": target, "pool": pool, **values})


def new_lead(company, who="sales", name="线索"):
    return post(company, who, "/leads", {"name": name, "source": source_of(company)})


def night(company, days=0):
    """The run of the night `days` from now."""
    now = company.admin.now + timedelta(days=days)
    return services.run_night(Context.for_system(company.admin.tenant_id, rule="recycling", clock=now))


def owners(company, model):
    with reading(company.admin):
        return dict(model.objects.values_list("pk", "owner__name"))


def test_what_nobody_follows_up_goes_to_the_pool(company):
    new_rule(company, no_follow_up_days=30)
    lead, followed, aside = (new_lead(company, name=name) for name in ("忘记", "跟进", "无效"))
    with work(company.admin) as w:
        w.lock(Lead, followed).last_follow_up_at = w.now + timedelta(days=20)
    company.api("sales").send("POST", f"/leads/{aside}/disqualify", {"reason": "空号"})
    assert night(company, 29).recycled == 0
    assert night(company, 31).recycled == 1
    assert owners(company, Lead) == {lead: None, followed: "sales", aside: "sales"}
    (entry,) = company.api("admin").send("GET", f"/leads/{lead}/ledger").data["items"][:1]
    assert (entry["kind"], entry["reason"], entry["rule"], entry["actor"]) == (
        "recycle",
        "30 天未跟进",
        "回收 v1",
        None,
    )
    assert (entry["from_owner"]["title"], entry["to_pool"]["title"]) == ("sales", "线索公海")
    told = company.api("admin").send("GET", f"/leads/{lead}/timeline").data["items"][0]
    assert (told["code"], told["text"]) == ("record.recycled", "回收到公海“线索公海”：30 天未跟进")
    for language, name in (("zh-CN", "系统"), ("en", "System")):
        read = company.api("admin").send("GET", f"/leads/{lead}/timeline", **{"Accept-Language": language}).data
        assert read["items"][0]["actor"] == {"id": None, "title": name}


def test_running_it_again_changes_nothing(company):
    new_rule(company, no_follow_up_days=30)
    lead = new_lead(company)
    first, second = night(company, 31), night(company, 31)
    assert (first.pk, first.recycled) == (second.pk, 1)
    assert night(company, 32).recycled == 0
    with reading(company.admin):
        assert LedgerEntry.objects.filter(record_id=lead, kind="recycle").count() == 1


def test_after_a_crash_it_goes_on_where_it_was(company, monkeypatch):
    new_rule(company, no_follow_up_days=30)
    leads = [new_lead(company, name=f"线索{number}") for number in range(3)]
    taken: list[UUID] = []

    def dies_at_the_second(w, record, *rest):
        if taken:
            raise ConnectionError
        taken.append(record.pk)
        return recycle(w, record, *rest)

    monkeypatch.setattr(services, "BATCH", 1)
    monkeypatch.setattr(services, "recycle", dies_at_the_second)
    with pytest.raises(ConnectionError):
        night(company, 31)
    assert [pk for pk, owner in owners(company, Lead).items() if owner is None] == taken
    monkeypatch.setattr(services, "recycle", recycle)
    assert night(company, 31).recycled == 2
    with reading(company.admin):
        entries = LedgerEntry.objects.filter(kind="recycle").values_list("record_id", flat=True)
        assert sorted(entries) == sorted(leads)


def test_it_takes_many_in_batches(company, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 3)
    new_rule(company, no_follow_up_days=30)
    for number in range(7):
        new_lead(company, name=f"线索{number}")
    assert night(company, 31).recycled == 7


def test_the_days_count_from_the_claim(company):
    new_rule(company, no_follow_up_days=30)
    lead = new_lead(company)
    ctx = company.ctx("sales")
    return_record(ctx, Lead, lead, None, "不匹配")
    peer = company.ctx("peer")
    claim_record(peer.at(peer.now + timedelta(days=20)), Lead, lead)
    assert night(company, 40).recycled == 0
    assert night(company, 51).recycled == 1


def test_levels_exemptions_and_conditions_of_accounts(company):
    new_rule(company, "account", no_opportunity_days=30, exempt_won=True)
    new_rule(company, "account", name="重点", level="key", no_follow_up_days=90)
    made = {
        name: post(company, "sales", "/accounts", {"name": name, **values})
        for name, values in {
            "普通": {},
            "重点": {"level": "key"},
            "锁定": {},
            "成交": {},
            "有商机": {},
        }.items()
    }
    post(company, "sales", "/opportunities", {"name": "商机", "account": str(made["有商机"])})
    company.api("manager").send("POST", f"/accounts/{made['锁定']}/lock", {"locked": True})
    with work(company.admin) as w:
        w.lock(Account, made["成交"]).last_won_at = w.now
    for day, taken in ((31, {"普通"}), (91, {"普通", "重点"})):
        night(company, day)
        assert {name for name, pk in made.items() if owners(company, Account)[pk] is None} == taken


def test_not_won_in_time(company):
    new_rule(company, "account", not_won_days=60, exempt_open_opportunity=False)
    slow = post(company, "sales", "/accounts", {"name": "没有成交"})
    won = post(company, "sales", "/accounts", {"name": "成交"})
    opportunity = post(company, "sales", "/opportunities", {"name": "商机", "account": str(won), "amount": "100"})
    stages = company.api("sales").send("GET", "/stages").data["items"]
    stage = next(s["id"] for s in stages if s["outcome"] == "won")
    moved = company.api("sales").send("POST", f"/opportunities/{opportunity}/move", {"stage": stage})
    assert moved.status_code == 200, moved.content
    deliver_outbox.func(str(company.admin.tenant_id))
    assert company.api("sales").send("GET", f"/accounts/{won}").data["last_won_at"] is not None
    night(company, 61)
    assert owners(company, Account) == {slow: None, won: "sales"}


def warnings_of(company, language):
    told = company.api("sales").send("GET", "/notifications", None, **{"Accept-Language": language}).data["items"]
    return [item for item in told if item["code"] == "recycling.warning"]


def test_owners_are_warned_once_and_ahead(company):
    new_rule(company, no_follow_up_days=30, warn_days=3)
    lead = new_lead(company, name="张三")
    assert [night(company, day).warned for day in (20, 28, 29)] == [0, 1, 0]
    (told,) = warnings_of(company, "zh-hans")
    assert told["record"]["id"] == str(lead)
    assert told["text"].startswith("“张三”将于 ")
    assert "30 天未跟进" in told["text"]
    assert night(company, 31).recycled == 1


def test_many_make_one_message(company):
    new_rule(company, no_follow_up_days=30, warn_days=3)
    for number in range(4):
        new_lead(company, name=f"线索{number}")
    assert night(company, 28).warned == 4
    assert warnings_of(company, "zh-hans")[0]["text"].startswith("4 条线索将在 3 天内被回收")
    assert warnings_of(company, "en")[0]["text"].startswith("4 leads will be recycled within 3 days")


def test_the_dry_run_says_what_and_why_and_takes_nothing(company):
    long_ago = company.admin.now - timedelta(days=40)
    new_rule(company, no_follow_up_days=30)
    mine, other = new_lead(company, name="甲"), new_lead(company, "stranger", name="乙")
    with work(company.admin) as w:
        for pk in (mine, other):
            w.lock(Lead, pk).owned_since = long_ago
    shown = company.api("admin").send("GET", "/recycling/preview").data
    assert {item["record"]["title"]: item["reason"] for item in shown["items"]} == {
        "甲": "30 天未跟进",
        "乙": "30 天未跟进",
    }
    below = company.api("manager").send("GET", "/recycling/preview").data["items"]
    assert [(item["record"]["title"], item["owner"]["title"]) for item in below] == [("甲", "sales")]
    assert company.api("sales").send("GET", "/recycling/preview").status_code == 403
    assert [i["record"]["title"] for i in company.api("sales").send("GET", "/recycling/mine").data["items"]] == ["甲"]
    assert owners(company, Lead) == {mine: "sales", other: "stranger"}


def test_a_rule_that_makes_no_sense_is_refused(company):
    with reading(company.admin):
        pool = str(Pool.objects.filter(object="account").values_list("pk", flat=True)[0])
    wrong = {"name": "x", "object": "lead", "pool": pool, "not_won_days": 3, "level": "key", "warn_days": -1}
    refused = company.api("admin").send("POST", "/recycle-rules", wrong)
    assert {e["field"]: e["code"] for e in refused.data["errors"]} == {
        "warn_days": "out_of_range",
        "level": "accounts_only",
        "not_won_days": "accounts_only",
        "pool": "other_object",
    }
    rule = new_rule(company, no_follow_up_days=30)
    refused = company.api("admin").send("PATCH", f"/recycle-rules/{rule}", {"version": 1, "no_follow_up_days": None})
    assert [e["code"] for e in refused.data["errors"]] == ["no_condition"]
    again = {
        "name": "y",
        "object": "lead",
        "no_follow_up_days": 5,
        "pool": company.api("admin").send("GET", f"/recycle-rules/{rule}").data["pool"]["id"],
    }
    assert [e["code"] for e in company.api("admin").send("POST", "/recycle-rules", again).data["errors"]] == [
        "not_unique"
    ]


def test_a_contract_that_holds_is_a_win(company):
    account = post(company, "sales", "/accounts", {"name": "客户"})
    with work(company.admin) as w:
        record = w.lock(Account, account)
        terms = {
            "account": record,
            "owner_id": company.id("sales"),
            "currency": "CNY",
            "amount": 100,
            "amount_base": 100,
        }
        for number, (stage, day) in enumerate((("effective", 5), ("draft", 9), ("void", 8))):
            w.add(Contract(name="合同", number=f"HT{number}", stage=stage, signed_on=date(2026, 1, day), **terms))
        assert last_win(record, "Asia/Shanghai") == datetime(2026, 1, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
