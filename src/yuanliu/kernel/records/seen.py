"""What a member sees of a field's value. Every way out asks here: lists and records, histories, figures, sentences, files.

A rule hides or masks a field of an object (`contract.amount`) for everybody who has no milder one. Fields that follow
from others (`ObjectType.follows`) are bound by the rules of those, so that nothing is found out by dividing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.base.text import mask_email, mask_phone, mask_text
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of

#: Stands where a name or a sentence may not say what it would.
WITHHELD = "***"
#: What a mask leaves something of; of every other kind it leaves nothing.
MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": mask_phone, "email": mask_email, "text": mask_text, "long_text": mask_text, "url": mask_text,
}  # fmt: skip

Fields = str | tuple[str, ...]  # "contract.amount", or several: what is told of all of them


def mask(kind: str, value: Any) -> Any:
    """What a masked field of this kind shows: nothing where it has no text, and that something is empty or not."""
    if value in (None, "", []):
        return value
    return MASKS[kind](value) if kind in MASKS and isinstance(value, str) else None


def rule_of(ctx: Context, fields: Fields) -> str:
    """The strictest rule over what is told: hidden, masked or ""."""
    names = (fields,) if isinstance(fields, str) else fields
    rules = {ctx.field_rule(*name.split(".", 1)) for name in names}
    return next((rule for rule in ("hidden", "masked") if rule in rules), "")


def seen(ctx: Context, fields: Fields, value: Any) -> Any:
    """A value that tells these fields, as this member sees it; None where they may not."""
    rule = rule_of(ctx, fields)
    if not rule:
        return value
    return mask(_kind(fields), value) if rule == "masked" and isinstance(fields, str) else None


def seen_values(ctx: Context, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an object's fields by their names, for answers that are no records: lines, plans, histories."""
    return {name: seen(ctx, f"{code}.{name}", value) for name, value in values.items()}


def sees_all(ctx: Context, code: str, *names: str) -> bool:
    """Whether figures may be made of these fields: a sum gives away what it adds up."""
    return not rule_of(ctx, tuple(f"{code}.{name}" for name in names))


def titled(ctx: Context, model: type[Record]) -> Callable[[Any], str]:
    """How this member reads the titles of an object's records."""
    rule = ctx.field_rule(model.object_type.code, model.object_type.title)
    if rule == "hidden":
        return lambda text: WITHHELD
    if rule == "masked":
        return lambda text: mask_text(str(text or ""))
    return lambda text: str(text or "")


def title_of(ctx: Context, record: Record) -> str:
    return titled(ctx, type(record))(record.title)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence says of a record: a text, and the fields that it tells."""

    of: Fields
    text: T | str


def told(record: Record, field: str = "") -> Told:
    """A field of a record, the title by default, as sentences write it."""
    kind = record.object_type
    value = getattr(record, field or kind.title)
    info = model_fields(type(record)).get(field)
    if info is not None and info.kind == "money" and value is not None:
        value = written(value, getattr(record, info.currency) if info.currency else "")
    return Told(f"{kind.code}.{field or kind.title}", str(record.title if not field else value))


def spoken(ctx: Context, fields: Fields, text: str) -> str:
    """The same in a sentence, where something has to stand."""
    shown = seen(ctx, fields, text)
    return WITHHELD if shown is None else shown


def _kind(field: str) -> str:
    """Of a field by its full name; a title that is no field of its own is a text."""
    code, name = field.split(".", 1)
    info = model_fields(model_of(code)).get(name)
    return info.kind if info else "text"
