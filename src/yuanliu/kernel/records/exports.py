"""A list as a file: the same rows, fields and masks as on the screen, formulas made harmless."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
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
MAX_DIGITS = 15  # that a spreadsheet keeps of a number
FIRST_YEAR = 1900  # whose days spreadsheets count in different ways
NUMBERS = ("integer", "percent", "decimal", "money")
SEPARATORS = "、,，;；|\n"  # between the entries of a list in one cell
SHOWN = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss"}
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
    """Text, a number, a day or a local time, so that an import reads again what it was."""
    value = record.get("custom", {}).get(info.column) if info.custom else record.get(info.name)
    if value in (None, ""):
        return ""
    if info.kind == "reference":
        return value.get("title") or ""
    if info.kind == "choice":
        return next((label.into(language) for code, label, _ in info.options if code == value), value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ctx.time_zone)).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool):
        return {"zh-hans": ("否", "是"), "en": ("no", "yes")}[language][value]
    if info.kind in NUMBERS:
        return _number(value)
    if isinstance(value, date):
        return value
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return _listed(value) if isinstance(value, list) else str(value)


def _number(value: Any) -> Any:
    """A masked one is the stars that it is shown as."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _listed(values: list[Any]) -> str:
    """By comma, or by line where an entry has a comma itself."""
    if any(isinstance(item, dict | list) for item in values):
        return json.dumps(values, ensure_ascii=False)
    texts = [str(item) for item in values]
    if any(mark in text for text in texts for mark in SEPARATORS):
        return "\n".join(texts) + ("\n" if len(texts) == 1 else "")
    return "、".join(texts)


def as_csv(rows: Iterator[list[Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([_written(value) for value in row] for row in rows)
    text.flush()
    return out.getvalue()


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return escape_cell(value) if isinstance(value, str) else str(value)


def as_xlsx(rows: Iterator[list[Any]]) -> bytes:
    """Numbers and days as such, so that a spreadsheet calculates with them; text is never a formula, and what has more
    digits than a spreadsheet keeps stays text. Rows wait on disk."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        formats = {kind: book.add_format({"num_format": shown}) for kind, shown in SHOWN.items()}
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                _write(sheet, y, x, value, formats)
    return out.getvalue()


def _write(sheet: Any, y: int, x: int, value: Any, formats: dict[type[date], Any]) -> None:
    if isinstance(value, date) and value.year > FIRST_YEAR:
        sheet.write_datetime(y, x, value, formats[type(value)])
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= MAX_DIGITS:
        sheet.write_number(y, x, value)
    else:
        sheet.write_string(y, x, f"{value:f}" if isinstance(value, Decimal) else str(value))
