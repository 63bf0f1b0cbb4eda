"""What people upload: encodings, delimiters, spreadsheets under false names, broken and hostile files."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from yuanliu.base.errors import Invalid
from yuanliu.kernel.imports.columns import survey
from yuanliu.kernel.imports.reading import Shape, detect, likely_sheet, rows, sheets_of

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TABLE = "姓名,城市\r\n张三,上海\r\n李四,北京\r\n"


def read(content: bytes):
    file = io.BytesIO(content)
    shape = shape_of(file)
    return shape, [cells for _, cells in rows(file, shape)]


def shape_of(file):
    shape = detect(file)
    return shape if shape.encoding else replace(shape, sheet=likely_sheet(sheets_of(file)))


def code_of(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        _survey(io.BytesIO(content))
    return refused.value.errors[0].code


def _survey(file):
    survey(rows(file, shape_of(file)))


def sheet(*table) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_encodings(encoding):
    _, found = read(TABLE.encode(encoding))
    assert found == [["姓名", "城市"], ["张三", "上海"], ["李四", "北京"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_quotes(delimiter):
    text = f'a{delimiter}b\n"1{delimiter}2"{delimiter}"x ""y""\nz"\n'
    shape, found = read(text.encode())
    assert shape.delimiter == delimiter
    assert found[1] == [f"1{delimiter}2", 'x "y"\nz']


def test_a_single_column():
    assert read("名称\n甲\n乙\n".encode())[1] == [["名称"], ["甲"], ["乙"]]


def test_rows_keep_the_numbers_of_the_spreadsheet():
    file = io.BytesIO(b"a,b\n\n1,2\n,\n3,4\n")
    assert list(rows(file, Shape("utf-8", ","))) == [(1, ["a", "b"]), (3, ["1", "2"]), (5, ["3", "4"])]


def test_spreadsheets_by_their_content():
    day = date(2020, 1, 2)
    _, found = read(sheet(["名称", "电话", "日期", "是"], ["甲", 13812345678, day, True], [None, 1.5, None, None]))
    assert found == [["名称", "电话", "日期", "是"], ["甲", "13812345678", "2020-01-02", "true"], ["", "1.5", "", ""]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\n\n", "empty_file"),
        (b"a,b\n", "no_rows"),
        ("姓名,姓名,城市\n1,2,3\n".encode(), "duplicate_headers"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not_a_table"),
        (b"<html><table>", "not_a_table"),
        (b"PK\x03\x04 not a zip", "broken_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not an xls", "broken_file"),
        (sheet(["a"], ["1"])[:-200], "broken_file"),
        (b"a,b\n" + b"x" * 10_000_000 + b",1\n", "broken_row"),
        (b'a,b\n"never closed,1\n' + b"2,3\n" * 1000, "broken_row"),
        (TABLE.encode() * 50 + b"\xff\xff\n", "encoding"),
        (TABLE.encode("utf-16") + b"\x00\xd8", "encoding"),
    ],
)
def test_what_cannot_be_read_is_said(content, code):
    assert code_of(content) == code


def test_one_broken_character_does_not_make_it_chinese_gibberish():
    """Broken UTF-8 can often be decoded as GB18030, into nonsense."""
    assert code_of("姓名,城市\n张三,上海\n".encode() * 20 + "李四\n".encode()[:-2] + b"\n") == "encoding"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(b"0" * 1024 * 1024)
    assert len(content.getvalue()) < 1024 * 1024
    assert code_of(content.getvalue()) == "sheet_too_large"


def workbook(rows: str) -> bytes:
    """As no program writes them: the sheet in a folder of another name, its rows as they are given here."""
    plain, content = io.BytesIO(sheet(["a"])), io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode().replace("worksheets/sheet1.xml", "odd/one.xml")
            if name.endswith("sheet1.xml"):
                name = "xl/odd/one.xml"
                text = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'
            new.writestr(name, text)
    return content.getvalue()


NAMED = "<row><c t='str'><v>名称</v></c></row>"


def test_a_sheet_in_another_folder_with_cells_without_a_place():
    assert read(workbook(NAMED + "<row><c t='str'><v>甲</v></c></row>"))[1] == [["名称"], ["甲"]]


@pytest.mark.parametrize(
    "rows",
    [
        NAMED + "<row r='2'><c r='XFD1048576'><v>1</v></c></row>",
        NAMED + '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
        NAMED + "<row/>" * 1_048_000 + f"<row>{'<c/>' * 16_000}<c><v>1</v></c></row>",
    ],
)
def test_a_cell_far_out_costs_the_file_and_not_the_process(rows):
    assert len(content := workbook(rows)) < 20_000
    assert code_of(content) == "unreadable_file"


def test_a_sheet_with_more_cells_than_fit_is_told_what_to_do():
    assert code_of(workbook(NAMED + f"<row r='200'>{'<c/>' * 16_000}<c><v>1</v></c></row>")) == "sheet_too_large"


def test_an_old_spreadsheet_that_is_none():
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16 * 1024 * 1024)) == "broken_file"


def test_another_zip_is_no_spreadsheet():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert code_of(content.getvalue()) == "not_a_table"
