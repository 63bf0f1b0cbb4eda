"""How much may be sent at once: judged by Content-Length, before a byte of the upload is read.

Django writes an upload to memory or disk as soon as anybody asks for the form, the check of the CSRF token first of all;
so the limit stands where that begins. Without a Content-Length the server gives us no body at all.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

#: What the form around a file may take: boundaries, headers, the other fields.
ENVELOPE = 64 * 1024
#: Bodies whose path has no limit of its own; JSON is far smaller, but visitors send files to the addresses of forms.
ELSEWHERE = 64 * 1024 * 1024

_limits: dict[str, int] = {}


def allow_upload(path: str, size: int) -> None:
    """Lets requests to `path` carry files of up to `size` bytes together. Elsewhere nothing is uploaded."""
    _limits[path] = size


def allow_upload_of(request: HttpRequest, size: int) -> None:
    """Lets this request carry files of up to `size` bytes together; asked before its form is read."""
    request.upload_limit = size  # type: ignore[attr-defined]


def most_of(path: str) -> int:
    """More than any body that this address may take; what it takes of one request is decided when its form is read."""
    return _limits.get(path, ELSEWHERE) + ENVELOPE


class LimitedUpload(FileUploadHandler):
    """Stands first among FILE_UPLOAD_HANDLERS and refuses what is too large; keeping the data is for the next ones."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        assert self.request is not None
        limit: int = getattr(self.request, "upload_limit", _limits.get(self.request.path, 0))
        if content_length > limit + ENVELOPE:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
