"""Attaching files to records and removing them, on the record's timeline."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yuanliu.base.errors import Invalid, NotFound, TooLarge
from yuanliu.base.ids import uuid7
from yuanliu.kernel.files.content import clean_name, file_type
from yuanliu.kernel.files.events import FileAttached, FileRemoved
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.files.queries import check_visible, object_named
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work

MAX_SIZE = 20 * 1024 * 1024


def attach_file(ctx: Context, code: str, record_id: UUID, upload: UploadedFile) -> Attachment:
    """Keeps a file with a record that the member may change.

    The same content under the same name is attached to a record once: sending it again gives what is there.
    """
    model = object_named(code)
    row = store_file(ctx, code, record_id, upload)
    kept = None
    try:
        kept = _keep(ctx, model, row)
        return kept
    finally:
        if kept is not row:
            default_storage.delete(row.file.name)


def store_file(ctx: Context, code: str, record_id: UUID, upload: UploadedFile) -> Attachment:
    """A file in the store and the row for it, which is not kept yet: whoever does not keep it deletes the file."""
    if upload.size is None or upload.size > MAX_SIZE:
        raise TooLarge
    kind = file_type(upload)
    if kind is None:
        raise Invalid.at("file", "type_not_allowed", "不支持这种文件", "Files of this kind are not kept.")
    return Attachment(
        object=code,
        record_id=record_id,
        name=clean_name(upload.name or "", kind),
        size=upload.size,
        content_type=kind.content_type,
        digest=_digest(upload),
        uploaded_by_id=ctx.member_id,
        at=ctx.now,
        file=default_storage.save(f"{ctx.tenant_id}/{uuid7()}", upload),
    )


def keep_file(w: Work, record: Record, row: Attachment) -> None:
    """Keeps the row of a stored file with a record that the enclosing act may change."""
    w.add_rows([row])
    w.emit(FileAttached(file_id=row.pk, name=row.name, size=row.size, digest=row.digest), record)


def _digest(upload: UploadedFile) -> str:
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _keep(ctx: Context, model: type[Record], row: Attachment) -> Attachment:
    with work(ctx) as w:
        record = w.get(model, row.record_id, "update")
        known = Attachment.objects.filter(record_id=row.record_id, digest=row.digest, name=row.name).first()
        if known is not None:
            return known
        keep_file(w, record, row)
        return row


def remove_file(ctx: Context, attachment_id: UUID) -> None:
    """Takes a file from a record that the member may change; its name and digest stay on the timeline."""
    with work(ctx) as w:
        row = Attachment.objects.filter(pk=attachment_id).first()
        if row is None:
            raise NotFound
        check_visible(ctx, row.object, row.record_id)
        record = w.get(object_named(row.object), row.record_id, "update")
        w.remove_rows(Attachment.objects.filter(pk=row.pk))
        w.emit(FileRemoved(file_id=row.pk, name=row.name, digest=row.digest), record)
        transaction.on_commit(lambda: default_storage.delete(row.file.name))
