"""What a broken database rule means to a person."""

from __future__ import annotations

from django.apps import apps
from django.db.models import UniqueConstraint
from django.db.utils import IntegrityError
from psycopg.errors import NotNullViolation

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T

NOT_UNIQUE = T("已存在相同的值", "This value is already taken.")
REQUIRED = T("此项必填", "This is required.")


def problem_of(error: IntegrityError) -> Invalid | None:
    """A violated unique constraint as an error at its last field, an empty field that a person may fill as an error at
    that field; None for anything else."""
    cause = error.__cause__
    if isinstance(cause, NotNullViolation):
        return _empty(cause.diag.table_name, cause.diag.column_name)
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.name == name:
                field = constraint.fields[-1] if constraint.fields else ""
                return Invalid(errors=[FieldError(field, "not_unique", NOT_UNIQUE)])
    return None


def _empty(table: str | None, column: str | None) -> Invalid | None:
    for model in apps.get_models():
        kind = getattr(model, "object_type", None)
        if model._meta.db_table == table and kind is not None:
            field = next(field.name for field in model._meta.concrete_fields if field.column == column)
            return Invalid(errors=[FieldError(field, "required", REQUIRED)]) if field in kind.fields else None
    return None
