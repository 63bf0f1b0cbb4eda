"""Custom values: checked, stored on the row, and mirrored where they can be filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.text import email_key, is_phone
from yuanliu.kernel.metadata.models import CustomField, CustomKind, CustomValue
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work

UNKNOWN = T("没有这个字段", "There is no such field.")
REQUIRED = T("此项必填", "This is required.")
WRONG = T("请填写正确的{kind}", "This is not a valid {kind}.")
SCALE = 10_000


def set_custom(w: Work, record: Record, values: Mapping[str, Any], *, complete: bool) -> None:
    """Checks and stores custom values. `complete`: required fields must be there (a new record), but nobody is asked for
    one that a rule keeps from them."""
    code = record.object_type.code
    fields = [f for f in custom_fields(code) if f.code in values or not w.ctx.field_rule(code, f"custom.{f.code}")]
    if not fields and not values:
        return
    cleaned = clean_custom(fields, values, present=record.custom if not complete else {}, complete=complete)
    record.custom = {**record.custom, **cleaned}


def mirror_custom(w: Work, record: Record, codes: Iterable[str], *, new: bool = False) -> None:
    """Rewrites the filterable values of `codes`; a `new` record has none yet."""
    touched = set(codes)
    fields = [f for f in custom_fields(record.object_type.code) if f.filterable and f.code in touched]
    if not fields:
        return
    if not new:
        w.remove_rows(CustomValue.objects.filter(record_id=record.pk, field__in=fields))
    w.add_rows(row for field in fields for row in mirror_rows(field, record))


def mirror_rows(field: CustomField, record: Record) -> list[CustomValue]:
    value = record.custom.get(field.code)
    if value in (None, "", []):
        return []
    items = value if isinstance(value, list) else [value]
    return [CustomValue(field=field, record_id=record.pk, **typed_column(field.kind, item)) for item in items]


def typed_column(kind: str, value: Any) -> dict[str, Any]:
    """The column of CustomValue that holds a value of this kind, as stored and as compared."""
    if kind in (CustomKind.INTEGER, CustomKind.DECIMAL):
        return {"number": int(Decimal(str(value)) * SCALE)}
    if kind == CustomKind.DATE:
        return {"day": value if isinstance(value, date) else date.fromisoformat(value)}
    if kind == CustomKind.BOOLEAN:
        return {"number": int(bool(value))}
    return {"text": str(value)[:500]}


def clean_custom(
    fields: Iterable[CustomField], values: Mapping[str, Any], *, present: Mapping[str, Any], complete: bool
) -> dict[str, Any]:
    """JSON-ready values by code; Invalid with one entry per wrong field (path `custom.code`)."""
    by_code = {field.code: field for field in fields}
    errors = [FieldError(f"custom.{code}", "unknown_field", UNKNOWN) for code in values if code not in by_code]
    cleaned: dict[str, Any] = {}
    for code, field in by_code.items():
        if code not in values and not complete:
            continue
        value = values.get(code)
        if value in (None, "", []):
            if field.required:
                errors.append(FieldError(f"custom.{code}", "required", REQUIRED))
            cleaned[code] = None
            continue
        try:
            cleaned[code] = _CLEANERS[_kind(field)](field, value)
        except (ValueError, TypeError, InvalidOperation):
            errors.append(FieldError(f"custom.{code}", "invalid", WRONG.format(kind=_kind(field).label.small)))
    if errors:
        raise Invalid(errors=errors)
    return {code: value for code, value in cleaned.items() if value is not None or code in present or code in values}


def _kind(field: CustomField) -> CustomKind:
    return next(kind for kind in CustomKind if kind.value == field.kind)


def _text(limit: int) -> Callable[[CustomField, Any], str]:
    def clean(field: CustomField, value: Any) -> str:
        if not isinstance(value, str) or len(value) > limit or "\x00" in value:
            raise ValueError
        return value.strip()

    return clean


def _integer(field: CustomField, value: Any) -> int:
    if isinstance(value, bool) or abs(number := int(str(value))) > 10**14:
        raise ValueError
    return number


def _decimal(field: CustomField, value: Any) -> str:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > 10**14 or number * SCALE != int(number * SCALE):
        raise ValueError
    return str(number)


def _date(field: CustomField, value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _boolean(field: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _choice(field: CustomField, value: Any) -> str:
    if value not in field.options:
        raise ValueError
    return value


def _choices(field: CustomField, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError
    return list(dict.fromkeys(_choice(field, item) for item in value))


def _phone(field: CustomField, value: Any) -> str:
    if not is_phone(str(value)):
        raise ValueError
    return str(value).strip()


def _email(field: CustomField, value: Any) -> str:
    if email_key(str(value)) is None:
        raise ValueError
    return str(value).strip()


def _url(field: CustomField, value: Any) -> str:
    if not str(value).startswith(("http://", "https://")) or len(str(value)) > 500:
        raise ValueError
    return str(value)


_CLEANERS: dict[CustomKind, Callable[[CustomField, Any], Any]] = {
    CustomKind.TEXT: _text(500),
    CustomKind.LONG_TEXT: _text(10_000),
    CustomKind.INTEGER: _integer,
    CustomKind.DECIMAL: _decimal,
    CustomKind.DATE: _date,
    CustomKind.BOOLEAN: _boolean,
    CustomKind.CHOICE: _choice,
    CustomKind.MULTI_CHOICE: _choices,
    CustomKind.PHONE: _phone,
    CustomKind.EMAIL: _email,
    CustomKind.URL: _url,
}
