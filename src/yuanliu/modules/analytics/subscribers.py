"""What happens below changes what campaigns have earned."""

from __future__ import annotations

from yuanliu.kernel.events.base import Event, subscribe
from yuanliu.kernel.events.models import EventLog, EventSubject
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.analytics.queries.touches import contracts_of
from yuanliu.modules.analytics.services.credits import settle_credits
from yuanliu.modules.campaigns.events import CampaignTouched
from yuanliu.modules.contracts.events import (
    ContractAmended,
    ContractReopened,
    ContractTerminated,
    ContractTookEffect,
    ContractVoided,
)
from yuanliu.modules.leads.events import LeadConverted
from yuanliu.modules.receivables.events import PrepaymentMoved, ReceiptConfirmed, ReceiptEvent


@subscribe(ContractTookEffect, ContractAmended, ContractTerminated, ContractVoided, ContractReopened)
def on_contract(w: Work, event: Event, entry: EventLog) -> None:
    settle_credits(w, [entry.record_id])


@subscribe(ReceiptConfirmed, PrepaymentMoved)
def on_receipt(w: Work, event: ReceiptEvent, entry: EventLog) -> None:
    """Refunds are receipts too, and so are both sides of a prepayment that moves."""
    settle_credits(w, [event.contract_id])


@subscribe(CampaignTouched, LeadConverted)
def on_touched(w: Work, event: Event, entry: EventLog) -> None:
    """The subjects of the event are the records that were touched."""
    subjects = EventSubject.objects.filter(event=entry).values_list("object", "record_id")
    settle_credits(w, contracts_of(subjects))
