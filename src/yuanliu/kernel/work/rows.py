"""Many rows into a table at the price of a few: one statement, its values as JSON.

The database reads JSON faster than a placeholder for each value, and COPY, the other way, is closed to roles under
row-level security. A column that is the same in all rows travels once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
from django.db import connection, models

from yuanliu.kernel.tenancy.fields import ScaledField
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.tenancy.session import require_writing

#: Columns that keep something else than their attribute shows.
PREPARED = (ScaledField, models.FileField)
Column: TypeAlias = "models.Field[Any, Any]"

_encode = msgspec.json.Encoder(enc_hook=str).encode


def insert_rows(rows: Sequence[TenantModel]) -> None:
    """Inserts rows of one model, with the keys that they have; for one row Django's own way is as good."""
    if len(rows) == 1:
        type(rows[0]).objects.bulk_create(rows)
        return
    require_writing()
    columns = {field: list(map(_stored(field), rows)) for field in type(rows[0])._meta.concrete_fields}
    shared = {field: values[0] for field, values in columns.items() if _are_equal(values)}
    own = {field: values for field, values in columns.items() if field not in shared}
    names = [field.column for field in own]
    given = [dict(zip(names, row, strict=True)) for row in zip(*own.values(), strict=True)]
    with connection.cursor() as cursor:
        once = {field.column: value for field, value in shared.items()}
        cursor.execute(_statement(type(rows[0]), list(shared), list(own)), [_json(once), _json(given)])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _stored(field: Column) -> Callable[[TenantModel], Any]:
    if isinstance(field, PREPARED):
        return lambda row: field.get_prep_value(field.pre_save(row, add=True))
    return attrgetter(field.attname)


def _are_equal(values: list[Any]) -> bool:
    first = values[0]
    return all(value is first or value == first for value in values)


def _json(value: Any) -> str:
    return _encode(value).decode()


def _statement(model: type[TenantModel], shared: list[Column], own: list[Column]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in (*shared, *own))
    source = f"json_to_record(%s) AS shared ({_definition(shared)}), json_to_recordset(%s) AS own ({_definition(own)})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {names} FROM {source}"  # noqa: S608  declared names


def _definition(fields: list[Column]) -> str:
    """Without lengths: what is too long for its column is refused, not cut."""
    quote = connection.ops.quote_name
    return ", ".join(f"{quote(field.column)} {(field.db_type(connection) or '').split('(')[0]}" for field in fields)
