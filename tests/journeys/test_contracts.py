"""From a won sale to a contract that is being executed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.deals import add_opportunity, call, press_and_say_yes
from tests.support.company import Company


def test_a_contract_with_installments_is_drawn_up_approved_and_executed(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "智能产线改造", "100000.00")
    page = open_as("sales", f"/opportunities/{opportunity}")
    page.get_by_role("button", name="签合同").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("合同名称")).to_have_value("智能产线改造")
    drawer.get_by_text("等额", exact=True).click()
    drawer.get_by_role("button", name="拆分").click()
    expect(drawer.get_by_text("合计等于合同金额 ¥100,000.00")).to_be_visible()
    drawer.get_by_role("spinbutton", name="第 3 期金额").fill("30000")
    expect(drawer.get_by_text("还差 ¥3,333.34")).to_be_visible()
    drawer.get_by_role("button", name="保存并提交审批").click()
    expect(drawer.get_by_text("回款计划合计须等于合同金额").first).to_be_visible()
    drawer.get_by_role("button", name="把差额放入最后一期").click()
    drawer.get_by_role("button", name="保存并提交审批").click()
    expect(page.get_by_text("合同已提交审批")).to_be_visible()
    contract = call(company, "sales", "GET", "/contracts?q=智能产线")["items"][0]["id"]

    waiting = call(company, "sales", "GET", f"/approvals?record={contract}")["items"][0]["approver"]["title"]
    boss = open_as(waiting if waiting in company.members else "admin", f"/contracts/{contract}")
    press_and_say_yes(boss, "审批通过")
    expect(boss.get_by_text("已完成").first).to_be_visible()

    page.goto(f"/contracts/{contract}")
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["outcome"] == "open"
    press_and_say_yes(page, "生效")
    press_and_say_yes(page, "开始执行")
    expect(page.get_by_role("button", name="登记交付")).to_be_visible()
    found = call(company, "sales", "GET", f"/contracts/{contract}")
    assert (found["stage"], found["planned"], found["outstanding"]) == ("executing", "100000.00", "100000.00")

    page.goto(f"/opportunities/{opportunity}")
    expect(page.get_by_text("赢单，金额").first).to_be_visible()
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["outcome"] == "won"


def test_what_is_not_finished_is_refused_and_closed_short_with_a_yes(open_as: Open, company: Company) -> None:
    from tests.journeys.deals import contract_in_force

    contract = contract_in_force(company, "收不齐的合同", [("600", "2027-01-31")])
    call(company, "sales", "POST", f"/contracts/{contract}/deliver", {})
    page = open_as("sales", f"/contracts/{contract}")
    page.get_by_role("button", name="结案", exact=True).click()
    expect(page.get_by_text("合同尚不能结案：尚有 ¥600.00 未回款")).to_be_visible()
    manager = open_as("manager", f"/contracts/{contract}")
    manager.get_by_role("button", name="更多").click()
    manager.get_by_role("menuitem", name="提前结案").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_label("原因").fill("客户破产，尾款核销")
    dialog.get_by_role("button", name="提前结案").click()
    expect(manager.get_by_text("申请提前结案，放弃 ¥600.00：客户破产，尾款核销").first).to_be_visible()
    found = call(company, "sales", "GET", f"/contracts/{contract}")
    assert (found["stage"], found["approval"]) == ("executing", "approving")
    call(company, "admin", "POST", f"/contracts/{contract}/approve", {})
    assert call(company, "sales", "GET", f"/contracts/{contract}")["stage"] == "completed"


def test_the_company_sets_how_much_may_be_given_up_without_a_yes(open_as: Open, company: Company) -> None:
    page = open_as("admin", "/settings/closing")
    page.get_by_role("spinbutton", name="免审批额度").fill("50")
    page.get_by_role("button", name="保存").or_(page.get_by_role("button", name="保 存")).click()
    expect(page.get_by_text("管理员").last).to_be_visible()
    assert call(company, "admin", "GET", "/contract-closing")["free_up_to"] == "50.00"
    call(company, "admin", "PUT", "/contract-closing", {"free_up_to": "0"})


def test_a_void_contract_gives_its_opportunity_back(open_as: Open, company: Company) -> None:
    opportunity = add_opportunity(company, "改签的商机", "900.00")
    made = call(company, "sales", "POST", "/contracts/from-opportunity", {"opportunity": opportunity})
    path = f"/contracts/{made['id']}"
    plan = [{"amount": made["amount"], "due_on": "2027-01-31"}]
    call(company, "sales", "PUT", f"{path}/installments", {"installments": plan})
    call(company, "sales", "POST", f"{path}/submit", {"approver": str(company.id("manager"))})
    call(company, "manager", "POST", f"{path}/approve", {})
    call(company, "sales", "POST", f"{path}/effect")
    page = open_as("manager", path)
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="作废").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("商机“改签的商机”继续跟进：没有其他生效合同时重新打开")).to_be_checked()
    dialog.get_by_label("原因").fill("改签框架合同")
    dialog.get_by_role("button", name="作废").or_(dialog.get_by_role("button", name="作 废")).click()
    expect(dialog).to_be_hidden()
    assert call(company, "sales", "GET", f"/opportunities/{opportunity}")["outcome"] == "open"


def test_an_amendment_keeps_the_version_before_it(open_as: Open, company: Company) -> None:
    from tests.journeys.deals import contract_in_force

    contract = contract_in_force(company, "要变更的合同", [("600", "2027-01-31"), ("400", "2027-02-28")])
    page = open_as("sales", f"/contracts/{contract}")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="变更合同").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("spinbutton", name="合同金额").fill("1200")
    expect(drawer.get_by_text("还差 ¥200.00")).to_be_visible()
    drawer.get_by_role("button", name="把差额放入最后一期").click()
    drawer.get_by_label("变更原因").fill("客户追加两台设备")
    drawer.get_by_role("button", name="提交变更").click()
    expect(page.get_by_text("变更已提交审批")).to_be_visible()
    page.get_by_role("tab", name="版本").click()
    expect(page.get_by_text("待审批的变更：客户追加两台设备")).to_be_visible()
    approver = call(company, "sales", "GET", f"/approvals?record={contract}")["items"][0]["approver"]["title"]
    call(company, approver if approver in company.members else "admin", "POST", f"/contracts/{contract}/approve", {})
    page.reload()
    page.get_by_role("tab", name="版本").click()
    expect(page.get_by_text("当前为第 2 版")).to_be_visible()
    assert call(company, "sales", "GET", f"/contracts/{contract}")["amount"] == "1200.00"
