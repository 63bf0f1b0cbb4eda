"""What an object adds to the general import, registered by its module: fields of its history, and how a row is made.

register_import(Opportunity, ImportProfile(extra_fields=(FieldInfo(name="won_on", …),), create=create_imported))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work

Values = dict[str, Any]


def as_they_are(ctx: Context) -> Callable[[Values], Values]:
    return lambda values: values


@dataclass(frozen=True, kw_only=True)
class ImportProfile:
    """How rows of one object differ from what its form takes.

    `prepare`, asked once for each batch of rows, gives a function from the values of a row to those that count (a reason
    for losing is none of a deal that was won); what a default filled in and it keeps is reported as repaired. It
    raises Invalid for what cannot stand together, and is asked once about the mapping itself: with what is the same in
    every row, and None for each field that a column goes to.
    `create` replaces the object's own step. `customs`, asked in an open transaction: what a row may hold beside the
    declared fields, under `custom`; the object's own custom fields unless it says otherwise.
    `undo` takes back what it made, where the object's own step refuses. `needs` is the permission (object, action) that
    stands for those to import and to create: of a purpose of its own, such as taking over existing business.
    """

    extra_fields: tuple[FieldInfo, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] | None = None  # field → other names of its column
    keys: tuple[str, ...] | None = None  # columns that tell duplicates; None: those that the model derives
    prepare: Callable[[Context], Callable[[Values], Values]] = as_they_are
    create: Callable[[Work, Values], Record] | None = None
    customs: Callable[[Context], list[CustomField]] | None = None
    undo: Callable[[Work, Any], None] | None = None
    needs: tuple[str, str] | None = None


_profiles: dict[tuple[str, str], ImportProfile] = {}
_PLAIN = ImportProfile()


def register_import(model: type[Record], profile: ImportProfile, purpose: str = "") -> None:
    _profiles[model.object_type.code, purpose] = profile


def profile_of(model: type[Record], purpose: str = "") -> ImportProfile:
    return _profiles.get((model.object_type.code, purpose), _PLAIN)


def has_purpose(model: type[Record], purpose: str) -> bool:
    return not purpose or (model.object_type.code, purpose) in _profiles


def purposes() -> dict[tuple[str, str], tuple[str, str]]:
    """(object, purpose) → the permission that it takes, of all imports that have a purpose of their own."""
    return {key: profile.needs for key, profile in _profiles.items() if key[1] and profile.needs}


def customs_of(ctx: Context, model: type[Record], purpose: str = "") -> list[CustomField]:
    """Without those that a rule keeps from this member: nobody is asked for what they may not give."""
    found, code = profile_of(model, purpose).customs, model.object_type.code
    fields = found(ctx) if found else custom_fields(code)
    return [field for field in fields if not ctx.field_rule(code, f"custom.{field.code}")]


CREATED_AT = FieldInfo(
    name="created_at", label=T("创建时间", "Created at"), kind="datetime", column="created_at", sortable=False
)
