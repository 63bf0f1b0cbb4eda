"""Imports: upload a file, map its columns, check, run, undo."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AfterValidator, Field

from yuanliu.kernel.files.uploads import allow_upload
from yuanliu.kernel.imports import services
from yuanliu.kernel.imports.models import ImportBatch, ImportState
from yuanliu.kernel.imports.queries import detailed, error_file, import_page
from yuanliu.kernel.imports.reading import MAX_COLUMNS
from yuanliu.kernel.records.answers import ActorOut, FieldOut
from yuanliu.kernel.records.http import Request, asked_language, reply, without_key
from yuanliu.kernel.records.schemas import In, clean_text
from yuanliu.kernel.work.unit import reading

router = Router(tags=["imports"])

allow_upload("/api/v1/imports", services.MAX_SIZE)


Duplicates = Literal["skip", "update", "create"]
DateOrder = Literal["ymd", "dmy", "mdy"]
DecimalMark = Literal[".", ","]


class ColumnOut(Schema):
    """`field`: the one that is proposed for it; `date_order`: how its dates read, where that can be told; `decimal_mark`: what
    stands before decimals, "" when its numbers can be read in two ways and somebody has to say."""

    name: str
    samples: list[str]
    field: str | None
    date_order: DateOrder | None
    decimal_mark: Literal[".", ",", ""] | None = None


class SheetOut(Schema):
    name: str
    rows: int
    columns: int


class HeadRow(Schema):
    row: int
    cells: list[str]


class CellProblem(Schema):
    field: str
    code: str
    detail: str


class ImportRowOut(Schema):
    """`repaired`: fields that a default filled."""

    row: int
    values: dict[str, Any]
    errors: list[CellProblem]
    repaired: list[str]


class OptionsOut(Schema):
    """None of them before somebody has chosen."""

    duplicates: Duplicates = "skip"
    create_missing: list[str] = Field(default_factory=list)
    date_order: DateOrder | None = None
    date_orders: dict[str, DateOrder] = Field(default_factory=dict)
    decimal_marks: dict[str, DecimalMark] = Field(default_factory=dict)


class ImportOut(Schema):
    """`header`: the row that names the columns, 0 for none; `head`: the first rows as they are; `constants`: the same in every row; `defaults`: where a row says nothing; `repairs`: how many rows a default filled, by
    field; `file_until`: when the file and the rows with errors go, null once they have; `fields`: what columns may go to,
    only of one import."""

    id: UUID
    object: str
    purpose: str
    state: ImportState
    file_name: str
    encoding: str | None
    sheets: list[SheetOut]
    sheet: str | None
    header: int
    head: list[HeadRow]
    columns: list[ColumnOut]
    total: int
    mapping: dict[str, str | None]
    constants: dict[str, Any]
    defaults: dict[str, Any]
    options: OptionsOut
    counts: dict[str, int]
    repairs: dict[str, int]
    preview: list[ImportRowOut]
    job: UUID | None
    error: str
    created_at: datetime
    finished_at: datetime | None
    file_until: datetime | None
    member: ActorOut | None
    fields: list[FieldOut] | None = None


class ImportsOut(Schema):
    items: list[ImportOut]
    next: UUID | None


Text = Annotated[str, Field(max_length=10_000), AfterValidator(clean_text)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Filling = dict[Text, Text | bool | int | Number | list[Text] | None]


class OptionsIn(In):
    duplicates: Duplicates = "skip"
    create_missing: list[Text] = Field(default_factory=list, max_length=20)
    date_order: DateOrder | None = None
    date_orders: dict[Text, DateOrder] = Field(default_factory=dict, max_length=MAX_COLUMNS)
    decimal_marks: dict[Text, DecimalMark] = Field(default_factory=dict, max_length=MAX_COLUMNS)


class ImportReadingIn(In):
    """`sheet`: null for the same; `header`: the number of the row that names the columns, 0 for none, null for the likely one."""

    sheet: Text | None = None
    header: Annotated[int, Field(ge=0, le=1000)] | None = None


class ImportPlanIn(In):
    mapping: Annotated[dict[Text, Text | None], Field(max_length=MAX_COLUMNS)]
    constants: Filling = Field(default_factory=dict)
    defaults: Filling = Field(default_factory=dict)
    options: OptionsIn = Field(default_factory=OptionsIn)


def _answer(request: Request, batch: ImportBatch, status: int = 200) -> HttpResponse:
    with reading(request.auth):
        return reply(detailed(request.auth, batch.pk, asked_language(request)), status)


@router.post("", response={201: ImportOut}, operation_id="upload_import")
def upload_import(
    request: Request, object: Form[str], file: File[UploadedFile], purpose: Form[str] = ""
) -> HttpResponse:
    return _answer(request, services.upload_import(without_key(request.auth), object, file, purpose), 201)


@router.get("", response=ImportsOut, operation_id="list_imports")
def list_imports(request: Request, cursor: UUID | None = None) -> HttpResponse:
    with reading(request.auth):
        return reply(import_page(request.auth, asked_language(request), cursor))


@router.get("/{uuid:import_id}", response=ImportOut, operation_id="get_import")
def get_import(request: Request, import_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(detailed(request.auth, import_id, asked_language(request)))


@router.put("/{uuid:import_id}/reading", response=ImportOut, operation_id="read_import")
def read_import(request: Request, import_id: UUID, body: ImportReadingIn) -> HttpResponse:
    return _answer(request, services.read_import(request.auth, import_id, **body.dict()))


@router.put("/{uuid:import_id}", response=ImportOut, operation_id="plan_import")
def plan_import(request: Request, import_id: UUID, body: ImportPlanIn) -> HttpResponse:
    return _answer(request, services.plan_import(request.auth, import_id, **body.dict()))


@router.post("/{uuid:import_id}/check", response=ImportOut, operation_id="check_import")
def check_import(request: Request, import_id: UUID) -> HttpResponse:
    return _answer(request, services.check_import(without_key(request.auth), import_id))


@router.post("/{uuid:import_id}/run", response=ImportOut, operation_id="run_import")
def run_import(request: Request, import_id: UUID) -> HttpResponse:
    return _answer(request, services.run_import(without_key(request.auth), import_id))


@router.post("/{uuid:import_id}/undo", response=ImportOut, operation_id="undo_import")
def undo_import(request: Request, import_id: UUID) -> HttpResponse:
    return _answer(request, services.undo_import(without_key(request.auth), import_id))


@router.get("/{uuid:import_id}/errors", operation_id="get_import_errors")
def get_import_errors(request: Request, import_id: UUID) -> FileResponse:
    with reading(request.auth):
        content = error_file(request.auth, import_id, asked_language(request))
    return FileResponse(
        content, as_attachment=True, filename="import-errors.csv", content_type="text/csv; charset=utf-8"
    )
