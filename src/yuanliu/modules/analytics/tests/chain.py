"""A company with a chain from a campaign to money in the bank, made through the API by those whose work it is."""

from __future__ import annotations

from typing import Any

from tests.support.company import Company
from yuanliu.kernel.jobs.jobs import deliver_outbox


class Chain:
    """The worked example of the product's specification: a summit for 100,000 yuan, 100 leads, 30 accounts, 10 of them
    with opportunities, 5 contracts over 5,000,000 yuan; and one contract of somebody else that no campaign brought."""

    def __init__(self, company: Company):
        self.company, self.day = company, company.admin.today.isoformat()
        self.apis = {who: company.api(who) for who in ("admin", "marketer", "sales", "stranger", "finance")}
        self.campaign = self.call(
            "marketer", "POST", "/campaigns", name="2025年AI行业峰会", mode="offline", budget="100000"
        )["id"]
        self.link = self.call("marketer", "POST", f"/campaigns/{self.campaign}/links", channel="展台")["id"]
        self.leads = self._leads(100)
        converted = [self._convert(lead, number) for number, lead in enumerate(self.leads[:30])]
        opportunities = [lead["opportunity"]["id"] for lead in converted[:10]]
        self.contracts = [self._contract("sales", opportunity=opportunity) for opportunity in opportunities[:5]]
        self._lose(opportunities[9:])  # five are won by their contracts
        self.call(
            "sales",
            "POST",
            "/follow-ups",
            record={"object": "lead", "id": self.leads[50]},
            kind="call",
            content="已联系",
        )
        self._receive(self.contracts[0], "1000000")
        self._receive(self.contracts[1], "400000")
        account = self.call("stranger", "POST", "/accounts", name="老客户有限公司")["id"]
        self.stray = self._contract("stranger", account=account)
        self._receive(self.stray, "250000", "stranger")
        deliver_outbox.func(str(company.admin.tenant_id))

    def call(self, who: str, method: str, path: str, **body: Any) -> Any:
        answer = self.apis[who].send(method, path, body or None)
        assert answer.status_code < 300, (path, answer.content.decode())
        return answer.data

    def _leads(self, count: int) -> list[str]:
        """Synced by fifties, as many as a person waits for."""
        made: list[str] = []
        for number in range(count):
            answers = {"name": f"访客{number}", "company": f"第{number}号科技有限公司", "mobile": f"138{number:08}"}
            self.call("marketer", "POST", f"/campaigns/{self.campaign}/submissions", answers=answers, link=self.link)
            if number % 50 == 49:
                owner = str(self.company.id("sales"))
                rows = self.call("marketer", "POST", f"/campaigns/{self.campaign}/sync", owner=owner)["rows"]
                made += [row["record"]["id"] for row in rows]
        return made

    def _convert(self, lead: str, number: int) -> Any:
        wanted = (
            {"opportunity": {"name": f"商机{number}", "amount": "1000000"}} if number < 10 else {"account_id": None}
        )
        return self.call("sales", "POST", f"/leads/{lead}/convert", **wanted)

    def _lose(self, lost: list[str]) -> None:
        stages = {stage["outcome"]: stage["id"] for stage in self.call("admin", "GET", "/stages")["items"]}
        self.reason = self.call("admin", "GET", "/lost-reasons")["items"][0]
        for opportunity in lost:
            moved = {"stage": stages["lost"], "lost_reason": self.reason["id"], "lost_note": "价格高于预算"}
            self.call("sales", "POST", f"/opportunities/{opportunity}/move", **moved)

    def _contract(self, who: str, **body: str) -> str:
        if "opportunity" in body:
            contract = self.call(who, "POST", "/contracts/from-opportunity", signed_on=self.day, **body)
        else:
            contract = self.call(
                who, "POST", "/contracts", name="框架合同", amount="1000000", signed_on=self.day, **body
            )
        path = f"/contracts/{contract['id']}"
        plan = [{"name": "全款", "amount": contract["amount"], "due_on": self.day}]
        self.call(who, "PUT", f"{path}/installments", installments=plan)
        self.call(who, "POST", f"{path}/submit", approver=str(self.company.id("admin")))
        self.call("admin", "POST", f"{path}/approve", note="同意")
        self.call(who, "POST", f"{path}/effect")
        return contract["id"]

    def _receive(self, contract: str, amount: str, who: str = "sales") -> None:
        receipt = self.call(who, "POST", "/receipts", contract=contract, amount=amount, received_on=self.day)
        self.call("finance", "POST", f"/receipts/{receipt['id']}/confirm")
