"""What people wrote is found however it was written: letters in any case and width, phone numbers with or without a
country, spaces and dashes.

None of this is leakproof, so no index helps (ADR 2): the filter narrows the rows by the search index first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

from django.db import models
from django.db.models import Q

from yuanliu.base.text import dialled, dialled_beginnings, email_key, phone_key
from yuanliu.kernel.tenancy.fields import TagsField

KEYS = {"phone": phone_key, "email": email_key}
CHARACTERS = "lower(normalize({}, NFKC))"
DIGITS = "regexp_replace(normalize({}, NFKC), '[^0-9]', '', 'g')"


class _Like(models.Lookup):
    """LIKE over what a column says in the plain form that `seen` makes of it."""

    seen = CHARACTERS
    pattern = "%{}%"

    def get_prep_lookup(self) -> str:
        escaped = str(self.rhs).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return self.pattern.format(escaped)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        pattern, values = self.process_rhs(compiler, connection)
        return f"{self.seen.format(column)} LIKE {pattern}", [*params, *values]


def _lookup(name: str, seen: str, pattern: str, *fields: type[models.Field[Any, Any]]) -> None:
    lookup = type(name, (_Like,), {"lookup_name": name, "seen": seen, "pattern": pattern})
    for field in fields:
        field.register_lookup(lookup)


_lookup("says", CHARACTERS, "%{}%", models.CharField, models.TextField)
_lookup("begins", CHARACTERS, "{}%", models.CharField, models.TextField)
_lookup("dials", DIGITS, "%{}%", models.CharField)
_lookup("dials_first", DIGITS, "{}%", models.CharField)
_lookup("dials_only", DIGITS, "{}", models.CharField)
_lookup("names", CHARACTERS.format("{}::text"), '%"{}"%', TagsField)


def says(kind: str, path: str, op: str, text: str) -> Q:
    """`contains` and `starts` of a column."""
    found = Q(**{f"{path}__{'says' if op == 'contains' else 'begins'}": _plain(text)})
    if kind == "phone" and (number := dialled(text)):
        if op == "contains":
            return found | Q(**{f"{path}__dials": number})
        return found | _any(Q(**{f"{path}__dials_first": begin}) for begin in dialled_beginnings(text))
    return found


def is_written(kind: str, path: str, key: str, text: str) -> Q:
    """Equality of what has a key; `key` is the column that keeps it, else the numbers themselves are compared."""
    plain = Q(**{path: text})
    known = KEYS[kind](text)
    if known and key:
        return Q(**{key: known})
    if kind == "phone" and dialled(text):
        return plain | _any(Q(**{f"{path}__dials_only": number}) for number in dialled_beginnings(text))
    return plain


def names(path: str, tag: str) -> Q:
    """Whether one of a column's tags is this one."""
    return Q(**{f"{path}__names": _plain(tag).replace('"', r"\"")})


def searched(kind: str, text: str) -> str:
    """What the search index is asked for, so that nothing is missing that `says` or `is_written` would find."""
    number = dialled(text) if kind == "phone" else ""
    return number.lstrip("0") or number or text


def _plain(text: str) -> str:
    return normalize("NFKC", text).lower()


def _any(conditions: Iterable[Q]) -> Q:
    return Q(*conditions, _connector=Q.OR)
