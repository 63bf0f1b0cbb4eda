import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.csvsafe import escape_cell, unescape_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-2+3", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1",
        "＝1+1", "-", "+", "-1-1", "- 5", "-1e5", "-１２３x", "-1\n", "+86 138",
    ],
)  # fmt: skip
def test_formulas_become_text(text: str) -> None:
    assert escape_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5",
        "-1234.50",
        "-1,234,567.89",
        "+8613812345678",
        "-5%",
        "张三",
        "a=b",
        "5-3",
        "x@y.cn",
    ],
)
def test_data_stays(text: str) -> None:
    assert escape_cell(text) == text


@given(st.text())
def test_what_was_escaped_comes_back(text: str) -> None:
    escaped = escape_cell(text)
    assert escaped in (text, "'" + text)
    assert unescape_cell(escaped) == text


def test_text_that_a_spreadsheet_marked() -> None:
    assert [unescape_cell(cell) for cell in ("'0123", "'=1", "'quoted'", "'-5", "it's")] == [
        "0123",
        "=1",
        "'quoted'",
        "-5",
        "it's",
    ]
