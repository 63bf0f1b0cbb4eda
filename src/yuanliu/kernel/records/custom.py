"""The fields that a tenant adds: what may be declared, and what becomes filterable afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.models import CustomField, CustomKind, CustomValue
from yuanliu.kernel.records.fields import OPS
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.tenancy.session import permit_writes
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work

Values = Mapping[str, Any]

NO_OBJECT = T("没有这种对象", "There is no such object.")
NO_OPTIONS = T("请至少填写一个选项", "Give at least one option.")
NO_TARGET = T(
    "“{target}”应为“对象.编码”，并指向同类型的自定义字段",
    "{target} is to be object.code and name a custom field of the same kind.",
)
NO_FILTER = T("多行文本不能用于筛选", "Long texts cannot be filtered by.")
CHOICES = (CustomKind.CHOICE, CustomKind.MULTI_CHOICE)
# What the mirror keeps of a value, as SQL over `v`, the text of one value; the same as `typed_column` in Python.
COLUMN = {
    CustomKind.INTEGER: ("number", "(v::numeric * 10000)::bigint"),
    CustomKind.DECIMAL: ("number", "(v::numeric * 10000)::bigint"),
    CustomKind.DATE: ("day", "v::date"),
    CustomKind.BOOLEAN: ("number", "(v::boolean)::int"),
}


def add_custom_field(w: Work, values: Values) -> Record:
    """A new field; `options` for choices; `carries_to` where its value goes when the record is converted."""
    _check(values, {**values})
    return insert(w, CustomField, values)


def change_custom_field(w: Work, field: CustomField, values: Values) -> Record:
    """A field that becomes filterable is found by the values that are there already."""
    was = field.filterable
    names = ("object", "kind", "options", "filterable", "carries_to")
    _check(values, {**{name: getattr(field, name) for name in names}, **values})
    change(w, field, values)
    if field.filterable != was:
        w.flush(field)
        w.remove_rows(CustomValue.objects.filter(field=field))
        if field.filterable:
            _mirror_all(w, field)
    return field


def _check(given: Values, whole: Values) -> None:
    errors = []
    if "object" in given and not _is_object(given["object"]):
        errors.append(FieldError("object", "unknown_object", NO_OBJECT))
    if whole.get("kind") in CHOICES and not whole.get("options"):
        errors.append(FieldError("options", "required", NO_OPTIONS))
    if whole.get("filterable") and whole.get("kind") not in OPS:
        errors.append(FieldError("filterable", "not_filterable", NO_FILTER))
    for target in given.get("carries_to") or ():
        if not _is_target(target, whole["kind"]):
            errors.append(FieldError("carries_to", "not_found", NO_TARGET.format(target=target[:80])))
    if errors:
        raise Invalid(errors=errors)


def _is_object(code: str) -> bool:
    try:
        return bool(model_of(code).object_type.groups)
    except LookupError:
        return False


def _is_target(target: str, kind: str) -> bool:
    code, _, field = target.partition(".")
    return CustomField.objects.alive().filter(object=code, code=field, kind=kind).exists()


def _mirror_all(w: Work, field: CustomField) -> None:
    """One statement over the object's rows, however many there are."""
    table = connection.ops.quote_name(model_of(field.object)._meta.db_table)
    column, expression = COLUMN.get(next(k for k in CustomKind if k == field.kind), ("text", "left(v, 500)"))
    each = (
        "jsonb_array_elements_text(custom -> %(code)s)"
        if field.kind == CustomKind.MULTI_CHOICE
        else "custom ->> %(code)s"
    )
    with permit_writes(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CustomValue._meta.db_table} (id, tenant_id, field_id, record_id, {column}) "  # noqa: S608  our own names
            f"SELECT gen_random_uuid(), tenant_id, %(field)s, id, {expression} "
            f"FROM (SELECT tenant_id, id, {each} AS v FROM {table} WHERE custom ? %(code)s) AS found "
            "WHERE v IS NOT NULL AND v <> ''",
            {"code": field.code, "field": field.pk},
        )
