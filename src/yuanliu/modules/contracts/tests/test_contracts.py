"""Contracts: terms, numbers, installments, approval, stages, amendments."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.kernel.access.models import Department
from yuanliu.kernel.jobs.jobs import deliver_outbox
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.catalog.models import ExchangeRate
from yuanliu.modules.contracts.models import Contract, ContractVersion
from yuanliu.modules.contracts.tests.scenes import Deal


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def sales(company):
    return company.api("sales")


def errors(response):
    return {(error["field"], error["code"]) for error in response.data["errors"]}


def code(response):
    return response.status_code, response.data["code"]


def test_numbers_are_given_or_typed_but_never_twice(company, sales):
    first, second = Deal(company, ["1"]).page, Deal(company, ["1"]).page
    day = company.ctx("sales").today
    assert first["number"].startswith(f"HT-{day:%Y%m%d}-")
    assert int(second["number"][-4:]) == int(first["number"][-4:]) + 1
    body = {"name": "x", "account": first["account"]["id"], "number": second["number"]}
    assert errors(sales.send("POST", "/contracts", body)) == {("number", "not_unique")}
    taken = f"{second['number'][:-4]}{int(second['number'][-4:]) + 1:04}"
    assert sales.send("POST", "/contracts", {**body, "number": taken}).status_code == 201
    assert Deal(company, ["1"]).page["number"] > taken


def test_from_an_opportunity_it_takes_lines_money_and_source(company, sales):
    source = company.api("admin").send("GET", "/sources").data["items"][0]["id"]
    account = str(all_makers()["account"](company, "sales"))
    won = sales.send("POST", "/opportunities", {"name": "设备采购", "account": account, "source": source}).data
    lines = [{"name": "主机", "price": "1000", "quantity": "2"}, {"name": "备件", "price": "0.125", "quantity": "3"}]
    sales.send("PUT", f"/opportunities/{won['id']}/lines", {"lines": lines})
    made = sales.send("POST", "/contracts/from-opportunity", {"opportunity": won["id"]})
    assert made.status_code == 201, made.content
    assert (made.data["amount"], made.data["source"]["id"], made.data["opportunity"]["id"]) == (
        "2000.38",
        source,
        won["id"],
    )
    copied = sales.send("GET", f"/contracts/{made.data['id']}/lines").data["items"]
    assert [(line["name"], line["amount"]) for line in copied] == [("主机", "2000.00"), ("备件", "0.38")]
    patch = {"version": made.data["version"], "amount": "1"}
    assert errors(sales.send("PATCH", f"/contracts/{made.data['id']}", patch)) == {("amount", "from_lines")}
    other = str(all_makers()["account"](company, "sales"))
    body = {"name": "x", "account": other, "opportunity": won["id"]}
    assert errors(sales.send("POST", "/contracts", body)) == {("opportunity", "other_account")}
    assert (
        company.api("stranger").send("POST", "/contracts/from-opportunity", {"opportunity": won["id"]}).status_code
        == 404
    )


def test_its_source_comes_down_from_the_account(company, sales):
    source = company.api("admin").send("GET", "/sources").data["items"][0]["id"]
    account = sales.send("POST", "/accounts", {"name": "宁波某某科技有限公司", "source": source})
    assert account.status_code == 201, account.content
    body = {"name": "x", "account": account.data["id"]}
    assert sales.send("POST", "/opportunities", body).data["source"]["id"] == source
    assert sales.send("POST", "/contracts", body).data["source"]["id"] == source
    other = company.api("admin").send("GET", "/sources").data["items"][1]["id"]
    assert sales.send("POST", "/contracts", {**body, "source": other}).data["source"]["id"] == other


def test_it_books_the_rate_of_its_signing(company):
    ctx = company.admin
    with work(ctx) as w:
        for days, rate in ((30, "8"), (10, "9")):
            w.add(ExchangeRate(currency="EUR", day=ctx.today - timedelta(days=days), rate=Decimal(rate)))
    signed = (ctx.today - timedelta(days=20)).isoformat()
    page = Deal(company, ["100"], currency="EUR", signed_on=signed).page
    assert (page["rate"], page["amount_base"]) == ("8.00000000", "800.00")
    patch = {"version": page["version"], "signed_on": ctx.today.isoformat()}
    assert company.api("sales").send("PATCH", f"/contracts/{page['id']}", patch).data["amount_base"] == "900.00"


def test_a_split_adds_up_exactly(company):
    deal = Deal(company, ["100"])
    items = deal.done("POST", "installments/split", {"parts": 3, "first_due": "2026-01-31", "every": "month"})[
        "installments"
    ]
    assert [(item["amount"], item["due_on"]) for item in items] == [
        ("33.34", "2026-01-31"),
        ("33.33", "2026-02-28"),
        ("33.33", "2026-03-31"),
    ]
    body = {"first_due": "2026-03-31", "every": "quarter", "percentages": ["30", "60", "10"]}
    assert [item["amount"] for item in deal.done("POST", "installments/split", body)["installments"]] == [
        "30.00",
        "60.00",
        "10.00",
    ]
    body["percentages"] = ["30", "60"]
    assert errors(deal.send("POST", "installments/split", body)) == {("percentages", "not_100")}


def test_a_draft_may_be_incomplete_but_is_not_submitted_so(company):
    deal = Deal(company, ["100"])
    item = {"amount": "60", "due_on": "2026-02-01"}
    assert deal.done("PUT", "installments", {"installments": [item]})["planned"] == "60.00"
    assert errors(deal.send("POST", "submit", {})) == {("installments", "plan_incomplete")}
    assert code(deal.send("POST", "effect")) == (409, "contract_not_approved")
    bad = {"installments": [{**item, "amount": "0"}, {**item, "amount": "1.001"}]}
    assert errors(deal.send("PUT", "installments", bad)) == {
        ("installments.0.amount", "too_small"),
        ("installments.1.amount", "too_precise"),
    }


def test_installment_states_are_never_typed(company, sales):
    deal = Deal(company, ["100"])
    row = deal.installments()[0]
    page = sales.send("GET", f"/installments/{row['id']}").data
    for field in ("state", "overdue", "allocated", "amount", "due_on"):
        patch = {"version": page["version"], field: page[field]}
        assert errors(company.api("admin").send("PATCH", f"/installments/{row['id']}", patch)) == {
            (field, "unknown_field")
        }
    assert code(company.api("admin").send("DELETE", f"/installments/{row['id']}")) == (409, "installment_kept")


def test_overdue_begins_with_the_day_after_and_only_in_force(company):
    today = company.ctx("sales").today
    due = [(today - timedelta(days=1)).isoformat(), today.isoformat()]
    deal = Deal(company, ["1", "2"], due=due)
    assert [row["overdue"] for row in deal.installments()] == [False, False]
    assert [row["overdue"] for row in deal.in_force().installments()] == [True, False]


def test_the_default_approver_is_the_manager_above(company):
    with work(company.admin) as w:
        w.get(Department, company.departments["华东销售部"], "update").manager_id = company.id("manager")
    deal = Deal(company, ["100"])
    assert deal.done("POST", "submit", {})["approval"] == "approving"
    box = company.api("manager").send("GET", "/approvals").data["items"]
    waiting = next(item for item in box if item["record"]["id"] == deal.id)
    assert (waiting["approver"]["title"], waiting["requested_by"]["title"]) == ("manager", "sales")
    assert company.api("manager").send("GET", "/session").data["unread"] > 0
    assert code(deal.send("POST", "approve", {}, "admin")) == (403, "not_the_approver")
    assert deal.send("POST", "approve", {}).status_code == 403
    assert deal.done("POST", "approve", {"note": "同意"}, "manager")["approval"] == "approved"
    assert code(deal.send("POST", "approve", {}, "manager")) == (409, "not_pending")
    decided = company.api("manager").send("GET", "/approvals?box=decided").data["items"]
    assert (decided[0]["state"], decided[0]["note"]) == ("approved", "同意")
    assert all(
        item["record"]["id"] != deal.id for item in company.api("manager").send("GET", "/approvals").data["items"]
    )


def test_the_approver_may_be_chosen_among_those_who_may(company):
    deal = Deal(company, ["100"])
    for who, error in (("sales", "self"), ("peer", "may_not_approve"), ("stranger", "may_not_approve")):
        response = deal.send("POST", "submit", {"approver": str(company.id(who))})
        assert errors(response) == {("approver", error)}
    deal.done("POST", "submit", {"approver": str(company.id("admin"))})
    assert code(deal.send("POST", "approve", {}, "manager")) == (403, "not_the_approver")


@pytest.mark.parametrize("heir", ["admin", "peer"])
def test_what_waits_for_one_who_leaves_waits_for_another(heir):
    """For the heir, and where the heir may not approve, for whoever may."""
    company = make_company()
    deal = Deal(company, ["100"])
    deal.done("POST", "submit", {"approver": str(company.id("manager"))})
    to = {"to": str(company.id(heir))}
    assert company.api().send("POST", f"/members/{company.id('manager')}/hand-over", to).status_code == 200
    deliver_outbox.func(str(company.admin.tenant_id))
    (waiting,) = company.api().send("GET", "/approvals").data["items"]
    assert waiting["record"]["id"] == deal.id
    assert code(deal.send("POST", "approve", {}, "manager")) == (403, "not_the_approver")
    assert deal.done("POST", "approve", {}, "admin")["approval"] == "approved"


def test_rejected_or_withdrawn_it_can_be_changed_and_submitted_again(company, sales):
    deal = Deal(company, ["100"])
    for verb, body, who, state in (
        ("reject", {"reason": "价格过低"}, "admin", "rejected"),
        ("withdraw", None, "sales", "withdrawn"),
    ):
        page = deal.done("POST", "submit", {"approver": str(company.id("admin"))})
        patch = {"version": page["version"], "amount": "50"}
        assert code(sales.send("PATCH", f"/contracts/{deal.id}", patch)) == (409, "contract_locked")
        assert code(deal.send("PUT", "installments", {"installments": []})) == (409, "contract_locked")
        assert code(deal.send("PUT", "lines", {"lines": []})) == (409, "contract_locked")
        assert code(sales.send("DELETE", f"/contracts/{deal.id}"))[0] == 403
        assert code(company.api("admin").send("DELETE", f"/contracts/{deal.id}")) == (409, "contract_locked")
        assert deal.done("POST", verb, body, who)["approval"] == state
        assert code(deal.send("POST", "effect")) == (409, "contract_not_approved")
    page = deal.page
    assert sales.send("PATCH", f"/contracts/{deal.id}", {"version": page["version"], "name": "改名"}).status_code == 200


def test_remarks_stay_open_when_the_terms_are_closed(company, sales):
    deal = Deal(company, ["100"]).in_force()
    page = deal.page
    assert (
        sales.send("PATCH", f"/contracts/{deal.id}", {"version": page["version"], "remark": "已归档纸质件"}).status_code
        == 200
    )


def test_the_way_through_the_stages(company):
    deal = Deal(company, ["100"])
    assert code(deal.send("POST", "start")) == (409, "contract_stage_refused")
    deal.approved()
    assert deal.done("POST", "effect")["signed_on"] == company.ctx("sales").today.isoformat()
    assert code(deal.send("POST", "effect")) == (409, "contract_stage_refused")
    assert code(deal.send("POST", "complete", {})) == (409, "contract_stage_refused")
    assert deal.done("POST", "start")["stage"] == "executing"
    assert code(deal.send("POST", "complete", {})) == (409, "contract_not_finished")
    assert errors(deal.send("POST", "deliver", {"delivered_on": "2999-01-01"})) == {("delivered_on", "in_future")}
    deal.done("POST", "deliver", {})
    assert code(deal.send("POST", "complete", {})) == (409, "contract_not_finished")
    assert deal.send("POST", "close-short", {"reason": "尾款豁免"}).status_code == 403
    waiting = deal.done("POST", "close-short", {"reason": "尾款豁免", "approver": str(company.id("admin"))}, "manager")
    assert (waiting["stage"], waiting["approval"]) == ("executing", "approving")
    closed = deal.done("POST", "approve", {}, "admin")
    assert (closed["stage"], closed["close_reason"]) == ("completed", "尾款豁免")
    assert deal.send("POST", "reopen", {"reason": "x"}).status_code == 403
    assert deal.done("POST", "reopen", {"reason": "客户补款"}, "manager")["stage"] == "executing"
    assert deal.done("POST", "terminate", {"reason": "违约"}, "manager")["stage"] == "terminated"
    assert code(deal.send("POST", "void", {"reason": "x"}, "manager")) == (409, "contract_stage_refused")


def test_fully_received_and_delivered_it_completes(company):
    deal = Deal(company, ["100"]).in_force()
    deal.done("POST", "start")
    receipt = (
        company.api("sales")
        .send("POST", "/receipts", {"contract": deal.id, "amount": "100", "received_on": "2026-01-05"})
        .data
    )
    company.api("finance").send("POST", f"/receipts/{receipt['id']}/confirm")
    assert code(deal.send("POST", "complete", {})) == (409, "contract_not_finished")
    deal.done("POST", "deliver", {})
    assert deal.done("POST", "complete", {})["stage"] == "completed"


def test_void_is_for_what_never_brought_money(company):
    deal = Deal(company, ["100"]).in_force()
    receipt = (
        company.api("sales")
        .send("POST", "/receipts", {"contract": deal.id, "amount": "1", "received_on": "2026-01-05"})
        .data
    )
    company.api("finance").send("POST", f"/receipts/{receipt['id']}/confirm")
    assert code(deal.send("POST", "void", {"reason": "重复"}, "manager")) == (409, "contract_has_receipts")
    assert Deal(company, ["100"]).done("POST", "void", {"reason": "重复录入"}, "manager")["stage"] == "void"


def test_an_amendment_waits_while_the_old_terms_hold(company):
    deal = Deal(company, ["60", "40"]).in_force()
    first, second = deal.installments()
    plan = [
        {"id": first["id"], "amount": "60", "due_on": first["due_on"]},
        {"id": second["id"], "amount": "90", "due_on": "2026-09-01"},
    ]
    short = deal.send("POST", "amend", {"reason": "追加", "amount": "150"})
    assert errors(short) == {("installments", "plan_incomplete")}
    asked = deal.done(
        "POST",
        "amend",
        {"reason": "追加服务", "amount": "150", "installments": plan, "approver": str(company.id("admin"))},
    )
    assert (asked["approval"], asked["amount"], asked["contract_version"]) == ("approving", "100.00", 1)
    assert deal.done("GET", "versions")["pending"]["terms"]["amount"] == "150"
    assert code(deal.send("POST", "amend", {"reason": "x"})) == (409, "approval_pending")
    assert code(deal.send("POST", "terminate", {"reason": "x"}, "manager")) == (409, "approval_pending")
    page = deal.done("POST", "approve", {}, "admin")
    assert (page["approval"], page["stage"], page["amount"], page["contract_version"]) == (
        "approved",
        "effective",
        "150.00",
        2,
    )
    assert [(row["id"], row["amount"]) for row in deal.installments()] == [
        (first["id"], "60.00"),
        (second["id"], "90.00"),
    ]
    (old,) = deal.done("GET", "versions")["items"]
    assert (old["contract_version"], old["terms"]["amount"], old["reason"]) == (1, "100.00", "追加服务")
    assert [row["amount"] for row in old["terms"]["installments"]] == ["60.00", "40.00"]


@pytest.mark.parametrize(
    ("verb", "body", "who"), [("reject", {"reason": "不同意"}, "admin"), ("withdraw", None, "sales")]
)
def test_a_dropped_amendment_leaves_no_trace_in_the_terms(company, verb, body, who):
    deal = Deal(company, ["100"]).in_force()
    before = {k: v for k, v in deal.page.items() if k not in ("version", "updated_at", "can")}
    row = deal.installments()[0]
    plan = [{"id": row["id"], "amount": "70", "due_on": "2026-09-01"}]
    deal.done(
        "POST", "amend", {"reason": "降价", "amount": "70", "installments": plan, "approver": str(company.id("admin"))}
    )
    deal.done("POST", verb, body, who)
    assert {k: v for k, v in deal.page.items() if k not in ("version", "updated_at", "can")} == before
    assert deal.done("GET", "versions")["pending"] is None


def test_an_approved_draft_is_amended_by_becoming_a_draft_again(company, sales):
    deal = Deal(company, ["100"]).approved()
    page = deal.page
    assert code(sales.send("PATCH", f"/contracts/{deal.id}", {"version": page["version"], "amount": "5"})) == (
        409,
        "contract_locked",
    )
    amended = deal.done("POST", "amend", {"reason": "改价", "amount": "120"})
    assert (amended["approval"], amended["contract_version"], amended["amount"]) == ("none", 2, "120.00")
    assert code(deal.send("POST", "effect")) == (409, "contract_not_approved")
    deal.done("PUT", "installments", {"installments": [{"amount": "120", "due_on": "2026-05-01"}]})
    deal.approved().done("POST", "effect")
    ctx = company.ctx("sales")
    with reading(ctx):
        assert ContractVersion.objects.filter(contract=deal.id).count() == 1


def test_what_was_paid_is_not_amended_away(company):
    deal = Deal(company, ["60", "40"]).in_force()
    receipt = (
        company.api("sales")
        .send("POST", "/receipts", {"contract": deal.id, "amount": "50", "received_on": "2026-01-05"})
        .data
    )
    company.api("finance").send("POST", f"/receipts/{receipt['id']}/confirm")
    first, second = deal.installments()
    low = [
        {"id": first["id"], "amount": "49", "due_on": "2026-01-28"},
        {"id": second["id"], "amount": "51", "due_on": "2026-02-28"},
    ]
    assert errors(deal.send("POST", "amend", {"reason": "x", "installments": low})) == {
        ("installments.0.amount", "installment_paid")
    }
    gone = [{"id": second["id"], "amount": "100", "due_on": "2026-02-28"}]
    assert errors(deal.send("POST", "amend", {"reason": "x", "installments": gone})) == {
        ("installments", "installment_paid")
    }


def test_money_that_came_meanwhile_stops_an_amendment_at_its_approval(company):
    deal = Deal(company, ["60", "40"]).in_force()
    first, _ = deal.installments()
    plan = [{"id": first["id"], "amount": "50", "due_on": "2026-01-28"}]
    deal.done(
        "POST", "amend", {"reason": "x", "amount": "50", "installments": plan, "approver": str(company.id("admin"))}
    )
    receipt = (
        company.api("sales")
        .send("POST", "/receipts", {"contract": deal.id, "amount": "55", "received_on": "2026-01-05"})
        .data
    )
    assert company.api("finance").send("POST", f"/receipts/{receipt['id']}/confirm").status_code == 200
    assert errors(deal.send("POST", "approve", {}, "admin")) == {("installments.0.amount", "installment_paid")}
    assert deal.page["approval"] == "approving"


def test_a_deleted_draft_comes_back_with_its_installments(company):
    deal, admin = Deal(company, ["60", "40"]), company.api("admin")
    assert admin.send("DELETE", f"/contracts/{deal.id}").status_code == 204
    ids = [row["id"] for row in admin.send("GET", "/installments").data["items"]]
    assert admin.send("POST", f"/contracts/{deal.id}/restore").status_code == 200
    back = deal.installments()
    assert len(back) == 2
    assert not {row["id"] for row in back} & set(ids)


def test_whose_it_is_decides_who_sees_it(company):
    deal = Deal(company, ["100"])
    for who in ("peer", "stranger"):
        for path in ("", "/lines", "/installments", "/versions"):
            assert company.api(who).send("GET", f"/contracts/{deal.id}{path}").status_code == 404
        assert company.api(who).send("GET", f"/installments/{deal.installments()[0]['id']}").status_code == 404
        assert company.api(who).send("GET", f"/approvals?record={deal.id}").data["items"] == []
    assert company.api("finance").send("GET", f"/contracts/{deal.id}").status_code == 200
    ctx = company.ctx("manager")
    with reading(ctx):
        assert Contract.objects.visible_to(ctx).filter(pk=deal.id).exists()
