"""What keeps an opportunity won: opportunities know no contracts, so what stands above registers it here."""

from __future__ import annotations

from collections.abc import Callable

from yuanliu.base.errors import Conflict
from yuanliu.base.i18n import T
from yuanliu.modules.opportunities.models import Opportunity

Rests = Callable[[Opportunity], bool]
_rests_on: list[Rests] = []


class StaysWon(Conflict):
    code = "opportunity_rests_on_contract"
    detail = T(
        "商机有已生效的合同，不能重新打开；请先作废或终止合同",
        "A contract of this opportunity is in effect; void or terminate it first.",
    )


def keeps_won(rests: Rests) -> Rests:
    """Registers it: `@keeps_won def has_contract_in_effect(opportunity): return …`."""
    _rests_on.append(rests)
    return rests


def rests_on_something(opportunity: Opportunity) -> bool:
    """Asked under the lock on the opportunity, so nothing takes effect meanwhile."""
    return any(rests(opportunity) for rests in _rests_on)


def require_free(opportunity: Opportunity) -> None:
    if rests_on_something(opportunity):
        raise StaysWon
