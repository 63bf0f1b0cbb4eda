"""What a cell means for a field of some kind. Cells are text, as people write it; values are what the API takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize
from zoneinfo import ZoneInfo

from yuanliu.base.i18n import T
from yuanliu.base.text import fold
from yuanliu.base.time import DateOrder, parse_date
from yuanliu.kernel.records.fields import FieldInfo

NOT_A_NUMBER = T("“{text}”不是数字", "“{text}” is not a number.")
NOT_A_DATE = T("“{text}”不是日期", "“{text}” is not a date.")
AMBIGUOUS = T("“{text}”可以是不同的日期，请选择日期格式", "“{text}” could be several dates; choose the date format.")
NOT_YES_OR_NO = T("“{text}”应为是或否", "“{text}” is neither yes nor no.")
NOT_AN_OPTION = T("“{text}”不在选项中", "“{text}” is not one of the options.")

_NOISE = re.compile(r"[\s,'’_]|CNY|RMB|人民币|[¥$€£]|元整?$", re.IGNORECASE)
_UNITS = {"万": 10_000, "亿": 100_000_000}
_SEPARATORS = re.compile(r"[、,，;；|\n]")
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "on"})
_NO = frozenset({"否", "无", "不", "n", "no", "false", "0", "×", "off"})
MIDDAY = time(12)  # of a date without time: the same date in every zone that the company's people are in


class CellError(Exception):
    """Why a cell has no value for its field."""

    def __init__(self, code: str, text: T, cell: str):
        self.code = code
        self.detail = text.format(text=cell[:80])
        super().__init__(code)


class CellReader:
    """Reads the cells of one column for one field."""

    def __init__(self, info: FieldInfo, *, order: DateOrder | None, time_zone: str):
        self.info = info
        self.order = order
        self.zone = ZoneInfo(time_zone)
        self.options = {fold(name): value for value, label, _ in info.options for name in (label.en, label.zh, value)}

    def __call__(self, cell: str) -> Any:
        reader = _READERS.get(self.info.kind)
        return reader(self, cell) if reader else cell

    def number(self, cell: str) -> str:
        text = _NOISE.sub("", normalize("NFKC", cell))
        if negative := text.startswith("(") and text.endswith(")"):
            text = text[1:-1]
        factor = _UNITS.get(text[-1:], 1)
        try:
            number = Decimal(text[:-1] if factor > 1 else text) * factor
        except InvalidOperation:
            raise CellError("type", NOT_A_NUMBER, cell) from None
        if not number.is_finite():
            raise CellError("type", NOT_A_NUMBER, cell)
        return f"{-number if negative else number:f}"

    def whole(self, cell: str) -> str:
        """A spreadsheet's 12.0 is 12."""
        number = Decimal(self.number(cell.removesuffix("%")))
        return str(int(number)) if number == number.to_integral_value() else str(number)

    def date(self, cell: str) -> date:
        try:
            return parse_date(cell, self.order)
        except ValueError as error:
            ambiguous = str(error).startswith("ambiguous")
            raise CellError(*(("ambiguous_date", AMBIGUOUS) if ambiguous else ("type", NOT_A_DATE)), cell) from None

    def moment(self, cell: str) -> datetime:
        try:
            moment = datetime.fromisoformat(cell.replace("/", "-"))
        except ValueError:
            moment = datetime.combine(self.date(cell), MIDDAY)
        if len(cell) <= 10 and moment.time() == time():
            moment = datetime.combine(moment.date(), MIDDAY)
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def yes_or_no(self, cell: str) -> bool:
        text = cell.lower()
        if text not in _YES | _NO:
            raise CellError("type", NOT_YES_OR_NO, cell)
        return text in _YES

    def option(self, cell: str) -> str:
        value = self.options.get(fold(cell))
        if value is None:
            raise CellError("not_an_option", NOT_AN_OPTION, cell)
        return value

    def choices(self, cell: str) -> list[str]:
        return [self.option(part) for part in self.parts(cell)]

    def parts(self, cell: str) -> list[str]:
        return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(cell) if part.strip()))


_READERS: dict[str, Callable[[CellReader, str], Any]] = {
    "integer": CellReader.whole,
    "percent": CellReader.whole,
    "money": CellReader.number,
    "decimal": CellReader.number,
    "date": CellReader.date,
    "datetime": CellReader.moment,
    "boolean": CellReader.yes_or_no,
    "choice": CellReader.option,
    "multi_choice": CellReader.choices,
    "tags": CellReader.parts,
    "json": CellReader.parts,
}
