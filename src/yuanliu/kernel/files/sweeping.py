"""Stored files that no row names: what a kill between storing and committing left, and what was let go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import default_storage
from django.db.models import FileField

from yuanliu.kernel.tenancy.wall import tenant_models
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading

#: An upload is stored before its row is committed; nothing takes a day for that.
GRACE = timedelta(days=1)
AT_ONCE = 1000


def sweep_files(ctx: Context) -> int:
    """Removes the tenant's files that no row names and that are older than a day; how many those were."""
    removed = 0
    stored = _stored(str(ctx.tenant_id))
    while names := list(islice(stored, AT_ONCE)):
        for name in _unnamed(ctx, names):
            if default_storage.get_modified_time(name) < ctx.now - GRACE:
                default_storage.delete(name)
                removed += 1
    return removed


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _stored(f"{folder}/{name}")


def _unnamed(ctx: Context, names: Iterable[str]) -> set[str]:
    """Those that no file column of any table holds, rows in the recycle bin included."""
    left = set(names)
    with reading(ctx):
        for model in tenant_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, FileField):
                    left -= set(model.objects.filter(**{f"{field.name}__in": left}).values_list(field.name, flat=True))
    return left
