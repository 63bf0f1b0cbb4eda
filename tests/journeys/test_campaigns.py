"""A marketer makes a campaign, a visitor answers on a phone without scripts, and the answer becomes a lead."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.deals import call
from tests.support.company import Company
from tests.support.fixtures import RunningServer


def test_from_the_wizard_to_the_lead(open_as: Open, browser: Browser, server: RunningServer, company: Company) -> None:
    page = open_as("marketer", "/campaigns?new=true")
    wizard = page.get_by_role("dialog")
    wizard.get_by_role("textbox", name="活动名称").fill("华东自动化展")
    wizard.get_by_role("spinbutton", name="预算").fill("80000")
    wizard.get_by_role("button", name="下一步").click()
    preview = wizard.get_by_label("手机预览")
    expect(preview.get_by_text("华东自动化展")).to_be_visible()
    wizard.get_by_role("spinbutton", name="名额").fill("200")
    wizard.get_by_role("button", name="添加自由问题").click()
    page.get_by_role("menuitem", name="单行文字").click()
    wizard.get_by_role("listitem", name="您的问题").get_by_role("textbox", name="问题", exact=True).fill("关注哪条产线")
    expect(preview.get_by_text("关注哪条产线")).to_be_visible()
    wizard.get_by_role("button", name="发布活动").click()
    expect(page.get_by_text("活动已发布")).to_be_visible()
    expect(page.get_by_role("img", name="“默认”的二维码")).to_be_visible()
    address = page.get_by_role("link", name="/f/").get_attribute("href")
    assert address is not None

    _answer(browser, address)
    page.get_by_role("tab", name="线索").click()
    page.get_by_role("row", name="王建国").get_by_role("button", name="放行王建国").click()
    page.get_by_role("button", name="执行同步").click()
    dialog = page.get_by_role("dialog", name="执行同步")
    dialog.get_by_role("button", name="执行同步").click()
    expect(dialog.get_by_text("同步 1 条，重复 0 条，失败 0 条")).to_be_visible()
    expect(dialog.get_by_role("row", name="王建国").get_by_text("已同步")).to_be_visible()
    lead = call(company, "marketer", "GET", "/leads?q=王建国")["items"][0]
    assert lead["title"] == "王建国"

    dialog.get_by_role("button", name="完成").click()
    page.get_by_role("tab", name="活动数据").click()
    page.get_by_role("link", name="线索 1").first.click()
    expect(page.get_by_role("link", name="王建国")).to_be_visible()


def _answer(browser: Browser, address: str) -> None:
    """As somebody whose browser runs no scripts. So quick an answer looks like a machine's: a person has to let it pass."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(address)
    visitor.get_by_label("姓名").fill("王建国")
    visitor.get_by_label("手机").fill("13900139001")
    visitor.get_by_label("关注哪条产线").fill("焊装线")
    visitor.get_by_role("checkbox").check()
    visitor.get_by_role("button", name="提交").click()
    expect(visitor.get_by_text("提交成功")).to_be_visible()
    context.close()


def test_a_guest_checks_in_at_the_door(open_as: Open, browser: Browser, company: Company) -> None:
    """An exhibition on the spot ends on its check-in code; a known guest gives a number, an unknown one fills in the form."""
    page = open_as("marketer", "/campaigns?new=true")
    wizard = page.get_by_role("dialog")
    wizard.get_by_role("textbox", name="活动名称").fill("新品体验日")
    wizard.get_by_label("活动模式").click()
    page.get_by_title("线下").click()
    wizard.get_by_role("button", name="下一步").click()
    wizard.get_by_role("button", name="发布活动").click()
    expect(page.get_by_role("img", name="“现场签到”的二维码")).to_be_visible()
    address = page.get_by_role("link", name="/f/").get_attribute("href")
    assert address is not None

    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    guest = context.new_page()
    guest.goto(address)
    assert guest.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    guest.get_by_label("手机号或邮箱").fill("13900139002")
    guest.get_by_role("button", name="签到").click()
    expect(guest.get_by_text("没有找到您的报名")).to_be_visible()
    expect(guest.get_by_label("手机")).to_have_value("13900139002")
    guest.get_by_label("姓名").fill("赵敏")
    guest.get_by_role("checkbox").check()
    guest.get_by_role("button", name="提交").click()
    expect(guest.get_by_text("签到成功")).to_be_visible()
    guest.get_by_role("link", name="为下一位签到").click()
    guest.get_by_label("手机号或邮箱").fill("+86 139 0013 9002")
    guest.get_by_role("button", name="签到").click()
    expect(guest.get_by_text("欢迎光临")).to_be_visible()
    context.close()
    entry = call(company, "marketer", "GET", "/submissions?q=赵敏&columns=checked_in_at")["items"][0]
    assert entry["checked_in_at"] is not None


