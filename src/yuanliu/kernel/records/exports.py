"""A list as a file: the same rows, fields and masks as on the screen, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import xlsxwriter

from yuanliu.base.csvsafe import escape_cell
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.records.lists import MAX_LIMIT, ListQuery, chosen_fields, list_page
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work

MAX_ROWS = 100_000
EVERYTHING = ListQuery()
CURRENCY_OF = T("{field}（币种）", "{field}, currency")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RecordsExported(Event):
    """About the member who took them: what left the product, by which filter and in which columns."""

    code: ClassVar[str] = "records.exported"
    text: ClassVar[T] = T("导出了 {count} 条{what}", "exported {what}: {count}")
    needs: ClassVar[tuple[str, str]] = ("member", "update")
    what: str
    object: str
    columns: list[str]
    count: int
    filter: dict[str, Any] | None = None
    q: str = ""
    deleted: bool = False


def export_file(
    ctx: Context, model: type[Record], query: ListQuery, language: str, write: Callable[[Iterator[list[Any]]], bytes]
) -> bytes:
    """The file, and on record who took it."""
    with work(replace(ctx, idempotency=None)) as w:
        rows = _Counted(export_table(ctx, model, query, language))
        content = write(rows)
        note_export(w, model, [info.name for info in chosen_fields(ctx, model, query.columns)], rows.count - 1, query)
        return content


def note_export(w: Work, model: type[Record], columns: list[str], count: int, query: ListQuery = EVERYTHING) -> None:
    kind = model.object_type
    asked: dict[str, Any] = {"filter": query.filter and dict(query.filter), "q": query.q, "deleted": query.deleted}
    told = RecordsExported(what=str(kind.plural), object=kind.code, columns=columns, count=count, **asked)
    if w.ctx.member_id is not None:
        w.emit(told, w.lock(Member, w.ctx.member_id))


class _Counted:
    """Rows on their way out, counted."""

    def __init__(self, rows: Iterator[list[Any]]):
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        return self

    def __next__(self) -> list[Any]:
        row = next(self.rows)
        self.count += 1
        return row


def export_table(ctx: Context, model: type[Record], query: ListQuery, language: str) -> Iterator[list[Any]]:
    """A header row, then the list's rows page by page, at most MAX_ROWS; runs inside an open transaction."""
    ctx.require(model.object_type.code, "export")
    infos = chosen_fields(ctx, model, query.columns)
    yield [label.into(language) for info in infos for label in _heads(info)]
    query, written = replace(query, limit=MAX_LIMIT, cursor=""), 0
    while written < MAX_ROWS:
        page = list_page(ctx, model, query, "export")
        for record in page["items"]:
            yield [cell for info in infos for cell in _cells(ctx, info, record, language)]
        written += len(page["items"])
        if page["next"] is None:
            return
        query = replace(query, cursor=page["next"])


def _heads(info: FieldInfo) -> list[T]:
    return [info.label, CURRENCY_OF.format(field=info.label)] if info.is_money else [info.label]


def _cells(ctx: Context, info: FieldInfo, record: dict[str, Any], language: str) -> list[Any]:
    """An amount and what it is in."""
    cell = _cell(ctx, info, record, language)
    return [cell, record.get("currencies", {}).get(info.name, "")] if info.is_money else [cell]


def _cell(ctx: Context, info: FieldInfo, record: dict[str, Any], language: str) -> Any:
    value = record.get("custom", {}).get(info.column) if info.custom else record.get(info.name)
    if value is None:
        return ""
    if info.kind == "reference":
        return escape_cell(value.get("title") or "")
    if info.kind == "choice":
        return next((label.into(language) for code, label, _ in info.options if code == value), value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ctx.time_zone)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return {"zh-hans": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, list):
        return escape_cell("、".join(str(item) for item in value))
    return escape_cell(value) if isinstance(value, str) else str(value)


def as_csv(rows: Iterator[list[Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows(rows)
    text.flush()
    return out.getvalue()


def as_xlsx(rows: Iterator[list[Any]]) -> bytes:
    """Every cell as text: nothing is taken for a formula, no long number loses digits. Rows wait on disk."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                sheet.write_string(y, x, str(value))
    return out.getvalue()
