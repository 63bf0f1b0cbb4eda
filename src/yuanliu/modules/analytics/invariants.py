"""What campaigns earned of a contract or a receipt is all of it, under every model."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant
from yuanliu.modules.analytics.queries.shares import MODELS


def _differs(whole: str) -> str:
    return " OR ".join(f"sum(c.{model}) <> {whole}.amount_base" for model in MODELS)


INVARIANTS = (
    Invariant(
        "credit.contract",
        T(
            "每种归因模型下，合同的归因金额之和等于合同金额",
            "Under every model the credits of a contract are its amount",
        ),
        "SELECT k.id FROM analytics_credit c JOIN contracts_contract k ON k.id = c.contract_id "  # noqa: S608
        f"WHERE c.receipt_id IS NULL GROUP BY k.id, k.amount_base HAVING {_differs('k')}",
    ),
    Invariant(
        "credit.receipt",
        T(
            "每种归因模型下，回款的归因金额之和等于回款金额",
            "Under every model the credits of a receipt are the receipt",
        ),
        "SELECT r.id FROM analytics_credit c JOIN receivables_receipt r ON r.id = c.receipt_id "  # noqa: S608
        f"GROUP BY r.id, r.amount_base, r.contract_id "
        f"HAVING {_differs('r')} OR bool_or(c.contract_id <> r.contract_id)",
    ),
    Invariant(
        "credit.link",
        T("归因所经的推广链接属于同一市场活动", "The link of a credit is one of its campaign's"),
        "SELECT c.id FROM analytics_credit c JOIN campaigns_promotionlink l ON l.id = c.promotion_link_id "
        "WHERE l.campaign_id <> c.campaign_id",
    ),
)
