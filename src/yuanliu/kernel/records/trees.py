"""Parents of one's own kind (accounts, departments): nobody is their own ancestor, however they got there.

Only a change of a parent can close a circle, since nothing points at a record before it is made. The records in the
recycle bin count: what is restored is where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work

CIRCULAR = T("{label}不能是它自己或它的下级", "{label} cannot be the record itself or one below it.")


def parents_of(model: type[Record]) -> tuple[str, ...]:
    """The fields of a model that refer to the model itself."""
    return tuple(field.name for field in model._meta.concrete_fields if field.related_model is model)


def take_turns(w: Work, model: type[Record], names: Iterable[str]) -> None:
    """Two changes of parents of one kind could each be fine and close a circle together: they come one after the other.

    For acts that lock records, before they do: who waits for a turn must hold nothing that its holder wants.
    """
    w.take_turns(*(f"tree {model._meta.label} {name}" for name in parents_of(model) if name in names))


def check_parents(w: Work, record: Record, values: Mapping[str, Any]) -> bool:
    """Refuses parents that are the record or below it; whether any is given. What the work has changed already counts."""
    given = {name: values[name] for name in parents_of(type(record)) if name in values}
    if not given:
        return False
    take_turns(w, type(record), given)
    errors = [
        FieldError(name, "circular", CIRCULAR.format(label=type(record)._meta.get_field(name).verbose_name))
        for name, parent in given.items()
        if parent and (parent == record.pk or _is_below(record, name, parent))
    ]
    if errors:
        raise Invalid(errors=errors)
    return True


def _is_below(record: Record, name: str, parent: UUID) -> bool:
    """Whether the way up from `parent` comes to the record."""
    quote, meta = connection.ops.quote_name, type(record)._meta
    table, column = quote(meta.db_table), quote(meta.get_field(name).column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE above AS (SELECT id, {column} AS up FROM {table} WHERE id = %s "  # noqa: S608  our own names
            f"UNION SELECT t.id, t.{column} FROM {table} t JOIN above ON t.id = above.up) "
            "SELECT 1 FROM above WHERE id = %s",
            [parent, record.pk],
        )
        return cursor.fetchone() is not None
