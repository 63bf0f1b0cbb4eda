"""Which channel earned what: from the comparison of campaigns, under another model, to the contract in part and its receipt."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.deals import call, contract_in_force
from tests.support.company import Company


def reached(company: Company) -> tuple[str, str]:
    """A fair with a stand and a salon; both touched the customer who signed over 9,000 and paid 3,000 of it."""
    fair, salon = (
        call(company, "admin", "POST", "/campaigns", {"name": name, "mode": "offline", "budget": "1000"})["id"]
        for name in ("华东展会", "客户沙龙")
    )
    contract = contract_in_force(company, "两次触达的合同", [("9000", "2027-01-31")])
    account = call(company, "admin", "GET", f"/contracts/{contract}")["account"]["id"]
    for campaign in (fair, fair, salon):
        call(company, "admin", "POST", f"/campaigns/{campaign}/touches", {"object": "account", "record": account})
    paid = {"contract": contract, "amount": "3000", "received_on": company.admin.today.isoformat()}
    receipt = call(company, "sales", "POST", "/receipts", paid)
    call(company, "finance", "POST", f"/receipts/{receipt['id']}/confirm")
    from yuanliu.kernel.jobs.jobs import deliver_outbox

    deliver_outbox.func(str(company.admin.tenant_id))
    return fair, receipt["number"]


def choose_model(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="归因模型").click()
    page.locator(".ant-select-item-option", has_text=name).click()


def test_from_the_comparison_to_the_single_receipt(open_as: Open, company: Company) -> None:
    fair, receipt = reached(company)
    page = open_as("admin", "/reports?report=campaigns")
    row = page.get_by_role("row", name="华东展会")
    expect(row.get_by_text("¥0.00").first).to_be_visible()
    choose_model(page, "线性平均")
    expect(row.get_by_role("link", name="合同额 ¥6,000.00")).to_be_visible()
    expect(page.get_by_role("row", name="客户沙龙").get_by_role("link", name="合同额 ¥3,000.00")).to_be_visible()
    expect(row.get_by_text("500%")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="导出 Excel").click()
    assert file.value.suggested_filename == "campaigns.xlsx"
    with page.expect_download() as picture:
        page.get_by_role("button", name="保存为图片：投入与产出").click()
    assert picture.value.suggested_filename == "投入与产出.png"

    row.get_by_role("link", name="合同额 ¥6,000.00").click()
    expect(page.get_by_text("共 1 条，归因金额合计 ¥6,000.00")).to_be_visible()
    expect(page.get_by_text("66.7%")).to_be_visible()
    page.get_by_role("button", name="展开行").click()
    single = page.get_by_role("row", name=receipt)
    expect(single.get_by_text("¥2,000.00")).to_be_visible()
    single.get_by_role("link", name=receipt).click()
    expect(page).to_have_url(re.compile("/receipts/"))

    page = open_as("admin", f"/campaigns/{fair}?tab=data")
    choose_model(page, "首次触点")
    expect(page).to_have_url(re.compile("model=first"))
    ways = page.get_by_role("region", name="各渠道产出")
    expect(ways.get_by_role("row", name="未经链接").get_by_role("link", name="合同额 ¥9,000.00")).to_be_visible()


def test_the_rule_is_set_on_a_page_of_its_own(open_as: Open, company: Company) -> None:
    page = open_as("admin", "/settings/attribution", PHONE)
    expect(page.get_by_text("57.14")).to_be_visible()
    choose = page.get_by_role("combobox", name="默认归因模型")
    choose.click()
    page.locator(".ant-select-item-option", has_text="时间衰减").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert call(company, "sales", "GET", "/analytics/attribution")["model"] == "decay"


def test_the_data_tab_is_an_address_and_its_pictures_are_files(open_as: Open, company: Company) -> None:
    fair, _ = reached(company)
    page = open_as("admin", f"/campaigns/{fair}?tab=data&model=first")
    tile = page.get_by_role("link", name="合同额 ¥9,000.00").first
    expect(tile).to_be_visible()
    choose_model(page, "末次触点")
    expect(page).to_have_url(re.compile("model=last"))
    expect(page.get_by_role("combobox", name="归因模型").locator("..")).to_contain_text("末次触点")
    page.go_back()
    expect(page).to_have_url(re.compile("model=first"))
    expect(tile).to_be_visible()

    trend = page.get_by_role("region", name="每日趋势")
    trend.get_by_text("金额", exact=True).click()
    for region, name in ((trend, "每日趋势"), (page.get_by_role("region", name="转化漏斗"), "转化漏斗")):
        with page.expect_download() as picture:
            region.get_by_role("button", name=f"保存为图片：{name}").click()
        assert picture.value.suggested_filename.startswith(f"华东展会 {name}")
    page.goto(f"{page.url}&from=2020-01-01&to=2020-01-31")
    expect(page.get_by_text("这段时间还没有数据")).to_be_visible()
    expect(tile).to_have_count(0)
