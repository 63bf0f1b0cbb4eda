"""The API's shapes of an object, made from its declared fields: nothing is typed twice."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from yuanliu.base.text import email_key, is_phone
from yuanliu.kernel.records.fields import FieldInfo, model_fields
from yuanliu.kernel.work.models import Record

INT4 = 2**31 - 1
MAX_UNITS = 10**17  # of a stored decimal: well inside a bigint
MAX_AMOUNT = 10**13  # of money; exact in every client


_HALVES = re.compile("[\ud800-\udfff]")


def clean_text(value: str) -> str:
    """No NUL (PostgreSQL has none) and no half characters; outer spaces go."""
    if "\x00" in value or _HALVES.search(value):
        raise ValueError("control_characters")
    return value.strip()


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _not_blank(value: str) -> str:
    if not value:
        raise ValueError("required")
    return value


def _email(value: str) -> str:
    if value and email_key(value) is None:
        raise ValueError("email")
    return value


def _phone(value: str) -> str:
    if value and not is_phone(value):
        raise ValueError("phone")
    return value


def _url(value: str) -> str:
    if value and not value.lower().startswith(("http://", "https://")):
        raise ValueError("url")
    return value


def text_type(limit: int | None) -> Any:
    return Annotated[str, Field(max_length=limit or 10_000), AfterValidator(clean_text), BeforeValidator(_blank)]


def decimal_type(places: int) -> Any:
    limit = MAX_UNITS // 10**places
    return Annotated[Decimal, Field(max_digits=19, decimal_places=places, allow_inf_nan=False, ge=-limit, le=limit)]


def moment(value: datetime) -> datetime:
    """A time without a zone is UTC, as in our answers; the years are those that dates may have."""
    if not 1900 <= value.year < 3000:
        raise ValueError("year")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(moment)]
Tag = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(clean_text)]
Amount = Annotated[Decimal, Field(max_digits=19, allow_inf_nan=False, ge=-MAX_AMOUNT, le=MAX_AMOUNT)]
INPUT: dict[str, Any] = {
    "integer": Annotated[int, Field(ge=-INT4, le=INT4)],
    "percent": Annotated[int, Field(ge=0, le=100)],
    "money": Annotated[Amount, Field(decimal_places=3)],
    "date": Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))],
    "datetime": Moment,
    "boolean": bool,
    "reference": UUID,
    "tags": Annotated[list[Tag], Field(max_length=50)],
    "json": dict[str, Any] | list[Any],
}


def input_type(info: FieldInfo) -> Any:
    if info.kind == "choice":
        return Literal[tuple(value for value, _, _ in info.options)]
    if info.kind in ("text", "long_text", "phone", "email", "url"):
        kind = text_type(info.max_length)
        check = {"phone": _phone, "email": _email, "url": _url}.get(info.kind)
        return Annotated[kind, AfterValidator(check)] if check else kind
    if info.kind == "decimal":
        return decimal_type(info.decimals)
    return INPUT[info.kind]


class Reference(Schema):
    """`{object, id, title}`, or `{hidden: true}` when the viewer may not see the target."""

    object: str | None = None
    id: UUID | None = None
    title: str | None = None
    hidden: bool | None = None


class KnownReference(Schema):
    """A reference whose target the viewer sees."""

    object: str
    id: UUID
    title: str


#: An amount in an answer; the object that it stands in is `Priced`.
MoneyOut = Annotated[Decimal, Field(json_schema_extra={"format": "money"})]
Currencies = dict[str, str]


class Priced(Schema):
    """An object with amounts. `currencies` says of each, by its field, what it is in."""

    currencies: Currencies | None = None


class Shown(Priced):
    """What every record has. `custom`: only where it was asked for; `can`: the acts of this member, only of a single record."""

    id: UUID
    version: int
    title: str
    custom: dict[str, Any] | None = None
    can: list[str] | None = None


class AnyRecord(Shown):
    """A record of an object that is named beside it, with the fields of that object's own list."""

    model_config = ConfigDict(extra="allow")

    created_at: datetime | None = None
    updated_at: datetime | None = None


OUTPUT: dict[str, Any] = {
    "integer": int, "percent": int, "decimal": Decimal, "money": MoneyOut, "date": date, "datetime": datetime, "boolean": bool,
    "reference": Reference, "tags": list[str], "json": dict[str, Any] | list[Any],
}  # fmt: skip


class In(Schema):
    """Unknown fields are errors: a misspelt name must not be lost in silence."""

    model_config = ConfigDict(extra="forbid")


class PatchIn(In):
    version: int


def create_schema(model: type[Record]) -> type[Schema]:
    """What POST takes: every field a person may give when making one."""
    return create_model(f"{model.__name__}In", __base__=In, **create_parts(model))


def create_parts(model: type[Record]) -> dict[str, Any]:
    """The fields of `create_schema` with their types and defaults."""
    fields = model_fields(model)
    parts = {name: _part(fields[name], required=fields[name].required) for name in model.object_type.creatable}
    return {**parts, "custom": (dict[str, Any], Field(default_factory=dict))}


def draft_schema(model: type[Record], without: Collection[str] = ()) -> type[Schema]:
    """What an act takes that makes a record out of another: any field, none required, those in `without` decided by it."""
    fields = model_fields(model)
    names = [name for name in model.object_type.creatable if name not in without]
    parts: dict[str, Any] = {name: _part(fields[name], required=False) for name in names}
    parts["custom"] = (dict[str, Any], Field(default_factory=dict))
    return create_model(f"{model.__name__}Draft", __base__=In, **parts)


def patch_schema(model: type[Record]) -> type[PatchIn]:
    """What PATCH takes: the version that was seen, and the fields that change."""
    fields = model_fields(model)
    parts: dict[str, Any] = {name: _part(fields[name], required=False) for name in model.object_type.patchable}
    return create_model(
        f"{model.__name__}Patch", __base__=PatchIn, **parts, custom=(dict[str, Any], Field(default_factory=dict))
    )


def _part(info: FieldInfo, *, required: bool) -> tuple[Any, Any]:
    kind = input_type(info)
    textual = info.kind in ("text", "long_text", "phone", "email", "url")  # null means empty
    if required:
        return (Annotated[kind, AfterValidator(_not_blank)] if textual else kind), ...
    return (kind, "") if textual else (kind | None, None)


def output_schema(model: type[Record]) -> type[Schema]:
    """What comes back. Fields that a rule hides are absent, so only what every record has is required."""
    parts: dict[str, Any] = {
        name: (OUTPUT.get(info.kind, str) | None, None) for name, info in model_fields(model).items()
    }
    return create_model(f"{model.__name__}Out", __base__=Shown, **parts)


def given_values(body: BaseModel) -> dict[str, Any]:
    """The fields that the sender named; an omitted optional field is not a change."""
    return {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
