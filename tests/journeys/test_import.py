"""A file of leads goes in through the browser: mapped, completed, checked, run."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.support.company import Company

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
