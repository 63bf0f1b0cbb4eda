"""What every object's screens can do: filters, steps of the status path, boards beyond the first cards, edits that meet, a phone's bulk acts."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults
from tests.journeys.conftest import PHONE, Open
from tests.journeys.deals import add_account, add_opportunity, call, contract_in_force
from tests.support.company import Company

MANY = 23  # cards in one column, whose first page holds 20


def _path(page: Page) -> list[str]:
    return page.locator(".yl-path li").all_inner_texts()


def test_a_list_is_filtered_and_the_filter_taken_off_again(open_as: Open, add_lead) -> None:  # type: ignore[no-untyped-def]
    for name in ("筛选留下的", "筛选去掉的"):
        add_lead(name, who="stranger")
    page = open_as("stranger", "/leads")
    page.get_by_role("button", name="筛选").click()
    edited = page.get_by_role("tooltip")
    edited.get_by_role("button", name=re.compile("添加条件$")).click()
    edited.get_by_role("textbox", name="值").fill("留下")
    edited.get_by_role("button", name="应用").click()
    expect(edited).to_be_hidden()
    expect(page.get_by_role("row", name="筛选去掉的")).to_be_hidden()
    expect(page.get_by_role("row", name="筛选留下的")).to_be_visible()
    page.get_by_role("button", name="筛选").click()
    expect(edited.get_by_role("textbox", name="值")).to_have_value("留下")
    edited.get_by_role("button", name="清除").click()
    expect(page.get_by_role("row", name="筛选去掉的")).to_be_visible()


def test_a_click_on_the_status_path_moves_the_sale_and_asks_why_it_is_lost(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "点阶段的商机", "100.00")
    page = open_as("sales", f"/opportunities/{opportunity}")
    page.get_by_role("button", name="转到“方案报价”").click()
    expect(page.locator(".yl-path li[aria-current=step]")).to_have_text("方案报价")
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["stage"]["title"] == "方案报价"
    page.get_by_role("button", name="输单", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("combobox", name="输单原因")).to_be_visible()


def test_a_click_on_the_path_of_a_lead_or_a_contract_opens_their_act(open_as: Open, company: Company, add_lead) -> None:  # type: ignore[no-untyped-def]
    lead = add_lead("路径上的线索", who="sales")
    page = open_as("sales", f"/leads/{lead}")
    page.get_by_role("button", name="转到“已转化”").click()
    expect(page.get_by_role("dialog", name=re.compile("转化"))).to_be_visible()
    contract = contract_in_force(company, "路径上的合同", [("100", "2030-01-01")])
    page = open_as("manager", f"/contracts/{contract}")
    page.get_by_role("button", name="已终止").click()
    expect(page.get_by_role("dialog").get_by_label("原因")).to_be_visible()


def test_a_column_shows_all_its_cards_and_a_board_one_pipeline(open_as: Open, company: Company) -> None:
    account = add_account(company, "多卡片有限公司", who="peer")
    for number in range(MANY):
        add_opportunity(company, f"卡片 {number:02}", who="peer", account=account)
    other = call(company, "admin", "POST", "/pipelines", {"name": "渠道流程"})
    asked = {"field": "pipeline", "op": "in", "value": [other["id"]]}
    stages = call(company, "admin", "GET", f"/stages?sort=position&filter={json.dumps(asked)}")["items"]
    add_opportunity(company, "渠道的商机", who="peer", account=account, stage=stages[0]["id"])
    page = open_as("peer", "/opportunities?mode=board")
    column = page.get_by_role("region", name="初步接洽")
    expect(column.get_by_role("group")).to_have_count(20)
    expect(page.get_by_role("group", name="渠道的商机")).to_have_count(0)
    column.get_by_role("button", name=re.compile("还有")).click()
    expect(column.get_by_role("group")).to_have_count(MANY)
    page.get_by_role("radiogroup", name="销售流程").get_by_text("渠道流程").click()
    expect(page.get_by_role("group", name="渠道的商机")).to_be_visible()
    expect(page).to_have_url(re.compile("way="))


def test_the_keyboard_carries_a_card_to_the_next_column(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "键盘的商机", "300.00")
    page = open_as("sales", "/opportunities?mode=board")
    card = page.get_by_role("group", name="键盘的商机")
    expect(card).to_be_visible()
    card.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile("“键盘的商机”在“初步接洽”上方"))).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("“键盘的商机”在“需求确认”上方")).to_be_attached()
    with page.expect_response(lambda answer: answer.url.endswith("/move") and answer.ok):
        page.keyboard.press("Space")
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["stage"]["title"] == "需求确认"


def test_an_edit_survives_what_others_do_meanwhile(open_as: Open, company: Company) -> None:
    account = add_account(company, "同时编辑有限公司")
    page = open_as("sales", f"/accounts/{account}")
    page.get_by_role("button", name="编辑", exact=True).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("地址").fill("文三路 1 号")
    before = call(company, "sales", "GET", f"/accounts/{account}")
    call(company, "manager", "PATCH", f"/accounts/{account}", {"version": before["version"], "remark": "经理写的"})
    drawer.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    now = call(company, "sales", "GET", f"/accounts/{account}")
    assert (now["address"], now["remark"]) == ("文三路 1 号", "经理写的")


def test_who_changed_the_same_field_is_shown_beside_what_was_typed(open_as: Open, company: Company) -> None:
    account = add_account(company, "同一字段有限公司")
    page = open_as("sales", f"/accounts/{account}")
    page.get_by_role("button", name="编辑", exact=True).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("地址").fill("我写的地址")
    before = call(company, "sales", "GET", f"/accounts/{account}")
    call(company, "manager", "PATCH", f"/accounts/{account}", {"version": before["version"], "address": "经理写的地址"})
    drawer.get_by_role("button", name="保存").click()
    clash = drawer.get_by_role("alert")
    expect(clash).to_contain_text("经理写的地址")
    expect(clash).to_contain_text("我写的地址")
    expect(drawer.get_by_label("地址")).to_have_value("我写的地址")
    drawer.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert call(company, "sales", "GET", f"/accounts/{account}")["address"] == "我写的地址"


def test_a_phone_acts_on_several_records(open_as: Open, company: Company, add_lead) -> None:  # type: ignore[no-untyped-def]
    leads = [add_lead(f"手机批量 {number}") for number in range(2)]
    page = open_as("admin", "/leads?q=手机批量&mine=false", PHONE)
    for number in range(2):
        page.get_by_role("checkbox", name=f"选择“手机批量 {number}”").check()
    bar = page.get_by_role("toolbar", name="批量操作")
    expect(bar.get_by_text("已选 2 条")).to_be_visible()
    bar.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("确 ?定")).click()
    expect(page.get_by_text("已处理 2 条")).to_be_visible()
    assert company.api().send("GET", f"/leads/{leads[0]}").status_code == 404


def test_the_cash_forecast_opens_the_installments_behind_a_week(open_as: Open, company: Company) -> None:
    contract_in_force(company, "预测的合同", [("4321", "2020-01-01")])
    page = open_as("sales", "/receipts/forecast")
    expect(page.get_by_role("heading", name="回款预测")).to_be_visible()
    page.get_by_role("link", name=re.compile("4,321")).click()
    expect(page).to_have_url(re.compile("/installments"))
    expect(page.get_by_text("预测的合同").first).to_be_visible()


def test_stages_of_a_pipeline_change_places(open_as: Open, company: Company) -> None:
    made = call(company, "admin", "POST", "/pipelines", {"name": "要排序的流程"})
    for name in ("甲阶段", "乙阶段"):
        call(company, "admin", "POST", "/stages", {"pipeline": made["id"], "name": name, "probability": "20"})
    page = open_as("admin", f"/settings/pipelines/{made['id']}")
    page.get_by_role("button", name="“乙阶段”上移").click()
    expect(page.get_by_role("row").filter(has_text="阶段").nth(2)).to_contain_text("乙阶段")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_page_has_a_serious_fault(open_as: Open, company: Company, mode: str) -> None:
    opportunity = add_opportunity(company, f"无障碍 {mode}", "1200.00")
    contract = contract_in_force(company, f"无障碍合同 {mode}", [("100", "2020-01-01")])
    page = open_as("admin", "/")
    page.evaluate("mode => localStorage.setItem('yuanliu.preferences', JSON.stringify({ mode }))", mode)
    found = {}
    for address in ("/", "/leads", "/opportunities?mode=board", f"/opportunities/{opportunity}", f"/contracts/{contract}", "/receipts/forecast", "/tasks", "/settings", "/settings/members"):  # fmt: skip
        page.goto(address)
        page.get_by_role("heading").first.wait_for()
        page.wait_for_load_state("networkidle")
        found[address] = faults(page)
    assert {address: lines for address, lines in found.items() if lines} == {}
