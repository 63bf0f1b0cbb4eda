"""One list for every object: scope, filter, search, order, keyset pages, honest counts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db import DataError, ProgrammingError
from django.db.models import F, Q, QuerySet

from yuanliu.base.errors import Invalid
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import FieldInfo, clear_fields, visible_fields
from yuanliu.kernel.records.filters import FilterCompiler, parse_filter
from yuanliu.kernel.records.output import Row, Titles, Wanted, annotated, referred, render, stored_columns
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import has_field
from yuanliu.kernel.work.search import found_ids

Cursor = tuple[Any, UUID]  # the value and the id of the last row of a page

MAX_LIMIT = 200
COUNT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list was asked for; the same for page, count, board and export."""

    filter: Mapping[str, Any] | None = None
    q: str = ""
    sort: str = ""
    limit: int = 50
    cursor: str = ""
    columns: tuple[str, ...] = ()
    deleted: bool = False

    @classmethod
    def parse(cls, *, filter: str | None = None, columns: str = "", limit: int = 50, **plain: Any) -> ListQuery:
        names = tuple(name for name in columns.split(",") if name)
        return cls(filter=parse_filter(filter), columns=names, limit=max(1, min(limit, MAX_LIMIT)), **plain)


@dataclass(frozen=True, slots=True)
class Ordering:
    """One column, then the id: enough for a stable keyset.

    What has no value comes last, whatever the direction. It is asked for by itself, so that one index serves both
    directions (see `kernel.work.models.in_order_of`). `booked`: what `column` is, where no column of the table says it.
    """

    name: str
    column: str
    descending: bool
    nullable: bool
    booked: Any = None

    def of(self, rows: RecordQuerySet) -> RecordQuerySet:
        return rows if self.booked is None else rows.annotate(**{self.column: self.booked})

    def terms(self) -> list[Any]:
        column, key = F(self.column), F("pk")
        return [column.desc(), key.desc()] if self.descending else [column.asc(), key.asc()]

    def first(self, rows: QuerySet[Any, Row], count: int, cursor: Cursor | None) -> list[Row]:
        """So many rows behind the cursor."""
        if cursor and cursor[0] is None:
            return self._without_value(rows.filter(self._behind_id(cursor[1])), count)
        valued = rows.filter(**{f"{self.column}__isnull": False}) if self.nullable else rows
        if cursor:
            valued = valued.filter(self._behind(*cursor))
        found = list(valued.order_by(*self.terms())[:count])
        if self.nullable and len(found) < count:
            found += self._without_value(rows, count - len(found))
        return found

    def _without_value(self, rows: QuerySet[Any, Row], count: int) -> list[Row]:
        return list(rows.filter(**{f"{self.column}__isnull": True}).order_by(self.terms()[1])[:count])

    def _behind(self, value: Any, last_id: UUID) -> Q:
        """The first condition alone lets the index start in the right place."""
        compare = "lt" if self.descending else "gt"
        past = Q(**{f"{self.column}__{compare}": value})
        return Q(**{f"{self.column}__{compare}e": value}) & (past | self._behind_id(last_id))

    def _behind_id(self, last_id: UUID) -> Q:
        return Q(pk__lt=last_id) if self.descending else Q(pk__gt=last_id)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one page, not yet shown: what they refer to may be found together with that of other pages."""

    model: type[Record]
    infos: list[FieldInfo]
    rows: list[Row]
    next: str | None

    @property
    def referred(self) -> Wanted:
        return referred(self.infos, self.rows)

    def shown(self, ctx: Context, titles: Titles | None = None) -> dict[str, Any]:
        return {"items": render(ctx, self.model, self.rows, self.infos, titles), "next": self.next}


def list_page(ctx: Context, model: type[Record], query: ListQuery, action: str = "read") -> dict[str, Any]:
    """{items, next} of what the member may see and `action`; runs inside an open transaction."""
    return find_page(ctx, model, query, action).shown(ctx)


def find_page(ctx: Context, model: type[Record], query: ListQuery, action: str = "read") -> Found:
    ctx.require(model.object_type.code, "read")
    infos = chosen_fields(ctx, model, query.columns)
    order = ordering(ctx, model, query.sort)
    rows = matching(ctx, model, query, also=[*(info.name for info in infos), order.name])
    if action != "read":
        rows = rows.within_scope(ctx, action)
    columns = {*stored_columns(model, infos), order.column}
    cursor = _decode(query.cursor) if query.cursor else None
    try:
        found = order.first(order.of(rows).values(*columns), query.limit + 1, cursor)
    except (TypeError, ValueError, OverflowError, ValidationError, DataError, ProgrammingError) as error:
        if cursor is None:
            raise
        raise _not_ours() from error  # of a list in another order: its value is of another type
    return Found(model, infos, found[: query.limit], next_cursor(found, query.limit, order))


def next_cursor(found: Sequence[Row], limit: int, order: Ordering) -> str | None:
    """Where the next page begins, when one row more than the page was found."""
    return _encode(found[limit - 1][order.column], found[limit - 1]["id"]) if len(found) > limit else None


def count_rows(ctx: Context, model: type[Record], query: ListQuery) -> dict[str, Any]:
    """{count, exact}: exact up to 10,000, beyond that what the planner expects."""
    ctx.require(model.object_type.code, "read")
    rows = matching(ctx, model, query)
    count = rows.order_by()[: COUNT_LIMIT + 1].values("pk").count()
    if count <= COUNT_LIMIT:
        return {"count": count, "exact": True}
    plan = json.loads(rows.order_by().values("pk").explain(format="json"))
    return {"count": max(int(plan[0]["Plan"]["Plan Rows"]), count), "exact": False}


def matching(ctx: Context, model: type[Record], query: ListQuery, also: Sequence[str] = ()) -> RecordQuerySet:
    """The rows that the query means, as this member may see them, with the computed columns it mentions."""
    customs = custom_fields(model.object_type.code) if "custom." in json.dumps(query.filter or {}) else []
    compiler = FilterCompiler(ctx, model, customs)
    condition = compiler.compile(query.filter)
    rows = model.objects.in_bin(ctx) if query.deleted else model.objects.visible_to(ctx)
    rows = annotated(rows, ctx, [*compiler.names, *also]).filter(condition)
    if query.q.strip():
        rows = rows.filter(pk__among=found_ids(ctx, model, query.q))
    return rows


def chosen_fields(ctx: Context, model: type[Record], names: Sequence[str]) -> list[FieldInfo]:
    """The fields of a list: those asked for, else the object's own choice, and always what orders and identifies."""
    asked = any(name.startswith("custom.") for name in names)
    fields = visible_fields(ctx, model, custom_fields(model.object_type.code) if asked else ())
    wanted = names or (*model.object_type.columns, "created_at", "updated_at")
    return [fields[name] for name in dict.fromkeys(wanted) if name in fields]


