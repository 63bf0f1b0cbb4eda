"""The routes of leads."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI, Query, Schema

from yuanliu.kernel.imports.profiles import ImportProfile, register_import
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.lookups import also_told, answer
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.schemas import given_values
from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.records.timeline import timeline_also
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts.schemas import HitsOut, created_schema
from yuanliu.modules.leads import queries, services, sync_routes
from yuanliu.modules.leads.conversion import Wish, convert_lead
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.parsing import parse_lead
from yuanliu.modules.leads.schemas import ConversionPreviewOut, ConvertIn, DisqualifyIn, LeadKeys, ParsedOut, ParseIn
from yuanliu.modules.ownership.routes import add_pool_routes
from yuanliu.modules.ownership.services import give

register_import(
    Lead,
    ImportProfile(
        keys=("mobile_key", "phone_key", "email_key"),
        synonyms={
            "name": ("联系人", "客户姓名"),
            "company": ("公司名称", "单位", "企业名称"),
            "mobile": ("手机号", "手机号码", "移动电话"),
            "phone": ("座机", "固定电话", "联系电话"),
            "email": ("电子邮箱", "电子邮件"),
            "wechat": ("微信号",),
            "job_title": ("职务",),
        },
    ),
)
leads: Any = record_router(
    Lead,
    create=services.add_lead,
    update=services.change_lead,
    assign=give,
    delete=services.delete_lead,
    creatable=False,
)
add_pool_routes(leads)


@leads.post("", response={201: created_schema(leads)}, operation_id="create_lead")
def create_lead(request: Request, body: leads.In) -> HttpResponse:
    lead = create_record(request.auth, Lead, given_values(body))
    with reading(request.auth):
        hits = queries.lead_warnings(request.auth, lead)
    return leads.answer(request, lead, 201, duplicates=also_told(request.auth, "lead", hits))


@leads.get("/duplicates", response=HitsOut, operation_id="find_duplicate_leads")
def find_duplicates(request: Request, params: Query[LeadKeys]) -> HttpResponse:
    ctx, asked = request.auth, params.dict()
    ctx.require("lead", "create")
    hits = answer(ctx, ("lead", "account", "contact"), asked, lambda: queries.find_typed(ctx, **asked))
    return reply({"items": [hit.as_json() for hit in hits]})


@leads.post("/parse", response=ParsedOut, operation_id="parse_lead")
def parse(request: Request, body: ParseIn) -> HttpResponse:
    request.auth.require("lead", "create")
    return reply(parse_lead(body.text))


@leads.post("/{uuid:lead_id}/disqualify", response=leads.Out, operation_id="disqualify_lead")
def disqualify(request: Request, lead_id: UUID, body: DisqualifyIn) -> HttpResponse:
    return leads.answer(request, services.disqualify_lead(request.auth, lead_id, body.reason))


@leads.post("/{uuid:lead_id}/reopen", response=leads.Out, operation_id="reopen_lead")
def reopen(request: Request, lead_id: UUID) -> HttpResponse:
    return leads.answer(request, services.reopen_lead(request.auth, lead_id))


@leads.get("/{uuid:lead_id}/convert-preview", response=ConversionPreviewOut, operation_id="preview_lead_conversion")
def preview(request: Request, lead_id: UUID) -> HttpResponse:
    with reading(request.auth):
        shown = queries.convert_preview(request.auth, lead_id)
    return reply({**shown, "candidates": also_told(request.auth, "account", shown["candidates"])})


@leads.post("/{uuid:lead_id}/convert", response=leads.Out, operation_id="convert_lead")
def convert(request: Request, lead_id: UUID, body: ConvertIn) -> HttpResponse:
    parts = {name: _given(getattr(body, name)) for name in ("account", "contact", "opportunity")}
    wish = Wish(account_id=body.account_id, contact_id=body.contact_id, **parts)
    return leads.answer(request, convert_lead(request.auth, lead_id, wish))


def _given(draft: Schema | None) -> dict[str, Any] | None:
    return None if draft is None else given_values(draft)


def register(api: NinjaAPI) -> None:
    timeline_also("account", queries.became_account)
    timeline_also("opportunity", queries.became_opportunity)
    api.add_router("/leads", leads)
    api.add_router("/campaigns", sync_routes.router)
