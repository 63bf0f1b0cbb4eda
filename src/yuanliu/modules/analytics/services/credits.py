"""Credits follow what happens: each change of a touch, an amount or the rule is worked out again for its contracts.

The stored rows are always those that `earned_by` gives; the nightly check works all of them out again and tells.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from decimal import Decimal
from uuid import UUID

from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, reading, work
from yuanliu.modules.analytics.models import Credit
from yuanliu.modules.analytics.queries.shares import MODELS
from yuanliu.modules.analytics.queries.touches import Earned, earned_by, stored_credits
from yuanliu.modules.contracts.models import Contract

logger = logging.getLogger(__name__)

BATCH = 500


def settle_credits(w: Work, contract_ids: Collection[UUID]) -> int:
    """Makes the stored credits of these contracts what they should be; how many contracts had others.

    Takes turns by contract: of two that act at once, the later sees what the earlier has written.
    """
    w.take_turns(*(f"credits {pk}" for pk in contract_ids))
    due, stored = earned_by(contract_ids), stored_credits(contract_ids)
    wrong = {key[0] for key in due.keys() | stored.keys() if due.get(key) != stored.get(key)}
    if wrong:
        w.remove_rows(Credit.objects.filter(contract__in=wrong))
        w.add_rows(_rows({key: amounts for key, amounts in due.items() if key[0] in wrong}))
    return len(wrong)


def _rows(earned: Earned) -> Iterator[Credit]:
    for (contract, receipt, (campaign, link)), amounts in earned.items():
        money = {str(model): Decimal(amount).scaleb(-2) for model, amount in zip(MODELS, amounts, strict=True)}
        yield Credit(contract_id=contract, receipt_id=receipt, campaign_id=campaign, promotion_link_id=link, **money)


def settle_all(ctx: Context) -> Iterator[tuple[int, int, int]]:
    """Every contract, in batches with a transaction each; gives (done so far, total, how many of the batch were changed)."""
    with reading(ctx):
        ids = list(Contract.objects.alive().filter(signed_on__isnull=False).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with work(ctx) as w:
            changed = settle_credits(w, batch)
        yield start + len(batch), len(ids), changed


def check_credits(ctx: Context) -> int:
    """How many contracts had credits that were not right; there should be none, so it is told to the operator."""
    changed = sum(changed for _, _, changed in settle_all(ctx))
    if changed:
        logger.error("credits of %d contracts were wrong and have been put right", changed)
    return changed
