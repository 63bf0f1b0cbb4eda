"""What happens to leads."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows


class LeadDisqualified(Event):
    code: ClassVar[str] = "lead.disqualified"
    text: ClassVar[T] = T("将线索置为无效：{reason}", "disqualified the lead: {reason}")
    shows: ClassVar[Shows] = {"reason": "lead.disqualified_reason"}
    reason: str


class LeadReopened(Event):
    code: ClassVar[str] = "lead.reopened"
    text: ClassVar[T] = T("重新打开了线索", "reopened the lead")


class LeadConverted(Event):
    """Concerns the lead, the account and the opportunity, and shows on the timelines of all of them."""

    code: ClassVar[str] = "lead.converted"
    text: ClassVar[T] = T("将线索转化为客户“{account_name}”", "converted the lead into the account {account_name}")
    shows: ClassVar[Shows] = {"account_name": "account.name"}
    account_id: UUID
    account_name: str
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
