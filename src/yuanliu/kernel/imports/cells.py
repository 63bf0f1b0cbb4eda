"""What a cell means for a field of some kind. Cells are text, as people write it; values are what the API takes.

A cell is read exactly or it is an error: nothing is rounded, cut or guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from yuanliu.base.i18n import T
from yuanliu.base.numbers import Ambiguous, DecimalMark, parse_number
from yuanliu.base.text import fold
from yuanliu.base.time import DateOrder, parse_moment
from yuanliu.kernel.imports.unread import problem_of
from yuanliu.kernel.records.fields import FieldInfo

NOT_A_NUMBER = T("“{text}”不是数字", "“{text}” is not a number.")
EITHER_NUMBER = T(
    "“{text}”中的逗号可能是小数点，也可能是千分位，请选择该列的小数点写法",
    "The comma in “{text}” may stand before decimals or between thousands; choose the decimal mark of the column.",
)
NOT_A_DATE = T("“{text}”不是日期", "“{text}” is not a date.")
NOT_A_TIME = T("“{text}”不是日期和时间", "“{text}” is not a date and time.")
WITH_TIME = T("“{text}”带有时间，而此字段只有日期", "“{text}” has a time, and this field holds a date only.")
AMBIGUOUS = T("“{text}”可以是不同的日期，请选择日期格式", "“{text}” could be several dates; choose the date format.")
NOT_YES_OR_NO = T("“{text}”应为是或否", "“{text}” is neither yes nor no.")
NOT_AN_OPTION = T("“{text}”不在选项中", "“{text}” is not one of the options.")
SCIENTIFIC = T(
    "“{text}”是科学计数法，可能已丢失位数，请在表格中改为文本或完整数字",
    "“{text}” is in scientific notation and may have lost digits; write it out in the spreadsheet.",
)

_SCIENTIFIC = re.compile(r"[-+]?\d(?:[.,]\d+)?E[-+]\d{2,}", re.ASCII)  # as spreadsheets show what is too long for them
_SEPARATORS = re.compile(r"[、,，;；|]")
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

    def __init__(self, info: FieldInfo, *, order: DateOrder | None, mark: DecimalMark | None, time_zone: str):
        self.info = info
        self.order = order
        self.mark = mark
        self.zone = ZoneInfo(time_zone)
        self.options = {fold(name): value for value, label, _ in info.options for name in (label.en, label.zh, value)}

    def __call__(self, cell: str) -> Any:
        if problem := problem_of(cell):
            raise CellError(*problem)
        if _SCIENTIFIC.fullmatch(cell):
            raise CellError("scientific", SCIENTIFIC, cell)
        reader = _READERS.get(self.info.kind)
        return reader(self, cell) if reader else cell

    def number(self, cell: str) -> str:
        return f"{self._number(cell, self.mark):f}"

    def _number(self, cell: str, mark: DecimalMark | None) -> Decimal:
        try:
            return parse_number(cell, mark)
        except Ambiguous:
            raise CellError("ambiguous_number", EITHER_NUMBER, cell) from None
        except ValueError:
            raise CellError("type", NOT_A_NUMBER, cell) from None

    def whole(self, cell: str) -> str:
        """A spreadsheet's 12.0 is 12. What has no decimals has commas between its thousands."""
        return self._whole(self._number(cell, self.mark or "."))

    def percent(self, cell: str) -> str:
        """Both 15% and 15 are 15."""
        number = self._number(cell, self.mark or ".")
        return self._whole(number * 100 if cell.rstrip().endswith(("%", "％")) else number)

    def _whole(self, number: Decimal) -> str:
        return str(int(number)) if number == number.to_integral_value() else f"{number:f}"

    def day(self, cell: str) -> date:
        day, clock = self._parsed(cell, NOT_A_DATE)
        if clock is not None and clock.replace(tzinfo=None) != time():
            raise CellError("has_time", WITH_TIME, cell)
        return day

    def moment(self, cell: str) -> datetime:
        day, clock = self._parsed(cell, NOT_A_TIME)
        moment = datetime.combine(day, MIDDAY if clock is None else clock)
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def _parsed(self, cell: str, otherwise: T) -> tuple[date, time | None]:
        try:
            return parse_moment(cell, self.order)
        except ValueError as error:
            ambiguous = str(error).startswith("ambiguous")
            raise CellError(*(("ambiguous_date", AMBIGUOUS) if ambiguous else ("type", otherwise)), cell) from None

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
        """An option may itself have a comma: the longest piece that is one counts."""
        pieces, found = self.pieces(cell), []
        while pieces:
            longest = next((n for n in range(len(pieces), 0, -1) if fold("".join(pieces[:n])) in self.options), 1)
            found.append(self.option("".join(pieces[:longest]).strip()))
            pieces = pieces[longest:]
        return list(dict.fromkeys(found))

    def parts(self, cell: str) -> list[str]:
        return list(dict.fromkeys(self.pieces(cell)))

    def pieces(self, cell: str) -> list[str]:
        """By line where there are lines, else by comma and the like."""
        found = cell.split("\n") if "\n" in cell else _SEPARATORS.split(cell)
        return [part.strip() for part in found if part.strip()]

    def structure(self, cell: str) -> Any:
        """Lists as people write them; what only software writes, as it does."""
        if cell[:1] not in "{[":
            return self.parts(cell)
        try:
            return json.loads(cell)
        except ValueError:
            return self.parts(cell)


_READERS: dict[str, Callable[[CellReader, str], Any]] = {
    "integer": CellReader.whole,
    "percent": CellReader.percent,
    "money": CellReader.number,
    "decimal": CellReader.number,
    "date": CellReader.day,
    "datetime": CellReader.moment,
    "boolean": CellReader.yes_or_no,
    "choice": CellReader.option,
    "multi_choice": CellReader.choices,
    "tags": CellReader.parts,
    "json": CellReader.structure,
}
