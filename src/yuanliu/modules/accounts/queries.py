"""Who is known already: duplicates by normalised keys, over every object that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from yuanliu.base.text import company_key, email_key, phone_key
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.records.output import titles_of
from yuanliu.kernel.records.seen import spoken
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.modules.accounts.models import Account, Contact, DuplicateKey, DuplicatePolicy, DuplicateRule

MOST = 10
IGNORE = DuplicatePolicy.IGNORE
NOTHING: Mapping[str, Any] = {}

Keys = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: the columns of a model that hold each key, with the field that each is made of; and the path to its
    owner."""

    model: type[Record]
    columns: Mapping[str, Mapping[str, str]]
    owner: str = "owner"


ACCOUNTS = Place(
    Account,
    {
        DuplicateKey.MOBILE: {"phone_key": "phone"},
        DuplicateKey.EMAIL: {"email_key": "email"},
        DuplicateKey.COMPANY: {"name_key": "name"},
    },
)
CONTACTS = Place(
    Contact,
    {DuplicateKey.MOBILE: {"phone_key": "mobile"}, DuplicateKey.EMAIL: {"email_key": "email"}},
    owner="account__owner",
)
KNOWN_CUSTOMERS = (ACCOUNTS, CONTACTS)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record with the same key. What the asker may not see is told by its owner's name and no more; where they see the
    record but not the key (in a pool that masks it), not even which one it is."""

    key: str
    object: str
    owner_name: str
    id: UUID | None = None
    title: str | None = None

    def as_json(self) -> dict[str, Any]:
        named = {"id": self.id, "title": self.title} if self.id else {}
        return {"key": self.key, "object": self.object, "exists": True, "owner_name": self.owner_name, **named}


def normalised(*, phones: Iterable[str] = (), email: str = "", company: str = "") -> Keys:
    """The keys of what somebody typed; what is no phone number and no address gives none."""
    return {
        DuplicateKey.MOBILE: frozenset(filter(None, map(phone_key, phones))),
        DuplicateKey.EMAIL: frozenset(filter(None, [email_key(email)])),
        DuplicateKey.COMPANY: frozenset(filter(None, [company_key(company)[:200]])),
    }


def keys_of(account: Account | None, values: Mapping[str, Any] = NOTHING) -> Keys:
    """The keys of an account, also one to be made, once `values` have been written into it."""
    name, phone, email = (values.get(field, getattr(account, field, "")) or "" for field in ("name", "phone", "email"))
    return normalised(phones=[phone], email=email, company=name)


def new_keys(before: Keys, after: Keys) -> Keys:
    return {key: after[key] - before[key] for key in after}


def find_hits(ctx: Context, places: Iterable[Place], keys: Keys, *, but: UUID | None = None) -> list[Hit]:
    """Records that share a key, newest first, at most MOST of each object; runs inside an open transaction."""
    return [hit for place in places for hit in _hits(ctx, place, keys, but)]


def find_customers(ctx: Context, keys: Keys, *, but: UUID | None = None) -> list[Hit]:
    """Accounts and contacts that share a key."""
    return find_hits(ctx, KNOWN_CUSTOMERS, keys, but=but)


def warnings(object_code: str, keys: Keys, find: Callable[[Keys], list[Hit]]) -> list[dict[str, Any]]:
    """What a new record may be a duplicate of, by the keys that the tenant wants to be told of."""
    rules = duplicate_rules(object_code)
    told = {key: values for key, values in keys.items() if rules.get(key, IGNORE) != IGNORE}
    return [hit.as_json() for hit in find(told)]


def duplicate_rules(object_code: str) -> dict[str, str]:
    """The policy of the tenant for a hit, by key; runs inside an open transaction."""
    rules = DuplicateRule.objects.alive().filter(object=object_code)
    key = ("duplicate rules", object_code)
    return remembered(key, lambda: [dict(rules.values_list("key", "policy"))], DuplicateRule)[0]


def account_warnings(ctx: Context, account: Account) -> list[dict[str, Any]]:
    """What an account that was just made may be a duplicate of."""
    return warnings("account", keys_of(account), lambda keys: find_customers(ctx, keys, but=account.pk))


def _hits(ctx: Context, place: Place, keys: Keys, but: UUID | None) -> list[Hit]:
    same = [(key, *pair) for key, columns in place.columns.items() if keys.get(key) for pair in columns.items()]
    if not same:
        return []
    model, kind = place.model, place.model.object_type
    condition = Q(*(Q(**{f"{column}__in": keys[key]}) for key, column, _ in same), _connector=Q.OR)
    columns = {"pk", kind.title, place.owner, *model.mask_columns, *(column for _, column, _ in same)}
    rows = model.objects.alive().filter(condition).exclude(pk=but).order_by("-created_at", "-pk")
    found = list(rows.values(*columns)[:MOST])
    if not found:
        return []
    titles = titles_of(ctx, {kind.code: {row["pk"] for row in found}})[kind.code]
    owners = dict(Member.objects.filter(pk__in={row[place.owner] for row in found}).values_list("pk", "name"))
    by_rule = ctx.ruled(kind.code, "hidden", "masked")
    masked_in = model.masker(ctx, found) or (lambda row: frozenset())
    hits = []
    for row in found:
        key, field = next((str(key), field) for key, column, field in same if row[column] in keys[key])
        if field in by_rule | masked_in(row):
            hits.append(Hit(key, kind.code, ""))
            continue
        known = row["pk"] in titles
        owner = owners.get(row[place.owner], "")
        hits.append(
            Hit(
                key,
                kind.code,
                owner and spoken(ctx, "member.name", owner),
                id=row["pk"] if known else None,
                title=titles.get(row["pk"]),
            )
        )
    return hits
