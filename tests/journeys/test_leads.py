"""A lead's way through the hands of those who work on it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.conftest import PHONE, WIDE, Open
from tests.support.company import Company

AddLead = Callable[..., UUID]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_salesperson_claims_a_lead_and_writes_a_follow_up(
    open_as: Open, add_lead: AddLead, pool: str, size: ViewportSize, company: Company
) -> None:
    name = f"公海{size['width']}"
    lead = add_lead(name, pool=pool, mobile=f"1380013{size['width']:04d}", company="岳麓机械有限公司")
    page = open_as("sales", "/pools/leads", size)
    expect(page.get_by_text("138****").first).to_be_visible()
    page.get_by_role("button", name=f"领取{name}").click()
    page.get_by_role("link", name="去跟进").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    _follow_up(page, "约了下周三到厂里看设备")
    expect(page.get_by_text("约了下周三到厂里看设备", exact=True)).to_be_visible()
    found = company.api("sales").send("GET", f"/leads/{lead}").data
    assert found["status"] == "following"
    assert found["owner"]["id"] == str(company.id("sales"))


def _follow_up(page: Page, content: str) -> None:
    page.get_by_role("textbox", name="跟进内容").fill(content)
    page.get_by_role("button", name="保存跟进").click()
    expect(page.get_by_text("跟进已保存")).to_be_visible()


def test_who_was_slower_is_told_by_whom(open_as: Open, add_lead: AddLead, pool: str, company: Company) -> None:
    lead = add_lead("抢手的线索", pool=pool)
    page = open_as("sales", "/pools/leads")
    button = page.get_by_role("button", name="领取抢手的线索")
    expect(button).to_be_visible()
    assert company.api("peer").send("POST", f"/leads/{lead}/claim").status_code == 200
    button.click()
    expect(page.get_by_text("已被 peer 领取")).to_be_visible()
    expect(button).to_be_hidden()


def test_claiming_many_says_which_were_gone(open_as: Open, add_lead: AddLead, pool: str, company: Company) -> None:
    first, _ = add_lead("批量一号", pool=pool), add_lead("批量二号", pool=pool)
    page = open_as("sales", "/pools/leads?q=批量")
    for name in ("批量一号", "批量二号"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    assert company.api("peer").send("POST", f"/leads/{first}/claim").status_code == 200
    page.get_by_role("toolbar", name="批量操作").get_by_role("button", name="领取").click()
    outcome = page.get_by_role("dialog")
    expect(outcome.get_by_text("成功 1 条，1 条未处理").last).to_be_visible()
    expect(outcome.get_by_text("批量一号")).to_be_visible()
    expect(outcome.get_by_text("已被 peer 领取")).to_be_visible()


def test_a_lead_is_converted_with_what_is_known(open_as: Open, add_lead: AddLead, company: Company) -> None:
    lead = add_lead("苏敏", "sales", company="湘潭电缆有限公司", mobile="13900139011", job_title="采购经理")
    page = open_as("sales", f"/leads/{lead}")
    page.get_by_role("button", name="转化", exact=True).click()
    drawer = page.get_by_role("dialog", name="转化“苏敏”")
    expect(drawer.get_by_label("客户名称")).to_have_value("湘潭电缆有限公司")
    expect(drawer.get_by_label("姓名")).to_have_value("苏敏")
    drawer.get_by_role("checkbox", name="同时创建商机").check()
    drawer.get_by_label("商机名称").fill("湘潭电缆产线")
    drawer.get_by_label("金额").fill("128000")
    drawer.get_by_role("button", name="转化", exact=True).click()
    done = page.locator(".ant-message").filter(has_text="线索已转化为")
    for made in ("客户 湘潭电缆有限公司", "联系人 苏敏", "商机 湘潭电缆产线"):
        expect(done.get_by_role("link", name=made)).to_be_visible()
    expect(page.get_by_role("button", name="转化", exact=True)).to_be_hidden()
    found = company.api("sales").send("GET", f"/leads/{lead}").data
    assert found["status"] == "converted"
    opportunity = company.api("sales").send("GET", f"/opportunities/{found['opportunity']['id']}").data
    assert (opportunity["title"], opportunity["amount"]) == ("湘潭电缆产线", "128000.00")

    page.goto("/leads")
    expect(page.get_by_role("button", name="筛选")).to_be_visible()
    expect(page.get_by_role("link", name="苏敏")).to_be_hidden()  # mine are those that still are to be worked on
    page.get_by_text("全部", exact=True).click()
    expect(page.get_by_role("link", name="苏敏")).to_be_visible()

    page.goto(f"/accounts/{found['account']['id']}")
    expect(page.get_by_role("heading", name="湘潭电缆有限公司")).to_be_visible()
    expect(page.get_by_role("link", name="苏敏").first).to_be_visible()


def test_a_known_company_is_offered_instead_of_a_second_one(open_as: Open, add_lead: AddLead, company: Company) -> None:
    company.api("sales").send("POST", "/accounts", {"name": "醴陵瓷业有限公司", "kind": "organisation"})
    lead = add_lead("罗工", "sales", company="醴陵瓷业")
    page = open_as("sales", f"/leads/{lead}")
    page.get_by_role("button", name="转化", exact=True).click()
    drawer = page.get_by_role("dialog", name="转化“罗工”")
    expect(drawer.get_by_role("radio", name="醴陵瓷业有限公司")).to_be_checked()
    drawer.get_by_role("button", name="转化", exact=True).click()
    expect(page.get_by_text("线索已转化为")).to_be_visible()
    accounts = company.api("sales").send("GET", "/accounts?q=醴陵瓷业").data["items"]
    assert len(accounts) == 1


def test_a_pasted_card_fills_the_form_and_the_known_are_named(
    open_as: Open, add_lead: AddLead, source: str, company: Company
) -> None:
    add_lead("旧识", "sales", mobile="13700137022")  # the same number is refused, as every new tenant has it
    page = open_as("sales", "/leads?new=true")
    page.get_by_role("button", name="粘贴名片或聊天文字").click()
    page.get_by_role("textbox", name="粘贴名片或聊天文字").fill(
        "姓名：贺志远\n公司：常德纺机有限公司\n手机：13700137022"
    )
    page.get_by_role("button", name="识别").click()
    drawer = page.get_by_role("dialog", name="新建线索")
    expect(drawer.get_by_label("姓名")).to_have_value("贺志远")
    expect(drawer.get_by_text("可能已有记录")).to_be_visible()
    expect(drawer.get_by_role("link", name="旧识")).to_be_visible()
    drawer.get_by_label("来源", exact=True).fill("展会")
    page.get_by_title("展会").click()
    drawer.get_by_role("button", name="保存").click()
    expect(drawer.get_by_role("alert").filter(has_text="重复")).to_be_visible()
    drawer.get_by_label("手机").fill("13700137023")
    expect(drawer.get_by_role("link", name="旧识")).to_be_hidden()
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("link", name="贺志远")).to_be_visible()


def test_a_manager_assigns_what_waits(open_as: Open, add_lead: AddLead, company: Company) -> None:
    leads = [add_lead(name, "manager") for name in ("待分配甲", "待分配乙")]
    page = open_as("manager", "/leads?q=待分配")
    for name in ("待分配甲", "待分配乙"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("button", name="分配负责人").click()
    dialog = page.get_by_role("dialog", name="分配负责人")
    dialog.get_by_label("负责人").fill("sales")
    page.get_by_title("sales", exact=True).click()
    dialog.get_by_role("button", name="分配").click()
    expect(page.get_by_text("已处理 2 条")).to_be_visible()
    owners = {company.api("manager").send("GET", f"/leads/{lead}").data["owner"]["id"] for lead in leads}
    assert owners == {str(company.id("sales"))}


def test_a_lead_goes_back_with_a_reason_that_the_ledger_keeps(open_as: Open, add_lead: AddLead) -> None:
    lead = add_lead("要退回的", "sales")
    page = open_as("sales", f"/leads/{lead}")
    page.get_by_role("button", name="退回公海").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("长期联系不上").click()
    dialog.get_by_role("button", name="退回公海").click()
    expect(page.get_by_text("已退回公海")).to_be_visible()
    page.get_by_role("tab", name="归属流水").click()
    expect(page.get_by_role("row", name="长期联系不上")).to_be_visible()
