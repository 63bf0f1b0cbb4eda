"""Rows whose record exists already, or stands further up in the same file, by the object's normalised keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from django.db.models import UniqueConstraint

from yuanliu.base.errors import FieldError
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.seen import spoken
from yuanliu.kernel.records.services import assign_values
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.object_type import has_field

if TYPE_CHECKING:
    from yuanliu.kernel.imports.plan import Row

KEYS = ("name_key", "phone_key", "email_key")
EXISTS = T("与已有记录重复", "Exists already.")
EXISTS_OWNED = T("与已有记录重复，负责人：{owner}", "Exists already, owned by {owner}.")
IN_FILE = T("与第 {number} 行重复", "The same as row {number}.")


class Seen:
    """Which row of the file had a key first, by the hashes of the keys; on disk, because a file may have a million rows."""

    def __init__(self) -> None:
        self.table = sqlite3.connect("")  # a temporary file, gone when it is closed
        self.table.execute("PRAGMA journal_mode = OFF")
        self.table.execute("CREATE TABLE seen (hash INTEGER PRIMARY KEY, number INTEGER NOT NULL)")

    def among(self, hashes: Iterable[int]) -> dict[int, int]:
        wanted = msgspec.json.encode(list(hashes)).decode()
        asked = "SELECT hash, number FROM seen WHERE hash IN (SELECT value FROM json_each(?))"
        return dict(self.table.execute(asked, [wanted]))

    def add(self, numbers: Mapping[int, int]) -> None:
        self.table.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", numbers.items())

    def close(self) -> None:
        self.table.close()


class Duplicates:
    """Finds what repeats a record, or an earlier row: of the whole file where `seen` is given, else of the same batch."""

    def __init__(self, ctx: Context, model: type[Record], profile: ImportProfile, options: Mapping[str, Any]):
        self.ctx = ctx
        self.model = model
        self.wanted = options.get("duplicates", "skip") != "create"
        self.columns = profile.keys if profile.keys is not None else _keys_of(model)
        self.seen: Seen | None = None
        self.blank = model()

    def mark(self, rows: list[Row]) -> None:
        """Tells each row what it repeats."""
        if not self.wanted or not self.columns or not rows:
            return
        for row in rows:
            row.keys = self._keys(row.values)
        known = self._known([row.keys for row in rows])
        hashes = {hash(pair) for row in rows for pair in row.keys.items()}
        first = self.seen.among(hashes) if self.seen else {}
        by_number = {row.number: row for row in rows}
        for row in rows:
            self._mark(row, known, first, by_number)

    def remember(self, rows: Iterable[Row]) -> None:
        """These go in: what repeats them further down is a duplicate, as it is not of a row that was refused."""
        if self.seen:
            self.seen.add({hash(pair): row.number for row in reversed([*rows]) for pair in row.keys.items()})

    def _mark(self, row: Row, known: Mapping[Any, Any], first: dict[int, int], rows: Mapping[int, Row]) -> None:
        keys = row.keys
        for pair in keys.items():
            if pair in known:
                row.duplicate, owner = known[pair]
                row.refuse(
                    "",
                    "duplicate",
                    EXISTS_OWNED.format(owner=spoken(self.ctx, "member.name", owner)) if owner else EXISTS,
                )
                return
        earlier = next(
            (number for pair in keys.items() if (number := first.get(hash(pair), row.number)) < row.number), 0
        )
        if earlier:
            row.same_as = rows.get(earlier)
            row.refuse("", "duplicate_row", IN_FILE.format(number=str(earlier)))
            return
        for pair in keys.items():
            first[hash(pair)] = row.number

    def _keys(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The keys as the model itself derives them from these values; empty ones tell nothing."""
        record = copy(self.blank)
        declared = model_fields(self.model)
        assign_values(record, {name: value for name, value in values.items() if name in declared})
        record.derive()
        texts = {column: str(getattr(record, column) or "") for column in self.columns}
        return {column: text.lower() if column == "email" else text for column, text in texts.items() if text}

    def _known(self, keys: Any) -> dict[tuple[str, str], tuple[UUID, str]]:
        known: dict[tuple[str, str], tuple[UUID, str]] = {}
        owner = "owner__name" if issubclass(self.model, OwnedRecord) else "pk"
        for column in self.columns:
            texts = {row[column] for row in keys if column in row}
            rows = self.model.objects.alive().filter(**{f"{column}__in": texts}).order_by("-pk")
            for text, pk, name in rows.values_list(column, "pk", owner) if texts else ():
                known[(column, text)] = (pk, name if owner != "pk" and name else "")
        return known


def _keys_of(model: type[Record]) -> tuple[str, ...]:
    """Normalised keys, and single fields that the database keeps unique."""
    unique = [
        constraint.fields[1]
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.fields) == 2 and constraint.fields[0] == "tenant"
    ]
    return (*(name for name in KEYS if has_field(model, name)), *unique)


def is_duplicate(errors: list[FieldError]) -> bool:
    return any(error.code in ("duplicate", "duplicate_row") for error in errors)
