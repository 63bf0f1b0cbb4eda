"""From a file of bytes to rows of text, by what the file is and not by how it is called.

CSV in UTF-8, UTF-16, GB18030 or Big5, with commas, semicolons, tabs or bars; spreadsheets as XLSX or old XLS (sheets.py).
Rows are numbered as a spreadsheet numbers them, the header and what stands above it included.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import IO, Any

from yuanliu.base.csvsafe import unescape_cell
from yuanliu.base.errors import Invalid
from yuanliu.kernel.files.confined import Limits, confined
from yuanliu.kernel.imports.sheets import ZIP, Numbered, list_sheets, sheet_rows
from yuanliu.kernel.imports.unread import MARK

BLOCK = 1024 * 1024
MAX_COLUMNS = 300
MAX_LINES = 200  # of one cell; more means that a quotation mark was never closed
# Text is read row by row. A spreadsheet is read into memory as a whole, by a child that has so much and no more; most
# that would not fit is told beforehand, in better words than the child's end has.
IN_A_CHILD = Limits("sheet", at_once=2)
DELIMITERS = ",;\t|"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
OLE = b"\xd0\xcf\x11\xe0"
_SAID = re.compile(r"\ufeff?\"?sep=([,;|\t])\"?[;,|\t]*\r?\n", re.IGNORECASE)
_NOT_ROWS = re.compile(rb"\s*(?:<|%PDF|\{\s*\"|\x89PNG|\xff\xd8\xff)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read; without encoding it is a spreadsheet. `header`: the number of the row that names the columns,
    0 when none does; what stands above is left out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0


def detect(file: IO[bytes]) -> Shape:
    """What the content is; Invalid with a code when nobody could read rows from it."""
    head = file.read(64 * 1024)
    if not head.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Invalid.at("file", "empty_file", "文件是空的", "The file is empty.")
    if head.startswith((ZIP, OLE)):
        return Shape()
    if _NOT_ROWS.match(head):
        raise _not_a_table()
    encoding = _encoding(file, head)
    return Shape(encoding, _delimiter(file, encoding))


def sheets_of(file: IO[bytes]) -> list[dict[str, Any]]:
    """{name, rows, columns} of the sheets that may be chosen."""
    file.seek(0)
    return list(confined(list_sheets, file, limits=IN_A_CHILD))


def likely_sheet(sheets: list[dict[str, Any]]) -> str:
    """The first that looks like a table; notes stand in one column."""
    tables = (sheet for sheet in sheets if sheet["rows"] > 1 and sheet["columns"] > 1)
    return str(next(tables, sheets[0])["name"])


def rows(file: IO[bytes], shape: Shape) -> Generator[Numbered, None, None]:
    """Every row that is not blank, with its number."""
    file.seek(0)
    source = _text_rows(file, shape) if shape.encoding else confined(sheet_rows, file, shape.sheet, limits=IN_A_CHILD)
    for number, cells in source:
        if any(cells):
            yield number, cells


def data_rows(file: IO[bytes], shape: Shape) -> Generator[Numbered, None, None]:
    """The rows below the header."""
    with closing(rows(file, shape)) as found:
        yield from (row for row in found if row[0] > shape.header)


# Text


def _encoding(file: IO[bytes], head: bytes) -> str:
    for bom, encoding in BOMS:
        if head.startswith(bom):
            _check_decodes(file, encoding)
            return encoding
    even, odd = head[::2].count(0), head[1::2].count(0)
    if 20 * (even + odd) > len(head):  # more than a stray one
        if min(even, odd):  # in UTF-16 only the upper half of a character is zero
            raise _not_a_table()
        guess = "utf-16-le" if odd else "utf-16-be"
        _check_decodes(file, guess)
        return guess
    broken_at = _first_undecodable(file, "utf-8")
    if broken_at is None:
        return "utf-8"
    if _is_mostly_utf8(file, broken_at) or _first_undecodable(file, "gb18030") is not None:
        raise _broken_encoding(file, broken_at)
    return "cp950" if _is_big5(file) else "gb18030"


def _is_big5(file: IO[bytes]) -> bool:
    """Nearly every Big5 text can be read as GB18030, as rare characters: in which of the two are more of them frequent ones?

    Both have these first: GB 2312 from B0 to D7, Big5 from A4 to C6.
    """
    if _first_undecodable(file, "cp950") is not None:
        return False
    file.seek(0)
    sample = file.read(BLOCK)
    return _frequent(sample, "cp950", 0xA4, 0xC6, 0x40) > _frequent(sample, "gb18030", 0xB0, 0xD7, 0xA1)


def _frequent(sample: bytes, encoding: str, first: int, last: int, trail: int) -> float:
    pairs = [pair for c in sample.decode(encoding, "ignore") if len(pair := c.encode(encoding, "ignore")) == 2]
    frequent = sum(first <= lead <= last and second >= trail for lead, second in pairs)
    return frequent / max(1, len(pairs))


def _check_decodes(file: IO[bytes], encoding: str) -> None:
    if (position := _first_undecodable(file, encoding)) is not None:
        raise _broken_encoding(file, position)


def _first_undecodable(file: IO[bytes], encoding: str) -> int | None:
    """About where (in bytes) decoding fails; None when all of it can be read."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    position = 0
    while True:
        block = file.read(BLOCK)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return max(0, position + error.start)
        if not block:
            return None
        position += len(block)


