"""Conversion 转化: a lead becomes an account, a contact and perhaps an opportunity, in one transaction and once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.metadata.services import mirror_custom, set_custom
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.lookups import counting_refusals
from yuanliu.kernel.records.services import NOT_FOUND, assign_values, check_given
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.accounts.models import Account, AccountKind, Contact
from yuanliu.modules.accounts.services import add_account, add_contact
from yuanliu.modules.activities.services import move_plans
from yuanliu.modules.campaigns.services.participation import mark_converted
from yuanliu.modules.campaigns.services.touches import carry_touches, heirs_of
from yuanliu.modules.leads.events import LeadConverted
from yuanliu.modules.leads.models import Lead, LeadIsDisqualified, LeadStatus
from yuanliu.modules.leads.queries import account_values, contact_values, opportunity_values, same_contact
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.opportunities.services import add_opportunity
from yuanliu.modules.ownership.services import note_conversion

R = TypeVar("R", bound=Record)
Values = Mapping[str, Any]

CHOOSE_ONE = T("请选择已有客户，或填写新客户，二者选一", "Choose an account or describe a new one, not both.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the lead is to become. What is not said comes from the lead; `contact` None: no contact."""

    account_id: UUID | None = None
    account: Values | None = None
    contact_id: UUID | None = None
    contact: Values | None = field(default_factory=dict)
    opportunity: Values | None = None


def convert_lead(ctx: Context, lead_id: UUID, wish: Wish) -> Lead:
    """Picks or creates; fills only what is empty; moves no history. Converting again returns the first result."""
    with counting_refusals(ctx), work(ctx) as w:
        lead = w.get(Lead, lead_id, "convert")
        if lead.status == LeadStatus.CONVERTED:
            return lead
        if lead.status == LeadStatus.DISQUALIFIED:
            raise LeadIsDisqualified
        _check_said(ctx, wish)
        account = _account(w, lead, wish)
        contact = _contact(w, lead, account, wish)
        opportunity = _opportunity(w, lead, account, contact, wish.opportunity)
        lead.status, lead.converted_at = LeadStatus.CONVERTED, w.now
        lead.account_id, lead.contact_id = account.pk, contact and contact.pk
        lead.opportunity_id = opportunity and opportunity.pk
        _carry_source(lead, account)
        _carry_source(lead, opportunity)
        move_plans(w, lead, opportunity or account)
        note_conversion(w, lead)
        carry_touches(w, lead, account, contact, opportunity)
        mark_converted(w, lead.pk)
        told = LeadConverted(
            account_id=account.pk,
            account_name=account.name,
            contact_id=lead.contact_id,
            opportunity_id=lead.opportunity_id,
        )
        w.emit(told, lead, account, *([opportunity] if opportunity else []))
        return lead


@heirs_of("lead")
def _what_it_became(lead: Any) -> list[Record]:
    """A campaign that reaches the person after conversion reaches the customer."""
    made = ((Account, lead.account_id), (Contact, lead.contact_id), (Opportunity, lead.opportunity_id))
    return [record for model, pk in made if pk for record in model.objects.filter(pk=pk)]


def _check_said(ctx: Context, wish: Wish) -> None:
    """What the person said, not what the lead brings along."""
    for part, model, said in (
        ("account", Account, wish.account),
        ("contact", Contact, wish.contact),
        ("opportunity", Opportunity, wish.opportunity),
    ):
        with _errors_under(part):
            check_given(ctx, model, said or {})


def _account(w: Work, lead: Lead, wish: Wish) -> Account:
    if wish.account_id and wish.account:
        raise Invalid(errors=[FieldError("account", "choose_one", CHOOSE_ONE)])
    if wish.account_id:
        account = w.get(Account, wish.account_id, "update")
        return _fill(w, lead, account, _reach(lead, account))
    values = _with_custom(lead, Account, {**account_values(lead), **_said(wish.account)})
    with _errors_under("account"):
        return add_account(w, {**values, "owner": lead.owner_id or w.ctx.member_id}, action=None)


