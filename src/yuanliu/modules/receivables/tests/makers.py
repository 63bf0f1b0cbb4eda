"""How to make a contract in force, and money for it."""

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import Maker, post, unique
from yuanliu.modules.contracts.tests.makers import make_installment


def make_contract_in_force(company: Company, who: str) -> UUID:
    """1,000 in one installment, approved by the administrator's deputy and put into effect by `who`."""
    api = company.api(who)
    contract = UUID(api.send("GET", f"/installments/{make_installment(company, who)}").data["contract"]["id"])
    asked = api.send("POST", f"/contracts/{contract}/submit", {})
    assert asked.status_code == 200, asked.content.decode()
    (approval,) = company.api().send("GET", f"/approvals?record={contract}").data["items"]
    names = {str(member): name for name, member in company.members.items()}
    approver = company.api(names[approval["approver"]["id"]])
    assert approver.send("POST", f"/contracts/{contract}/approve", {}).status_code == 200
    effect = api.send("POST", f"/contracts/{contract}/effect")
    assert effect.status_code == 200, effect.content.decode()
    return contract


def make_receipt(company: Company, who: str) -> UUID:
    body: dict[str, object] = {
        "contract": str(make_contract_in_force(company, who)),
        "amount": "300",
        "received_on": "2026-01-05",
    }
    return post(company, who, "/receipts", body)


def make_invoice(company: Company, who: str) -> UUID:
    contract = str(make_contract_in_force(company, who))
    body: dict[str, object] = {"contract": contract, "number": unique("FP"), "amount": "100", "issued_on": "2026-01-05"}
    return post(company, who, "/invoices", body)


MAKERS: dict[str, Maker] = {"receipt": make_receipt, "invoice": make_invoice}
