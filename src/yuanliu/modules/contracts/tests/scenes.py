"""A contract at hand, for tests of what happens to it."""

from __future__ import annotations

from typing import Any

from tests.support.company import Company
from tests.support.makers import all_makers, unique


class Deal:
    """A contract of `sales` with these installments; `in_force()` has it approved and put into effect."""

    def __init__(self, company: Company, amounts: list[str], due: list[str] | None = None, **values: Any):
        self.company, self.api = company, company.api("sales")
        self.account = str(all_makers()["account"](company, "sales"))
        total = str(sum(float(amount) for amount in amounts))
        made = self.api.send(
            "POST", "/contracts", {"name": unique("合同"), "account": self.account, "amount": total, **values}
        )
        assert made.status_code == 201, made.content.decode()
        self.id = made.data["id"]
        dates = due or [f"2026-{month:02}-28" for month in range(1, len(amounts) + 1)]
        items = [{"amount": amount, "due_on": day} for amount, day in zip(amounts, dates, strict=True)]
        self.done("PUT", "installments", {"installments": items})

    def send(self, method: str, verb: str, body: Any = None, who: str = "sales") -> Any:
        return self.company.api(who).send(method, f"/contracts/{self.id}/{verb}".rstrip("/"), body)

    def done(self, method: str, verb: str, body: Any = None, who: str = "sales") -> Any:
        response = self.send(method, verb, body, who)
        assert response.status_code == 200, response.content.decode()
        return response.data

    def approved(self) -> Deal:
        self.done("POST", "submit", {"approver": str(self.company.id("admin"))})
        self.done("POST", "approve", {}, "admin")
        return self

    def in_force(self) -> Deal:
        self.approved().done("POST", "effect")
        return self

    @property
    def page(self) -> dict[str, Any]:
        return self.done("GET", "")

    def installments(self) -> list[dict[str, Any]]:
        return self.done("GET", "installments")["items"]

    def sums(self) -> tuple[str, str, list[str]]:
        """(received, outstanding, what each installment was paid)"""
        page = self.page
        return page["received"], page["outstanding"], [row["allocated"] for row in self.installments()]

    def states(self) -> list[str]:
        return [row["state"] for row in self.installments()]
