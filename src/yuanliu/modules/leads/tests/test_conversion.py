"""Conversion: one transaction, once, filling only what is empty, moving no history."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from tests.support.races import race
from yuanliu.base.errors import Invalid
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account, Contact, DuplicateRule
from yuanliu.modules.activities.services import remind_due
from yuanliu.modules.campaigns.models import Campaign, PromotionLink, Touch, TouchKind
from yuanliu.modules.campaigns.services.touches import add_touch
from yuanliu.modules.leads.conversion import Wish, convert_lead
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.tests.makers import source_of
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.ownership.models import LedgerEntry

PERSON = {"name": "张三", "job_title": "采购经理", "mobile": "13812345678", "email": "zhang@example.com"}


@pytest.fixture
def company():
    return make_company()


def new_lead(at, who="sales", /, **values):
    values = {**PERSON, "company": "华为技术有限公司", "source": source_of(at), **values}
    return post(at, who, "/leads", values)


def convert(at, lead, body=None, who="sales"):
    response = at.api(who).send("POST", f"/leads/{lead}/convert", body or {})
    assert response.status_code == 200, response.content.decode()
    return response.data


def test_a_lead_becomes_an_account_a_contact_and_an_opportunity(company):
    lead = new_lead(company, region="上海", industry="制造", phone="021-58881234")
    shown = convert(company, lead, {"opportunity": {"name": "ERP 项目", "amount": "50000"}})
    api = company.api("sales")
    account = api.send("GET", f"/accounts/{shown['account']['id']}").data
    contact = api.send("GET", f"/contacts/{shown['contact']['id']}").data
    opportunity = api.send("GET", f"/opportunities/{shown['opportunity']['id']}").data
    assert (shown["status"], shown["converted_at"] is None) == ("converted", False)
    assert [account[f] for f in ("name", "kind", "region", "phone")] == [
        "华为技术有限公司",
        "organisation",
        "上海",
        "021-58881234",
    ]
    assert account["owner"]["title"] == opportunity["owner"]["title"] == "sales"
    assert account["source"] == opportunity["source"] == shown["source"]
    assert [contact[f] for f in ("name", "job_title", "mobile")] == ["张三", "采购经理", "13812345678"]
    assert (opportunity["amount"], opportunity["contact"]["id"]) == ("50000.00", contact["id"])


def test_a_person_needs_no_contact(company):
    shown = convert(company, new_lead(company, company=""))
    account = company.api("sales").send("GET", f"/accounts/{shown['account']['id']}").data
    assert (account["kind"], account["phone"], shown["contact"]) == ("person", "13812345678", None)


def test_no_contact_when_none_is_wanted(company):
    assert convert(company, new_lead(company), {"contact": None})["contact"] is None


def test_twenty_at_once_make_one_account(company):
    lead = new_lead(company)
    ctx = company.ctx("sales")
    results = race(20, lambda n: convert_lead(ctx, lead, Wish(opportunity={"name": f"商机{n}"})))
    assert not [result for result in results if isinstance(result, Exception)]
    assert len({(result.account_id, result.contact_id, result.opportunity_id) for result in results}) == 1
    with reading(company.admin):
        assert (Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()) == (1, 1, 1)
        assert LedgerEntry.objects.filter(record_id=lead, kind="convert").count() == 1


def test_an_existing_account_keeps_what_it_has(company):
    account = post(company, "sales", "/accounts", {"name": "华为", "region": "深圳"})
    lead = new_lead(company, region="上海", industry="制造")
    shown = convert(company, lead, {"account_id": str(account)})
    kept = company.api("sales").send("GET", f"/accounts/{account}").data
    assert (shown["account"]["id"], kept["name"], kept["region"], kept["industry"]) == (
        str(account),
        "华为",
        "深圳",
        "制造",
    )
    assert kept["source"] == shown["source"]


def test_a_contact_who_is_known_is_completed_not_doubled(company):
    account = post(company, "sales", "/accounts", {"name": "华为"})
    contact = post(
        company, "sales", "/contacts", {"name": "张先生", "mobile": "138 1234 5678", "account": str(account)}
    )
    with work(company.admin) as w:  # a number that is known can only be entered where that does not block
        w.lock(DuplicateRule, DuplicateRule.objects.get(object="lead", key="mobile").pk).policy = "warn"
    shown = convert(company, new_lead(company), {"account_id": str(account)})
    kept = company.api("sales").send("GET", f"/contacts/{contact}").data
    assert (shown["contact"]["id"], kept["name"], kept["email"]) == (str(contact), "张先生", "zhang@example.com")


def test_another_members_account_is_out_of_reach(company):
    account = post(company, "stranger", "/accounts", {"name": "外部客户"})
    lead = new_lead(company)
    refused = company.api("sales").send("POST", f"/leads/{lead}/convert", {"account_id": str(account)})
    assert refused.status_code == 404
    assert company.api("sales").send("GET", f"/leads/{lead}").data["status"] == "new"


def test_when_a_part_fails_nothing_happens(company):
    lead = new_lead(company)
    refused = company.api("sales").send("POST", f"/leads/{lead}/convert", {"opportunity": {"currency": "XXX"}})
    assert refused.status_code == 422
    assert {error["field"].partition(".")[0] for error in refused.data["errors"]} == {"opportunity"}
    with reading(company.admin):
        assert (Account.objects.count(), Contact.objects.count()) == (0, 0)
        assert Lead.objects.get(pk=lead).status == "new"
    with pytest.raises(Invalid):
        convert_lead(company.ctx("sales"), lead, Wish(account_id=lead, account={"name": "x"}))


def test_a_converted_lead_is_read_only(company):
    lead = new_lead(company)
    shown = convert(company, lead)
    api, owner = company.api("manager"), str(company.id("peer"))
    for method, path, body in (
        ("PATCH", "", {"version": shown["version"], "remark": "x"}),
        ("DELETE", "", None),
        ("POST", "/assign", {"owner": owner}),
        ("POST", "/return", {"reason": "x"}),
        ("POST", "/claim", None),
        ("POST", "/disqualify", {"reason": "x"}),
    ):
        assert api.send(method, f"/leads/{lead}{path}", body).data["code"] == "lead_converted", (method, path)


def test_the_history_stays_on_the_lead_and_shows_on_the_account(company):
    lead = new_lead(company)
    api = company.api("sales")
    api.send(
        "POST", "/follow-ups", {"record": {"object": "lead", "id": str(lead)}, "kind": "call", "content": "已联系"}
    )
    shown = convert(company, lead, {"opportunity": {}})
    told = [entry["code"] for entry in api.send("GET", f"/accounts/{shown['account']['id']}/timeline").data["items"]]
    assert told.count("lead.converted") == told.count("follow_up.added") == 1
    on_deal = api.send("GET", f"/opportunities/{shown['opportunity']['id']}/timeline").data["items"]
    codes = [entry["code"] for entry in on_deal]
    assert codes.count("lead.converted") == codes.count("follow_up.added") == 1
    ledger = api.send("GET", f"/leads/{lead}/ledger").data["items"]
    assert [entry["kind"] for entry in ledger] == ["convert", "create"]


def talk(company, record, next_at):
    body = {"record": record, "kind": "call", "content": "已联系", "next_at": next_at.isoformat()}
    assert company.api("sales").send("POST", "/follow-ups", body).status_code == 201


def to_do(company, record):
    return post(company, "sales", "/tasks", {"name": "寄样品", "record": record})


@pytest.mark.parametrize("with_opportunity", [True, False])
def test_what_was_planned_moves_with_the_lead_and_what_was_done_stays(company, with_opportunity):
    api, lead = company.api("sales"), new_lead(company)
    named, tomorrow = {"object": "lead", "id": str(lead)}, company.admin.now + timedelta(days=1)
    talk(company, named, tomorrow)
    task, finished = to_do(company, named), to_do(company, named)
    api.send("POST", f"/tasks/{finished}/done")
    shown = convert(company, lead, {"opportunity": {}} if with_opportunity else {})
    heir = shown["opportunity"] if with_opportunity else shown["account"]
    assert shown["next_follow_up_at"] is None
    kept = api.send("GET", f"/{'opportunities' if with_opportunity else 'accounts'}/{heir['id']}").data
    assert datetime.fromisoformat(kept["next_follow_up_at"]) == tomorrow
    about = [api.send("GET", f"/tasks/{pk}").data["record"]["id"] for pk in (task, finished)]
    assert about == [heir["id"], str(lead)]
    assert remind_due(company.admin.at(tomorrow + timedelta(minutes=1))) == 1
    told = api.send("GET", "/notifications").data["items"][0]
    assert told["record"]["id"] == heir["id"]


def test_an_account_that_is_to_be_followed_up_earlier_still_is(company):
    account = post(company, "sales", "/accounts", {"name": "华为"})
    soon, later = (company.admin.now + timedelta(days=days) for days in (1, 2))
    talk(company, {"object": "account", "id": str(account)}, soon)
    lead = new_lead(company)
    talk(company, {"object": "lead", "id": str(lead)}, later)
    convert(company, lead, {"account_id": str(account)})
    kept = company.api("sales").send("GET", f"/accounts/{account}").data["next_follow_up_at"]
    assert datetime.fromisoformat(kept) == soon


def test_the_pages_of_a_timeline_lose_nothing_and_repeat_nothing(company):
    """The conversion concerns the lead and the account: on the account's timeline it is one line, on any page."""
    api, shown = company.api("sales"), convert(company, new_lead(company))
    path = f"/accounts/{shown['account']['id']}/timeline"
    whole = [entry["id"] for entry in api.send("GET", f"{path}?limit=100").data["items"]]
    assert len(whole) > 2
    for size in (1, 2):
        found, cursor = [], ""
        while cursor is not None:
            page = api.send("GET", f"{path}?limit={size}&cursor={cursor}").data
            found, cursor = found + [entry["id"] for entry in page["items"]], page["next"]
        assert found == whole


