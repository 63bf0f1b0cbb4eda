"""The routes that every object has. A module adds its verbs to the router that `record_router` gives it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, ValidationError

from yuanliu.base.errors import Forbidden, Invalid, NotFound
from yuanliu.kernel.records import bulk, services
from yuanliu.kernel.records.answers import BoardOut, BulkOut, CountOut, RelatedList, TimelineOut
from yuanliu.kernel.records.boards import board
from yuanliu.kernel.records.exports import XLSX, as_csv, as_xlsx, export_file
from yuanliu.kernel.records.http import Request, asked_language, attachment, reply, without_key
from yuanliu.kernel.records.lists import ListQuery, count_rows, list_page
from yuanliu.kernel.records.pages import record_page, whole_page
from yuanliu.kernel.records.schemas import create_schema, given_values, output_schema, patch_schema
from yuanliu.kernel.records.timeline import timeline
from yuanliu.kernel.records.validation import field_errors
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import reading


class CountParams(Schema):
    filter: str | None = Field(None, max_length=20_000)
    q: str = Field("", max_length=200)
    deleted: bool = False


class ListParams(CountParams):
    sort: str = Field("", max_length=60)
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=500)
    columns: str = Field("", max_length=4000)


class ExportParams(CountParams):
    sort: str = Field("", max_length=60)
    columns: str = Field("", max_length=4000)
    format: Literal["csv", "xlsx"] = "csv"


class AssignIn(Schema):
    owner: UUID


class BulkIn(Schema):
    action: Literal["assign", "delete", "restore", "update"]
    ids: list[UUID] = Field(max_length=1000)
    values: dict[str, Any] = Field(default_factory=dict)


class RecordRouter(Router):
    """A router of one object; `Out` is its record schema, `answer` shows a record after an act."""

    def __init__(self, model: type[Record]):
        super().__init__(tags=[model.object_type.code])
        self.model = model
        self.Patch = patch_schema(model)
        self.Out = output_schema(model)
        parts: dict[str, Any] = {"items": list[self.Out], "next": str | None}  # type: ignore[name-defined]
        self.Page = type(f"{model.__name__}Page", (Schema,), {"__annotations__": parts})
        whole: dict[str, Any] = {"record": self.Out, "timeline": TimelineOut, "related": list[RelatedList]}
        self.Whole = type(f"Whole{model.__name__}Page", (Schema,), {"__annotations__": whole})

    @cached_property
    def In(self) -> Any:  # noqa: N802  a schema class, like Out
        """What POST takes; made when a route uses it."""
        return create_schema(self.model)

    def answer(self, request: Request, record: Record, status: int = 200, **more: Any) -> HttpResponse:
        """The record as it is now; only its id when the act took it out of the actor's sight. `more` is told beside it."""
        return show_record(request.auth, self.model, record.pk, status, **more)


