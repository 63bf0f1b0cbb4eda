"""An account that has bought says so itself: it is exempt, counts differently as held, and is not dormant."""

from __future__ import annotations

from yuanliu.kernel.events.base import subscribe
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.contracts.events import ContractTookEffect, ContractVoided
from yuanliu.modules.opportunities.events import OpportunityReopened, OpportunityWon
from yuanliu.modules.recycling.queries import last_win

Won = OpportunityWon | OpportunityReopened | ContractTookEffect | ContractVoided


@subscribe(OpportunityWon, OpportunityReopened, ContractTookEffect, ContractVoided)
def on_win(w: Work, event: Won, entry: EventLog) -> None:
    account = w.lock(Account, event.account_id)
    account.last_won_at = last_win(account, w.ctx.time_zone)
