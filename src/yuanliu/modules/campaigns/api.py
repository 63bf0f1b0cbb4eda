"""The routes of campaigns."""

from io import BytesIO
from typing import Any, Literal
from uuid import UUID

import segno
from django.http import HttpResponse
from ninja import NinjaAPI, Router

from yuanliu.kernel.imports.profiles import ImportProfile, register_import
from yuanliu.kernel.records.collaborators import add_collaborator_routes
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.rules import rule_page
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.models import BudgetLine, Campaign, CostItem, PromotionLink, ReminderRule, Submission
from yuanliu.modules.campaigns.schemas import (
    AnswersOut,
    CopyIn,
    CorrectionIn,
    CostsOut,
    CoverIn,
    CoverOut,
    EntryIn,
    ExistingIn,
    ExistingOut,
    FormIn,
    FormOut,
    FormPageOut,
    LinkIn,
    LinksIn,
    LinksMadeOut,
    PersonalIn,
    PersonalOut,
    RejectIn,
    ReminderRuleIn,
    ReminderRuleOut,
    StateIn,
    TouchesOut,
    TouchIn,
)
from yuanliu.modules.campaigns.services import campaigns as steps
from yuanliu.modules.campaigns.services import copies, entries, forms, participation
from yuanliu.modules.campaigns.services import costs as spending
from yuanliu.modules.campaigns.services import links as linking
from yuanliu.modules.campaigns.services import reminders as reminding
from yuanliu.modules.campaigns.services import submissions as collecting
from yuanliu.modules.campaigns.services import touches as touching
from yuanliu.modules.campaigns.services.entries import LISTED_FIELDS
from yuanliu.modules.campaigns.services.personal import personal_links
from yuanliu.modules.campaigns.sheet import link_sheet

Language = Literal["", "zh-hans", "en"]  # a new tab does not say which one the client speaks

register_import(
    Submission,
    ImportProfile(
        extra_fields=tuple(
            FieldInfo(name=name, label=label, kind=kind, column=name) for name, label, kind in LISTED_FIELDS
        ),
        keys=(),
        prepare=entries.fitting,
        create=entries.import_entry,
        customs=entries.listed_customs,
    ),
)
campaigns = record_router(
    Campaign, create=steps.add_campaign, update=steps.change_campaign, delete=steps.delete_campaign
)
add_collaborator_routes(campaigns)
links = record_router(PromotionLink, create=linking.add_link)
cost_items = record_router(CostItem, create=spending.add_cost, update=spending.change_cost)
budget_lines = record_router(BudgetLine, create=spending.add_budget_line, update=spending.change_budget_line)
submissions = record_router(
    Submission, creatable=False, update=participation.change_entry, delete=collecting.keep_submission
)
touches = Router(tags=["touch"])
reminders = Router(tags=["campaign"])


@campaigns.post("/{uuid:campaign_id}/state", response=campaigns.Out, operation_id="move_campaign")
def move_campaign(request: Request, campaign_id: UUID, body: StateIn) -> HttpResponse:
    return campaigns.answer(request, steps.move_campaign(request.auth, campaign_id, body.state))


@campaigns.get("/{uuid:campaign_id}/form", response=FormPageOut, operation_id="get_campaign_form")
def get_form(request: Request, campaign_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.form_page(request.auth, campaign_id))


@campaigns.put("/{uuid:campaign_id}/form", response=FormOut, operation_id="publish_campaign_form")
def put_form(request: Request, campaign_id: UUID, body: FormIn) -> HttpResponse:
    return reply(queries.as_json(forms.publish_form(request.auth, campaign_id, body.dict())))


@campaigns.post("/{uuid:campaign_id}/links", response={201: links.Out}, operation_id="open_campaign_link")
def open_link(request: Request, campaign_id: UUID, body: LinkIn) -> HttpResponse:
    return links.answer(request, linking.open_link(request.auth, campaign_id, body.dict()), 201)


@campaigns.post("/{uuid:campaign_id}/links/bulk", response=LinksMadeOut, operation_id="open_campaign_links")
def open_links(request: Request, campaign_id: UUID, body: LinksIn) -> HttpResponse:
    return reply(linking.open_links(request.auth, campaign_id, body.dict()))


@campaigns.post("/{uuid:campaign_id}/copy", response={201: campaigns.Out}, operation_id="copy_campaign")
def copy_campaign(request: Request, campaign_id: UUID, body: CopyIn) -> HttpResponse:
    return campaigns.answer(request, copies.copy_campaign(request.auth, campaign_id, body.name), 201)


