"""Cells of an exported CSV file must be data, never formulas.

Source: OWASP, "CSV Injection". Full-width signs count too: spreadsheets with a Chinese or Japanese locale
take them for formulas.
"""

import re

_TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠")
# A number with a sign, also one like +8613812345678 or -1,234.50 or -5%: it calculates nothing.
_PLAIN_NUMBER = re.compile(r"[+-]\d+(?:,\d{3})*(?:\.\d+)?%?", re.ASCII)


def escape_cell(value: str) -> str:
    """``value``, with ``'`` before it when a spreadsheet would run it as a formula. Plain numbers stay as they are."""
    # Spaces and invisible characters in front do not stop a spreadsheet from seeing the sign.
    visible = value.lstrip(" \u00a0\u200b\u3000\ufeff\0")
    if visible[:1] in _TRIGGERS and not _PLAIN_NUMBER.fullmatch(visible):
        return "'" + value
    return value
