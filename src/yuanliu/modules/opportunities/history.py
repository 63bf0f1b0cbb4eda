"""Every change of stage, amount, probability or close date of an opportunity is a row that stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from yuanliu.kernel.work.unit import Work
from yuanliu.modules.opportunities.models import Opportunity, StageChange


@contextmanager
def history(w: Work, opportunity: Opportunity, *, new: bool = False) -> Iterator[None]:
    """Whatever happens inside to stage, amount, probability or close date is one row of history."""
    before = None if new else _facts(opportunity)
    since = opportunity.stage_since
    yield
    after = _facts(opportunity)
    if after == before:
        return
    left = before is not None and before["stage_id"] != after["stage_id"]
    was = before or {"stage_id": None, "amount": None, "probability": None, "expected_close": None}
    w.add_rows(
        [
            StageChange(
                opportunity=opportunity,
                at=w.now,
                member_id=w.ctx.member_id,
                from_stage_id=was["stage_id"],
                days_in_stage=(w.now - since).days if left else None,
                currency=opportunity.currency,
                from_amount=was["amount"],
                amount_base=opportunity.amount_base,
                from_probability=was["probability"],
                from_close=was["expected_close"],
                **after,
            )
        ]
    )


def _facts(opportunity: Opportunity) -> dict[str, Any]:
    return {name: getattr(opportunity, name) for name in ("stage_id", "amount", "probability", "expected_close")}
