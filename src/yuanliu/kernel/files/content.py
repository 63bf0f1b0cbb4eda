"""What a file is: decided by its first bytes, never by its name; and a name that says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import SEEK_END
from pathlib import PurePosixPath
from struct import unpack_from
from typing import IO
from unicodedata import category, normalize

from yuanliu.kernel.files.models import MAX_NAME

HEAD = 8192


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that may be kept; a name with another ending gets the first of `endings`."""

    content_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = FileType("application/pdf", (".pdf",))
PNG = FileType("image/png", (".png",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"))
GIF = FileType("image/gif", (".gif",))
WEBP = FileType("image/webp", (".webp",))
ZIP = FileType("application/zip", (".zip",))
WORD = FileType(f"{_OFFICE}wordprocessingml.document", (".docx",))
SHEET = FileType(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
SLIDES = FileType(f"{_OFFICE}presentationml.presentation", (".pptx",))
OLD_OFFICE = FileType("application/x-ole-storage", (".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".msg"))
TEXT = FileType("text/plain; charset=utf-8", (".txt", ".csv", ".md", ".json", ".log", ".vcf", ".eml"))
TEXT_GBK = FileType("text/plain; charset=gb18030", TEXT.endings)

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
)
_OFFICE_PARTS = ((b"word/document.", WORD), (b"xl/workbook.", SHEET), (b"ppt/presentation.", SLIDES))
_ZIP_TAIL = 22 + 0xFFFF  # the end record and the longest comment after it
_ZIP_DIRECTORY = 1024 * 1024
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def file_type(file: IO[bytes]) -> FileType | None:
    """The kind of an open file; None for what is not on the list of kinds that may be kept."""
    file.seek(0)
    head = file.read(HEAD)
    found = _by_magic(head) or _text(head)
    if head.startswith(b"PK\x03\x04"):
        found = _zipped(file)
    file.seek(0)
    return found


def _by_magic(head: bytes) -> FileType | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _zipped(file: IO[bytes]) -> FileType | None:
    """A new Office document is a zip that lists its parts. Only that list is read: nothing is unpacked."""
    directory = _directory(file)
    if directory is None:
        return None
    if b"[Content_Types].xml" not in directory:
        return ZIP
    return next((kind for part, kind in _OFFICE_PARTS if part in directory), ZIP)


def _directory(file: IO[bytes]) -> bytes | None:
    """The list of names at the end of a zip, as far as it is short; None when the end is missing."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _ZIP_TAIL))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 20:
        return None
    length, start = unpack_from("<II", tail, end + 12)
    if length > _ZIP_DIRECTORY or start + length > size:
        return b""
    file.seek(start)
    return file.read(length)


def _text(head: bytes) -> FileType | None:
    """Text has no control characters besides tabs and line ends; a character may be cut at the end of the head."""
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return None
    for kind, encoding in ((TEXT, "utf-8-sig"), (TEXT_GBK, "gb18030")):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return kind
    return None


def clean_name(name: str, kind: FileType) -> str:
    """A name that is safe on every system and ends as its content says: no path, no invisible or reserved characters."""
    base = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    base = "".join(character for character in base if category(character)[0] != "C")
    base = _FORBIDDEN.sub("_", base).strip(" .") or "file"
    ending = PurePosixPath(base).suffix
    if ending.lower() not in kind.endings:
        ending, stem = kind.endings[0], base
    else:
        stem = base[: -len(ending)]
    return stem[: MAX_NAME - len(ending)] + ending
