"""A contract's plan adds up to its amount, and what is in force was approved."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant

INVARIANTS = (
    Invariant(
        "contract.planned",
        T("计划回款等于各期合计", "What is planned is the sum of the installments"),
        """
        SELECT c.id FROM contracts_contract c
        LEFT JOIN (SELECT contract_id, sum(amount) AS total FROM contracts_installment WHERE deleted_at IS NULL
                   GROUP BY contract_id) i ON i.contract_id = c.id
        WHERE c.planned <> coalesce(i.total, 0) AND c.deleted_at IS NULL
        """,
    ),
    Invariant(
        "contract.plan_is_complete",
        T("已生效的合同，各期合计等于合同金额", "The plan of a contract that took effect is its amount"),
        "SELECT id FROM contracts_contract WHERE stage IN ('effective', 'executing', 'completed') AND planned <> amount",
    ),
    Invariant(
        "contract.outstanding",
        T("未回款等于金额减已回款", "What is outstanding is the amount less what was received"),
        "SELECT id FROM contracts_contract WHERE outstanding <> amount - received",
    ),
    Invariant(
        "contract.approved",
        T("未经审批的合同不会生效", "No contract takes effect that was never submitted for approval"),
        "SELECT id FROM contracts_contract WHERE stage IN ('effective', 'executing', 'completed') AND approval = 'none'",
    ),
    Invariant(
        "contract.opportunity",
        T("有合同生效的商机已赢单", "An opportunity of which a contract is in effect is won"),
        "SELECT o.id FROM opportunities_opportunity o WHERE o.outcome <> 'won' AND o.deleted_at IS NULL AND EXISTS "
        "(SELECT 1 FROM contracts_contract c WHERE c.opportunity_id = o.id AND c.deleted_at IS NULL "
        "AND c.stage IN ('effective', 'executing', 'completed'))",
    ),
    Invariant(
        "contract.finished",
        T(
            "没有提前结案原因的已结案合同已收齐并交付",
            "A completed contract that was not closed short is fully received and delivered",
        ),
        "SELECT id FROM contracts_contract WHERE stage = 'completed' AND close_reason = '' "
        "AND (received < amount OR delivered_on IS NULL)",
    ),
    Invariant(
        "contract.lines",
        T("有明细的合同，金额等于明细合计", "A contract with lines is worth their sum"),
        "SELECT c.id FROM contracts_contract c JOIN contracts_contractline l ON l.contract_id = c.id "
        "GROUP BY c.id, c.amount HAVING sum(l.amount) <> c.amount",
    ),
)
