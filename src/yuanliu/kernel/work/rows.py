"""Many rows into their tables at the price of a few: one statement, its values as JSON.

The database reads JSON faster than a placeholder for each value, and COPY, the other way, is closed to roles under
row-level security. A column that is the same in all rows of a table travels once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
from django.db import DatabaseError, connection, models
from django.db.models.sql import UpdateQuery

from yuanliu.kernel.tenancy.fields import ScaledField
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.tenancy.session import require_writing

#: Columns that keep something else than their attribute shows.
PREPARED = (ScaledField, models.FileField)
BATCH = 1000
Column: TypeAlias = "models.Field[Any, Any]"
Call: TypeAlias = tuple[str, list[str]]  # a function of the database, and its parameters
Rows: TypeAlias = Mapping[type[TenantModel], Sequence[TenantModel]]

_encode = msgspec.json.Encoder(enc_hook=str).encode


def insert_rows(rows: Rows, calls: Sequence[Call] = ()) -> None:
    """Inserts rows of any models, with the keys that they have, and calls functions with them.

    A row may point at any other: of one statement the database checks references at its end; what needs several has them
    checked after the last.
    """
    rows = {model: of_model for model, of_model in rows.items() if of_model}
    if not rows and not calls:
        return
    require_writing()
    with connection.cursor() as cursor:
        if sum(map(len, rows.values())) <= BATCH:
            _send(cursor, rows, calls)
            return
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model, of_model in rows.items():
            for start in range(0, len(of_model), BATCH):
                _send(cursor, {model: of_model[start : start + BATCH]})
        if calls:
            _send(cursor, {}, calls)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def update_rows(model: type[TenantModel], names: tuple[str, ...], rows: Sequence[TenantModel]) -> None:
    """Writes these attributes of rows of one model, all in one statement."""
    require_writing()
    readers = _readers(model)  # type: ignore[arg-type]
    wanted = ("id", *(model._meta.get_field(name).column for name in names))
    columns = {column: list(map(readers[column], rows)) for column in wanted}
    given = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    with connection.cursor() as cursor:
        one = len(given) == 1  # of which the planner knows that it is one
        cursor.execute(_update(model, tuple(columns), one), [_json(given[0] if one else given)])  # type: ignore[arg-type]
        if cursor.rowcount != len(rows):
            raise DatabaseError(f"{len(rows)} rows of {model._meta.db_table} to be changed, {cursor.rowcount} found")


def update_row(rows: models.QuerySet[Any], record: models.Model, **changes: Any) -> bool:
    """One conditional UPDATE; when its row met the condition, `record` becomes what the row is now."""
    query = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    sql, params = query.get_compiler(connection=connection).as_sql()
    require_writing()
    for row in type(record).objects.raw(f"{sql} RETURNING *", params):
        record.__dict__.update(row.__dict__)  # with its `_state`, which has forgotten what references led to
        return True
    return False


def _send(cursor: Any, rows: Rows, calls: Sequence[Call] = ()) -> None:
    parts: list[str] = []
    values: list[str] = []
    for model, of_model in rows.items():
        columns = {name: list(map(read, of_model)) for name, read in _readers(model).items()}  # type: ignore[arg-type]
        shared = tuple(name for name, found in columns.items() if _are_equal(found))
        own = tuple(name for name in columns if name not in shared)
        parts.append(_statement(model, shared, own))  # type: ignore[arg-type]
        if shared:
            values.append(_json({name: columns[name][0] for name in shared}))
        given = zip(*(columns[name] for name in own), strict=True)
        values.append(_json([dict(zip(own, row, strict=True)) for row in given]))
    if calls:
        parts.append(f"SELECT {', '.join(sql for sql, _ in calls)}")
        values += [value for _, given in calls for value in given]
    *before, last = parts
    steps = ", ".join(f"step{number} AS ({part})" for number, part in enumerate(before))
    cursor.execute(f"WITH {steps} {last}" if before else last, values)
    for of_model in rows.values():
        for row in of_model:
            row._state.adding, row._state.db = False, connection.alias


@cache
def _readers(model: type[TenantModel]) -> dict[str, Callable[[TenantModel], Any]]:
    """Of each column, what gives its value for a row."""
    return {field.column: _reader(field) for field in model._meta.concrete_fields}


def _reader(field: Column) -> Callable[[TenantModel], Any]:
    if isinstance(field, PREPARED):
        return lambda row: field.get_prep_value(field.pre_save(row, add=True))
    return attrgetter(field.attname)


def _are_equal(values: list[Any]) -> bool:
    first = values[0]
    return len(values) > 1 and all(value is first or value == first for value in values)


def _json(value: Any) -> str:
    return _encode(value).decode()


@lru_cache(maxsize=1000)
def _statement(model: type[TenantModel], shared: tuple[str, ...], own: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, (*shared, *own)))
    source = f"json_to_recordset(%s) AS own ({_definition(model, own)})"
    if shared:
        source = f"json_to_record(%s) AS shared ({_definition(model, shared)}), {source}"
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {names} FROM {source}"  # noqa: S608  declared names


@lru_cache(maxsize=1000)
def _update(model: type[TenantModel], names: tuple[str, ...], one: bool) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    values = ", ".join(f"{quote(name)} = own.{quote(name)}" for name in names if name != "id")
    source = f"{'json_to_record' if one else 'json_to_recordset'}(%s) AS own ({_definition(model, names)})"
    return f"UPDATE {table} SET {values} FROM {source} WHERE {table}.id = own.id"  # noqa: S608  declared names


def _definition(model: type[TenantModel], names: tuple[str, ...]) -> str:
    """Without lengths: what is too long for its column is refused, not cut."""
    quote = connection.ops.quote_name
    types = {field.column: (field.db_type(connection) or "").split("(")[0] for field in model._meta.concrete_fields}
    return ", ".join(f"{quote(name)} {types[name]}" for name in names)
