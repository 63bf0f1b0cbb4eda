"""Rows into tables with COPY, many at a time: columns are numpy arrays, a chunk of them becomes one block of text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import psycopg
from django.db.models import Model

CHUNK = 100_000
NULL = b"\\N"

Array = np.ndarray[Any, Any]
Column = Any  # a constant, an array, a Json, or a function of (first, behind) that gives a list of bytes


class Json:
    """A JSON value whose `%b` are filled from columns, row by row. Columns must hold text that JSON need not escape."""

    def __init__(self, template: str, *columns: Column):
        self.template = template.encode()
        self.columns = columns

    def __call__(self, first: int, behind: int) -> list[bytes]:
        parts = [chunk(column, first, behind) for column in self.columns]
        return list(map(self.template.__mod__, zip(*parts, strict=True)))


def ids_at(moments: Array, rng: np.random.Generator) -> Array:
    """UUIDv7 as 32 hex digits, in the order of `moments` (datetime64) to the millisecond."""
    raw = rng.integers(0, 256, (len(moments), 16), dtype=np.uint8)
    milliseconds = moments.astype("datetime64[ms]").astype(np.int64)
    for byte in range(6):
        raw[:, byte] = (milliseconds >> (8 * (5 - byte))) & 255
    raw[:, 6] = raw[:, 6] & 15 | 0x70
    raw[:, 8] = raw[:, 8] & 63 | 0x80
    return np.frombuffer(raw.tobytes().hex().encode(), dtype="S32")


def picked(words: Array, indexes: Array) -> Array:
    """The word of each index; NULL for -1."""
    found = words[indexes]
    if len(indexes) and indexes.min() < 0:
        found = found.copy()
        found[indexes < 0] = NULL
    return found


def where(condition: Array, values: Array) -> Array:
    """The values where the condition holds, NULL elsewhere."""
    return np.where(condition, values, np.array(NULL, dtype=values.dtype))


def texts(words: list[str]) -> Array:
    """An array of encoded words, of any length each."""
    array = np.empty(len(words), dtype=object)
    array[:] = [word.encode() for word in words]
    return array


def chunk(column: Column, first: int, behind: int) -> list[bytes]:
    """Rows first … behind - 1 of a column, as COPY wants them."""
    if callable(column):
        return column(first, behind)
    part = column[first:behind]
    if part.dtype.kind == "M":
        written = np.datetime_as_string(part).astype("S")
        written = np.where(np.isnat(part), NULL, written)
        return written.tolist()
    if part.dtype.kind == "b":
        return np.where(part, b"t", b"f").tolist()
    return part.astype("S").tolist() if part.dtype.kind in "iu" else part.tolist()


def copy(connection: psycopg.Connection, model: type[Model], count: int, **columns: Column) -> None:
    """Adds `count` rows. What is not named gets its field's default, or NULL."""
    if not count:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    assert columns.keys() <= fields.keys(), columns.keys() - fields.keys()
    names, pieces, moving = [], [], []
    for attname, field in fields.items():
        value = columns[attname] if attname in columns else _default(field)
        if value is None:
            continue
        names.append(f'"{field.column}"')
        varies = callable(value) or isinstance(value, np.ndarray)
        pieces.append(b"%b" if varies else _constant(value))
        if varies:
            moving.append(value)
    template = b"\t".join(pieces) + b"\n"
    statement = f'COPY "{model._meta.db_table}" ({", ".join(names)}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for first in range(0, count, CHUNK):
            behind = min(first + CHUNK, count)
            parts = [chunk(value, first, behind) for value in moving]
            out.write(b"".join(map(template.__mod__, zip(*parts, strict=True))))


def _default(field: Any) -> Any:
    if field.null:
        return None
    value = field.get_default()
    return json.dumps(value) if isinstance(value, dict | list) else value


def _constant(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"t" if value else b"f"
    return (value if isinstance(value, bytes) else str(value).encode()).replace(b"%", b"%%")


Say = Callable[[str], None]