def test_questions_are_put_in_order_with_the_keyboard_and_written_in_two_languages(
    open_as: Open, company: Company, browser: Browser, server: RunningServer
) -> None:
    campaign = call(company, "marketer", "POST", "/campaigns", {"name": "双语报名"})["id"]
    page = open_as("marketer", f"/campaigns/{campaign}")
    page.get_by_role("button", name="编辑表单").click()
    builder = page.get_by_role("dialog", name="编辑表单")
    asked = builder.get_by_role("list", name="填写项").get_by_role("listitem")
    names = [str(item.get_attribute("aria-label")) for item in asked.all()]
    assert len(names) >= 3
    builder.get_by_role("button", name=f"拖动{names[0]}").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(f"“{names[0]}”在“{names[0]}”的位置"))).to_be_attached()
    for place in names[1:3]:
        page.keyboard.press("ArrowDown")
        expect(page.get_by_text(f"“{names[0]}”在“{place}”的位置")).to_be_attached()
    page.keyboard.press("Space")
    expect(asked.nth(2)).to_have_attribute("aria-label", names[0])
    expect(asked.nth(0)).to_have_attribute("aria-label", names[1])
    expect(builder.get_by_role("button", name=f"拖动{names[0]}")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text(re.compile(f"“{names[0]}”在“{names[0]}”的位置"))).to_be_attached()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text(f"“{names[0]}”在“{names[2]}”的位置")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"已放回“{names[0]}”")).to_be_attached()
    expect(asked.nth(2)).to_have_attribute("aria-label", names[0])

    builder.get_by_role("textbox", name="姓名的填写说明").fill("与证件一致")
    builder.get_by_role("radiogroup", name="表单的语言").get_by_text("English").click()
    name = builder.get_by_role("listitem", name="Name")
    name.get_by_role("textbox", name="问题", exact=True).fill("Full name")
    builder.get_by_role("textbox", name="Full name的填写说明").fill("As on your passport")
    preview = builder.get_by_label("手机预览")
    expect(preview.get_by_text("As on your passport")).to_be_visible()
    builder.get_by_role("button", name="发布新版本").click()
    expect(page.get_by_text("表单第 1 版已发布")).to_be_visible()

    address = _opened(company, server, campaign)
    context = browser.new_context(locale="en-GB", viewport=PHONE, java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(address)
    expect(visitor.get_by_label("Full name")).to_be_visible()
    expect(visitor.get_by_text("As on your passport")).to_be_visible()
    visitor.get_by_role("link", name="中文").click()
    expect(visitor.get_by_text("与证件一致")).to_be_visible()
    context.close()


def test_a_form_is_written_and_read_in_two_languages(
    open_as: Open, company: Company, browser: Browser, server: RunningServer
) -> None:
    campaign = call(company, "marketer", "POST", "/campaigns", {"name": "智造峰会"})["id"]
    page = open_as("marketer", f"/campaigns/{campaign}")
    page.get_by_role("button", name="编辑表单").click()
    builder = page.get_by_role("dialog", name="编辑表单")
    builder.get_by_label("同意条款").fill("同意联系我")
    builder.get_by_role("button", name="添加自由问题").click()
    page.get_by_role("menuitem", name="单选").click()
    builder.get_by_role("textbox", name="选项 1").fill("十人以下")
    builder.get_by_role("textbox", name="选项 2").fill("十人以上")
    builder.get_by_role("textbox", name="选项 2").press("Enter")
    expect(builder.get_by_role("textbox", name="选项 3")).to_be_focused()
    page.keyboard.type("上百人")
    builder.get_by_role("button", name="移除选项 2").click()
    builder.get_by_role("radiogroup", name="表单的语言").get_by_text("English").click()
    preview = builder.get_by_label("手机预览")
    expect(preview.get_by_text("智造峰会")).to_be_visible()  # while there is no English one
    expect(preview.get_by_role("button", name="Send")).to_be_visible()
    builder.get_by_label("页面标题").fill("Smart Summit")
    builder.get_by_label("同意条款").fill("You may call me")
    builder.get_by_label("感谢语").fill("Thanks for coming")
    builder.get_by_role("textbox", name="选项 1").fill("Up to ten")
    for text in ("Smart Summit", "You may call me", "Up to ten", "上百人"):
        expect(preview.get_by_text(text)).to_be_visible()
    builder.get_by_role("button", name="发布新版本").click()
    expect(page.get_by_text("表单第 1 版已发布")).to_be_visible()

    address = _opened(company, server, campaign)
    context = browser.new_context(locale="en-GB", viewport=PHONE, java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(address)
    expect(visitor.get_by_role("heading", name="Smart Summit")).to_be_visible()
    visitor.get_by_label("Name").fill("Mary")
    visitor.get_by_label("Mobile").fill("13900139004")
    visitor.get_by_label("Up to ten").check()
    visitor.get_by_label("You may call me").check()
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_text("Thanks for coming")).to_be_visible()
    context.close()

    page.goto(f"/campaigns/{campaign}?tab=collected")
    page.get_by_role("button", name="Mary", exact=True).click()
    entry = page.get_by_role("dialog")
    expect(entry.get_by_text("十人以下")).to_be_visible()
    expect(entry.get_by_text("第 1 版：You may call me")).to_be_visible()
    page.goto(f"/campaigns/{campaign}")
    expect(page.get_by_text("访客 ·")).to_be_visible()  # who sent it, in the timeline


def test_a_browser_solves_the_puzzle_before_it_sends(company: Company, browser: Browser, server: RunningServer) -> None:
    facts = {"name": "防刷抽奖", "proof_of_work": True}
    campaign = call(company, "marketer", "POST", "/campaigns", facts)["id"]
    address = _opened(company, server, campaign)
    context = browser.new_context(locale="en-GB", viewport=PHONE)
    visitor = context.new_page()
    visitor.goto(address)
    visitor.get_by_label("Name").fill("Wang")
    visitor.get_by_label("Mobile").fill("13900139003")
    expect(visitor.locator("[name=_solution]")).not_to_have_value("", timeout=20_000)
    visitor.wait_for_timeout(2100)  # nobody types faster than that
    visitor.get_by_role("button", name="Send").click()
    expect(visitor.get_by_text("Thank you")).to_be_visible()
    context.close()
    entry = call(company, "marketer", "GET", "/submissions?q=Wang&columns=state,suspicion")["items"][0]
    assert (entry["state"], entry["suspicion"]) == ("collected", None)


def test_an_entry_by_hand_needs_something_that_identifies(open_as: Open, company: Company) -> None:
    campaign = call(company, "marketer", "POST", "/campaigns", {"name": "名片录入", "mode": "offline"})["id"]
    page = open_as("marketer", f"/campaigns/{campaign}?tab=collected")
    page.get_by_role("button", name="手工添加").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="保存", exact=True).or_(
        drawer.get_by_role("button", name="保 存", exact=True)
    ).click()
    expect(drawer.get_by_role("alert")).to_contain_text("至少填写")
    drawer.get_by_label("姓名").fill("李秀英")
    drawer.get_by_role("button", name="保存", exact=True).or_(
        drawer.get_by_role("button", name="保 存", exact=True)
    ).click()
    expect(page.get_by_role("row", name="李秀英")).to_be_visible()


def _opened(company: Company, server: RunningServer, campaign: str) -> str:
    """The address of the one form link of a campaign that visitors may now answer."""
    call(company, "marketer", "POST", f"/campaigns/{campaign}/state", {"state": "active"})
    links = call(company, "marketer", "GET", "/promotion-links?columns=slug,campaign")["items"]
    (slug,) = [link["slug"] for link in links if link["campaign"]["id"] == campaign]
    return f"{server.url}/f/{slug}"
