"""Old and new values: what `Work` compares and what an event keeps of it."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from yuanliu.kernel.work.models import Record

UNRECORDED = frozenset({"id", "tenant_id", "created_at", "updated_at", "created_by_id", "version", "sort_key"})


def snapshot(record: Record) -> dict[str, Any]:
    """The stored values by column attribute; mutable ones are copied so that a change in place shows."""
    values = ((f.attname, getattr(record, f.attname)) for f in record._meta.concrete_fields)
    return {name: copy.deepcopy(value) if isinstance(value, list | dict) else value for name, value in values}


def differences(before: dict[str, Any], record: Record) -> dict[str, list[Any]]:
    return {
        name: [old, new]
        for name, old in before.items()
        if (new := getattr(record, name)) != old and name not in UNRECORDED
    }


def initial_values(record: Record) -> dict[str, list[Any]]:
    """A creation as a change from nothing, leaving out what is empty."""
    values = ((f.attname, getattr(record, f.attname)) for f in record._meta.concrete_fields)
    return {name: [None, new] for name, new in values if new not in (None, "", [], {}) and name not in UNRECORDED}


def in_their_currency(record: Record, changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """An amount never travels without its currency, so what it was in stands beside it also where that did not change."""
    names: set[str] = {getattr(record._meta.get_field(name), "currency", None) or "" for name in changes}
    beside = sorted(names - {""} - changes.keys())
    return {**changes, **{name: [getattr(record, name)] * 2 for name in beside}}


def plain(value: Any) -> Any:
    """The JSON form that events keep: exact decimals and ids as strings, times in UTC ISO 8601."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=str)
