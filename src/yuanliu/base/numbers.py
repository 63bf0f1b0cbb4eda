"""Numbers as people and spreadsheets write them, read exactly or not at all.

A point or a comma is what the digits around it allow. Where they allow both readings (1,234) the column decides, else
nobody: `parse_number` then raises `Ambiguous`. A point alone is a decimal point unless the column says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal
from unicodedata import normalize

#: What stands before the decimals of a column.
DecimalMark = Literal[".", ","]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CURRENCY = re.compile(r"(?:CNY|RMB|USD|EUR|HKD|人民币|US\$|HK\$|[¥$€£])\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:CNY|RMB|USD|EUR|HKD|人民币|圆整?|元整?|[¥$€£])$", re.IGNORECASE)
_UNITS = {"万": 10_000, "亿": 100_000_000}
_SIGNED = re.compile(r"([-+−–]?)\s*(.+?)\s*([-−]?)")
_WESTERN = r"\d{{1,3}}(?:{0}\d{{3}})+"
_INDIAN = r"\d{{1,2}}(?:{0}\d{{2}})+{0}\d{{3}}"
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class Ambiguous(ValueError):
    """A comma that may stand before decimals or between thousands."""


def parse_number(text: str, mark: DecimalMark | None = None) -> Decimal:
    """The number; ValueError for what is none, `Ambiguous` where it depends on `mark` and there is none.

    Understood: digits of any width, groups of three (also Indian ones) by comma, point, space or apostrophe, signs before
    and behind, brackets for negatives, one currency, 万 and 亿, a percent sign (12% is 0.12).
    """
    plain = _INVISIBLE.sub("", normalize("NFKC", text)).strip().removeprefix("'")  # a spreadsheet's mark of text
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1].strip() if negative else plain
    sign, plain = _sign(plain)
    plain = _AFTER.sub("", _CURRENCY.sub("", plain, count=1) if _CURRENCY.match(plain) else plain)
    second, plain = _sign(plain)
    if negative + bool(sign) + bool(second) > 1:
        raise ValueError(text)
    factor = Decimal(_UNITS.get(plain[-1:], 1))
    if factor > 1:
        plain = plain[:-1].rstrip()
    elif plain.endswith("%"):
        plain, factor = plain[:-1].rstrip(), Decimal("0.01")
    number = _digits(plain, mark) * factor
    return -number if negative or "-" in (sign, second) else number


def guess_decimal_mark(cells: Iterable[str]) -> DecimalMark | Literal[""] | None:
    """What a column's cells say; "" when some can be read in two ways and none tells which; None when nothing is to ask."""
    marks: set[DecimalMark] = set()
    asks = False
    for cell in cells:
        readings = {mark: _reading(cell, mark) for mark in (".", ",")}
        if readings["."] != readings[","]:
            asks = asks or "," in normalize("NFKC", cell)
        elif readings["."] is not None and (mark := _telling(cell)):
            marks.add(mark)
    if len(marks) == 1:
        return marks.pop()
    return "" if asks else None


def _reading(cell: str, mark: DecimalMark) -> Decimal | None:
    try:
        return parse_number(cell, mark)
    except ValueError:
        return None


def _telling(cell: str) -> DecimalMark | None:
    """What a cell of which there is one reading shows of its column."""
    separators = re.sub(r"[^.,]", "", normalize("NFKC", cell))
    if len(set(separators)) == 2:
        return separators[-1]  # type: ignore[return-value]
    if len(separators) > 1:  # groups
        return "." if separators[0] == "," else ","
    return separators or None  # type: ignore[return-value]


def _sign(text: str) -> tuple[str, str]:
    found = _SIGNED.fullmatch(text)
    if not found:
        return "", text
    if found[1] and found[3]:
        raise ValueError(text)
    sign = (found[1] or found[3]).replace("−", "-").replace("–", "-")
    return sign, found[2]


def _digits(text: str, mark: DecimalMark | None) -> Decimal:
    text = re.sub(r"[\s\u00a0\u2009\u202f]", " ", text).replace("’", "'")
    whole, point, fraction = _apart(text, mark)
    if (point and not re.fullmatch(r"\d*", fraction, re.ASCII)) or not (whole or fraction):
        raise ValueError(text)
    return Decimal(f"{_ungrouped(whole) or 0}.{fraction or 0}") if fraction else Decimal(_ungrouped(whole))


def _apart(text: str, mark: DecimalMark | None) -> tuple[str, str, str]:
    """(whole part with its groups, decimal mark, decimals)"""
    point, comma = text.count("."), text.count(",")
    if point and comma:
        return text.rpartition(max(".,", key=text.rfind))
    if not point and not comma:
        return text, "", ""
    used = "." if point else ","
    if point + comma > 1:
        return text, "", ""
    if _EITHER.fullmatch(text):
        if used == "," and mark is None:
            raise Ambiguous(text)
        if mark is not None and mark != used:
            return text, "", ""
    return text.rpartition(used)


def _ungrouped(text: str) -> str:
    if not text or re.fullmatch(r"\d+", text, re.ASCII):
        return text
    separators = set(re.sub(r"\d", "", text, flags=re.ASCII))
    if len(separators) == 1:
        separator = separators.pop()
        for groups in (_WESTERN, _INDIAN):
            if separator in ".,' _" and re.fullmatch(groups.format(re.escape(separator)), text, re.ASCII):
                return text.replace(separator, "")
    raise ValueError(text)