@campaigns.get("/{uuid:campaign_id}/cover", response=CoverOut, operation_id="get_campaign_cover")
def get_cover(request: Request, campaign_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply({"cover": queries.cover(request.auth, campaign_id)})


@campaigns.put("/{uuid:campaign_id}/cover", response=campaigns.Out, operation_id="set_campaign_cover")
def set_cover(request: Request, campaign_id: UUID, body: CoverIn) -> HttpResponse:
    """`file`: a picture among the campaign's files; null takes the cover away."""
    return campaigns.answer(request, forms.set_cover(request.auth, campaign_id, body.file))


@campaigns.post(
    "/{uuid:campaign_id}/links/{uuid:link_id}/personal", response=PersonalOut, operation_id="make_personal_links"
)
def make_personal_links(request: Request, campaign_id: UUID, link_id: UUID, body: PersonalIn) -> HttpResponse:
    with reading(request.auth):
        return reply(personal_links(request.auth, campaign_id, link_id, body.object, body.ids))


@campaigns.get("/{uuid:campaign_id}/links/{uuid:link_id}/qr.svg", operation_id="get_link_qr_svg")
def link_as_svg(request: Request, campaign_id: UUID, link_id: UUID) -> HttpResponse:
    return HttpResponse(_qr_code(request, campaign_id, link_id, "svg"), content_type="image/svg+xml")


@campaigns.get("/{uuid:campaign_id}/links/{uuid:link_id}/qr.png", operation_id="get_link_qr_png")
def link_as_png(request: Request, campaign_id: UUID, link_id: UUID) -> HttpResponse:
    return HttpResponse(_qr_code(request, campaign_id, link_id, "png"), content_type="image/png")


def _qr_code(request: Request, campaign_id: UUID, link_id: UUID, kind: str) -> bytes:
    """The link's public address. Medium error correction: still read when a poster is creased."""
    with reading(request.auth):
        path = queries.public_path(request.auth, queries.visible_link(request.auth, campaign_id, link_id))
    image = BytesIO()
    address = request.build_absolute_uri(path)
    segno.make(address, error="m", micro=False).save(image, kind=kind, scale=8, border=4)
    return image.getvalue()


@campaigns.post("/{uuid:campaign_id}/submissions", response={201: submissions.Out}, operation_id="add_submission")
def add_submission(request: Request, campaign_id: UUID, body: EntryIn) -> HttpResponse:
    entry = collecting.add_entry(request.auth, campaign_id, body.answers, body.link)
    return submissions.answer(request, entry, 201)


@campaigns.post("/{uuid:campaign_id}/existing", response=ExistingOut, operation_id="add_existing_to_campaign")
def add_existing(request: Request, campaign_id: UUID, body: ExistingIn) -> HttpResponse:
    return reply(entries.add_existing(request.auth, campaign_id, body.object, body.ids, body.participation))


@campaigns.get("/{uuid:campaign_id}/costs", response=CostsOut, operation_id="get_campaign_costs")
def get_costs(request: Request, campaign_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.costs_page(request.auth, campaign_id))


@campaigns.get("/{uuid:campaign_id}/links/sheet", operation_id="get_link_sheet")
def get_link_sheet(
    request: Request, campaign_id: UUID, layout: Literal["grid", "page"] = "grid", language: Language = ""
) -> HttpResponse:
    with reading(request.auth):
        return link_sheet(request, campaign_id, layout, language)


@campaigns.post("/{uuid:campaign_id}/touches", response={204: None}, operation_id="touch_record")
def touch_record(request: Request, campaign_id: UUID, body: TouchIn) -> HttpResponse:
    touching.touch_record(request.auth, campaign_id, body.dict())
    return HttpResponse(status=204)


@submissions.get("/{uuid:submission_id}/answers", response=AnswersOut, operation_id="get_submission_answers")
def get_answers(request: Request, submission_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.answers_page(request.auth, submission_id))


@submissions.put("/{uuid:submission_id}/answers", response=submissions.Out, operation_id="correct_submission")
def correct_answers(request: Request, submission_id: UUID, body: CorrectionIn) -> HttpResponse:
    return submissions.answer(request, entries.correct_entry(request.auth, submission_id, body.answers))


@submissions.post("/{uuid:submission_id}/release", response=submissions.Out, operation_id="release_submission")
def release_submission(request: Request, submission_id: UUID) -> HttpResponse:
    return submissions.answer(request, collecting.release_submission(request.auth, submission_id))


@submissions.post("/{uuid:submission_id}/reject", response=submissions.Out, operation_id="reject_submission")
def reject_submission(request: Request, submission_id: UUID, body: RejectIn) -> HttpResponse:
    return submissions.answer(request, collecting.reject_submission(request.auth, submission_id, body.reason))


@touches.get("", response=TouchesOut, operation_id="list_touches")
def list_touches(request: Request, object: Literal["lead", "account", "contact", "opportunity"], record: UUID) -> Any:
    with reading(request.auth):
        return reply(queries.touches_of(request.auth, object, record))


@reminders.get("", response=ReminderRuleOut, operation_id="get_campaign_reminders")
def get_reminders(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(rule_page(request.auth, ReminderRule))


@reminders.put("", response=ReminderRuleOut, operation_id="set_campaign_reminders")
def put_reminders(request: Request, body: ReminderRuleIn) -> HttpResponse:
    reminding.change_reminders(request.auth, body.dict())
    return get_reminders(request)


def register(api: NinjaAPI) -> None:
    api.add_router("/campaigns", campaigns)
    api.add_router("/promotion-links", links)
    api.add_router("/cost-items", cost_items)
    api.add_router("/budget-lines", budget_lines)
    api.add_router("/submissions", submissions)
    api.add_router("/touches", touches)
    api.add_router("/campaign-reminders", reminders)
