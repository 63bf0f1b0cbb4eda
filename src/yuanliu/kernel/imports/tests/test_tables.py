"""Tables as they lie about: where the header is, which sheet, which delimiter, and what the cells of a spreadsheet show."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from yuanliu.kernel.imports.columns import survey
from yuanliu.kernel.imports.reading import Shape, detect, likely_sheet, rows, sheets_of
from yuanliu.kernel.imports.unread import problem_of


def table(book, sheet=None):
    """(names of its columns, rows below them, the number of the header's row)"""
    content = io.BytesIO()
    if isinstance(book, openpyxl.Workbook):
        book.save(content)
    else:
        content.write(book)
    content.seek(0)
    shape = detect(content)
    if not shape.encoding:
        shape = Shape(sheet=sheet or likely_sheet(sheets_of(content)))
    found = survey(rows(content, shape))
    below = [cells for number, cells in rows(content, shape) if number > found.header]
    return [column["name"] for column in found.columns], below, found.header


def book(*lines):
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    return made


def test_a_note_sheet_first_a_title_above_and_merged_cells():
    made = book(["请先阅读本说明"], ["第二行说明"])
    made.create_sheet("空")
    data = made.create_sheet("客户")
    for line in (
        ["2026年客户名单", None, None, None],
        [],
        ["公司", None, "联系人", None],
        ["名称", "电话", "姓名", "电话"],
    ):
        data.append(line)
    for line in (
        ["甲", "021-62345678", "张三", "13800001111"],
        [None, None, "李四", "13800002222"],
        ["乙", "", "王五", ""],
    ):
        data.append(line)
    for area in ("A1:D1", "A3:B3", "C3:D3", "A5:A6", "B5:B6"):
        data.merge_cells(area)
    names, below, header = table(made)
    assert header == 4
    assert names == ["名称", "公司 电话", "姓名", "联系人 电话"]
    assert below[1] == ["甲", "021-62345678", "李四", "13800002222"]
    assert below[2] == ["乙", "", "王五", ""]


@pytest.mark.parametrize("text", ["13800001111,3\n13800002222,4\n", "a@b.cn;1\nc@d.cn;2\n"])
def test_no_header_at_all(text):
    names, below, header = table(text.encode())
    assert (names, header, len(below)) == (["#1", "#2"], 0, 2)


@pytest.mark.parametrize(
    "content",
    [
        "名称|电话\n甲, 乙|1\n丙|2\n".encode(),
        'sep=|\r\n名称|电话\r\n"甲, 乙"|1\r\n丙|2\r\n'.encode("utf-16"),
        "sep=;\n名称;电话\n甲, 乙;1\n丙;2\n".encode("gb18030"),
        "客户资料\n名称\t电话\n甲, 乙\t1\n丙\t2\n".encode(),
        "\ufeffsep=,\n名称,电话\n\"甲, 乙\",1\n丙,2\n".encode(),
    ],
)  # fmt: skip
def test_delimiters(content):
    names, below, _ = table(content)
    assert (names, below) == (["名称", "电话"], [["甲, 乙", "1"], ["丙", "2"]])


TRADITIONAL = "公司名稱,聯絡人,電話\n台灣積體電路製造股份有限公司,張忠謀,03-5636688\n鴻海精密工業股份有限公司,郭台銘,02-22683466\n"
SIMPLIFIED = "公司名称,联系人,电话\n台湾积体电路制造股份有限公司,张忠谋,03-5636688\n鸿海精密工业股份有限公司,郭台铭,02-22683466\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(TRADITIONAL, "big5"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "gb18030"), (SIMPLIFIED, "gbk")],
)
def test_chinese_encodings(text, encoding):
    names, below, _ = table(text.encode(encoding))
    assert [names, *below] == [line.split(",") for line in text.splitlines()]


def test_cells_say_what_they_show_or_that_they_cannot():
    made = book(["名称", "值"])
    cells = [
        (0.15, "0%", "15%"), (0.1234, "0.0%", "12.34%"), (123, "00000", "00123"), (13812345678, "0.00E+00", "13812345678"),
        (0.1 + 0.2, "General", "0.3"), (1234.5, "#,##0.00", "1234.5"), (-12, "0_);(0)", "-12"), (True, "General", "true"),
        (date(2026, 1, 5), "yyyy-mm-dd", "2026-01-05"), (datetime(2026, 1, 5, 14, 30), "m/d/yy h:mm", "2026-01-05 14:30:00"),
        (datetime(2026, 1, 5, 14, 29, 59, 999_999), "m/d/yy h:mm", "2026-01-05 14:30:00"), (time(9, 5), "h:mm", "09:05:00"),
        (" '=1", "General", "'=1"),
    ]  # fmt: skip
    for value, shown, _ in cells:
        made.active.append(["甲", value])
        made.active.cell(made.active.max_row, 2).number_format = shown
    assert [row[1] for row in table(made)[1]] == [text for _, _, text in cells]
    odd = book(["名称", "值"], ["甲", 123456789012345678], ["乙", "#N/A"], ["丙", "=1+1"], ["丁", 2.0**60])
    found = [problem_of(row[1]) for row in table(odd)[1]]
    assert [problem[0] for problem in found] == ["rounded", "cell_error", "formula", "rounded"]


def test_the_calendar_of_old_macintoshes():
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["名称", "日期"])
    made.active.append(["甲", date(2026, 1, 5)])
    assert table(made)[1] == [["甲", "2026-01-05"]]


def test_how_columns_are_written():
    lines = ["名称;金额;单价;日期", *(f"客{n};1,{n:03};{n},50;{n:02}/03/2019" for n in range(1, 29))]
    found = survey(rows(file := io.BytesIO("\n".join(lines).encode()), detect(file)))
    told = {column["name"]: (column["decimal_mark"], column["date_order"]) for column in found.columns}
    assert told == {"名称": (None, None), "金额": ("", None), "单价": (",", None), "日期": (None, "dmy")}


def test_durations_are_no_days():
    made = book(["名称", "时长"], ["甲", timedelta(hours=30)])
    made.active["B2"].number_format = "[h]:mm"
    assert "30" in table(made)[1][0][1] or "day" in table(made)[1][0][1]
