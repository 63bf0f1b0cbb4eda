"""A number that is written in some convention is read as that number, or not at all; never as another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.numbers import Ambiguous, guess_decimal_mark, parse_number

NUMBERS = (
    st.decimals(-(10**13), 10**13, places=4)
    | st.decimals(-(10**6), 10**6, places=3)
    | st.integers(-(10**12), 10**12).map(Decimal)
)
WIDE = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")


def grouped(digits: str, separator: str, indian: bool) -> str:
    if not indian:
        return f"{int(digits):,}".replace(",", separator)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, at - 2) : at] for at in range(len(head), 0, -2)][::-1]
    return separator.join([*pairs, tail])


@given(
    number=NUMBERS,
    style=st.sampled_from([(".", ","), (",", "."), (".", " "), (",", " "), (",", "\u00a0"), (".", "'"), (".", "’"), (".", ""), (",", "")]),
    indian=st.booleans(),
    negative=st.sampled_from(["-{}", "({})", "{}-", "−{}"]),
    dress=st.sampled_from(["{}", "¥{}", "￥ {}", "{}元", "CNY {}", "{} EUR", "$ {}", "'{}"]),
    wide=st.booleans(),
)  # fmt: skip
def test_every_convention(number, style, indian, negative, dress, wide):
    mark, separator = style
    whole, _, fraction = f"{abs(number):f}".partition(".")
    if separator:
        whole = grouped(whole, separator, indian and separator == ",")
    text = whole + (mark + fraction if fraction else "")
    text = dress.format(text)
    if number < 0:
        text = negative.format(text) if not text.startswith("'") else f"'-{text[1:]}"
    if wide:
        text = text.translate(WIDE)
    assert parse_number(text, mark) == number
    for other in (None, "." if mark == "," else ","):
        try:
            read = parse_number(text, other)
        except Ambiguous:
            continue
        except ValueError:
            pytest.fail("what one column can read is a number for all")
        assert read == number or other is not None or not fraction.strip("0") or len(fraction) == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234,50", "1234.50"), ("1 234,56", "1234.56"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("0,123", "0.123"),
        ("12,34,567.00", "1234567.00"), ("1'234.50", "1234.50"), ("1.2万", "12000"), ("3亿元", "300000000"), ("15%", "0.15"),
        ("(5)", "-5"), ("1,234,567", "1234567"), ("1234,567", "1234.567"), ("1,2345", "1.2345"), (".5", "0.5"), ("￥１，２３４．５０元", "1234.50"),
        ("1.234", "1.234"), ("人民币 100 元整", "100"), ("- 5", "-5"), ("$-5", "-5"),
    ],
)  # fmt: skip
def test_in_no_doubt(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "12 34", "1,23,4", "1.234,567.8", "1,,234", "--5", "(-5)", "-5-", "1e5", "1.5E+10", "12万3千", "1'23", "NaN",
        "Infinity", "¥", "%", "1.2.3", ",", ".", "5 6,7", "½", "1/2", "1_0", "٣",
    ],
)  # fmt: skip
def test_what_is_no_number(text):
    with pytest.raises(ValueError):
        parse_number(text)


def test_in_doubt_the_column_decides():
    with pytest.raises(Ambiguous):
        parse_number("1,234")
    assert (parse_number("1,234", ","), parse_number("1,234", ".")) == (Decimal("1.234"), Decimal(1234))
    assert parse_number("1.234", ",") == 1234
    assert guess_decimal_mark(["1,234", "12,5"]) == ","
    assert guess_decimal_mark(["1,234", "99.5"]) == "."
    assert guess_decimal_mark(["1,234", "1,234,567"]) == "."
    assert guess_decimal_mark(["1.234", "1.234.567"]) == ","
    assert guess_decimal_mark(["1,234", "5"]) == ""
    assert guess_decimal_mark(["1,234", "12,5", "99.5"]) == ""
    assert guess_decimal_mark(["5", "甲"]) is None
