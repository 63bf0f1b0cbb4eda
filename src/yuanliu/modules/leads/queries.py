"""Leads that are known already, and what the conversion of a lead would do."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any
from uuid import UUID

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.output import titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.modules.accounts.models import AccountKind, Contact, DuplicateKey
from yuanliu.modules.accounts.queries import (
    ACCOUNTS,
    KNOWN_CUSTOMERS,
    NOTHING,
    Hit,
    Keys,
    Place,
    find_customers,
    find_hits,
    normalised,
)
from yuanliu.modules.accounts.queries import warnings as duplicate_warnings
from yuanliu.modules.leads.models import Lead

LEADS = Place(
    Lead,
    {
        DuplicateKey.MOBILE: {"mobile_key": "mobile", "phone_key": "phone"},
        DuplicateKey.EMAIL: {"email_key": "email"},
        DuplicateKey.COMPANY: {"company_key": "company"},
    },
)


def keys_of(lead: Lead | None, values: Mapping[str, Any] = NOTHING) -> Keys:
    """The keys of a lead, also one to be made, once `values` have been written into it."""
    fields = ("mobile", "phone", "email", "company")
    mobile, phone, email, company = (values.get(field, getattr(lead, field, "")) or "" for field in fields)
    return normalised(phones=[mobile, phone], email=email, company=company)


def find_known(ctx: Context, keys: Keys, *, but: UUID | None = None) -> list[Hit]:
    """Leads, accounts and contacts that share a key."""
    return find_hits(ctx, (LEADS, *KNOWN_CUSTOMERS), keys, but=but)


def find_typed(ctx: Context, *, mobile: str, phone: str, email: str, company: str, name: str) -> list[Hit]:
    """While somebody types a lead: who is known by these. A name alone can only be that of a person's account."""
    hits = find_known(ctx, normalised(phones=[mobile, phone], email=email, company=company))
    if name and not company:
        named = find_hits(ctx, (ACCOUNTS,), normalised(company=name))
        hits += [hit for hit in named if hit not in hits]
    return hits


def lead_warnings(ctx: Context, lead: Lead) -> list[dict[str, Any]]:
    """What a lead that was just made may be a duplicate of."""
    return duplicate_warnings("lead", keys_of(lead), lambda keys: find_known(ctx, keys, but=lead.pk))


def became_account(account_id: UUID) -> RecordQuerySet:
    """The leads that became an account: their history shows on its timeline, by reference."""
    return Lead.objects.filter(account=account_id)


def became_opportunity(opportunity_id: UUID) -> RecordQuerySet:
    """The lead that became an opportunity: the talks before it show on its timeline, too."""
    return Lead.objects.filter(opportunity=opportunity_id)


# Conversion

#: What of a lead goes into what it becomes.
CARRIED = ("name", "company", "job_title", "mobile", "phone", "email", "wechat", "industry", "region", "address")


def _known_of(lead: Lead, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(lead, name))}


def account_values(lead: Lead) -> dict[str, Any]:
    """The account that a lead becomes: its company, or the person themselves, who then is reached directly."""
    about = _known_of(lead, "industry", "region", "address")
    if lead.company:
        return {"name": lead.company, "kind": AccountKind.ORGANISATION, **_known_of(lead, "phone"), **about}
    reached = _known_of(lead, "email") | ({"phone": phone} if (phone := lead.mobile or lead.phone) else {})
    return {"name": lead.name, "kind": AccountKind.PERSON, **reached, **about}


def contact_values(lead: Lead) -> dict[str, Any] | None:
    """The person at an organisation; None when the lead names nobody beside the company."""
    if lead.name == lead.company:
        return None
    return {"name": lead.name, **_known_of(lead, "job_title", "mobile", "email", "wechat")}


def opportunity_values(lead: Lead) -> dict[str, Any]:
    return {"name": lead.company or lead.name}


def same_contact(account_id: UUID, values: Mapping[str, Any]) -> Contact | None:
    """The contact of the account who is this person already: same mobile, same e-mail or same name."""
    contacts = Contact.objects.alive().filter(account=account_id)
    keys = normalised(phones=[values.get("mobile") or ""], email=values.get("email") or "")
    for column, found in (("phone_key", keys[DuplicateKey.MOBILE]), ("email_key", keys[DuplicateKey.EMAIL])):
        if found and (contact := contacts.filter(**{f"{column}__in": found}).order_by("pk").first()):
            return contact
    return contacts.filter(name=values.get("name")).order_by("pk").first()


def convert_preview(ctx: Context, lead_id: UUID) -> dict[str, Any]:
    """What converting would fill in, as far as the member sees it, and the accounts that may be meant. The rest goes along
    unseen."""
    ctx.require("lead", "convert")
    lead = Lead.objects.visible_to(ctx, "convert").filter(pk=lead_id).first()
    if lead is None:
        raise NotFound
    shown, contact = _as_seen(ctx, lead), None
    if lead.company:
        contact = contact_values(shown)
    return {
        "account": _fillable(ctx, "account", account_values(shown)),
        "contact": contact and _fillable(ctx, "contact", contact),
        "opportunity": _fillable(ctx, "opportunity", opportunity_values(shown)),
        "candidates": _candidates(ctx, lead),
    }


def _as_seen(ctx: Context, lead: Lead) -> Lead:
    """The lead without what is hidden or masked for this member."""
    row = {column: getattr(lead, lead._meta.get_field(column).attname) for column in lead.mask_columns}
    masked_in = Lead.masker(ctx, [row])
    unseen = ctx.ruled("lead", "hidden", "masked") | (masked_in(row) if masked_in else frozenset())
    shown = copy(lead)
    for name in unseen & set(CARRIED):
        setattr(shown, name, "")
    return shown


def _fillable(ctx: Context, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a member's form may give: a field that a rule keeps from them is filled without them."""
    return {name: value for name, value in values.items() if value and not ctx.field_rule(code, name)}


def _candidates(ctx: Context, lead: Lead) -> list[dict[str, Any]]:
    """Accounts that share a key with the lead, themselves or through a contact; each account once."""
    hits = find_customers(ctx, keys_of(lead))
    persons = [hit.id for hit in hits if hit.object == "contact" and hit.id]
    through = dict(Contact.objects.filter(pk__in=persons).values_list("pk", "account"))
    found: dict[Any, dict[str, Any]] = {}
    for number, hit in enumerate(hits):
        account_id = through.get(hit.id, hit.id) if hit.id else None
        shown = {"key": hit.key, "exists": True, "owner_name": hit.owner_name, "id": account_id}
        found.setdefault(account_id or number, shown)
    titles = titles_of(ctx, {"account": {pk for candidate in found.values() if (pk := candidate["id"])}})
    known = titles.get("account", {})
    return [{**candidate, "title": known.get(candidate["id"])} for candidate in found.values()]
