"""Tasks, notifications, files and the home page: what a day is made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Open
from tests.support.company import Company

AddLead = Callable[..., UUID]


def test_a_task_is_given_told_and_ticked_off(open_as: Open, add_lead: AddLead, company: Company) -> None:
    lead = add_lead("要报价的", "sales")
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    task = {"name": "发报价单", "due_at": due, "owner": str(company.id("sales"))}
    made = company.api("manager").send("POST", "/tasks", {**task, "record": {"object": "lead", "id": str(lead)}})
    assert made.status_code == 201, made.data
    page = open_as("sales")
    page.get_by_role("button", name="通知，").click()
    notices = page.get_by_role("dialog", name="通知")
    expect(notices.get_by_text("发报价单").first).to_be_visible()
    notices.get_by_role("button", name="关闭").click()

    line = page.get_by_role("listitem").filter(has_text="发报价单")
    expect(line).to_contain_text("逾期待办")
    line.get_by_role("button", name="完成“发报价单”").click()
    expect(line).to_contain_text("已处理")
    assert company.api("sales").send("GET", f"/tasks/{made.data['id']}").data["state"] == "done"


def test_tasks_stand_where_they_are_due(open_as: Open) -> None:
    page = open_as("peer", "/tasks")
    expect(page.get_by_text("今天没有待办")).to_be_visible()
    page.get_by_role("button", name="新建待办").click()
    drawer = page.get_by_role("dialog", name="新建待办")
    drawer.get_by_label("待办事项").fill("整理样机清单")
    drawer.get_by_role("button", name="保存").click()
    undated = page.get_by_role("region", name="未定时间")
    undated.get_by_role("checkbox", name="完成“整理样机清单”").click()
    expect(undated).to_be_hidden()


def test_the_home_page_lets_a_due_follow_up_be_written_in_place(
    open_as: Open, add_lead: AddLead, company: Company
) -> None:
    lead = add_lead("刚分到的", "stranger", mobile="13800138004")
    api = company.api("stranger")
    due = {"name": "寄样品", "due_at": "2020-01-01T08:00:00Z", "record": {"object": "lead", "id": str(lead)}}
    assert api.send("POST", "/tasks", due).status_code == 201
    page = open_as("stranger")
    agenda = page.get_by_role("region", name="现在要办的事")
    lines = agenda.get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("刚分到的")
    expect(lines.first.get_by_role("link", name="13800138004")).to_have_attribute("href", "tel:13800138004")
    page.get_by_role("button", name="跟进“刚分到的”").click()
    page.get_by_role("textbox", name="跟进内容").fill("已加微信，发了样本")
    page.get_by_role("button", name="保存跟进").click()
    expect(page.get_by_text("跟进已保存")).to_be_visible()
    # What is done stays where it stands, and nothing moves under the hand.
    expect(lines.first).to_contain_text("已处理")
    lines.last.get_by_role("button", name="完成“寄样品”").click()
    expect(agenda.get_by_text("已处理")).to_have_count(2)
    page.reload()
    expect(page.get_by_text("现在没有要办的事")).to_be_visible()


def test_a_colleague_is_mentioned(open_as: Open, add_lead: AddLead, company: Company) -> None:
    lead = add_lead("大家的", "sales")
    page = open_as("sales", f"/leads/{lead}")
    box = page.get_by_role("textbox", name="跟进内容")
    box.press_sequentially("请 @mana")
    page.get_by_role("menuitem", name="manager").click()
    box.press_sequentially("看一下")
    page.get_by_role("button", name="保存跟进").click()
    expect(page.get_by_text("跟进已保存")).to_be_visible()
    notices = company.api("manager").send("GET", "/notifications").data["items"]
    assert "follow_up.mentioned" in [notice["code"] for notice in notices]


def test_a_paper_is_kept_with_the_record(open_as: Open, add_lead: AddLead) -> None:
    lead = add_lead("有图纸的", "sales")
    page = open_as("sales", f"/leads/{lead}")
    panel = page.get_by_role("region", name="附件")
    panel.locator("input[type=file]").first.set_input_files(
        {"name": "图纸.txt", "mimeType": "text/plain", "buffer": "厂房平面".encode()}
    )
    link = panel.get_by_role("link", name="图纸.txt")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_text(encoding="utf-8") == "厂房平面"


def test_a_lost_connection_is_said_at_once_and_the_page_goes_on_by_itself(
    open_as: Open, add_lead: AddLead, company: Company
) -> None:
    lead = add_lead("断网的", "sales")
    page = open_as("sales", f"/leads/{lead}")
    box = page.get_by_role("textbox", name="跟进内容")
    box.fill("地下车库里写的")
    page.context.set_offline(True)
    told = page.get_by_text("网络已断开")
    expect(told).to_be_visible()
    page.get_by_role("button", name="保存跟进").click()
    page.context.set_offline(False)
    expect(page.get_by_text("跟进已保存")).to_be_visible()
    expect(told).to_be_hidden()
    follow_ups = company.api("sales").send("GET", "/follow-ups").data["items"]
    assert [one["title"] for one in follow_ups].count("地下车库里写的") == 1


def test_on_a_phone_the_next_follow_up_is_set_by_its_own_picker(open_as: Open, add_lead: AddLead) -> None:
    page = open_as("sales", f"/leads/{add_lead('路上的', 'sales')}", PHONE)
    page.get_by_role("textbox", name="跟进内容").fill("改天再约")
    page.get_by_role("button", name="明天").click()
    assert "T09:00" in page.get_by_label("下次跟进").input_value()
    page.get_by_role("button", name="保存跟进").click()
    expect(page.get_by_text("跟进已保存")).to_be_visible()
