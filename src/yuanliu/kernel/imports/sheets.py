"""Spreadsheets, XLSX or old XLS: their sheets, and the rows of one as text. Runs in a child process (kernel.files.confined).

A cell says what the spreadsheet shows where that is exact: 15 % for 0.15, the zeros in front of a code, a day with its
time. What the file does not hold exactly (a result that was never calculated, a number that was rounded) is marked.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from yuanliu.base.errors import Invalid
from yuanliu.kernel.imports.unread import MARK, unread

Numbered = tuple[int, list[str]]
Places = dict[tuple[int, int], tuple[str, str]]  # (row, column) → (what is odd about the cell, a detail)

MAX_UNPACKED = 300 * 1024 * 1024  # of the parts of an XLSX
MAX_CELLS = 3_000_000
MAX_DIGITS = 10**15  # of which a spreadsheet keeps each
ZIP = b"PK\x03\x04"
BLOCK = 1024 * 1024


def list_sheets(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """{name, rows, columns} of each visible sheet with something in it, in their order."""
    book = _opened(file)
    found = list(_visible(book))
    if not found:
        raise Invalid.at("file", "empty_file", "文件是空的", "The file is empty.")
    for sheet in found:
        yield {"name": sheet.name, "rows": sheet.height, "columns": sheet.width}


def sheet_rows(file: IO[bytes], name: str) -> Iterator[Numbered]:
    """The rows of a sheet, numbered as it numbers them; what is merged stands in each of its cells."""
    book = _opened(file)
    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise _too_large()
        odd = _odd_cells(file, name)
        merged = _Merged(sheet)
        for row, cells in enumerate(sheet.iter_rows()):
            texts = [_text(cell, odd.get((row, column))) for column, cell in enumerate(cells)]
            yield row + 1, merged.filled(row, texts)
    except CalamineError as error:
        raise _broken_sheet() from error


def _opened(file: IO[bytes]) -> CalamineWorkbook:
    file.seek(0)
    if file.read(len(ZIP)) == ZIP:
        _check_archive(file)
    file.seek(0)
    try:
        return CalamineWorkbook.from_filelike(file)
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
                zh, en = "请上传 CSV 或 Excel 文件", "Upload a CSV or Excel file."
                raise Invalid.at("file", "not_a_table", zh, en)
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


def _visible(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for meta in book.sheets_metadata:
        if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise _too_large()
            if sheet.height:
                yield sheet


# Cells


def _text(cell: Any, odd: tuple[str, str] | None) -> str:
    if odd and odd[0] in ("cell_error", "formula"):
        return unread(*odd)
    if isinstance(cell, str):
        return cell.replace("\0", "").replace(MARK, "").strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(cell, odd)
    if isinstance(cell, datetime):
        moment = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)  # kept as a fraction of a day
        return moment.isoformat(" ") if moment.time() != datetime.min.time() else moment.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(value: float, odd: tuple[str, str] | None) -> str:
    """The 15 digits that a spreadsheet keeps: what it calls 0.3 lies in the file as 0.30000000000000004."""
    number = Decimal(f"{value:.15g}")
    if abs(number) >= MAX_DIGITS:
        return unread("rounded", f"{number:f}")
    if odd and odd[0] == "percent":
        return f"{_plain(number * 100)}%"
    plain = _plain(number)
    return plain.zfill(int(odd[1])) if odd and odd[0] == "zeros" and plain.isdecimal() else plain


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Merged:
    """Cells that were merged are one cell: it says the same in each of the rows and columns that it covers."""

    def __init__(self, sheet: CalamineSheet):
        self.waiting = sorted(sheet.merged_cell_ranges or [], reverse=True)
        self.open: list[tuple[int, int, int, str]] = []  # last row, first and last column, text

    def filled(self, row: int, texts: list[str]) -> list[str]:
        while self.waiting and self.waiting[-1][0][0] <= row:
            (first, left), (last, right) = self.waiting.pop()
            if first == row and left < len(texts):
                self.open.append((last, left, right, texts[left]))
        self.open = [each for each in self.open if each[0] >= row]
        for _, left, right, text in self.open:
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = text
        return texts


# What the values do not say: how cells are shown, and whether a formula was calculated (ECMA-376, part 1, 18.3.1 and 18.8)


_TOKEN = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb'\b([rst])="([^"]*)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZEROS = re.compile(r"0{2,}")
_BUILT_IN = {"9": ("percent", ""), "10": ("percent", "")}


def _odd_cells(file: IO[bytes], name: str) -> Places:
    file.seek(0)
    if not zipfile.is_zipfile(file):
        return {}
    with zipfile.ZipFile(file) as archive:
        part = _part_of(archive, name)
        if part is None:
            return {}
        shown = _shown_as(archive)
        with archive.open(part) as stream:
            return dict(_scan(stream, shown))


def _scan(stream: IO[bytes], shown: dict[bytes, tuple[str, str]]) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    rest = b""
    while block := stream.read(BLOCK):
        rest += block
        end = 0
        for cell in _TOKEN.finditer(rest):
            end = cell.end()
            given = dict(_ATTRIBUTE.findall(cell[1]))
            body = cell[2] or b""
            odd = _oddness(given, body, shown)
            if odd and (place := _place(given.get(b"r", b"").decode())):
                yield place, odd
        rest = rest[end:]


def _oddness(given: dict[bytes, bytes], body: bytes, shown: dict[bytes, tuple[str, str]]) -> tuple[str, str] | None:
    kind, value = given.get(b"t"), _VALUE.search(body)
    if kind == b"e":
        return "cell_error", value[1].decode("utf-8", "replace") if value else "#?"
    if value is None and kind != b"str" and _FORMULA.search(body):
        return "formula", ""
    return shown.get(given.get(b"s", b"")) if kind in (None, b"n") else None


def _place(reference: str) -> tuple[int, int] | None:
    letters = reference.rstrip("0123456789")
    if not letters or not reference[len(letters) :]:
        return None
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """Where the sheet of this name lies."""
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    key = next((_attribute(sheet, "id") for sheet in sheets if sheet.get("name") == name), None)
    for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        if relation.get("Id") == key:
            target = relation.get("Target", "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return part if part in archive.namelist() else None
    return None


def _shown_as(archive: zipfile.ZipFile) -> dict[bytes, tuple[str, str]]:
    """Of the styles by which a number is shown otherwise than it is kept: which, and how."""
    formats = dict(_BUILT_IN)
    for each in _elements(archive, "xl/styles.xml", "numFmt"):
        code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", each.get("formatCode", ""))
        if "%" in code:
            formats[each.get("numFmtId", "")] = ("percent", "")
        elif _ZEROS.fullmatch(code):
            formats[each.get("numFmtId", "")] = ("zeros", str(len(code)))
    styles = next(iter(_elements(archive, "xl/styles.xml", "cellXfs")), ())
    used = enumerate(style.get("numFmtId", "") for style in styles)
    return {str(number).encode(): formats[key] for number, key in used if key in formats}


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    if part not in archive.namelist():
        return []
    try:
        root = ElementTree.fromstring(archive.read(part))  # noqa: S314  in a child that has limits
    except ElementTree.ParseError as error:
        raise _broken_sheet() from error
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _attribute(element: ElementTree.Element, name: str) -> str | None:
    """Whatever its namespace (r:id)."""
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), None)
