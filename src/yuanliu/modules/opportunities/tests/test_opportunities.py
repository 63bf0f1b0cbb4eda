"""Opportunities: stages, history, lines, money, closing and reopening."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tests.support.company import make_company
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.catalog.models import ExchangeRate
from yuanliu.modules.opportunities import services
from yuanliu.modules.opportunities.models import LostReason, Opportunity, Stage
from yuanliu.modules.opportunities.queries import rotting_opportunities


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def sales(company):
    return company.api("sales")


@pytest.fixture(scope="module")
def stages(company):
    with reading(company.admin):
        return {stage.name: str(stage.pk) for stage in Stage.objects.alive()}


@pytest.fixture(scope="module")
def reason(company):
    with reading(company.admin):
        return str(LostReason.objects.get(name="价格").pk)


@pytest.fixture(scope="module")
def account(sales):
    return sales.send("POST", "/accounts", {"name": "苏州精密仪器有限公司"}).data["id"]


@pytest.fixture
def add(sales, account):
    def add(**values):
        made = sales.send("POST", "/opportunities", {"name": "检测设备采购", "account": account, **values})
        assert made.status_code == 201, made.content.decode()
        return made.data

    return add


def errors(response):
    return {(error["field"], error["code"]) for error in response.data["errors"]}


def test_a_new_one_stands_in_the_first_stage(add):
    made = add(amount="120000")
    assert (made["stage"]["title"], made["outcome"], made["probability"]) == ("初步接洽", "open", 10)
    assert (made["amount"], made["currency"], made["expected_amount"]) == ("120000.00", "CNY", "12000.00")
    assert made["forecast"] == "pipeline"
    assert made["days_in_stage"] == 0
    assert made["rotten"] is False


def test_moving_takes_the_stages_probability_and_is_history(add, sales, stages):
    made = add(amount="1000")
    moved = sales.send("POST", f"/opportunities/{made['id']}/move", {"stage": stages["方案报价"]})
    assert moved.status_code == 200, moved.content
    assert (moved.data["stage"]["title"], moved.data["probability"], moved.data["expected_amount"]) == (
        "方案报价",
        50,
        "500.00",
    )
    rows = sales.send("GET", f"/opportunities/{made['id']}/history").data["items"]
    assert [(r["from_stage"] and r["from_stage"]["title"], r["stage"]["title"], r["probability"]) for r in rows] == [
        ("初步接洽", "方案报价", 50),
        (None, "初步接洽", 10),
    ]
    codes = [entry["code"] for entry in sales.send("GET", f"/accounts/{made['account']['id']}/timeline").data["items"]]
    assert codes[:2] == ["opportunity.moved", "opportunity.created"]


def test_every_change_of_what_is_forecast_is_history(add, sales):
    made = add(amount="1000", expected_close="2026-12-01")
    path, version = f"/opportunities/{made['id']}", made["version"]
    for change in ({"amount": "2000"}, {"probability": 40}, {"expected_close": "2027-01-15"}, {"competitor": "某公司"}):
        changed = sales.send("PATCH", path, {"version": version, **change})
        assert changed.status_code == 200, changed.content
        version = changed.data["version"]
    rows = sales.send("GET", f"{path}/history").data["items"][::-1]
    assert len(rows) == 4
    assert (rows[1]["from_amount"], rows[1]["amount"]) == ("1000.00", "2000.00")
    assert (rows[2]["from_probability"], rows[2]["probability"]) == (10, 40)
    assert (rows[3]["from_close"], rows[3]["expected_close"]) == ("2026-12-01", "2027-01-15")


def test_days_in_the_stage_that_it_left(company, stages, account):
    ctx = company.ctx("sales")
    with work(ctx.at(ctx.now - timedelta(days=9))) as w:
        made = services.add_opportunity(w, {"name": "慢单", "account": UUID(account)})
    services.move_stage(ctx, made.pk, UUID(stages["需求确认"]))
    with reading(ctx):
        last = made.changes.order_by("-at").first()
        assert last.days_in_stage == 9


def test_a_stage_asks_for_its_fields(company, add, sales, stages):
    admin = company.api("admin")
    stage = admin.send("GET", f"/stages/{stages['商务谈判']}").data
    asked = admin.send(
        "PATCH",
        f"/stages/{stage['id']}",
        {"version": stage["version"], "required_fields": ["expected_close", "contact"]},
    )
    assert asked.status_code == 200, asked.content
    try:
        made = add(expected_close="2026-12-01")
        refused = sales.send("POST", f"/opportunities/{made['id']}/move", {"stage": stage["id"]})
        assert (refused.status_code, errors(refused)) == (422, {("contact", "required")})
        contact = sales.send("POST", "/contacts", {"name": "李四", "account": made["account"]["id"]}).data["id"]
        body = {"stage": stage["id"], "values": {"contact": contact}}
        moved = sales.send("POST", f"/opportunities/{made['id']}/move", body)
        assert (moved.status_code, moved.data["contact"]["id"]) == (200, contact)
        assert len(sales.send("GET", f"/opportunities/{made['id']}/history").data["items"]) == 2
    finally:
        version = asked.data["version"]
        assert (
            admin.send("PATCH", f"/stages/{stage['id']}", {"version": version, "required_fields": []}).status_code
            == 200
        )


def test_won_closes_and_keeps_its_figures(add, sales, stages):
    made = add(amount="5000")
    path = f"/opportunities/{made['id']}"
    won = sales.send("POST", f"{path}/move", {"stage": stages["赢单"]})
    assert (won.data["outcome"], won.data["probability"], won.data["expected_amount"]) == ("won", 100, "5000.00")
    assert won.data["closed_at"]
    assert won.data["days_in_stage"] is None
    later = sales.send("PATCH", path, {"version": won.data["version"], "amount": "1"})
    assert (later.status_code, later.data["code"]) == (409, "opportunity_closed")
    again = sales.send("POST", f"{path}/move", {"stage": stages["方案报价"]})
    assert (again.status_code, again.data["code"]) == (409, "opportunity_closed")
    note = sales.send("PATCH", path, {"version": won.data["version"], "description": "客户要求年底前到货"})
    assert note.status_code == 200


def test_lost_needs_a_reason(add, sales, stages, reason):
    made = add()
    path = f"/opportunities/{made['id']}/move"
    assert errors(sales.send("POST", path, {"stage": stages["输单"]})) == {("lost_reason", "required")}
    lost = sales.send("POST", path, {"stage": stages["输单"], "lost_reason": reason, "lost_note": "贵了两成"})
    assert (lost.data["outcome"], lost.data["lost_reason"]["title"], lost.data["probability"]) == ("lost", "价格", 0)
    line = sales.send("GET", f"/opportunities/{made['id']}/timeline").data["items"][0]
    assert (line["code"], line["data"]["note"]) == ("opportunity.lost", "贵了两成")


def test_reopened_it_is_where_it_was(add, sales, stages, reason):
    made = add()
    path = f"/opportunities/{made['id']}"
    assert sales.send("POST", f"{path}/reopen", {}).data["code"] == "opportunity_open"
    sales.send("POST", f"{path}/move", {"stage": stages["方案报价"]})
    sales.send("POST", f"{path}/move", {"stage": stages["输单"], "lost_reason": reason})
    again = sales.send("POST", f"{path}/reopen", {})
    assert (again.data["stage"]["title"], again.data["outcome"], again.data["closed_at"]) == ("方案报价", "open", None)
    assert (again.data["lost_reason"], again.data["probability"]) == (None, 50)


def test_the_amount_is_the_sum_of_the_lines(company, add, sales):
    product = company.api("admin").send("POST", "/products", {"name": "卡尺", "price": "199.90"}).data["id"]
    made = add(amount="1")
    path = f"/opportunities/{made['id']}"
    lines = [
        {"product": product, "quantity": "3", "discount": "5"},
        {"name": "安装", "price": "100.005", "quantity": "1"},
    ]
    put = sales.send("PUT", f"{path}/lines", {"lines": lines, "version": made["version"]})
    assert put.status_code == 200, put.content
    assert [item["amount"] for item in put.data["items"]] == ["569.72", "100.01"]
    assert put.data["amount"] == "669.73"
    refused = sales.send("PATCH", path, {"version": put.data["version"], "amount": "5"})
    assert errors(refused) == {("amount", "from_lines")}
    assert (
        sales.send("PUT", f"{path}/lines", {"lines": [], "version": made["version"]}).data["code"] == "version_conflict"
    )
    emptied = sales.send("PUT", f"{path}/lines", {"lines": []})
    assert (emptied.data["items"], emptied.data["amount"]) == ([], "669.73")
    assert sales.send("PATCH", path, {"version": emptied.data["version"], "amount": "5"}).status_code == 200
    bad = sales.send("PUT", f"{path}/lines", {"lines": [{"name": "无价"}, {"product": made["id"]}]})
    assert errors(bad) == {("lines.0.price", "required")}


def test_foreign_money_books_the_rate_of_the_day(company, add, sales, stages):
    ctx = company.admin
    with work(ctx) as w:
        for days, rate in ((30, "7.00"), (0, "7.20")):
            w.add(ExchangeRate(currency="USD", day=ctx.today - timedelta(days=days), rate=Decimal(rate)))
    account = UUID(add()["account"]["id"])
    with work(company.ctx("sales").at(ctx.now - timedelta(days=20))) as w:
        made = services.add_opportunity(
            w, {"name": "出口单", "account": account, "amount": Decimal("100.10"), "currency": "USD"}
        )
    path = f"/opportunities/{made.pk}"
    assert sales.send("GET", path).data["amount_base"] == "700.70"
    won = sales.send("POST", f"{path}/move", {"stage": stages["赢单"]})
    assert (won.data["amount_base"], won.data["rate"]) == ("720.72", "7.20000000")
    unknown = sales.send("POST", "/opportunities", {"name": "x", "account": str(account), "currency": "EUR"})
    assert errors(unknown) == {("currency", "no_rate")}
    precise = sales.send("POST", "/opportunities", {"name": "x", "account": str(account), "amount": "1.001"})
    assert errors(precise) == {("amount", "too_precise")}


def test_an_imported_one_closes_at_its_date(company, stages, reason, account):
    ctx = company.ctx("sales")
    opened, closed = ctx.now - timedelta(days=60), ctx.now - timedelta(days=15)
    values = {
        "name": "历史商机",
        "account": UUID(account),
        "stage": UUID(stages["输单"]),
        "lost_reason": UUID(reason),
        "closed_at": closed,
    }
    with work(ctx) as w, w.at(opened):
        made = services.add_opportunity(w, values)
    with reading(ctx):
        row = Opportunity.objects.get(pk=made.pk)
        assert (row.outcome, row.closed_at, row.lost_reason_id) == ("lost", closed, UUID(reason))
        assert [change.at for change in row.changes.order_by("at")] == [opened, closed]
        assert row.changes.order_by("at").last().days_in_stage == 45


def test_neglected_ones_rot(company, account):
    ctx = company.ctx("sales")
    with work(ctx.at(ctx.now - timedelta(days=15))) as w:
        old = services.add_opportunity(w, {"name": "停滞", "account": UUID(account)})
        called = services.add_opportunity(w, {"name": "有跟进", "account": UUID(account)})
    with work(ctx) as w:
        w.get(Opportunity, called.pk, "update").last_follow_up_at = ctx.now - timedelta(days=3)
    with reading(ctx):
        found = set(rotting_opportunities(ctx).values_list("pk", flat=True))
        assert old.pk in found
        assert called.pk not in found
    assert company.api("sales").send("GET", f"/opportunities/{old.pk}").data["rotten"] is True
    other = company.ctx("stranger")
    with reading(other):
        assert not rotting_opportunities(other).exists()


def test_the_board_sums_each_stage_in_base_currency(company, add, sales):
    add(amount="300")
    columns = {c["label"]: c for c in sales.send("GET", "/opportunities/board").data["columns"]}
    ctx = company.ctx("sales")
    with reading(ctx):
        rows = Opportunity.objects.visible_to(ctx).filter(stage__name="初步接洽")
        assert Decimal(columns["初步接洽"]["sum"]) == sum(row.amount_base for row in rows)
        assert columns["初步接洽"]["count"] == rows.count()
    assert [columns[label]["color"] for label in ("初步接洽", "赢单", "输单")] == ["processing", "success", "error"]


def test_pipelines_keep_what_history_needs(company, add):
    admin = company.api("admin")
    made = admin.send("POST", "/pipelines", {"name": "渠道流程"}).data
    where = json.dumps({"field": "pipeline", "op": "eq", "value": made["id"]})
    stages = admin.send("GET", f"/stages?filter={where}").data["items"]
    assert {stage["outcome"] for stage in stages} == {"open", "won", "lost"}
    won = next(stage for stage in stages if stage["outcome"] == "won")
    assert admin.send("DELETE", f"/stages/{won['id']}").data["code"] == "stage_needed"
    fixed = admin.send("PATCH", f"/stages/{won['id']}", {"version": won["version"], "probability": 20})
    assert fixed.data["probability"] == 100
    moved = admin.send("POST", "/stages", {"name": "试用", "pipeline": made["id"], "probability": 60})
    assert moved.data["position"] == 2
    add(stage=moved.data["id"])
    assert admin.send("DELETE", f"/stages/{moved.data['id']}").data["code"] == "stage_in_use"
    assert admin.send("DELETE", f"/pipelines/{made['id']}").data["code"] == "pipeline_in_use"
    chosen = admin.send("PATCH", f"/pipelines/{made['id']}", {"version": made["version"], "default": True})
    assert chosen.data["default"] is True
    defaults = [p["title"] for p in admin.send("GET", "/pipelines").data["items"] if p["default"]]
    assert defaults == ["渠道流程"]
    old = next(p for p in admin.send("GET", "/pipelines").data["items"] if p["title"] == "标准销售流程")
    assert (
        admin.send("PATCH", f"/pipelines/{old['id']}", {"version": old["version"], "default": True}).status_code == 200
    )


def test_whose_it_is_decides_who_sees_it(company, add):
    made = add()
    assert company.api("manager").send("GET", f"/opportunities/{made['id']}").status_code == 200
    for other in ("peer", "stranger"):
        for path in ("", "/lines", "/history"):
            assert company.api(other).send("GET", f"/opportunities/{made['id']}{path}").status_code == 404
