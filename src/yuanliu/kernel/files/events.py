"""What happens to the files of a record."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event


class FileAttached(Event):
    code: ClassVar[str] = "file.attached"
    text: ClassVar[T] = T("上传了附件 {name}", "attached {name}")
    file_id: UUID
    name: str
    size: int
    digest: str


class FileRemoved(Event):
    code: ClassVar[str] = "file.removed"
    text: ClassVar[T] = T("删除了附件 {name}", "removed the attachment {name}")
    file_id: UUID
    name: str
    digest: str
