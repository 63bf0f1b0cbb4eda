"""The columns of a file: where their names stand, samples of what stands in them, and how their dates and numbers are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from statistics import median_high
from typing import Any

from yuanliu.base.errors import Invalid
from yuanliu.base.numbers import guess_decimal_mark
from yuanliu.base.text import email_key
from yuanliu.base.time import guess_date_format
from yuanliu.kernel.imports.reading import MAX_COLUMNS
from yuanliu.kernel.imports.sheets import Numbered
from yuanliu.kernel.imports.unread import shown

SAMPLES = 3
HEAD = 20  # rows among which the header is looked for
LOOKED_AT = 200  # rows, to tell which columns hold dates and numbers
DISTINCT = 1000  # cells of a column, to tell how they are written
_DATE_LIKE = re.compile(r"[\d０-９]{1,4}\s*[-/.年．／－ ]?\s*\w{1,9}\s*[-/.月．／－, ]?\s*\d{1,4}.{0,20}")
_NUMBER_LIKE = re.compile(
    r"[^\d０-９]{0,6}[\d０-９][\d０-９'’\s]*[.,，．][\d０-９.,，．'’\s]*[^\d０-９]{0,4}"
)  # with a mark
_NUMBER = re.compile(r"[¥￥$]?[-+]?[\d,]+(?:\.\d+)?%?")


@dataclass
class Survey:
    """`header`: the number of its row, 0 when the file has none; `head`: the first rows as they are."""

    header: int
    columns: list[dict[str, Any]]
    total: int
    head: list[dict[str, Any]]


@dataclass
class _Column:
    name: str
    cells: dict[str, None] = field(default_factory=dict)
    told: bool = True  # whether more of its cells may tell how it is written

    def add(self, cell: str) -> None:
        if cell and len(self.cells) < DISTINCT:
            self.cells[shown(cell)[:200]] = None

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "samples": list(self.cells)[:SAMPLES],
            "date_order": guess_date_format(self.cells) if self._dates() else None,
            "decimal_mark": guess_decimal_mark(self._numbers()),
        }

    def _dates(self) -> bool:
        return sum(bool(_DATE_LIKE.fullmatch(cell)) for cell in self.cells) * 10 >= max(1, len(self.cells)) * 8

    def _numbers(self) -> list[str]:
        return [cell for cell in self.cells if _NUMBER_LIKE.fullmatch(cell)]

    def look_closer(self) -> None:
        self.told = self._dates() or bool(self._numbers())


def survey(rows: Iterator[Numbered], header: int | None = None) -> Survey:
    """Reads the file once, to its end. `header`: as somebody chose it; None looks for it."""
    head = list(islice(rows, HEAD))
    if header is None:
        header = _likely_header(head)
    names = _names(head, header)
    columns = [_Column(name) for name in names]
    total = 0
    for number, cells in chain(head, rows):
        if number <= header:
            continue
        total += 1
        if total == LOOKED_AT:
            for column in columns:
                column.look_closer()
        for column, cell in zip(columns, cells, strict=False):
            if column.told:
                column.add(cell)
    if not total:
        raise Invalid.at("file", "no_rows", "文件只有表头，没有数据", "The file has a header but no rows.")
    shown_head = [
        {"row": number, "cells": [shown(cell)[:200] for cell in cells[:MAX_COLUMNS]]} for number, cells in head
    ]
    return Survey(header, [column.as_json() for column in columns], total, shown_head[:10])


def _likely_header(head: list[Numbered]) -> int:
    """The first row that names most of the columns; a title above it is one cell, also where it is merged over many."""
    width = median_high([len(_given(cells)) for _, cells in head] or [0])
    for number, cells in head:
        given = _given(cells)
        if len(set(given)) * 5 >= width * 3 and (width == 1 or len(set(given)) > 1):
            return 0 if _is_data(given) else number
    return head[0][0] if head else 0


def _given(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _names(head: list[Numbered], header: int) -> list[str]:
    """The names of the columns; one without a name is called by its number, and names that stand twice by what stands
    above them, too (a header of several rows)."""
    above: list[str] = []
    found: list[str] = []
    for number, cells in head:
        if number < header:
            above = cells
        elif number == header:
            found = cells
    if header and not found:
        raise Invalid.at("header", "no_such_row", "没有这一行", "There is no such row.")
    if not header:
        found = [""] * max((len(cells) for _, cells in head), default=0)
    while header and found and not found[-1]:
        found = found[:-1]
    if len(found) > MAX_COLUMNS:
        text = f"最多 {MAX_COLUMNS} 列", f"At most {MAX_COLUMNS} columns."
        raise Invalid.at("file", "too_many_columns", *text)
    return _apart([(shown(name) or f"#{number}")[:200] for number, name in enumerate(found, 1)], above)


def _apart(names: list[str], above: list[str]) -> list[str]:
    twice = {name for name, count in Counter(names).items() if count > 1}
    full = [
        f"{above[at]} {name}"[:200] if name in twice and at < len(above) and above[at] else name
        for at, name in enumerate(names)
    ]
    if still := [name for name, count in Counter(full).items() if count > 1]:
        listed = "、".join(still[:5])
        raise Invalid.at("file", "duplicate_headers", f"列名重复：{listed}", f"Columns share a name: {listed}")
    return full


def _is_data(given: list[str]) -> bool:
    """Whether most of the cells are numbers or addresses: then the header is missing."""
    return sum(bool(_NUMBER.fullmatch(cell) or email_key(cell)) for cell in given) * 2 > len(given)
