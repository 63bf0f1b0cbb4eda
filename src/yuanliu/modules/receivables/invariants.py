"""Money received is the sum of its rows, everywhere it is shown."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant

INVARIANTS = (
    Invariant(
        "contract.received",
        T(
            "已回款等于已确认回款（含退款）的合计",
            "What a contract received is the sum of its confirmed receipts and refunds",
        ),
        """
        SELECT c.id FROM contracts_contract c
        LEFT JOIN (SELECT contract_id, sum(amount) AS total FROM receivables_receipt WHERE state = 'confirmed'
                   GROUP BY contract_id) r ON r.contract_id = c.id
        WHERE c.received <> coalesce(r.total, 0)
        """,
    ),
    Invariant(
        "contract.invoiced",
        T("已开票等于有效发票的合计", "What was invoiced is the sum of the invoices that stand"),
        """
        SELECT c.id FROM contracts_contract c
        LEFT JOIN (SELECT contract_id, sum(amount) AS total FROM receivables_invoice
                   WHERE state = 'issued' AND deleted_at IS NULL GROUP BY contract_id) i ON i.contract_id = c.id
        WHERE c.invoiced <> coalesce(i.total, 0)
        """,
    ),
    Invariant(
        "receipt.allocated",
        T(
            "回款的核销额等于核销流水合计，且不超过回款金额",
            "A receipt's allocations add up, and to no more than its amount",
        ),
        """
        SELECT r.id FROM receivables_receipt r
        LEFT JOIN (SELECT receipt_id, sum(amount) AS total FROM receivables_allocation GROUP BY receipt_id) a
          ON a.receipt_id = r.id
        WHERE r.allocated <> coalesce(a.total, 0) OR abs(r.allocated) > abs(r.amount)
        """,
    ),
    Invariant(
        "installment.allocated",
        T(
            "每期的已回款等于核销流水合计，且不超过计划金额",
            "What an installment was paid adds up, and to no more than its amount",
        ),
        """
        SELECT i.id FROM contracts_installment i
        LEFT JOIN (SELECT installment_id, sum(amount) AS total FROM receivables_allocation GROUP BY installment_id) a
          ON a.installment_id = i.id
        WHERE i.allocated <> coalesce(a.total, 0) OR i.allocated NOT BETWEEN 0 AND i.amount
        """,
    ),
    Invariant(
        "receipt.refunds",
        T("退款合计不超过原回款", "Refunds are never more than their receipt"),
        "SELECT r.id FROM receivables_receipt r JOIN receivables_receipt b ON b.refund_of_id = r.id "
        "WHERE b.state = 'confirmed' GROUP BY r.id, r.amount HAVING r.amount + sum(b.amount) < 0",
    ),
    Invariant(
        "receipt.moved",
        T(
            "转抵的预付款一出一进，客户、币种和金额相同",
            "What moves between contracts leaves one and comes to another of the same account, in the same amount",
        ),
        "SELECT came.id FROM receivables_receipt came JOIN receivables_receipt gone ON gone.id = came.moved_from_id "
        "WHERE (came.account_id, came.currency, came.amount, came.amount_base, came.state) IS DISTINCT FROM "
        "(gone.account_id, gone.currency, -gone.amount, -gone.amount_base, gone.state) OR came.contract_id = gone.contract_id",
    ),
    Invariant(
        "receipt.contract",
        T("回款只登记在已生效过的合同上", "No receipt stands on a draft"),
        "SELECT r.id FROM receivables_receipt r JOIN contracts_contract c ON c.id = r.contract_id WHERE c.stage = 'draft'",
    ),
)