def test_the_campaign_is_carried_to_what_it_won(company):
    with work(company.admin) as w:
        campaign = w.add(Campaign(name="行业峰会", owner_id=company.admin.member_id))
        link = w.add(PromotionLink(campaign=campaign, slug="abc"))
    lead = new_lead(
        company, "admin", campaign=str(campaign.pk), promotion_link=str(link.pk), owner=str(company.id("sales"))
    )
    with work(company.admin) as w:
        add_touch(w, campaign, w.lock(Lead, lead), TouchKind.SUBMISSION, link_id=link.pk)
    shown = convert(company, lead, {"opportunity": {}})
    with reading(company.admin):
        account = Account.objects.get(pk=shown["account"]["id"])
        opportunity = Opportunity.objects.get(pk=shown["opportunity"]["id"])
        for record in (account, opportunity):
            assert (record.campaign_id, record.promotion_link_id) == (campaign.pk, link.pk)
        touched = set(Touch.objects.filter(carried_from__isnull=False).values_list("object", flat=True))
        assert touched == {"account", "contact", "opportunity"}


def test_custom_fields_of_the_same_code_carry_over(company):
    admin = company.api("admin")
    for target in ("lead", "account", "contact"):
        field = {"object": target, "code": "budget_level", "name": "预算", "kind": "text"}
        assert admin.send("POST", "/custom-fields", field).status_code == 201
    admin.send("POST", "/custom-fields", {"object": "lead", "code": "only_here", "name": "x", "kind": "text"})
    shown = convert(company, new_lead(company, custom={"budget_level": "高", "only_here": "x"}))
    api = company.api("sales")
    assert api.send("GET", f"/accounts/{shown['account']['id']}").data["custom"] == {"budget_level": "高"}
    assert api.send("GET", f"/contacts/{shown['contact']['id']}").data["custom"] == {"budget_level": "高"}


