"""A file of leads goes in through the browser: mapped, completed, checked, run."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys.conftest import PHONE, WIDE, Open
from tests.support.company import Company

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = "客户姓名,公司名称,手机,邮箱\n沈一鸣,沅陵铸造有限公司,13600136001,\n顾小北,溆浦轴承有限公司,,不是邮箱\n"


def test_a_file_is_mapped_checked_and_run(open_as: Open, company: Company, run_jobs: Callable[[], None]) -> None:
    page = open_as("manager", "/settings/imports?object=lead")
    page.locator("input[type=file]").set_input_files(
        {"name": "展会名片.csv", "mimeType": "text/csv", "buffer": FILE.encode("gb18030")}
    )
    expect(page.get_by_role("heading", name="展会名片.csv")).to_be_visible()
    page.get_by_label("“客户姓名”对应的字段").fill("姓名")
    page.get_by_title("姓名", exact=True).last.click()
    page.get_by_label("添加文件里没有的字段").fill("来源")
    page.get_by_title("来源", exact=True).last.click()
    page.get_by_role("combobox", name="来源").fill("展会")
    page.get_by_title("展会", exact=True).click()
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("button", name="导入 1 行")).to_be_visible()
    expect(page.get_by_role("link", name="下载 1 行错误及原因")).to_be_visible()
    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_text("导入中")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("已完成")).to_be_visible()
    found = company.api("manager").send("GET", "/leads?q=沈一鸣").data["items"]
    assert [lead["company"] for lead in found] == ["沅陵铸造有限公司"]


def nasty_workbook() -> bytes:
    """A note sheet first, a title over the header, prices with commas, a day that could be two, what Excel has rounded."""
    book = openpyxl.Workbook()
    book.active.title = "填写说明"
    book.active.append(["请勿修改表头"])
    sheet = book.create_sheet("产品清单")
    sheet.append(["2026 年产品价目表", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["产品名称", "标准单价", "说明"])
    sheet.append(["轴承甲", "1,234", "库存 5 件"])
    sheet.append(["轴承乙", "2,500", "未知"])
    sheet.append(["轴承丙", "3,750", 123456789012345678])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_nasty_file_is_understood_or_asked_about(
    open_as: Open, company: Company, run_jobs: Callable[[], None], size: ViewportSize
) -> None:
    page = open_as("admin", "/settings/imports?object=product", size)
    page.locator("input[type=file]").set_input_files(
        {"name": "价目表.xlsx", "mimeType": XLSX, "buffer": nasty_workbook()}
    )
    expect(page.get_by_role("heading", name="价目表.xlsx")).to_be_visible()
    expect(page.get_by_text("产品清单（5 行）")).to_be_visible()
    expect(page.get_by_role("radio", name="第 2 行是表头")).to_be_checked()
    page.get_by_role("radio", name="没有表头，第一行就是数据").click()
    expect(page.get_by_text("#1", exact=True)).to_be_visible()
    page.get_by_role("radio", name="第 2 行是表头").click()
    expect(page.get_by_label("“标准单价”对应的字段")).to_be_visible()
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("请选择该列的小数点写法").first).to_be_visible()
    page.get_by_label("“标准单价”的小数点").click()
    page.get_by_title("1,234.50（点为小数点）").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut at this width"
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
    run_jobs()
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.get_by_text("导入中")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("已完成")).to_be_visible()
    prices = {item["name"]: item["price"] for item in company.api("admin").send("GET", "/products").data["items"]}
    assert prices["轴承甲"] == "1234.0000"
    assert "轴承丙" not in prices, "its number has lost digits"
    for name in prices:
        (item,) = company.api("admin").send("GET", f"/products?q={name}").data["items"]
        assert company.api("admin").send("DELETE", f"/products/{item['id']}").status_code == 204
