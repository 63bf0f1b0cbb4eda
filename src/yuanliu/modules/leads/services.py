"""Leads come in identified, sourced and once; they are worked on, put aside and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import change
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.accounts.queries import Keys, new_keys
from yuanliu.modules.accounts.services import check_duplicates
from yuanliu.modules.leads.events import LeadDisqualified, LeadReopened
from yuanliu.modules.leads.models import Lead, LeadIsDisqualified, LeadStatus
from yuanliu.modules.leads.queries import find_known, keys_of
from yuanliu.modules.ownership.services import place

Values = Mapping[str, Any]

IDENTIFIERS = ("name", "company", "mobile", "phone", "email", "wechat")


class LeadNotDisqualified(Conflict):
    code = "lead_not_disqualified"
    detail = T("只有无效线索可以重新打开", "Only a disqualified lead can be reopened.")


def add_lead(w: Work, values: Values, *, action: str | None = "create") -> Lead:
    """A lead of the actor, of a colleague ("owner") or in a pool ("pool"). Raises Duplicate where the tenant blocks it."""
    _check_identified(values)
    if not values.get("source"):
        raise Invalid.at("source", "required", "请选择来源", "Say where the lead came from.")
    _check_known(w, lambda: keys_of(None, values))
    return place(w, Lead, values, action=action)


def change_lead(w: Work, lead: Lead, values: Values) -> Lead:
    """A converted lead is read-only: it stays in every report as it was."""
    lead.check_unconverted()
    _check_identified({**{name: getattr(lead, name) for name in IDENTIFIERS}, **values})
    _check_known(w, lambda: new_keys(keys_of(lead), keys_of(lead, values)), but=lead.pk)
    change(w, lead, values)
    return lead


def _check_identified(values: Values) -> None:
    if not any(map(values.get, IDENTIFIERS)):
        raise Invalid.at(
            "name",
            "no_identifier",
            "请至少填写姓名、公司、电话、邮箱或微信中的一项",
            "Give at least a name, a company, a phone number, an e-mail address or a WeChat id.",
        )


def _check_known(w: Work, keys: Callable[[], Keys], but: UUID | None = None) -> None:
    check_duplicates(w, "lead", keys, lambda blocked: find_known(w.ctx, blocked, but=but))


def delete_lead(w: Work, lead: Lead) -> None:
    lead.check_unconverted()
    w.trash(lead)


def disqualify_lead(ctx: Context, lead_id: UUID, reason: str) -> Lead:
    """置为无效, with a reason; it can be reopened."""
    with work(ctx) as w:
        lead = w.get(Lead, lead_id, "disqualify")
        lead.check_unconverted()
        if lead.status == LeadStatus.DISQUALIFIED:
            raise LeadIsDisqualified
        lead.status, lead.disqualified_reason, lead.next_follow_up_at = LeadStatus.DISQUALIFIED, reason, None
        w.emit(LeadDisqualified(reason=reason), lead)
        return lead


def reopen_lead(ctx: Context, lead_id: UUID) -> Lead:
    with work(ctx) as w:
        lead = w.get(Lead, lead_id, "disqualify")
        if lead.status != LeadStatus.DISQUALIFIED:
            raise LeadNotDisqualified
        lead.status = LeadStatus.FOLLOWING if lead.last_follow_up_at else LeadStatus.NEW
        lead.disqualified_reason = ""
        w.emit(LeadReopened(), lead)
        return lead
