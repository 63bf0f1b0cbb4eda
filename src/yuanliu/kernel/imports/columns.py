"""The columns of a file: their names, samples of what stands in them, and the order in which their dates are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from yuanliu.base.errors import Invalid
from yuanliu.base.text import email_key
from yuanliu.base.time import guess_date_format
from yuanliu.kernel.imports.reading import MAX_COLUMNS, Numbered

SAMPLES = 3
LOOKED_AT = 200  # rows, to tell which columns hold dates
DISTINCT = 1000  # dates of a column, to tell the order in which they are written
_DATE_LIKE = re.compile(r"[\d０-９]{1,4}\s*[-/.年．／－ ]?\s*\w{1,9}\s*[-/.月．／－, ]?\s*\d{1,4}.{0,20}")
_NUMBER = re.compile(r"[¥￥$]?[-+]?[\d,]+(?:\.\d+)?%?")


def survey(rows: Iterator[Numbered]) -> tuple[list[dict[str, Any]], int]:
    """([{name, samples, date_order}], how many rows of data); reads the file once, from its header to its end."""
    _, header = next(rows, (0, []))
    names = header_names(header)
    seen: list[dict[str, None]] = [{} for _ in names]
    dates = set(range(len(names)))
    total = 0
    for _, cells in rows:
        total += 1
        if total == LOOKED_AT:
            dates = {index for index in dates if _looks_like_dates(seen[index])}
        for index in range(len(names)) if total < LOOKED_AT else dates:
            if index < len(cells) and cells[index] and len(seen[index]) < DISTINCT:
                seen[index][cells[index][:200]] = None
    if not total:
        raise Invalid.at("file", "no_rows", "文件只有表头，没有数据", "The file has a header but no rows.")
    found = zip(names, seen, strict=True)
    return [
        {"name": name, "samples": list(cells)[:SAMPLES], "date_order": _order(cells)} for name, cells in found
    ], total


def _looks_like_dates(cells: dict[str, None]) -> bool:
    return bool(cells) and sum(bool(_DATE_LIKE.fullmatch(cell)) for cell in cells) * 10 >= len(cells) * 8


def _order(cells: dict[str, None]) -> str | None:
    return guess_date_format(cells) if _looks_like_dates(cells) else None


def header_names(header: list[str]) -> list[str]:
    """The names of the columns; a column without one is called by its number."""
    while header and not header[-1]:
        header = header[:-1]
    if not header or _is_data(header):
        raise Invalid.at("file", "no_header", "第一行应为列名", "The first row must name the columns.")
    if len(header) > MAX_COLUMNS:
        text = f"最多 {MAX_COLUMNS} 列", f"At most {MAX_COLUMNS} columns."
        raise Invalid.at("file", "too_many_columns", *text)
    names = [(name or f"#{number}")[:200] for number, name in enumerate(header, 1)]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        listed = "、".join(twice[:5])
        raise Invalid.at("file", "duplicate_headers", f"列名重复：{listed}", f"Columns share a name: {listed}")
    return names


def _is_data(cells: list[str]) -> bool:
    """Whether most of the cells are numbers or addresses: then the header is missing."""
    given = [cell for cell in cells if cell]
    return sum(bool(_NUMBER.fullmatch(cell) or email_key(cell)) for cell in given) * 2 > len(given)
