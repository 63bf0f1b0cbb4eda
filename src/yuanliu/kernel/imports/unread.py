"""Cells of a spreadsheet that cannot be read exactly: marked where they are read, refused at the field that they go to.

Marked with a character that no text has (Unicode keeps it for such uses).
"""

from __future__ import annotations

from yuanliu.base.i18n import T

MARK = "\ufdd0"
ERROR = T("单元格是公式错误 {text}", "The cell holds the error {text}.")
FORMULA = T(
    "单元格是公式，但文件里没有计算结果，请在表格软件中打开并保存后重试",
    "The cell is a formula whose result is not in the file; open and save it in the spreadsheet program.",
)
ROUNDED = T(
    "“{text}”超过 15 位，表格软件已改变其末尾数字，请把该列设为文本后重新填写",
    "“{text}” has more than 15 digits, and the spreadsheet has changed the last ones; enter the column as text.",
)
_PROBLEMS = {"cell_error": ERROR, "formula": FORMULA, "rounded": ROUNDED}


def unread(code: str, shown: str) -> str:
    return f"{MARK}{code}{MARK}{shown}"


def shown(cell: str) -> str:
    """What people see of a cell."""
    return cell.rpartition(MARK)[2] if cell.startswith(MARK) else cell


def problem_of(cell: str) -> tuple[str, T, str] | None:
    """(code, sentence, what is shown) of a cell that cannot be read."""
    if not cell.startswith(MARK):
        return None
    code, _, text = cell.removeprefix(MARK).partition(MARK)
    return code, _PROBLEMS[code], text
