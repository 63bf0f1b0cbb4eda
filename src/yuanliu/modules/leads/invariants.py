"""A lead's status says how it ended."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant

INVARIANTS = (
    Invariant(
        "lead.converted",
        T(
            "已转化的线索都有客户和转化时间，其他的没有",
            "A lead has an account and a time of conversion exactly when it is converted",
        ),
        "SELECT id FROM leads_lead WHERE (status = 'converted') <> (account_id IS NOT NULL) "
        "OR (status = 'converted') <> (converted_at IS NOT NULL)",
    ),
    Invariant(
        "lead.disqualified",
        T("无效的线索都有原因，其他的没有", "A lead has a reason exactly when it is disqualified"),
        "SELECT id FROM leads_lead WHERE (status = 'disqualified') <> (disqualified_reason <> '')",
    ),
)