def show_record(ctx: Context, model: type[Record], record_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    try:
        with reading(ctx):
            shown = record_page(ctx, model, record_id)
    except (NotFound, Forbidden):
        shown = {"id": record_id, "version": 0, "title": ""}
    return reply({**shown, **more}, status)


def record_router(
    model: type[Record],
    *,
    create: Callable[..., Record] | None = None,
    update: Callable[..., Record] | None = None,
    assign: Callable[..., Record] | None = None,
    delete: Callable[..., None] | None = None,
    restore: Callable[..., None] | None = None,
    creatable: bool = True,
) -> RecordRouter:
    """All routes of an object. The steps replace the generic ones where the object has rules of its own."""
    services.register_steps(model, create=create, update=update, assign=assign, delete=delete, restore=restore)
    router = RecordRouter(model)
    _reading_routes(router)
    if creatable:
        _create_route(router)
    _writing_routes(router)
    if "assign" in model.object_type.verbs:
        _assign_route(router)
    return router


def _reading_routes(router: RecordRouter) -> None:
    model, code = router.model, router.model.object_type.code

    @router.get("", response=router.Page, operation_id=f"list_{code}")
    def list_records(request: Request, params: Query[ListParams]) -> HttpResponse:
        with reading(request.auth):
            return reply(list_page(request.auth, model, ListQuery.parse(**params.dict())))

    @router.get("/count", response=CountOut, operation_id=f"count_{code}")
    def count_records(request: Request, params: Query[CountParams]) -> HttpResponse:
        with reading(request.auth):
            return reply(count_rows(request.auth, model, ListQuery.parse(**params.dict())))

    @router.get("/export", operation_id=f"export_{code}")
    def export_records(request: Request, params: Query[ExportParams]) -> HttpResponse:
        asked = params.dict()
        as_file, kind = (as_xlsx, XLSX) if asked.pop("format") == "xlsx" else (as_csv, "text/csv; charset=utf-8")
        content = export_file(request.auth, model, ListQuery.parse(**asked), asked_language(request), as_file)
        return attachment(content, f"{model.object_type.path}.{params.format}", kind)

    if model.object_type.board:

        @router.get("/board", response=BoardOut, operation_id=f"board_{code}")
        def show_board(request: Request, params: Query[CountParams]) -> HttpResponse:
            with reading(request.auth):
                return reply(board(request.auth, model, ListQuery.parse(**params.dict()), asked_language(request)))

    @router.get("/{uuid:record_id}", response=router.Out, operation_id=f"get_{code}")
    def get_record(request: Request, record_id: UUID) -> HttpResponse:
        with reading(request.auth):
            return reply(record_page(request.auth, model, record_id))

    @router.get("/{uuid:record_id}/page", response=router.Whole, operation_id=f"page_{code}")
    def get_page(request: Request, record_id: UUID) -> HttpResponse:
        with reading(request.auth):
            return reply(whole_page(request.auth, model, record_id, asked_language(request)))

    @router.get("/{uuid:record_id}/timeline", response=TimelineOut, operation_id=f"timeline_{code}")
    def get_timeline(request: Request, record_id: UUID, cursor: str = "", limit: int = 30) -> HttpResponse:
        with reading(request.auth):
            return reply(timeline(request.auth, model, record_id, asked_language(request), cursor=cursor, limit=limit))


def _create_route(router: RecordRouter) -> None:
    model = router.model
    schema: Any = router.In

    @router.post("", response={201: router.Out}, operation_id=f"create_{model.object_type.code}")
    def create_record(request: Request, body: schema) -> HttpResponse:
        record = services.create_record(request.auth, model, given_values(body))
        return router.answer(request, record, 201)


def _writing_routes(router: RecordRouter) -> None:
    model, code = router.model, router.model.object_type.code
    schema: Any = router.Patch

    @router.patch("/{uuid:record_id}", response=router.Out, operation_id=f"update_{code}")
    def update_record(request: Request, record_id: UUID, body: schema) -> HttpResponse:
        record = services.update_record(request.auth, model, record_id, body.version, given_values(body))
        return router.answer(request, record)

    @router.delete("/{uuid:record_id}", response={204: None}, operation_id=f"delete_{code}")
    def delete_record(request: Request, record_id: UUID) -> HttpResponse:
        services.delete_record(request.auth, model, record_id)
        return HttpResponse(status=204)

    @router.post("/{uuid:record_id}/restore", response=router.Out, operation_id=f"restore_{code}")
    def restore_record(request: Request, record_id: UUID) -> HttpResponse:
        return router.answer(request, services.restore_record(request.auth, model, record_id))

    @router.post("/bulk", response=BulkOut, operation_id=f"bulk_{code}")
    def bulk_records(request: Request, body: BulkIn) -> HttpResponse:
        values = _bulk_values(router, body)
        ctx = without_key(request.auth)
        return reply(bulk.bulk_act(ctx, model, body.action, body.ids, values, asked_language(request)))


def _bulk_values(router: RecordRouter, body: BulkIn) -> dict[str, Any]:
    """The same checks as for a single patch."""
    try:
        if body.action == "assign" and body.values:
            return AssignIn.model_validate(body.values).dict()
        if body.action == "update":
            return given_values(router.Patch.model_validate({**body.values, "version": 0}))
    except ValidationError as error:
        found = [{**each, "loc": ("values", *each["loc"])} for each in error.errors()]
        raise Invalid(errors=field_errors(found)) from error
    return {}


def _assign_route(router: RecordRouter) -> None:
    model = router.model

    @router.post("/{uuid:record_id}/assign", response=router.Out, operation_id=f"assign_{model.object_type.code}")
    def assign_record(request: Request, record_id: UUID, body: AssignIn) -> HttpResponse:
        return router.answer(request, services.assign_record(request.auth, model, record_id, body.owner))  # type: ignore[arg-type]