def _reach(lead: Lead, account: Account) -> Values:
    """What the lead can add to an account that exists: how to reach a person is the contact's, unless they are one."""
    values = account_values(lead)
    if account.kind == AccountKind.ORGANISATION and not lead.company:
        values = {name: value for name, value in values.items() if name not in ("phone", "email")}
    return {name: value for name, value in values.items() if name not in ("name", "kind")}


def _carry_source(lead: Lead, record: Account | Opportunity | None) -> None:
    """What won the lead has won what became of it, unless something else had won that before."""
    if record is None or record.source_id or record.campaign_id:
        return
    record.source_id, record.campaign_id = lead.source_id, lead.campaign_id
    record.promotion_link_id = lead.promotion_link_id


def _contact(w: Work, lead: Lead, account: Account, wish: Wish) -> Contact | None:
    if wish.contact_id:
        contact = w.get(Contact, wish.contact_id, "update")
        if contact.account_id != account.pk:
            raise Invalid(errors=[FieldError("contact_id", "not_found", NOT_FOUND)])
        return _fill(w, lead, contact, contact_values(lead) or {})
    said = _said(wish.contact)
    if wish.contact is None or (account.kind == AccountKind.PERSON and not said):
        return None
    values = {**(contact_values(lead) or {}), **said}
    if not values.get("name"):
        return None
    if known := same_contact(account.pk, values):
        return _fill(w, lead, w.lock(Contact, known.pk), values)
    with _errors_under("contact"):
        return add_contact(w, _with_custom(lead, Contact, {**values, "account": account.pk}), action=None)


def _opportunity(
    w: Work, lead: Lead, account: Account, contact: Contact | None, wanted: Values | None
) -> Opportunity | None:
    if wanted is None:
        return None
    w.ctx.require("opportunity", "create")
    belongs = {"account": account.pk, "contact": contact and contact.pk, "owner": account.owner_id or w.ctx.member_id}
    values = _with_custom(lead, Opportunity, {**belongs, **opportunity_values(lead), **_said(wanted)})
    with _errors_under("opportunity"):
        return add_opportunity(w, values, action=None)


def _said(values: Values | None) -> dict[str, Any]:
    """What was really given: an empty answer does not hide what the lead knows."""
    return {name: value for name, value in (values or {}).items() if value not in (None, "", [], {})}


def _with_custom(lead: Lead, model: type[Record], values: Values) -> dict[str, Any]:
    """Custom fields carry over where the tenant says, else to those of the same code and kind."""
    return {**values, "custom": {**_carried_custom(lead, model), **(values.get("custom") or {})}}


def _carried_custom(lead: Lead, model: type[Record]) -> dict[str, Any]:
    mine = [item for item in custom_fields("lead") if lead.custom.get(item.code) not in (None, "", [])]
    theirs = {(item.code, item.kind) for item in custom_fields(model.object_type.code)} if mine else set()
    places = ((item, code) for item in mine for code in _places(item, model.object_type.code))
    return {code: lead.custom[item.code] for item, code in places if (code, item.kind) in theirs}


def _places(item: CustomField, target: str) -> list[str]:
    """The codes of the target's fields that take the value of this one."""
    if not item.carries_to:
        return [item.code]
    return [code for place in item.carries_to for name, _, code in (place.partition("."),) if name == target]


def _fill(w: Work, lead: Lead, record: R, values: Values) -> R:
    """Writes only where the existing record has nothing."""
    fields = model_fields(type(record))
    empty = {n: v for n, v in values.items() if n in fields and getattr(record, fields[n].column) in (None, "", [])}
    assign_values(record, empty)
    custom = {c: v for c, v in _carried_custom(lead, type(record)).items() if record.custom.get(c) in (None, "", [])}
    if custom:
        set_custom(w, record, custom, complete=False)
        mirror_custom(w, record, custom)
    return record


@contextmanager
def _errors_under(part: str) -> Iterator[None]:
    """An error at the account's name is one at `account.name` of what was sent."""
    try:
        yield
    except Invalid as invalid:
        errors = [FieldError(f"{part}.{error.field}", error.code, error.detail) for error in invalid.errors]
        raise Invalid(errors=errors) from invalid
