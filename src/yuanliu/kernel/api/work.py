"""What surrounds a member's work: notifications, files on records, and long jobs."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yuanliu.base.errors import Invalid
from yuanliu.kernel.files.queries import attachment, attachments_of, shown
from yuanliu.kernel.files.services import MAX_SIZE, attach_file, remove_file
from yuanliu.kernel.files.uploads import allow_upload
from yuanliu.kernel.jobs.queries import latest_jobs, own_job
from yuanliu.kernel.jobs.services import Result
from yuanliu.kernel.notifications.queries import notification_page
from yuanliu.kernel.notifications.services import mark_read
from yuanliu.kernel.records.answers import ActorOut
from yuanliu.kernel.records.http import Request, asked_language, reply, without_key
from yuanliu.kernel.records.schemas import In, Reference
from yuanliu.kernel.work.unit import reading

notifications = Router(tags=["notifications"])
files = Router(tags=["files"])
jobs = Router(tags=["jobs"])

allow_upload("/api/v1/files", MAX_SIZE)


class NotificationOut(Schema):
    id: UUID
    at: datetime
    code: str
    text: str
    record: Reference | None
    read: bool


class NotificationsOut(Schema):
    items: list[NotificationOut]
    next: UUID | None
    unread: int


class NotificationsParams(Schema):
    cursor: UUID | None = None
    limit: int = Field(30, ge=1, le=200)


class ReadIn(In):
    ids: list[UUID] = Field(default_factory=list, max_length=1000)
    all: bool = False


class UnreadOut(Schema):
    unread: int


@notifications.get("", response=NotificationsOut, operation_id="list_notifications")
def list_notifications(request: Request, params: Query[NotificationsParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(notification_page(request.auth, asked_language(request), **params.dict()))


@notifications.post("/read", response=UnreadOut, operation_id="read_notifications")
def read_notifications(request: Request, body: ReadIn) -> HttpResponse:
    if not body.all and not body.ids:
        raise Invalid.at("ids", "required", "请选择通知", "Name notifications, or all.")
    return reply({"unread": mark_read(without_key(request.auth), None if body.all else body.ids)})


class FileParams(Schema):
    object: str = Field(max_length=40)
    record_id: UUID


class FileOut(Schema):
    id: UUID
    name: str
    size: int
    content_type: str
    at: datetime
    uploaded_by: ActorOut


class FilesOut(Schema):
    items: list[FileOut]


@files.get("", response=FilesOut, operation_id="list_files")
def list_files(request: Request, params: Query[FileParams]) -> HttpResponse:
    with reading(request.auth):
        return reply({"items": attachments_of(request.auth, params.object, params.record_id)})


@files.post("", response={201: FileOut}, operation_id="attach_file")
def post_file(request: Request, params: Form[FileParams], file: UploadedFile = File(...)) -> HttpResponse:
    """Sending the same file again gives the one that is there, so a key is not needed."""
    ctx = without_key(request.auth)
    kept = attach_file(ctx, params.object, params.record_id, file)
    with reading(ctx):
        return reply(shown(ctx, [kept])[0], 201)


@files.get("/{uuid:file_id}/download", operation_id="download_file")
def download_file(request: Request, file_id: UUID) -> Any:
    with reading(request.auth):
        found = attachment(request.auth, file_id)
    content = found.file.open("rb")
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@files.delete("/{uuid:file_id}", response={204: None}, operation_id="remove_file")
def delete_file(request: Request, file_id: UUID) -> HttpResponse:
    remove_file(request.auth, file_id)
    return HttpResponse(status=204)


class JobOut(Schema):
    """`result`: what this kind of job tells once it is done, {} before that."""

    id: UUID
    kind: str
    state: Literal["queued", "running", "done", "failed"]
    done: int
    total: int
    detail: str
    result: Result
    created_at: datetime
    finished_at: datetime | None


class JobsOut(Schema):
    items: list[JobOut]


@jobs.get("", response=JobsOut, operation_id="list_jobs")
def list_jobs(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply({"items": latest_jobs(request.auth)})


@jobs.get("/{uuid:job_id}", response=JobOut, operation_id="get_job")
def get_job(request: Request, job_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(own_job(request.auth, job_id))
