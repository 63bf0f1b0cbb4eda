"""What can be undone is done at once and offers the way back for ten seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.support.company import Company

from .conftest import Open


@pytest.fixture
def deal(company: Company) -> str:
    api = company.api("sales")
    account = api.send("POST", "/accounts", {"name": "株洲轴承有限公司", "kind": "organisation"}).data["id"]
    return str(api.send("POST", "/opportunities", {"name": "轴承产线", "account": account}).data["id"])


def undo(page: Page, said: str) -> None:
    told = page.locator(".ant-message-notice").filter(has_text=said)
    told.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已撤销")).to_be_visible()


def test_a_lead_that_was_put_aside_is_taken_up_again(
    open_as: Open, add_lead: Callable[..., UUID], company: Company
) -> None:
    lead = add_lead("苏敏", "sales")
    page = open_as("sales", f"/leads/{lead}")
    page.get_by_role("button", name="置为无效").click()
    page.get_by_label("原因").fill("电话打错")
    page.get_by_role("dialog").get_by_role("button", name="置为无效").click()
    undo(page, "无效")
    assert company.api("sales").send("GET", f"/leads/{lead}").data["status"] == "new"


def test_a_deleted_lead_comes_back(open_as: Open, add_lead: Callable[..., UUID], company: Company) -> None:
    lead = add_lead("苏敏", "sales")
    page = open_as("manager", f"/leads/{lead}")
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page).to_have_url(re.compile(r"/leads(\?.*)?$"))
    assert company.api("manager").send("GET", f"/leads/{lead}").status_code == 404
    undo(page, "已删除“苏敏”")
    expect(page.get_by_role("link", name="苏敏")).to_be_visible()


def test_a_finished_task_is_open_again(open_as: Open, company: Company) -> None:
    task = company.api("sales").send("POST", "/tasks", {"name": "寄样品"}).data["id"]
    page = open_as("sales", f"/tasks/{task}")
    page.get_by_role("button", name="完成").click()
    undo(page, "待办已完成")
    assert company.api("sales").send("GET", f"/tasks/{task}").data["done_at"] is None


def test_a_deal_that_was_moved_goes_back_also_from_won(open_as: Open, deal: str, company: Company) -> None:
    api = company.api("sales")
    before = api.send("GET", f"/opportunities/{deal}").data["stage"]
    page = open_as("sales", f"/opportunities/{deal}")
    page.get_by_role("button", name="推进到").click()
    undo(page, "已推进")
    assert api.send("GET", f"/opportunities/{deal}").data["stage"] == before
