"""The routes of recycling rules, of the dry run, and of what a member is about to lose."""

from django.http import HttpResponse
from ninja import NinjaAPI, Router

from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.recycling import queries, services
from yuanliu.modules.recycling.models import RecycleRule
from yuanliu.modules.recycling.schemas import RecyclingPreviewOut, WarningsOut

rules = record_router(RecycleRule, create=services.add_rule, update=services.change_rule)
recycling = Router(tags=["recycling"])


@recycling.get("/preview", response=RecyclingPreviewOut, operation_id="preview_recycling")
def preview(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.preview(request.auth, asked_language(request)))


@recycling.get("/mine", response=WarningsOut, operation_id="list_about_to_be_recycled")
def mine(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply({"items": queries.about_to_be_recycled(request.auth, asked_language(request))})


def register(api: NinjaAPI) -> None:
    api.add_router("/recycle-rules", rules)
    api.add_router("/recycling", recycling)
