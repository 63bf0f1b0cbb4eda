"""What a broken database rule means to a person."""

from __future__ import annotations

from django.apps import apps
from django.db.models import UniqueConstraint
from django.db.utils import IntegrityError

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T

NOT_UNIQUE = T("已存在相同的值", "This value is already taken.")


def problem_of(error: IntegrityError) -> Invalid | None:
    """A violated unique constraint as an error at its last field; None for anything else."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.name == name:
                field = constraint.fields[-1] if constraint.fields else ""
                return Invalid(errors=[FieldError(field, "not_unique", NOT_UNIQUE)])
    return None
