"""What is told of imports themselves; what they make is told of each record."""

from __future__ import annotations

from typing import ClassVar

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event


class ImportChecked(Event):
    """About the member who asked: a check tells which rows of a file exist already."""

    code: ClassVar[str] = "import.checked"
    text: ClassVar[T] = T("检查了导入文件 {file}（{count} 行）", "checked the file {file} for an import ({count} rows)")
    needs: ClassVar[tuple[str, str]] = ("member", "update")
    object: str
    fields: list[str]
    count: int
    file: str
