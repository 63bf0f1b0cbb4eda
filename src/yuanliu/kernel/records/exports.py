"""A list as a file: the same rows, fields and masks as on the screen, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from yuanliu.base.csvsafe import escape_cell
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.records.lists import MAX_LIMIT, ListQuery, chosen_fields, list_page
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record

MAX_ROWS = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_table(ctx: Context, model: type[Record], query: ListQuery, language: str) -> Iterator[list[Any]]:
    """A header row, then the list's rows page by page, at most MAX_ROWS; runs inside an open transaction."""
    ctx.require(model.object_type.code, "export")
    infos = chosen_fields(ctx, model, query.columns)
    yield [info.label.into(language) for info in infos]
    query, written = replace(query, limit=MAX_LIMIT, cursor=""), 0
    while written < MAX_ROWS:
        page = list_page(ctx, model, query)
        for record in page["items"]:
            yield [_cell(ctx, info, record, language) for info in infos]
        written += len(page["items"])
        if page["next"] is None:
            return
        query = replace(query, cursor=page["next"])


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