def test_custom_fields_carry_over_where_the_tenant_says(company):
    for code, name in (("account", "规模"), ("opportunity", "规模")):
        custom_field(company, code, "size", name)
    custom_field(company, "account", "level_then", "当时的级别")
    custom_field(company, "lead", "size", "意向规模", carries_to=["account.level_then", "opportunity.size"])
    shown = convert(company, new_lead(company, custom={"size": "三条线"}), {"opportunity": {}})
    api = company.api("sales")
    account = api.send("GET", f"/accounts/{shown['account']['id']}").data["custom"]
    opportunity = api.send("GET", f"/opportunities/{shown['opportunity']['id']}").data["custom"]
    assert (account.get("level_then"), account.get("size"), opportunity["size"]) == ("三条线", None, "三条线")


def custom_field(company, object_code, code, name, **more):
    body = {"object": object_code, "code": code, "name": name, "kind": "text", **more}
    made = company.api().send("POST", "/custom-fields", body)
    assert made.status_code == 201, made.content


def test_the_preview_shows_what_would_be_and_who_may_be_meant(company):
    mine = post(company, "sales", "/accounts", {"name": "华为技术"})
    post(company, "stranger", "/accounts", {"name": "华为技术 有限公司"})
    lead = new_lead(company)
    preview = company.api("sales").send("GET", f"/leads/{lead}/convert-preview").data
    assert (preview["account"]["name"], preview["contact"]["name"]) == ("华为技术有限公司", "张三")
    assert [(c["id"], c["title"], c["owner_name"]) for c in preview["candidates"]] == [
        (None, None, "stranger"),
        (str(mine), "华为技术", "sales"),
    ]
    assert company.api("stranger").send("GET", f"/leads/{lead}/convert-preview").status_code == 404
