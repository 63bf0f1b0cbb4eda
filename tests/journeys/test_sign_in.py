"""Coming in, going out, and how the software greets: language, theme, keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.support.company import Company
from tests.support.totp import shown_code
from yuanliu.kernel.identity.throttle import FREE

PASSWORD = "yuanliu-2026-桥"


def test_a_wrong_password_is_told_and_the_right_one_leads_where_one_wanted_to_go(page: Page, company: Company) -> None:
    email = company.set_password("sales", PASSWORD)
    page.goto("/leads")
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill("not-it-at-all")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".ant-form-item-explain-error, [role=alert]").first).to_be_visible()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="线索", exact=True)).to_be_visible()
    expect(
        page.get_by_text("还没有您负责的线索")
    ).to_be_visible()  # the page has come to rest: nothing moves under the mouse

    page.get_by_role("button", name="sales").click()
    page.get_by_role("menuitem", name="退出登录", exact=True).click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.goto("/leads")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_who_tries_too_often_is_told_when_to_try_again(page: Page, company: Company) -> None:
    email = company.set_password("sales", PASSWORD)
    page.goto("/sign-in")
    page.get_by_label("邮箱").fill(email)
    told = page.get_by_text(re.compile(r"请在 .+ 后再试"))
    for number in range(FREE + 1):
        page.get_by_label("密码", exact=True).fill(f"not-it-{number}")
        with page.expect_response("**/auth/login"):
            page.get_by_role("button", name="登录").click()
    expect(told).to_be_visible()


def test_a_member_switches_language_and_theme_and_finds_them_again(open_as: Open) -> None:
    page = open_as("peer")
    page.get_by_role("button", name="peer").click()
    page.get_by_role("menuitem", name="语言").hover()
    page.get_by_role("menuitem", name="English").click()
    expect(page.get_by_role("navigation").get_by_role("link", name="Leads", exact=True)).to_be_visible()

    page.get_by_role("button", name="peer").click()
    page.get_by_role("menuitem", name="Appearance").hover()
    page.get_by_role("menuitem", name="Dark").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == light != "rgb(245, 245, 245)"


def test_the_keyboard_goes_everywhere(open_as: Open, company: Company) -> None:
    made = company.api("sales").send("POST", "/accounts", {"name": "沅江水泵厂", "kind": "organisation"})
    assert made.status_code == 201, made.data
    page = open_as("sales")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="搜索与命令").fill("沅江")
    expect(page.get_by_role("option", name=re.compile("沅江水泵厂"))).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="沅江水泵厂")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="线索", exact=True)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="新建线索")).to_be_visible()


def test_two_steps_once_they_are_turned_on(open_as: Open, page: Page, company: Company) -> None:
    company.hire("两步", password=PASSWORD)
    email = company.email("两步")
    window = open_as("两步")
    window.get_by_role("button", name="两步").click()
    window.get_by_role("menuitem", name="两步验证").click()
    dialog = window.get_by_role("dialog")
    secret = dialog.locator("code").inner_text().strip()
    dialog.get_by_label("验证器显示的 6 位数字").fill(shown_code(secret))
    dialog.get_by_label("当前密码").fill(PASSWORD)
    dialog.get_by_role("button", name="开启").click()
    expect(window.get_by_text("两步验证已开启")).to_be_visible()

    page.goto("/sign-in")
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").fill("000000")
    page.locator("button[type=submit]").click()
    expect(page.locator(".ant-form-item-explain-error")).to_be_visible()
    page.get_by_label("验证码").fill(shown_code(secret))
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
