"""How to make a contract and an installment of it."""

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import Maker, all_makers, post, unique


def make_contract(company: Company, who: str) -> UUID:
    account = all_makers()["account"](company, who)
    return post(company, who, "/contracts", {"name": unique("合同"), "account": str(account), "amount": "1000"})


def make_installment(company: Company, who: str) -> UUID:
    contract = make_contract(company, who)
    plan = {"installments": [{"name": "首付款", "amount": "1000", "due_on": "2026-06-30"}]}
    put = company.api(who).send("PUT", f"/contracts/{contract}/installments", plan)
    assert put.status_code == 200, put.content.decode()
    return UUID(put.data["items"][0]["id"])


MAKERS: dict[str, Maker] = {"contract": make_contract, "installment": make_installment}
