"""An opportunity stands where its history ends, and is worth what its lines add up to."""

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant

INVARIANTS = (
    Invariant(
        "opportunity.history",
        T("阶段历史的末行就是商机的现状", "The last row of the history is what the opportunity says"),
        """
        SELECT o.id FROM opportunities_opportunity o
        LEFT JOIN (SELECT DISTINCT ON (opportunity_id) * FROM opportunities_stagechange
                   ORDER BY opportunity_id, at DESC, id DESC) last ON last.opportunity_id = o.id
        WHERE (last.stage_id, last.amount, last.probability, last.expected_close)
              IS DISTINCT FROM (o.stage_id, o.amount, o.probability, o.expected_close)
        """,
    ),
    Invariant(
        "opportunity.outcome",
        T(
            "商机的结果就是其阶段的结果，关闭的都有关闭时间",
            "An opportunity's outcome is its stage's, and closed ones have a time",
        ),
        "SELECT o.id FROM opportunities_opportunity o JOIN opportunities_stage s ON s.id = o.stage_id "
        "WHERE o.outcome <> s.outcome OR (o.outcome = 'open') <> (o.closed_at IS NULL)",
    ),
    Invariant(
        "opportunity.lines",
        T("有明细的商机，金额等于明细合计", "An opportunity with lines is worth their sum"),
        "SELECT o.id FROM opportunities_opportunity o JOIN opportunities_opportunityline l ON l.opportunity_id = o.id "
        "GROUP BY o.id, o.amount HAVING sum(l.amount) <> o.amount",
    ),
)
