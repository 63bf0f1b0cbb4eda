"""A company that has been in business moves in, led through the files in their order."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.deals import add_account, call
from tests.support.company import Company


def take_over(page: Page, run_jobs: Callable[[], None], plural: str, content: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=f"上传{plural}文件").click()
    chooser.value.set_files([{"name": f"{plural}.csv", "mimeType": "text/csv", "buffer": content.encode()}])
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("检查中")).to_be_visible()
    run_jobs()
    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_text("导入中")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("已完成")).to_be_visible()
    page.get_by_role("link", name="返回期初迁移").click()


def test_running_contracts_are_taken_over_with_their_money(
    open_as: Open, company: Company, run_jobs: Callable[[], None]
) -> None:
    add_account(company, "老客户有限公司")
    page = open_as("admin", "/settings/takeover")
    expect(page.get_by_text("合同（已迁入 0 条）")).to_be_visible()
    take_over(
        page,
        run_jobs,
        "合同",
        "合同编号,合同名称,客户,合同金额,签订日期,合同阶段,负责人\nOLD-1,老合同,老客户有限公司,1000,2024-03-10,执行中,sales\n",
    )
    expect(page.get_by_text("合同（已迁入 1 条）")).to_be_visible()
    take_over(page, run_jobs, "回款", "合同编号,回款金额,到账日期\nOLD-1,400,2024-04-01\n")
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_text("条规则全部符合")).to_be_visible()
    (contract,) = call(company, "sales", "GET", "/contracts?q=OLD-1")["items"]
    assert (contract["stage"], contract["received"], contract["signed_on"]) == ("executing", "400.00", "2024-03-10")
    page.goto(f"/contracts/{contract['id']}")
    expect(page.get_by_text("期初迁入").first).to_be_visible()
