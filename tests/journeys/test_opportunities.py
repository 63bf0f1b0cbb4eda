"""A salesperson moves a sale through its stages."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.deals import add_opportunity, call
from tests.support.company import Company


def _stage(company: Company, name: str) -> dict[str, object]:
    stages = call(company, "admin", "GET", "/stages?limit=50")["items"]
    found: dict[str, object] = next(stage for stage in stages if stage["name"] == name)
    return found


def _drag(page: Page, card: str, column: str) -> None:
    """As a hand does it: pressed, moved in steps, let go."""
    start = page.get_by_role("group", name=card).bounding_box()
    end = page.get_by_role("region", name=column).bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] - 6)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 120, steps=12)
    page.mouse.up()


def test_a_card_is_dropped_on_the_next_stage(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "拖动的商机", "1200.00")
    page = open_as("sales", "/opportunities?mode=board")
    expect(page.get_by_role("group", name="拖动的商机")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/move") and answer.ok):
        _drag(page, "拖动的商机", "需求确认")
    expect(page.get_by_role("region", name="需求确认").get_by_role("group", name="拖动的商机")).to_be_visible()
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["stage"]["title"] == "需求确认"


def test_losing_asks_why_and_giving_up_puts_the_card_back(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "要输的商机", "800.00")
    page = open_as("sales", "/opportunities?mode=board")
    expect(page.get_by_role("group", name="要输的商机")).to_be_visible()
    _drag(page, "要输的商机", "输单")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="取 消").or_(dialog.get_by_role("button", name="取消")).click()
    expect(page.get_by_role("region", name="初步接洽").get_by_role("group", name="要输的商机")).to_be_visible()
    page.get_by_role("link", name="要输的商机", exact=True).click()
    page.get_by_role("button", name="其他阶段").click()
    page.get_by_role("menuitem", name="记为输单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="记为输单").click()
    expect(dialog.get_by_text("请选择输单原因")).to_be_visible()
    dialog.get_by_role("combobox", name="输单原因").click()
    page.locator(".ant-select-item-option").first.click()
    dialog.get_by_role("button", name="记为输单").click()
    expect(page.get_by_text("已记为输单")).to_be_visible()
    found = call(company, "sales", "GET", f"/opportunities/{opportunity}")
    assert found["outcome"] == "lost"
    assert found["lost_reason"]["title"]


def test_a_stage_asks_for_what_it_requires(open_as: Open, company: Company) -> None:
    stage = _stage(company, "方案报价")
    change = {"version": stage["version"], "required_fields": ["competitor"]}
    call(company, "admin", "PATCH", f"/stages/{stage['id']}", change)
    opportunity = add_opportunity(company, "要报价的商机", "500.00", stage=_stage(company, "需求确认")["id"])
    page = open_as("sales", f"/opportunities/{opportunity}")
    page.get_by_role("button", name="推进到“方案报价”").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("竞争对手").fill("北辰科技")
    dialog.get_by_role("button", name="推进到“方案报价”").click()
    expect(page.get_by_text("已推进")).to_be_visible()
    found = call(company, "sales", "GET", f"/opportunities/{opportunity}")
    assert (found["stage"]["title"], found["competitor"]) == ("方案报价", "北辰科技")


def test_lines_make_the_amount_and_the_sale_is_won_and_reopened(open_as: Open, company: Company) -> None:
    call(company, "admin", "POST", "/products", {"name": "变频器", "price": "1999.00", "currency": "CNY"})
    opportunity = add_opportunity(company, "有明细的商机", stage=_stage(company, "商务谈判")["id"])
    page = open_as("sales", f"/opportunities/{opportunity}")
    page.get_by_role("tab", name="产品明细").click()
    page.get_by_role("button", name="添加产品").click()
    line = page.get_by_role("listitem", name="第 1 行")
    line.get_by_role("combobox", name="产品").click()
    page.locator(".ant-select-item-option", has_text="变频器").click()
    expect(line.get_by_role("spinbutton", name="单价")).to_have_value("1999")
    line.get_by_role("spinbutton", name="数量").fill("3")
    line.get_by_role("spinbutton", name="折扣").fill("10")
    expect(line.get_by_role("status")).to_have_text("¥5,397.30")
    page.get_by_role("button", name="保存明细").click()
    expect(page.get_by_role("button", name="编辑明细")).to_be_visible()
    page.get_by_role("button", name="赢单", exact=True).click()
    expect(page.get_by_text("恭喜，赢单了！")).to_be_visible()
    won = call(company, "sales", "GET", f"/opportunities/{opportunity}")
    assert (won["outcome"], won["amount"]) == ("won", "5397.30")
    page.get_by_role("tab", name="阶段历史").click()
    expect(page.get_by_role("region", name="阶段历史").get_by_text("赢单")).to_be_visible()
    page.get_by_role("button", name="重新打开").click()
    expect(page.get_by_role("button", name="赢单", exact=True)).to_be_visible()
