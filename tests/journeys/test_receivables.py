"""Money: registered at the customer's door, confirmed in the office."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.deals import call, contract_in_force, press_and_say_yes
from tests.support.company import Company


def test_a_receipt_is_registered_on_a_phone_and_confirmed_by_finance(open_as: Open, company: Company) -> None:
    contract = contract_in_force(company, "手机上的回款", [("300", "2026-01-31"), ("700", "2027-02-28")])
    page = open_as("sales", f"/contracts/{contract}", PHONE)
    page.get_by_role("button", name="登记回款").click()
    drawer = page.get_by_role("dialog")
    amount = drawer.get_by_label("金额", exact=True)
    expect(amount).to_have_value("300")
    amount.fill("500")
    expect(drawer.get_by_role("spinbutton", name="核销到第2期的金额")).to_have_value("200")
    drawer.get_by_role("button", name="登记回款").click()
    expect(page.get_by_text("回款已登记，等待财务确认")).to_be_visible()
    receipt = call(company, "sales", "GET", "/receipts?limit=1")["items"][0]
    assert (receipt["amount"], receipt["state"]) == ("500.00", "registered")
    assert call(company, "sales", "GET", f"/contracts/{contract}")["received"] == "0.00"

    office = open_as("finance", "/receipts/waiting")
    press_and_say_yes(office, f"确认到账 {receipt['number']}")
    expect(office.get_by_text("已确认到账")).to_be_visible()
    found = call(company, "finance", "GET", f"/contracts/{contract}")
    assert (found["received"], found["outstanding"]) == ("500.00", "500.00")
    plan = call(company, "finance", "GET", f"/contracts/{contract}/installments")["items"]
    assert [item["allocated"] for item in plan] == ["300.00", "200.00"]


def test_finance_rejects_with_a_reason_and_refunds(open_as: Open, company: Company) -> None:
    contract = contract_in_force(company, "退款的合同", [("900", "2027-01-31")])
    body = {"contract": contract, "received_on": "2026-01-05"}
    wrong = call(company, "sales", "POST", "/receipts", {**body, "amount": "90"})
    paid = call(company, "sales", "POST", "/receipts", {**body, "amount": "1000"})
    call(company, "finance", "POST", f"/receipts/{paid['id']}/confirm")
    page = open_as("finance", "/receipts/waiting")
    page.get_by_role("button", name=f"驳回 {wrong['number']}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("金额与银行流水不符").click()
    dialog.get_by_role("button", name="驳回").or_(dialog.get_by_role("button", name="驳 回")).click()
    expect(page.get_by_text("已驳回")).to_be_visible()
    assert call(company, "sales", "GET", f"/receipts/{wrong['id']}")["reason"] == "金额与银行流水不符"

    page.goto(f"/receipts/{paid['id']}")
    page.get_by_role("tab", name="核销到期次").click()
    expect(page.get_by_text("¥100.00 作为预付款留在客户名下")).to_be_visible()
    page.get_by_role("button", name="退款").or_(page.get_by_role("button", name="退 款")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("spinbutton", name="退款金额").fill("100")
    dialog.get_by_label("原因").fill("客户多付")
    dialog.get_by_role("button", name="退款").or_(dialog.get_by_role("button", name="退 款")).click()
    expect(page.get_by_text("退款已登记，等待确认")).to_be_visible()
    refund = next(
        row for row in call(company, "finance", "GET", "/receipts?limit=50")["items"] if row["amount"] == "-100.00"
    )
    page.goto(f"/receipts/{refund['id']}")
    press_and_say_yes(page, "确认到账")
    expect(page.get_by_text("您自己提交的，须由他人审批；可由 管理员 处理")).to_be_visible()
    boss = open_as("admin", f"/receipts/{refund['id']}")
    press_and_say_yes(boss, "确认到账")
    expect(boss.get_by_text("已确认到账")).to_be_visible()
    assert call(company, "finance", "GET", f"/contracts/{contract}")["received"] == "900.00"


def test_a_prepayment_pays_another_contract_of_the_account(open_as: Open, company: Company) -> None:
    rich = contract_in_force(company, "多付的合同", [("300", "2026-01-31")])
    account = call(company, "sales", "GET", f"/contracts/{rich}")["account"]["id"]
    poor = contract_in_force(company, "欠款的合同", [("80", "2027-02-28")], account=account)
    values = {"contract": rich, "amount": "400", "received_on": "2026-01-05"}
    receipt = call(company, "sales", "POST", "/receipts", values)["id"]
    page = open_as("finance", f"/receipts/{receipt}")
    press_and_say_yes(page, "确认到账")
    expect(page.get_by_text("¥100.00 作为预付款留在客户名下").first).to_be_visible()
    page.get_by_role("button", name="核销").or_(page.get_by_role("button", name="核 销")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_text("欠款的合同", exact=True).click()
    expect(dialog.get_by_role("spinbutton", name="核销到第1期的金额")).to_have_value("80")
    dialog.get_by_role("button", name="核销").or_(dialog.get_by_role("button", name="核 销")).click()
    expect(dialog).to_be_hidden()
    assert [call(company, "finance", "GET", f"/contracts/{one}")["received"] for one in (rich, poor)] == [
        "320.00",
        "80.00",
    ]
    page.get_by_role("tab", name="核销到期次").click()
    expect(page.get_by_text("¥80.00 转抵到")).to_be_visible()
