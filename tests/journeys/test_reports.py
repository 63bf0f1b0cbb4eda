"""The money of a contract stands beside what its campaign cost, and every figure leads to its rows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.deals import call, contract_in_force
from tests.support.company import Company


def test_the_roi_of_a_campaign_down_to_the_single_receipt(open_as: Open, company: Company) -> None:
    campaign = call(company, "marketer", "POST", "/campaigns", {"name": "投入产出会"})["id"]
    cost = {"campaign": campaign, "name": "场地", "spent_on": "2026-01-05", "amount": "100"}
    call(company, "marketer", "POST", "/cost-items", cost)
    contract = contract_in_force(company, "带来源的合同", [("5000", "2027-01-31")], campaign=campaign)
    receipt = call(
        company, "sales", "POST", "/receipts", {"contract": contract, "amount": "2000", "received_on": "2026-01-06"}
    )
    call(company, "finance", "POST", f"/receipts/{receipt['id']}/confirm")

    page = open_as("admin", "/reports?report=campaigns&from=&to=")
    row = page.get_by_role("row", name="投入产出会")
    expect(row.get_by_text("4,900%")).to_be_visible()
    expect(row.get_by_text("1,900%")).to_be_visible()
    row.get_by_role("link", name="回款额 ¥2,000.00").click()
    expect(page.get_by_role("link", name=receipt["number"])).to_be_visible()


def test_reports_stand_in_the_address(open_as: Open, company: Company) -> None:
    page = open_as("manager", "/reports?report=outcomes&from=2020-01-01&to=2020-12-31")
    expect(page.get_by_role("tab", name="赢单与输单")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("这段时间还没有数据")).to_be_visible()
    page.get_by_role("tab", name="销售排行").click()
    expect(page).to_have_url(re.compile(r"/reports\?report=salespeople&from=2020-01-01&to=2020-12-31$"))


def test_reports_open_on_this_quarter_and_a_cleared_period_is_all_time(open_as: Open, company: Company) -> None:
    contract_in_force(company, "本季的合同", [("5000", "2027-01-31")])
    page = open_as("admin", "/reports?report=salespeople")
    expect(page.get_by_role("region", name="签约额排行")).to_be_visible()
    first = page.get_by_placeholder("全部时间")
    assert re.fullmatch(r"\d{4}-(01|04|07|10)-01", first.input_value())
    page.goto("/reports?report=salespeople&from=&to=")
    expect(first).to_have_value("")
    expect(page.get_by_role("region", name="签约额排行")).to_be_visible()
