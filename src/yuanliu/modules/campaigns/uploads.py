"""Files that visitors send: what may come, and how it is kept with the submission.

Only what the content shows to be a document or a picture is kept, as an attachment of the submission: whoever may see the
submission may download it, nothing opens it in a browser, and it goes no further by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from yuanliu.base.i18n import T
from yuanliu.kernel.files.content import ZIP, clean_name, file_type
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.files.services import store_file
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record

MAX_FILE = 10 * 1024 * 1024
TOO_LARGE = T("文件不能超过 {limit} MB", "The file may have {limit} MB at most.").format(limit=MAX_FILE // 1024**2)
NOT_TAKEN = T("请上传图片、PDF 或 Office 文档", "Send a picture, a PDF or an Office document.")


class UnwantedFile(ValueError):
    """A file that is not kept, and why."""

    def __init__(self, code: str, detail: T):
        super().__init__(code)
        self.code, self.detail = code, detail


def wanted_name(upload: Any) -> str:
    """The name under which a file will be kept. UnwantedFile by size or content, ValueError for what is no file."""
    if not isinstance(upload, UploadedFile):
        raise ValueError
    if not upload.size or upload.size > MAX_FILE:
        raise UnwantedFile("too_large" if upload.size else "invalid", TOO_LARGE if upload.size else NOT_TAKEN)
    kind = file_type(upload)
    if kind is None or kind == ZIP:  # an archive hides what it holds
        raise UnwantedFile("type_not_allowed", NOT_TAKEN)
    return clean_name(upload.name or "", kind)


@contextmanager
def stored(ctx: Context, record: Record, answers: Mapping[str, Any]) -> Iterator[dict[str, Attachment]]:
    """The files among `answers`, in the store; those whose row is not kept in the end are taken out again."""
    rows: dict[str, Attachment] = {}
    kept = False
    try:
        for key, upload in answers.items():
            if isinstance(upload, UploadedFile):
                rows[key] = store_file(ctx, record.object_type.code, record.pk, upload)
        yield rows
        kept = True
    finally:
        for row in rows.values():
            if not kept or row._state.adding:
                default_storage.delete(row.file.name)


def file_answer(row: Attachment) -> dict[str, Any]:
    return {"file": str(row.pk), "name": row.name, "size": row.size}
