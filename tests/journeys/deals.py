"""What the journeys of the later chain begin with: an account, an opportunity, a contract in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.company import Company


def call(company: Company, who: str, method: str, path: str, body: Any = None) -> Any:
    answer = company.api(who).send(method, path, body)
    assert answer.status_code < 300, answer.data
    return answer.data


def add_account(company: Company, name: str, who: str = "sales", **values: Any) -> str:
    return str(call(company, who, "POST", "/accounts", {"name": name, **values})["id"])


def add_opportunity(company: Company, name: str, amount: str = "0", who: str = "sales", **values: Any) -> str:
    account = values.pop("account", None) or add_account(company, f"{name}有限公司", who)
    body = {"name": name, "account": account, "amount": amount, **values}
    return str(call(company, who, "POST", "/opportunities", body)["id"])


def press_and_say_yes(page: Page, act: str, exact: bool = True) -> None:
    """An act that cannot be taken back asks first."""
    page.get_by_role("button", name=act, exact=exact).click()
    page.get_by_role("dialog").get_by_role("button", name=act.split(" ")[0], exact=True).click()


def contract_in_force(company: Company, name: str, parts: list[tuple[str, str]], **values: Any) -> str:
    """Of `sales`, approved by their manager and being executed; `parts` are (amount, due on)."""
    account = values.pop("account", None) or add_account(company, f"{name}有限公司")
    amount = str(sum(int(part) for part, _ in parts))
    made = call(company, "sales", "POST", "/contracts", {"name": name, "account": account, "amount": amount, **values})
    plan = [{"name": f"第{n}期", "amount": part, "due_on": day} for n, (part, day) in enumerate(parts, 1)]
    call(company, "sales", "PUT", f"/contracts/{made['id']}/installments", {"installments": plan})
    call(company, "sales", "POST", f"/contracts/{made['id']}/submit", {"approver": str(company.id("manager"))})
    call(company, "manager", "POST", f"/contracts/{made['id']}/approve", {})
    for verb in ("effect", "start"):
        call(company, "sales", "POST", f"/contracts/{made['id']}/{verb}")
    return str(made["id"])
