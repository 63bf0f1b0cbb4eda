"""Rows whose record exists already, or stands further up in the same file, by the object's normalised keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import UniqueConstraint

from yuanliu.base.errors import FieldError
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.services import assign_values
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.object_type import has_field

if TYPE_CHECKING:
    from yuanliu.kernel.imports.plan import Row

KEYS = ("name_key", "phone_key", "email_key")
EXISTS = T("与已有记录重复", "Exists already.")
EXISTS_OWNED = T("与已有记录重复，负责人：{owner}", "Exists already, owned by {owner}.")
IN_FILE = T("与第 {number} 行重复", "The same as row {number}.")


class Duplicates:
    """Remembers the keys of the rows that it has seen, as hashes: a million rows fit."""

    def __init__(self, model: type[Record], profile: ImportProfile, options: Mapping[str, Any]):
        self.model = model
        self.wanted = options.get("duplicates", "skip") != "create"
        self.columns = profile.keys if profile.keys is not None else _keys_of(model)
        self.seen: dict[int, int] = {}  # hash → number of the row

    def mark(self, rows: list[Row]) -> None:
        """Tells each row what it repeats."""
        if not self.wanted or not self.columns or not rows:
            return
        keys = {row.number: self._keys(row.values) for row in rows}
        known = self._known(keys.values())
        by_number = {row.number: row for row in rows}
        for row in rows:
            self._mark(row, keys[row.number], known, by_number)

    def _mark(self, row: Row, keys: dict[str, str], known: Mapping[Any, Any], rows: Mapping[int, Row]) -> None:
        for pair in keys.items():
            if pair in known:
                row.duplicate, owner = known[pair]
                row.refuse("", "duplicate", EXISTS_OWNED.format(owner=owner) if owner else EXISTS)
                return
        earlier = next((self.seen[h] for pair in keys.items() if (h := hash(pair)) in self.seen), None)
        if earlier is not None and earlier != row.number:
            row.same_as = rows.get(earlier)
            row.refuse("", "duplicate_row", IN_FILE.format(number=str(earlier)))
            return
        for pair in keys.items():
            self.seen[hash(pair)] = row.number

    def _keys(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The keys as the model itself derives them from these values; empty ones tell nothing."""
        record = self.model()
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
