"""How to make a campaign and what hangs from it."""

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import Maker, post


def _below(path: str, body: dict[str, object]) -> Maker:
    def make(company: Company, who: str) -> UUID:
        return post(company, who, f"/campaigns/{MAKERS['campaign'](company, who)}{path}", body)

    return make


def _of_campaign(path: str, body: dict[str, object]) -> Maker:
    def make(company: Company, who: str) -> UUID:
        return post(company, who, path, {"campaign": str(MAKERS["campaign"](company, who)), **body})

    return make


MAKERS: dict[str, Maker] = {
    "campaign": lambda company, who: post(company, who, "/campaigns", {"name": "2025年AI行业峰会", "mode": "offline"}),
    "promotion_link": _below("/links", {"channel": "公众号"}),
    "submission": _below("/submissions", {"answers": {"name": "张三", "mobile": "13812345678"}}),
    "cost_item": _of_campaign("/cost-items", {"name": "展位费", "spent_on": "2026-03-01", "amount": "80000"}),
    "budget_line": _of_campaign("/budget-lines", {"name": "展位费", "kind": "booth", "amount": "60000"}),
}
