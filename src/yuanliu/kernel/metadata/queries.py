"""The custom fields of an object."""

from __future__ import annotations

from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.tenancy.session import remembered


def custom_fields(object_code: str) -> list[CustomField]:
    """In their order on the form; runs inside an open transaction."""
    key = ("custom fields", object_code)
    return remembered(key, lambda: [_custom_fields(object_code)], CustomField)[0]


def _custom_fields(object_code: str) -> list[CustomField]:
    return list(CustomField.objects.alive().filter(object=object_code).order_by("position", "id"))