def orderable(ctx: Context, model: type[Record], info: FieldInfo) -> bool:
    """Not by what is masked in some of the rows: their place would give it away."""
    return info.sortable and model.masked_in(ctx, info.name) is None


def ordering(ctx: Context, model: type[Record], sort: str) -> Ordering:
    """Newest first unless asked otherwise; by the ids, which follow time, where the time itself is not the member's to see."""
    clear = clear_fields(ctx, model)
    if not sort and "created_at" not in clear:
        return Ordering("id", "id", descending=True, nullable=False)
    name, descending = (sort.lstrip("-"), sort.startswith("-")) if sort else ("created_at", True)
    info = clear.get(name)
    if info is None or not orderable(ctx, model, info):
        raise Invalid.at("sort", "unknown_field", f"不能按“{name}”排序", f"Cannot sort by {name}.")
    if info.kind == "money" and info.currency:
        return _in_base(model, name, descending)
    column = "sort_key" if name == model.object_type.title else info.column
    nullable = model._meta.get_field(column).null if has_field(model, column) else True
    return Ordering(name, column, descending, nullable)


def _in_base(model: type[Record], name: str, descending: bool) -> Ordering:
    """Amounts of several currencies stand in the order of what they are in base currency, as it was booked."""
    field = model._meta.get_field(name)
    if field.base:
        return Ordering(name, field.base, descending, nullable=field.null)
    return Ordering(name, f"{name}_booked", descending, nullable=True, booked=field.in_base)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _encode(value: Any, record_id: UUID) -> str:
    if isinstance(value, Decimal):
        value = ["number", str(value)]
    elif isinstance(value, datetime):
        value = ["at", value.isoformat()]
    elif isinstance(value, date):
        value = ["on", value.isoformat()]
    return base64.urlsafe_b64encode(msgspec.json.encode([value, record_id])).decode().rstrip("=")


_DECODERS: dict[str, Callable[[Any], Any]] = {"number": _number, "at": datetime.fromisoformat, "on": date.fromisoformat}


def _decode(cursor: str) -> Cursor:
    try:
        value, record_id = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(value, list):
            value = _DECODERS[value[0]](value[1])
        if not isinstance(value, str | int | bool | date | Decimal | None) or "\0" in str(value):
            raise ValueError(cursor)
        return value, UUID(record_id)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        msgspec.MsgspecError,
    ) as error:
        raise _not_ours() from error


def _not_ours() -> Invalid:
    return Invalid.at("cursor", "invalid", "分页标记无效", "This is not a cursor of ours.")
