"""The routes of figures and targets. They need no permission of their own: each figure counts what its viewer may list."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI, Query, Router, Schema
from pydantic import Field

from yuanliu.base.errors import Forbidden, Invalid
from yuanliu.kernel.records.exports import XLSX, note_export
from yuanliu.kernel.records.http import Request, asked_language, attachment, reply, without_key
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.rules import rule_page
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.analytics import schemas
from yuanliu.modules.analytics.models import AttributionModel, AttributionRule, Target
from yuanliu.modules.analytics.queries import campaigns, home, sheets, tables
from yuanliu.modules.analytics.queries.credits import DIMENSIONS, Earning
from yuanliu.modules.analytics.queries.earned import earned_page
from yuanliu.modules.analytics.queries.figures import Period
from yuanliu.modules.analytics.queries.one_campaign import data_page
from yuanliu.modules.analytics.services import rule
from yuanliu.modules.analytics.services import targets as targets_service
from yuanliu.modules.campaigns.models import Campaign

Model = Literal["primary", "first", "last", "linear", "decay", "position"]
TouchModel = Literal["first", "last", "linear", "decay", "position"]

targets = record_router(Target, create=targets_service.add_target, update=targets_service.change_target)
overview = Router(tags=["analytics"])
analytics = Router(tags=["analytics"])
of_campaigns = Router(tags=["campaign"])


class PeriodParams(Schema):
    """Days from `from` to `to`, both counted; without them, all time."""

    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")

    @property
    def period(self) -> Period:
        for name, day in (("from", self.first), ("to", self.last)):
            if day and not 1900 <= day.year < 3000:
                raise Invalid.at(name, "type", "请填写正确的日期", "Enter a valid date.")
        if self.first and self.last and self.last < self.first:
            raise Invalid.at("to", "before_start", "结束日期不能早于开始日期", "It cannot end before it starts.")
        return Period(self.first, self.last)


class ModelParams(PeriodParams):
    model: Model | None = None


class ChosenParams(ModelParams):
    campaigns: list[UUID] = Field(default_factory=list, max_length=200)


class EarnedParams(PeriodParams):
    """Where it was earned: a campaign, a link, a channel, a promoter; "none" asks for what had no link or no promoter."""

    object: Literal["contract", "receipt"]
    model: TouchModel
    campaign: UUID | None = None
    link: UUID | Literal["none"] | None = None
    channel: str | None = Field(None, max_length=60)
    promoter: UUID | Literal["none"] | None = None
    contract: UUID | None = None
    unattributed: bool = False
    cursor: UUID | None = None
    limit: int = Field(50, ge=1, le=200)

    @property
    def earning(self) -> Earning:
        asked = {name: getattr(self, name) for name in DIMENSIONS}
        where = {name: str(value) for name, value in asked.items() if value is not None}
        return Earning(self.model, self.period, where, self.unattributed, self.contract)


class OwnerParams(PeriodParams):
    owner: UUID | None = None


class DepartmentParams(PeriodParams):
    department: UUID | None = None


class FunnelParams(OwnerParams):
    campaign: UUID | None = None
    source: UUID | None = None


@overview.get("", response=schemas.HomeOut, operation_id="get_home")
def show_home(request: Request, of: Literal["me", "team"] = "me") -> HttpResponse:
    with reading(request.auth):
        return reply(home.home(request.auth, of == "team", asked_language(request)))


@analytics.get("/funnel", response=schemas.FunnelOut, operation_id="get_funnel")
def show_funnel(request: Request, params: Query[FunnelParams]) -> HttpResponse:
    named = {name: str(value) for name, value in _dimensions(params).items() if value}
    with reading(request.auth):
        return reply(tables.funnel(request.auth, params.period, asked_language(request), **named))


def _dimensions(params: FunnelParams) -> dict[str, UUID | None]:
    return {"campaign": params.campaign, "source": params.source, "owner": params.owner}


@analytics.get("/campaigns", response=schemas.CampaignsOut, operation_id="get_campaign_roi")
def show_campaigns(request: Request, params: Query[ModelParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(campaigns.roi_table(request.auth, params.period, params.model))


@analytics.get("/campaigns/export", operation_id="export_campaign_roi")
def export_campaigns(request: Request, params: Query[ChosenParams]) -> HttpResponse:
    request.auth.require("campaign", "export")
    with work(without_key(request.auth)) as w:
        table = campaigns.roi_table(request.auth, params.period, params.model)
        chosen = frozenset(params.campaigns)
        within = sheets.exportable(request.auth, table)
        content = sheets.comparison_book(within, chosen, asked_language(request))
        note_export(w, Campaign, ["figures"], len(within["items"]))
    return attachment(content, "campaigns.xlsx", XLSX)


@analytics.get("/credits", response=schemas.EarnedOut, operation_id="list_credits")
def show_credits(request: Request, params: Query[EarnedParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(earned_page(request.auth, params.object, params.earning, params.cursor, params.limit))


@analytics.get("/salespeople", response=schemas.SalespeopleOut, operation_id="get_salespeople")
def show_salespeople(request: Request, params: Query[DepartmentParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(tables.salespeople(request.auth, params.period, params.department))


@analytics.get("/sources", response=schemas.SourcesOut, operation_id="get_sources")
def show_sources(request: Request, params: Query[OwnerParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(tables.sources(request.auth, params.period, params.owner))


@analytics.get("/outcomes", response=schemas.OutcomesOut, operation_id="get_outcomes")
def show_outcomes(request: Request, params: Query[OwnerParams]) -> HttpResponse:
    with reading(request.auth):
        return reply(tables.outcomes(request.auth, params.period, params.owner))


@analytics.get("/attribution", response=schemas.AttributionOut, operation_id="get_attribution_rule")
def show_rule(request: Request) -> HttpResponse:
    return _rule(request)


@analytics.put("/attribution", response=schemas.AttributionOut, operation_id="set_attribution_rule")
def put_rule(request: Request, body: schemas.AttributionIn) -> HttpResponse:
    job = rule.change_attribution(request.auth, body.dict())
    return _rule(request, job and job.pk)


def _rule(request: Request, job: UUID | None = None) -> HttpResponse:
    language = asked_language(request)
    models = [{"value": model.value, "label": model.label.into(language)} for model in AttributionModel]
    with reading(request.auth):
        return reply({**rule_page(request.auth, AttributionRule), "models": models, "job": job})


@of_campaigns.get("/{uuid:campaign_id}/figures", response=schemas.CampaignPageOut, operation_id="get_campaign_figures")
def show_campaign(request: Request, campaign_id: UUID, params: Query[ModelParams]) -> HttpResponse:
    language = asked_language(request)
    with reading(request.auth):
        return reply(data_page(request.auth, campaign_id, params.period, language, params.model))


@of_campaigns.get("/{uuid:campaign_id}/figures/export", operation_id="export_campaign_figures")
def export_campaign(request: Request, campaign_id: UUID, params: Query[ModelParams]) -> HttpResponse:
    ctx, language = request.auth, asked_language(request)
    ctx.require("campaign", "export")
    with work(without_key(ctx)) as w:
        page = data_page(ctx, campaign_id, params.period, language, params.model)
        if not Campaign.objects.visible_to(ctx, "export").filter(pk=campaign_id).exists():
            raise Forbidden(permission="campaign.export")
        note_export(w, Campaign, ["figures"], 1)
    return attachment(sheets.campaign_book(page, language), f"{page['campaign']['title']}.xlsx", XLSX)


def register(api: NinjaAPI) -> None:
    api.add_router("/targets", targets)
    api.add_router("/home", overview)
    api.add_router("/analytics", analytics)
    api.add_router("/campaigns", of_campaigns)