def _is_mostly_utf8(file: IO[bytes], position: int) -> bool:
    """Whether the text around a broken place is UTF-8 with a fault rather than another encoding."""
    file.seek(max(0, position - BLOCK // 16))
    text = file.read(BLOCK // 8).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > 5 * broken


def _broken_encoding(file: IO[bytes], position: int) -> Invalid:
    file.seek(0)
    line = file.read(position).count(b"\n") + 1
    return Invalid.at(
        "file",
        "encoding",
        f"第 {line} 行附近有无法识别的字符，请另存为 UTF-8 后重试",
        f"There are unreadable characters near line {line}; save the file as UTF-8 and try again.",
    )


def _not_a_table() -> Invalid:
    return Invalid.at("file", "not_a_table", "请上传 CSV 或 Excel 文件", "Upload a CSV or Excel file.")


def _delimiter(file: IO[bytes], encoding: str) -> str:
    """What the first line says (sep=;), else the one that cuts most rows of the beginning into as many cells, and into
    more than one: a title above the header is one cell in any case."""
    file.seek(0)
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(64 * 1024))
    if said := _SAID.match(sample):
        return said[1]

    def fitness(delimiter: str) -> tuple[bool, float, int]:
        try:
            found = [cells for cells in csv.reader(io.StringIO(sample), delimiter=delimiter) if cells][:50]
        except csv.Error:
            return (False, 0, 0)
        widths = Counter(len(cells) for cells in found)
        width, times = max(widths.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(0, 0))
        return (width > 1, times / max(1, len(found)), width)

    return max(DELIMITERS, key=fitness)


def _text_rows(file: IO[bytes], shape: Shape) -> Iterator[Numbered]:
    text = io.TextIOWrapper(file, encoding=shape.encoding, newline="")
    reader = csv.reader(text, delimiter=shape.delimiter)
    number = line = 0
    try:
        for number, cells in enumerate(reader, 1):
            if reader.line_num - line > MAX_LINES:
                raise _unclosed(number)
            line = reader.line_num
            if number > 1 or not _is_said(cells):
                yield number, [_clean(unescape_cell(cell)) for cell in cells]
    except csv.Error as error:
        raise _unclosed(number + 1) from error
    finally:
        with suppress(ValueError):  # closed meanwhile
            text.detach()


def _unclosed(number: int) -> Invalid:
    return Invalid.at(
        "file",
        "broken_row",
        f"第 {number} 行无法读取：单元格过长，或引号没有成对",
        f"Row {number} cannot be read: a cell is too long, or a quotation mark is not closed.",
    )


def _clean(cell: str) -> str:
    """PostgreSQL has no NUL, and nobody typed it."""
    return cell.replace("\0", "").replace(MARK, "").strip()


def _is_said(cells: list[str]) -> bool:
    """Whether this row tells the delimiter."""
    return bool(cells) and cells[0].lower().startswith("sep=") and len(cells[0]) <= 5 and not any(cells[1:])
