"""Every screen of campaigns, and what visitors see, for people who cannot see or point: axe finds nothing serious."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import faults
from tests.journeys.conftest import PHONE, WIDE, Open
from tests.journeys.deals import call
from tests.support.company import Company
from tests.support.fixtures import RunningServer

MODES = ("light", "dark")


@pytest.fixture(scope="module")
def fair(company: Company) -> str:
    """A campaign with links, entries of several states, costs and a form of every kind of question."""
    facts = {"name": "无障碍展会", "place": "上海", "budget": "10000", "starts_on": "2027-03-01", "kind": "exhibition"}
    campaign = str(call(company, "marketer", "POST", "/campaigns", facts)["id"])
    kinds = ["long_text", "date", "email", "region", "rating", "file"]
    fields = [{"key": "name", "required": True, "help": "与证件一致"}, {"key": "mobile", "required": True}]
    fields += [{"kind": kind, "label": f"问题 {kind}"} for kind in kinds]
    fields += [
        {"kind": kind, "label": kind, "options": [{"label": "甲"}, {"label": "乙"}]}
        for kind in ("choice", "multi_choice")
    ]
    call(company, "marketer", "PUT", f"/campaigns/{campaign}/form", {"fields": fields, "consent": "同意"})
    call(company, "marketer", "POST", f"/campaigns/{campaign}/state", {"state": "active"})
    call(company, "marketer", "POST", f"/campaigns/{campaign}/links", {"channel": "展台海报", "purpose": "check_in"})
    for name in ("甲先生", "乙女士"):
        call(company, "marketer", "POST", f"/campaigns/{campaign}/submissions", {"answers": {"name": name}})
    call(company, "marketer", "POST", f"/campaigns/{campaign}/sync", {})
    call(company, "marketer", "POST", f"/campaigns/{campaign}/submissions", {"answers": {"name": "丙经理"}})
    spent = {"campaign": campaign, "name": "场地", "spent_on": "2026-01-01", "amount": "4000", "kind": "venue"}
    call(company, "marketer", "POST", "/cost-items", spent)
    return campaign


def checked(page: Page, where: str) -> None:
    page.wait_for_load_state("networkidle")
    page.locator(".ant-skeleton").first.wait_for(state="detached")
    assert not faults(page), where


@pytest.mark.parametrize(("mode", "size"), [("light", PHONE), ("dark", WIDE)], ids=MODES)
def test_the_screens_of_marketers(open_as: Open, fair: str, mode: str, size: object) -> None:
    page = open_as("admin", "/campaigns", size)
    page.evaluate("mode => localStorage.setItem('yuanliu.preferences', JSON.stringify({ mode }))", mode)
    tabs = [f"/campaigns/{fair}?tab={tab}" for tab in ("details", "collected", "costs", "data")]
    for address in (
        "/campaigns",
        *tabs,
        "/reports?report=campaigns",
        "/settings/attribution",
        "/settings/campaign-reminders",
    ):
        page.goto(address)
        checked(page, address)


@pytest.mark.parametrize("mode", MODES)
def test_the_wizard_and_what_opens_over_a_campaign(open_as: Open, fair: str, mode: str) -> None:
    page = open_as("admin", "/campaigns")
    page.evaluate("mode => localStorage.setItem('yuanliu.preferences', JSON.stringify({ mode }))", mode)
    page.goto("/campaigns?new=true")
    wizard = page.get_by_role("dialog")
    wizard.get_by_label("活动名称").fill("向导")
    checked(page, "first step")
    wizard.get_by_role("button", name="下一步").click()
    wizard.get_by_role("button", name="添加自由问题").click()
    page.get_by_role("menuitem", name="单选").click()
    checked(page, "second step")

    page.goto(f"/campaigns/{fair}")
    for button, what in (("新建链接", "one link"), ("批量生成", "many links"), ("复制为新活动", "a copy")):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        checked(page, what)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(f"/campaigns/{fair}?tab=collected")
    for opens in (re.compile("手工添加"), re.compile("^(sync )?执行同步"), re.compile("^丙经理$")):
        page.get_by_role("button", name=opens).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        checked(page, opens.pattern)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("scheme", MODES)
def test_the_pages_of_visitors(
    company: Company, fair: str, browser: Browser, server: RunningServer, scheme: str
) -> None:
    links = call(company, "marketer", "GET", "/promotion-links?columns=slug,campaign,purpose")["items"]
    slugs = {link["purpose"]: link["slug"] for link in links if link["campaign"]["id"] == fair}
    context = browser.new_context(locale="zh-CN", viewport=PHONE, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    for slug in slugs.values():
        for language in ("zh", "en"):
            page.goto(f"{server.url}/f/{slug}?lang={language}")
            assert not faults(page), language
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{server.url}/f/{slugs['form']}")
    page.get_by_label("姓名").fill("丁")
    page.get_by_label("手机").fill("12")
    page.get_by_label("问题 file").set_input_files(
        {"name": "名片.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a"}
    )
    page.get_by_role("checkbox", name="同意").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已上传 名片.pdf")).to_be_visible()
    assert not faults(page), "with a fault in it"
    page.get_by_label("手机").fill("13900139009")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("提交成功")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^入场码"))).to_be_visible()
    assert not faults(page), "thanks"
    page.goto(f"{server.url}/f/nowhere")
    assert not faults(page), "no such page"
    context.close()
