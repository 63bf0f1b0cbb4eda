"""What a column is to a person: its kind, label, options. Derived from the model, declared nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, PercentField, PhoneField, ScaledField, TagsField
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Computed, has_field, model_of

KINDS: tuple[tuple[type[models.Field], str], ...] = (
    (models.ForeignKey, "reference"),
    (ChoiceField, "choice"),
    (PhoneField, "phone"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (MoneyField, "money"),
    (ScaledField, "decimal"),
    (PercentField, "percent"),
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (TagsField, "tags"),
    (models.JSONField, "json"),
    (models.IntegerField, "integer"),
    (models.TextField, "long_text"),
    (models.CharField, "text"),
    (models.UUIDField, "id"),
)
UNORDERED = frozenset({"json", "tags", "multi_choice", "long_text"})
EMPTINESS = ("is_empty", "not_empty")
CHOSEN = ("in", "not_in", "eq", "ne", *EMPTINESS)
TEXT = ("contains", "eq", "ne", "starts", "in", "not_in", *EMPTINESS)
NUMBER = ("eq", "ne", "lt", "lte", "gt", "gte", "between", *EMPTINESS)
DATE = ("this", "last_days", "next_days", "between", "lt", "lte", "gt", "gte", "eq", "ne", *EMPTINESS)
#: What a filter may ask of a field of each kind, what people choose most before. `/meta` tells it of every field.
OPS: dict[str, tuple[str, ...]] = {
    "text": TEXT, "phone": TEXT, "email": TEXT, "url": TEXT,
    "choice": CHOSEN, "multi_choice": CHOSEN, "reference": CHOSEN, "tags": ("in", "not_in", "contains", *EMPTINESS), "boolean": ("eq", "ne"),
    "integer": NUMBER, "decimal": NUMBER, "money": NUMBER, "percent": NUMBER, "date": DATE, "datetime": DATE,
}  # fmt: skip
NO_TEXT = T("", "")
SYSTEM_FIELDS = ("created_at", "updated_at", "created_by")


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of an object as lists, forms and filters see it."""

    name: str
    label: T
    kind: str
    column: str  # the attribute that carries the stored value
    required: bool = False
    read_only: bool = False
    protected: bool = False
    custom: bool = False
    filterable: bool = True
    sortable: bool = True
    options: tuple[tuple[str, T, str], ...] = ()
    target: str = ""  # object code of a reference; "" when the sibling column `object` names it in every row
    max_length: int | None = None
    help: T = NO_TEXT
    currency: str = ""  # sibling field that names the currency; "" of money: the base currency
    decimals: int = 4  # of a decimal field
    key: str = ""  # the column that says the same however it was typed: E.164, an address in lower case

    @property
    def is_money(self) -> bool:
        """An amount or a price: its currency is shown wherever it is."""
        return self.kind == "money" or bool(self.currency)

    @property
    def ops(self) -> tuple[str, ...]:
        return OPS.get(self.kind, ()) if self.filterable else ()

    def as_json(self, language: str, rule: str = "") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.into(language),
            "help": self.help.into(language),
            "kind": self.kind,
            "required": self.required,
            "read_only": self.read_only or rule in ("read_only", "masked"),
            "protected": self.protected,
            "custom": self.custom,
            "ops": () if rule == "masked" else self.ops,
            "sortable": self.sortable and rule != "masked",
            "options": [{"value": v, "label": label.into(language), "color": c} for v, label, c in self.options],
            "object": self.target or None,
            "max_length": self.max_length,
            "masked": rule == "masked",
        }


_known: dict[str, dict[str, FieldInfo]] = {}


def model_fields(model: type[Record]) -> dict[str, FieldInfo]:
    """The declared fields of an object by name, computed ones and the system's included."""
    code = model.object_type.code
    if code not in _known:
        _known[code] = _declared_fields(model)
    return _known[code]


def _declared_fields(model: type[Record]) -> dict[str, FieldInfo]:
    computed = {c.name: _computed_info(c) for c in model.object_type.computed}
    names = (*model.object_type.fields, *SYSTEM_FIELDS)
    return {**{name: computed.get(name) or _info(model, name) for name in names}, **computed}


def _computed_info(computed: Computed) -> FieldInfo:
    return FieldInfo(
        name=computed.name,
        label=computed.label,
        kind=computed.kind,
        column=computed.name,
        read_only=True,
        options=_choices(computed.options),
        currency=computed.currency,
    )


def _info(model: type[Record], name: str) -> FieldInfo:
    field = model._meta.get_field(name)
    kind = next(kind for cls, kind in KINDS if isinstance(field, cls))
    target = getattr(field.related_model, "object_type", None) if kind == "reference" else None
    object_type = model.object_type
    return FieldInfo(
        name=name,
        label=field.verbose_name if isinstance(field.verbose_name, T) else T(name, name),
        kind=kind,
        column=field.attname,
        required=not (field.blank or field.null or field.has_default()),
        read_only=name in object_type.derived or name in SYSTEM_FIELDS,
        protected=name in object_type.protected,
        sortable=kind not in UNORDERED,
        options=_choices(getattr(field, "options", None)),
        target=target.code if target else "",
        max_length=field.max_length if kind not in ("choice", "reference") else None,
        help=field.help_text if isinstance(field.help_text, T) else NO_TEXT,
        currency=getattr(field, "currency", None) or "",
        decimals=getattr(field, "scale", 4),
        key=_key_of(model, field),
    )


def _key_of(model: type[Record], field: models.Field[Any, Any]) -> str:
    if field.name == "email" and has_field(model, "email_key"):
        return "email_key"
    return getattr(field, "key", "")


def _choices(options: Any) -> tuple[tuple[str, T, str], ...]:
    if not isinstance(options, type) or not issubclass(options, Options):
        return ()
    return tuple((str(option), option.label, option.color) for option in options)


def custom_info(field: CustomField) -> FieldInfo:
    """A custom field in the same shape; its name is `custom.code`."""
    return FieldInfo(
        name=f"custom.{field.code}",
        label=T(field.name, field.name_en or field.name),
        kind=field.kind,
        column=field.code,
        required=field.required,
        custom=True,
        filterable=field.filterable,
        sortable=False,
        options=tuple((option, T(option, option), "default") for option in field.options),
        help=T(field.help, field.help),
    )


def visible_fields(ctx: Context, model: type[Record], customs: Iterable[CustomField] = ()) -> dict[str, FieldInfo]:
    """Declared fields and `customs` without those that a field rule hides from this member."""
    fields = {**model_fields(model), **{info.name: info for info in map(custom_info, customs)}}
    return _without(fields, ctx.ruled(model.object_type.code, "hidden"))


def clear_fields(ctx: Context, model: type[Record]) -> dict[str, FieldInfo]:
    """Declared fields by which this member may filter and order: what is masked must not be found out by asking."""
    return _without(model_fields(model), ctx.ruled(model.object_type.code, "hidden", "masked"))


def _without(fields: dict[str, FieldInfo], names: frozenset[str]) -> dict[str, FieldInfo]:
    return {name: info for name, info in fields.items() if name not in names} if names else fields


def is_clear(ctx: Context, model: type[Record], path: str) -> bool:
    """Whether this member may filter and count by a field, also one of a record that is referred to: `contract.campaign`."""
    name, _, rest = path.partition(".")
    if name == "custom":
        return ctx.field_rule(model.object_type.code, path) not in ("hidden", "masked")
    info = clear_fields(ctx, model).get(name)
    if info is None:
        return name == "id"
    return not rest or is_clear(ctx, model_of(info.target), rest)
