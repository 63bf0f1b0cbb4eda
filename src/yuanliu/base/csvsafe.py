"""Cells of an exported CSV file must be data, never formulas.

Source: OWASP, "CSV Injection". Full-width signs count too: spreadsheets with a Chinese or Japanese locale
take them for formulas.
"""

import re

_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠")
# A number with a sign, also one like +8613812345678 or -1,234.50 or -5%: it calculates nothing.
_PLAIN_NUMBER = re.compile(r"[+-]\d+(?:,\d{3})*(?:\.\d+)?%?", re.ASCII)


_IN_FRONT = " \u00a0\u200b\u3000\ufeff\0"
_GUARDED = re.compile(r"'+[+-]?\d[\d.,]*%?", re.ASCII)  # text that spreadsheets mark as such: '0123


def escape_cell(value: str) -> str:
    """``value``, with ``'`` before it when a spreadsheet would run it as a formula. Plain numbers stay as they are.

    What looks like an escaped cell is escaped, too, so that `unescape_cell` gives back exactly what there was.
    """
    # Spaces and invisible characters in front do not stop a spreadsheet from seeing the sign.
    visible = value.lstrip(_IN_FRONT)
    if visible[:1] in _TRIGGERS and not _PLAIN_NUMBER.fullmatch(visible):
        return "'" + value
    return "'" + value if _is_escaped(value) else value


def unescape_cell(cell: str) -> str:
    """What stood in the cell before a spreadsheet, or `escape_cell`, marked it as text."""
    return cell[1:] if _is_escaped(cell) else cell


def _is_escaped(cell: str) -> bool:
    return cell.startswith("'") and (
        cell.lstrip("'").lstrip(_IN_FRONT)[:1] in _TRIGGERS or _GUARDED.fullmatch(cell) is not None
    )
