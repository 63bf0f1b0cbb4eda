"""Accounts and contacts come in without hiding that they are known already, and leave only when nothing hangs from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict
from yuanliu.base.i18n import T
from yuanliu.kernel.records.lookups import TellsOfOthers, check_left, is_counted
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.object_type import object_models
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.accounts.models import Account, Contact, DuplicateKey, DuplicatePolicy, DuplicateRule
from yuanliu.modules.accounts.queries import Hit, Keys, duplicate_rules, find_customers, keys_of, new_keys
from yuanliu.modules.ownership.models import PooledObject
from yuanliu.modules.ownership.services import place

Values = Mapping[str, Any]


class Duplicate(TellsOfOthers):
    code = "duplicate"
    detail = T("与已有记录重复", "This duplicates a record that exists.")


class InUse(Conflict):
    code = "in_use"
    detail = T("客户下还有{objects}，不能删除", "The account still has: {objects}.")


def furnish(w: Work) -> None:
    """The same mobile number is the same lead; everything else a person has to judge."""
    for target in PooledObject:
        for key in DuplicateKey:
            blocks = (target, key) == (PooledObject.LEAD, DuplicateKey.MOBILE)
            policy = DuplicatePolicy.BLOCK if blocks else DuplicatePolicy.WARN
            w.add(DuplicateRule(name=f"{target.label}按{key.label}查重", object=target, key=key, policy=policy))


def check_duplicates(
    w: Work, object_code: str, keys_now: Callable[[], Keys], find: Callable[[Keys], list[Hit]]
) -> None:
    """Raises Duplicate for a hit on a key that the tenant blocks. Of two who enter the same key at once one waits.

    `keys_now` tells the keys of what is entered, when they are needed.

    An import compares its rows together and asks what to do with duplicates beforehand (kernel.imports).
    """
    if w.ctx.origin.kind == "import":
        return
    rules, keys = duplicate_rules(object_code), keys_now()
    blocked = {key: values for key, values in keys.items() if values and rules.get(key) == DuplicatePolicy.BLOCK}
    if not blocked:
        return
    if is_counted(w.ctx, object_code, "account", "contact"):
        check_left(w)
    w.take_turns(*(f"{key} {value}" for key, values in blocked.items() for value in values))
    if hits := find(blocked):
        unseen = any(hit.id is None for hit in hits)
        raise Duplicate(of=object_code if unseen else "", duplicates=[hit.as_json() for hit in hits])


# Accounts


def add_account(w: Work, values: Values, *, action: str | None = "create") -> Account:
    """An account of the actor, of a colleague or in a pool."""
    _check_account(w, lambda: keys_of(None, values))
    return place(w, Account, values, action=action)


def change_account(w: Work, account: Account, values: Values) -> Account:
    _check_account(w, lambda: new_keys(keys_of(account), keys_of(account, values)), but=account.pk)
    change(w, account, values)
    return account


def _check_account(w: Work, keys: Callable[[], Keys], but: UUID | None = None) -> None:
    check_duplicates(w, "account", keys, lambda blocked: find_customers(w.ctx, blocked, but=but))


def delete_account(w: Work, account: Account) -> None:
    """With its contacts; never from under a deal or a contract."""
    hanging = {
        model.object_type.plural
        for model in object_models()
        if model is not Contact
        for field in model._meta.concrete_fields
        if field.related_model is Account and not field.null
        if model.objects.alive().filter(**{field.name: account}).exists()  # type: ignore[attr-defined]
    }
    if hanging:
        raise InUse(objects=_listed(sorted(hanging, key=str)))
    for contact in w.take(Contact, Contact.objects.alive().filter(account=account)):
        w.trash(contact)
    w.trash(account)


def _listed(labels: list[T]) -> T:
    return T("、".join(label.zh for label in labels), ", ".join(label.small.en for label in labels))


def restore_account(w: Work, account: Account) -> None:
    """With the contacts that went into the bin in the same act."""
    for contact in w.take(Contact, Contact.objects.filter(account=account, deleted_at=account.deleted_at)):
        contact.deleted_at = None
    account.deleted_at = None


def add_contact(w: Work, values: Values, *, action: str | None = "create") -> Contact:
    contact = insert(w, Contact, values, action=action)
    assert isinstance(contact, Contact)
    return contact


# Collaborators 协作人
