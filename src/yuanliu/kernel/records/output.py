"""Rows as a member may see them: references with titles, exact amounts, masks. The only way out of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from yuanliu.base.money import from_minor
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.records.seen import mask, title_of, titled
from yuanliu.kernel.tenancy.session import require_tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import has_field, model_of

Row = Mapping[str, Any]
Titles = dict[str, dict[UUID, str]]
Wanted = dict[str, set[UUID]]


def stored_columns(model: type[Record], infos: Iterable[FieldInfo]) -> list[str]:
    """What to select so that `render` can show these fields."""
    names = {"id", "version", model.object_type.title, *model.mask_columns}
    for info in infos:
        names.add("custom" if info.custom else info.column)
        if info.currency and has_field(model, info.currency):
            names.add(info.currency)
        if info.kind == "reference" and not info.target:
            names.add("object")
    return sorted(names)


def annotated(rows: RecordQuerySet, ctx: Context, names: Iterable[str]) -> RecordQuerySet:
    """Adds those of the model's computed fields that `names` mentions."""
    wanted = set(names)
    expressions = {c.name: c.expression(ctx) for c in rows.model.object_type.computed if c.name in wanted}
    return rows.annotate(**expressions) if expressions else rows


def render(
    ctx: Context, model: type[Record], rows: Sequence[Row], infos: Sequence[FieldInfo], titles: Titles | None = None
) -> list[dict[str, Any]]:
    """JSON-ready records. `titles`: of what they refer to, where the caller has found those of several lists together."""
    if titles is None:
        titles = titles_of(ctx, referred(infos, rows))
    masked_in = model.masker(ctx, rows)
    always = ctx.ruled(model.object_type.code, "masked")
    writers = [(info, _writer(model, info, titles)) for info in infos if not info.custom]
    customs = [info for info in infos if info.custom]
    priced = [info for info in infos if info.is_money]
    name = titled(ctx, model)
    records = [
        _record(
            row, name(row[model.object_type.title]), writers, customs, always | masked_in(row) if masked_in else always
        )
        for row in rows
    ]
    if priced:
        records = [
            with_currencies(record, {info.name: currency_in(ctx, info, row) for info in priced})
            for record, row in zip(records, rows, strict=True)
        ]
    return records


def currency_in(ctx: Context, info: FieldInfo, row: Row) -> str:
    """What an amount of this row is in: the sibling field says it; what is booked is in the company's currency."""
    return (row[info.currency] if info.currency else "") or ctx.currency


def with_currencies(shown: dict[str, Any], currencies: Mapping[str, str]) -> dict[str, Any]:
    """The one shape in which money leaves: `currencies` names, beside each amount, what it is in. No amount, no currency."""
    known = {name: code for name, code in currencies.items() if shown[name] is not None}
    return {**shown, "currencies": known} if known else shown


def in_currency(code: str, shown: dict[str, Any], *names: str) -> dict[str, Any]:
    """`with_currencies` of what is all in one."""
    return with_currencies(shown, dict.fromkeys(names, code))


def _record(
    row: Row,
    title: str,
    writers: Sequence[tuple[FieldInfo, Callable[[Row], Any]]],
    customs: Sequence[FieldInfo],
    masked: frozenset[str],
) -> dict[str, Any]:
    out: dict[str, Any] = {"id": row["id"], "version": row["version"], "title": title}
    for info, write in writers:
        value = write(row)
        out[info.name] = mask(info.kind, value) if info.name in masked else value
    if customs:
        given = ((info, row["custom"].get(info.column)) for info in customs)
        out["custom"] = {info.column: mask(info.kind, value) if info.name in masked else value for info, value in given}
    return out


def _writer(model: type[Record], info: FieldInfo, titles: Titles) -> Callable[[Row], Any]:
    """What makes of a row the value of one field: chosen once for a column, not for each cell."""
    column = info.column
    if info.kind == "reference":
        return lambda row: reference(info.target or row["object"], value, titles) if (value := row[column]) else None
    if info.kind == "money" and info.currency:
        return lambda row: None if (value := row[column]) is None else from_minor(value, row[info.currency])
    return itemgetter(column)


def reference(target: str, value: UUID, titles: Titles) -> dict[str, Any]:
    title = titles.get(target, {}).get(value)
    return {"hidden": True} if title is None else {"object": target, "id": value, "title": title}


def named(ctx: Context, record: Record) -> dict[str, Any]:
    """A reference to a record that the member is known to see."""
    return {"object": record.object_type.code, "id": record.pk, "title": title_of(ctx, record)}


def referred(infos: Iterable[FieldInfo], rows: Sequence[Row]) -> Wanted:
    """The records that these rows refer to, by object code."""
    wanted: Wanted = {}
    for info in infos:
        if info.kind == "reference":
            for row in rows:
                if value := row[info.column]:
                    wanted.setdefault(info.target or row["object"], set()).add(value)
    return wanted


def together(*parts: Wanted) -> Wanted:
    wanted: Wanted = {}
    for part in parts:
        for code, ids in part.items():
            wanted.setdefault(code, set()).update(ids)
    return wanted


def titles_of(ctx: Context, wanted: Wanted) -> Titles:
    """Titles of the records that the member may see, as they may read them, deleted ones included: a name in a history
    stays a name.

    One statement, whatever objects there are.
    """
    require_tenant()
    titles: Titles = {code: {} for code, ids in wanted.items() if ids}
    parts = [part for code in titles if (part := _titles_sql(ctx, code, wanted[code]))]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]
            )
            names = {code: titled(ctx, model_of(code)) for code in titles}
            for code, pk, title in cursor.fetchall():
                titles[code][pk] = names[code](title)
    return titles


def _titles_sql(ctx: Context, code: str, ids: set[UUID]) -> tuple[str, Sequence[Any]] | None:
    """None where the member sees none."""
    model = model_of(code)
    kind = model.object_type
    condition = kind.scope.condition(model, ctx, ctx.scope(code, "read"), "read")
    if not condition:
        title = model._meta.get_field(kind.title).column
        named = f"SELECT '{code}', id, {title}::text FROM {model._meta.db_table} WHERE id = ANY(%s)"  # noqa: S608
        return named, [list(ids)]
    rows = model.objects.filter(condition, pk__among=ids).order_by()
    shown = rows.values_list(Value(code), "pk", Cast(kind.title, TextField()))
    try:
        return shown.query.sql_with_params()
    except EmptyResultSet:
        return None
