"""From a file of bytes to rows of text, by what the file is and not by how it is called.

CSV in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs; spreadsheets as XLSX or old XLS. Rows are numbered as
a spreadsheet numbers them, the header included.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from yuanliu.base.errors import Invalid
from yuanliu.kernel.files.confined import Limits, confined

Numbered = tuple[int, list[str]]

BLOCK = 1024 * 1024
MAX_COLUMNS = 300
MAX_LINES = 200  # of one cell; more means that a quotation mark was never closed
# Text is read row by row. A spreadsheet is read into memory as a whole, by a child that has so much and no more; most
# that would not fit is told beforehand, in better words than the child's end has.
IN_A_CHILD = Limits("sheet", at_once=2)
MAX_UNPACKED = 300 * 1024 * 1024  # of the parts of an XLSX
MAX_CELLS = 3_000_000
DELIMITERS = ",;\t"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOT_ROWS = re.compile(rb"\s*(?:<|%PDF|\{\s*\"|\x89PNG|\xff\xd8\xff)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read; without encoding it is a spreadsheet."""

    encoding: str = ""
    delimiter: str = ""


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


def rows(file: IO[bytes], shape: Shape) -> Generator[Numbered, None, None]:
    """Every row that is not blank, with its number; the first is the header."""
    file.seek(0)
    source = _text_rows(file, shape) if shape.encoding else confined(sheet_rows, file, limits=IN_A_CHILD)
    for number, cells in source:
        if any(cells):
            yield number, cells


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
    return "gb18030"


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
    """The one that cuts most rows of the beginning into as many cells as the first, and into more than one."""
    file.seek(0)
    sample = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(64 * 1024))

    def fitness(delimiter: str) -> tuple[bool, float, int]:
        try:
            found = [cells for cells in csv.reader(io.StringIO(sample), delimiter=delimiter) if cells][:50]
        except csv.Error:
            return (False, 0, 0)
        width = len(found[0]) if found else 0
        return (width > 1, sum(len(cells) == width for cells in found) / max(1, len(found)), width)

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
            yield number, [_clean(cell) for cell in cells]
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
    return cell.replace("\0", "").strip()


# Spreadsheets


def sheet_rows(file: IO[bytes]) -> Iterator[Numbered]:
    """Runs in the child."""
    if file.read(len(ZIP)) == ZIP:
        _check_archive(file)
    file.seek(0)
    try:
        for number, cells in enumerate(_first_sheet(CalamineWorkbook.from_filelike(file)).iter_rows(), 1):
            yield number, [_cell_text(cell) for cell in cells]
    except PasswordError as error:
        zh, en = "文件有密码保护，请先取消密码", "The file is protected by a password; remove it first."
        raise Invalid.at("file", "password", zh, en) from error
    except CalamineError as error:
        raise _broken_sheet() from error


def _check_archive(file: IO[bytes]) -> None:
    """By what the archive says of itself: one that lies meets the limits of the child."""
    try:
        with zipfile.ZipFile(file) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise _not_a_table()
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise _too_large()
            for part in archive.namelist():
                archive.open(part).close()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken_sheet() from error


def _too_large() -> Invalid:
    zh, en = "表格过大，请另存为 CSV 后导入", "The spreadsheet is too large; save it as CSV and import that."
    return Invalid.at("file", "sheet_too_large", zh, en)


def _broken_sheet() -> Invalid:
    return Invalid.at("file", "broken_file", "文件已损坏，无法打开", "The file is broken and cannot be opened.")


def _first_sheet(book: CalamineWorkbook) -> CalamineSheet:
    """The first visible sheet that has something in it."""
    for meta in book.sheets_metadata:
        if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise _too_large()
            if sheet.total_height:
                return sheet
    raise Invalid.at("file", "empty_file", "文件是空的", "The file is empty.")


def _cell_text(cell: Any) -> str:
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
