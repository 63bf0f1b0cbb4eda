"""The routes of opportunities and of what they are configured with."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI
from pydantic import create_model

from yuanliu.kernel.imports.profiles import register_import
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.schemas import In, given_values
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.opportunities import pipelines as rules
from yuanliu.modules.opportunities import queries, services
from yuanliu.modules.opportunities.importing import OPPORTUNITY_IMPORT
from yuanliu.modules.opportunities.models import LostReason, Opportunity, Pipeline, Stage
from yuanliu.modules.opportunities.schemas import HistoryOut, LinesIn, LinesOut, Note, ReopenIn

opportunities = record_router(Opportunity, create=services.add_opportunity, update=services.change_opportunity)
pipelines = record_router(
    Pipeline,
    create=rules.add_pipeline,
    update=rules.change_pipeline,
    delete=rules.delete_pipeline,
    restore=rules.restore_pipeline,
)
stages = record_router(Stage, create=rules.add_stage, update=rules.change_stage, delete=rules.delete_stage)
lost_reasons = record_router(LostReason)
register_import(Opportunity, OPPORTUNITY_IMPORT)

FieldsOfStage = create_model("OpportunityFields", __base__=opportunities.Patch, version=(int, 0))


class MoveIn(In):
    stage: UUID
    version: int | None = None
    lost_reason: UUID | None = None
    lost_note: Note = ""
    values: FieldsOfStage | None = None  # type: ignore[valid-type]


@opportunities.post("/{uuid:opportunity_id}/move", response=opportunities.Out, operation_id="move_opportunity")
def move_opportunity(request: Request, opportunity_id: UUID, body: MoveIn) -> HttpResponse:
    asked: dict[str, Any] = {"version": body.version, "lost_reason": body.lost_reason, "lost_note": body.lost_note}
    asked["values"] = given_values(body.values) if body.values else None
    return opportunities.answer(request, services.move_stage(request.auth, opportunity_id, body.stage, **asked))


@opportunities.post("/{uuid:opportunity_id}/reopen", response=opportunities.Out, operation_id="reopen_opportunity")
def reopen_opportunity(request: Request, opportunity_id: UUID, body: ReopenIn) -> HttpResponse:
    return opportunities.answer(request, services.reopen_opportunity(request.auth, opportunity_id, body.stage))


@opportunities.get("/{uuid:opportunity_id}/lines", response=LinesOut, operation_id="get_opportunity_lines")
def get_lines(request: Request, opportunity_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.lines_of(request.auth, queries.visible(request.auth, Opportunity, opportunity_id)))


@opportunities.put("/{uuid:opportunity_id}/lines", response=LinesOut, operation_id="set_opportunity_lines")
def set_lines(request: Request, opportunity_id: UUID, body: LinesIn) -> HttpResponse:
    services.set_lines(request.auth, opportunity_id, [line.dict() for line in body.lines], body.version)
    return get_lines(request, opportunity_id)


@opportunities.get("/{uuid:opportunity_id}/history", response=HistoryOut, operation_id="get_opportunity_history")
def get_history(request: Request, opportunity_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.history(request.auth, queries.visible(request.auth, Opportunity, opportunity_id)))


def register(api: NinjaAPI) -> None:
    api.add_router("/opportunities", opportunities)
    api.add_router("/pipelines", pipelines)
    api.add_router("/stages", stages)
    api.add_router("/lost-reasons", lost_reasons)
