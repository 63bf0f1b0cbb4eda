"""The files of a record, for whoever may see the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.base.errors import NotFound
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.records.output import titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of


def object_named(code: str) -> type[Record]:
    """The object of a code that a client sent; there is no record of an object that does not exist."""
    try:
        return model_of(code)
    except LookupError as error:
        raise NotFound from error


def check_visible(ctx: Context, code: str, record_id: UUID) -> None:
    """Forbidden without the permission to read such records, NotFound for one that the member may not see."""
    model = object_named(code)
    ctx.require(code, "read")
    if not model.objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound


def attachments_of(ctx: Context, code: str, record_id: UUID) -> list[dict[str, Any]]:
    """Newest first."""
    check_visible(ctx, code, record_id)
    return shown(ctx, Attachment.objects.filter(object=code, record_id=record_id).order_by("-at", "-pk"))


def attachment(ctx: Context, attachment_id: UUID) -> Attachment:
    """One file, when the member may see the record that it hangs on."""
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    check_visible(ctx, found.object, found.record_id)
    return found


def shown(ctx: Context, rows: Any) -> list[dict[str, Any]]:
    rows = list(rows)
    names = titles_of(ctx, {"member": {row.uploaded_by_id for row in rows if row.uploaded_by_id}}).get("member", {})
    return [
        {
            "id": row.pk,
            "name": row.name,
            "size": row.size,
            "content_type": row.content_type,
            "at": row.at,
            "uploaded_by": {"id": row.uploaded_by_id, "title": names.get(row.uploaded_by_id, "")},
        }
        for row in rows
    ]
