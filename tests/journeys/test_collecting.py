"""A marketer equips a team with links, takes in a guest list, corrects and syncs it, and keeps the costs."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.deals import call
from tests.support.company import Company

GUESTS = "姓名,公司,手机,参与状态\n张三,华为,13500000001,已邀请\n李四,中兴,13500000002,已参加\n"


def _campaign(company: Company, **facts: object) -> str:
    made = call(company, "marketer", "POST", "/campaigns", {"name": "华南装备展", "mode": "offline", **facts})
    return str(made["id"])


def test_links_for_a_team_and_the_sheet_to_print(open_as: Open, company: Company) -> None:
    campaign = _campaign(company)
    page = open_as("marketer", f"/campaigns/{campaign}")
    page.get_by_role("button", name="批量生成").click()
    dialog = page.get_by_role("dialog", name="批量生成")
    dialog.get_by_role("combobox", name="部门").click()
    page.locator(".ant-select-item-option").filter(has_text="上海组").first.click()
    dialog.get_by_role("combobox", name="渠道").fill("展位海报，")
    dialog.get_by_role("button", name="生成链接").click()
    expect(page.get_by_text("已有 0 个")).to_be_visible()
    card = page.get_by_role("listitem", name="展位海报").filter(has_text="peer")
    expect(card.get_by_text("独立访客")).to_be_visible()

    page.get_by_role("button", name="打印二维码").click()
    with page.context.expect_page() as opened:
        page.get_by_role("menuitem", name="多个一页").get_by_role("link").click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", name="华南装备展")).to_be_visible()
    expect(sheet.get_by_text("peer", exact=True)).to_be_visible()
    assert sheet.locator("li svg").count() >= 2
    expect(sheet.get_by_role("button", name="打印")).to_be_visible()


def test_a_guest_list_is_imported_corrected_and_synced(
    open_as: Open, company: Company, run_jobs: Callable[[], None]
) -> None:
    campaign = _campaign(company, name="供应商答谢会")
    page = open_as("marketer", f"/campaigns/{campaign}?tab=collected")
    page.get_by_role("button", name="更多添加方式").click()
    page.get_by_role("menuitem", name="导入名单").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "来宾.csv", "mimeType": "text/csv", "buffer": GUESTS.encode()}
    )
    expect(page.get_by_role("heading", name="来宾.csv")).to_be_visible()
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
    run_jobs()
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.get_by_text("导入中")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("已完成")).to_be_visible()

    page.goto(page.url.split("/settings")[0] + f"/campaigns/{campaign}?tab=collected")
    expect(page.get_by_role("row", name="李四").get_by_text("已参加")).to_be_visible()
    page.get_by_role("button", name="张三", exact=True).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="更正").click()
    drawer.get_by_label("姓名").fill("张山峰")
    drawer.locator("button[type=submit]").click()
    expect(drawer.get_by_text("原始提交：张三")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="执行同步（2）").click()
    dialog = page.get_by_role("dialog", name="执行同步")
    dialog.get_by_role("button", name="执行同步").click()
    expect(dialog.get_by_text("同步 2 条，重复 0 条，失败 0 条")).to_be_visible()
    dialog.get_by_role("button", name="完成").or_(dialog.get_by_role("button", name="完 成")).click()
    assert call(company, "marketer", "GET", "/leads?q=张山峰")["items"][0]["title"] == "张山峰"

    page.get_by_role("row", name="张山峰").get_by_role("checkbox").check()
    page.locator(".yl-bulk").get_by_role("combobox", name="参与状态").click()
    page.locator(".ant-select-item-option").filter(has_text="已响应").last.click()
    expect(page.get_by_role("row", name="张山峰").get_by_text("已响应")).to_be_visible()


def test_costs_are_kept_beside_the_budget_and_only_for_those_who_may(open_as: Open, company: Company) -> None:
    campaign = _campaign(company, name="华东路演", budget="10000")
    page = open_as("marketer", f"/campaigns/{campaign}?tab=costs")
    spent = page.get_by_role("region", name="活动费用")
    spent.get_by_role("button", name="新建活动费用").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("费用说明").fill("场地租金")
    drawer.get_by_label("发生日期").fill("2026-03-01")
    page.keyboard.press("Enter")
    drawer.get_by_label("金额", exact=True).fill("4000")
    drawer.get_by_role("button", name="保存").or_(drawer.get_by_role("button", name="保 存")).click()
    expect(spent.get_by_role("row", name="场地租金")).to_be_visible()
    expect(page.get_by_role("progressbar", name="预算使用")).to_be_visible()
    expect(page.get_by_text("40%")).to_be_visible()

    peer = open_as("sales", f"/campaigns/{campaign}?tab=costs")
    expect(peer.get_by_role("heading", name="华东路演")).to_be_visible()
    expect(peer.get_by_role("tab", name="费用")).to_have_count(0)
    expect(peer.get_by_text("预算", exact=True)).to_have_count(0)


def test_only_the_selected_ones_are_synced(open_as: Open, company: Company) -> None:
    campaign = _campaign(company, name="分批同步")
    for name in ("甲先生", "乙女士", "丙经理"):
        call(company, "marketer", "POST", f"/campaigns/{campaign}/submissions", {"answers": {"name": name}})
    page = open_as("marketer", f"/campaigns/{campaign}?tab=collected")
    page.get_by_role("row", name="乙女士").get_by_role("checkbox").check()
    page.get_by_role("button", name="同步所选（1）").click()
    dialog = page.get_by_role("dialog", name="同步所选（1）")
    dialog.get_by_role("button", name="执行同步").click()
    expect(dialog.get_by_text("同步 1 条，重复 0 条，失败 0 条")).to_be_visible()
    dialog.get_by_role("button", name="完成").or_(dialog.get_by_role("button", name="完 成")).click()
    expect(page.get_by_role("row", name="乙女士").get_by_text("已同步")).to_be_visible()
    expect(page.get_by_role("button", name="执行同步（2）")).to_be_visible()


def test_on_a_phone_entries_are_cards_that_are_reviewed_selected_and_synced(open_as: Open, company: Company) -> None:
    campaign = _campaign(company, name="掌上同步")
    for name, firm in (("甲先生", "华为"), ("乙女士", "中兴"), ("丙经理", "汇川")):
        answers = {"name": name, "company": firm, "mobile": "13800000000"}
        call(company, "marketer", "POST", f"/campaigns/{campaign}/submissions", {"answers": answers})
    page = open_as("marketer", f"/campaigns/{campaign}?tab=collected", PHONE)
    card = page.get_by_role("listitem").filter(has_text="乙女士")
    expect(card.get_by_text("待同步")).to_be_visible()
    expect(card.get_by_text("中兴")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for target in (card.locator(".yl-card-select"), card.get_by_role("button", name="拒绝乙女士")):
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 32, "a thumb hits it"
    page.get_by_role("listitem").filter(has_text="丙经理").get_by_role("button", name="拒绝丙经理").click()
    reason = page.get_by_role("dialog")
    reason.get_by_text("测试提交", exact=True).click()
    reason.get_by_role("button", name="拒绝").or_(reason.get_by_role("button", name="拒 绝")).click()
    expect(page.get_by_role("listitem").filter(has_text="丙经理").get_by_text("已拒绝")).to_be_visible()

    card.get_by_role("checkbox").check()
    page.get_by_role("button", name="同步所选（1）").click()
    dialog = page.get_by_role("dialog", name="同步所选（1）")
    dialog.get_by_role("button", name="执行同步").click()
    expect(dialog.get_by_text("同步 1 条，重复 0 条，失败 0 条")).to_be_visible()
    dialog.get_by_role("button", name="完成").or_(dialog.get_by_role("button", name="完 成")).click()
    expect(card.get_by_text("已同步")).to_be_visible()
    expect(card.get_by_role("link", name="乙女士")).to_be_visible()  # the lead that it became

    card.get_by_role("button", name="乙女士", exact=True).click()
    expect(page.get_by_role("dialog", name="乙女士").get_by_text("中兴")).to_be_visible()


def test_a_column_that_the_campaign_cannot_take_is_refused_where_it_is_mapped(open_as: Open, company: Company) -> None:
    field = {"object": "account", "code": "grade", "name": "客户等级", "kind": "text"}
    call(company, "admin", "POST", "/custom-fields", field)
    campaign = _campaign(company, name="线索名单")
    page = open_as("admin", f"/campaigns/{campaign}?tab=collected")
    page.get_by_role("button", name="更多添加方式").click()
    page.get_by_role("menuitem", name="导入名单").click()
    rows = "姓名,手机,客户等级\n张三,13500000001,A\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "来宾.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    column = page.get_by_role("row", name="客户等级")
    expect(column.get_by_text("不导入")).to_be_visible()
    column.get_by_role("combobox").click()
    page.keyboard.type("客户等级")
    page.locator(".ant-select-item-option").filter(has_text="客户等级").click()
    page.get_by_role("button", name="检查文件").click()
    expect(column.get_by_role("alert")).to_have_text("线索没有这个字段")
    expect(page.get_by_text("检查中")).to_have_count(0)
    column.get_by_role("combobox").hover()
    column.locator(".ant-select-clear").click()
    expect(column.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
