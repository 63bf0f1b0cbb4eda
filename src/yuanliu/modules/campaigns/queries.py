"""What campaigns show: forms, answers under the form of their time, touches."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from yuanliu.base.errors import NotFound
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.records.output import in_currency, reference, titles_of
from yuanliu.kernel.records.seen import rule_of, seen, sees_all
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.campaigns.models import (
    FORM_COLUMNS,
    BudgetLine,
    Campaign,
    CostItem,
    Form,
    PromotionLink,
    Submission,
    SubmissionState,
    SubmissionWay,
    Touch,
)
from yuanliu.modules.campaigns.questions import CONSENT, available_questions, spoken, usual_questions
from yuanliu.modules.campaigns.tickets import ticket_of

BY_FORM = (SubmissionWay.FORM, SubmissionWay.API)
#: Those who have no place: nobody knows whether they are people, they wait for one, or they were turned down.
WITHOUT_PLACE = (SubmissionState.QUARANTINED, SubmissionState.WAITING, SubmissionState.REJECTED)

SHARE = Decimal("0.0001")


def current_form(campaign_id: UUID) -> Form | None:
    """The version that visitors see now."""
    forms = Form.objects.filter(campaign_id=campaign_id).select_related("after_file")
    return forms.order_by("-number").first()


def is_full(campaign: Campaign) -> bool:
    """Whether the next one to come is put on the waiting list; asked for the page, decided again when they come."""
    return campaign.quota is not None and places_taken(campaign) >= campaign.quota


def places_taken(campaign: Campaign) -> int:
    """How many visitors have one of the places, counted no further than there are places."""
    rows = Submission.objects.alive().filter(campaign_id=campaign.pk, way__in=BY_FORM)
    return rows.exclude(state__in=WITHOUT_PLACE)[: campaign.quota].count()


def visible_campaign(ctx: Context, campaign_id: UUID) -> Campaign:
    ctx.require("campaign", "read")
    campaign = Campaign.objects.visible_to(ctx).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound
    return campaign


def cover(ctx: Context, campaign_id: UUID) -> str | None:
    """The picture on top of the public page, as a data URL."""
    picture = Attachment.objects.filter(pk=visible_campaign(ctx, campaign_id).cover_id).first()
    if picture is None:
        return None
    with picture.file.open("rb") as content:
        return f"data:{picture.content_type};base64,{b64encode(content.read()).decode()}"


def visible_link(ctx: Context, campaign_id: UUID, link_id: UUID) -> PromotionLink:
    campaign = visible_campaign(ctx, campaign_id)
    link = PromotionLink.objects.visible_to(ctx).filter(pk=link_id, campaign=campaign).first()
    if link is None:
        raise NotFound
    return link


def public_path(ctx: Context, link: PromotionLink) -> str:
    """The address of a link below the site's, for whoever sees it."""
    if rule_of(ctx, "promotion_link.slug"):
        raise NotFound
    return f"/f/{link.slug}"


def form_page(ctx: Context, campaign_id: UUID) -> dict[str, Any]:
    campaign = visible_campaign(ctx, campaign_id)
    form = current_form(campaign.pk)
    target = campaign.target
    return {
        "form": as_json(form) if form else None,
        "available": available_questions(target),
        "usual": usual_questions(target),
    }


def as_json(form: Form) -> dict[str, Any]:
    """For those who made it."""
    file = form.after_file
    return {
        **public_json(form),
        **{name: getattr(form, name) for name in ("consent_version", "published_at", "after", "after_url")},
        "after_file": {"id": file.pk, "name": file.name, "size": file.size} if file else None,
    }


def public_json(form: Form) -> dict[str, Any]:
    """For visitors: not what it is the gate to."""
    return {name: getattr(form, name) for name in ("number", "fields", *FORM_COLUMNS)}


def answers_page(ctx: Context, submission_id: UUID) -> dict[str, Any]:
    """What was sent, question by question, as the form of that day asked."""
    ctx.require("submission", "read")
    rows = Submission.objects.visible_to(ctx).filter(pk=submission_id)
    submission = rows.select_related("form__after_file", "campaign").first()
    if submission is None:
        raise NotFound
    ticket = ticket_of(submission, submission.campaign)
    return {
        "form": as_json(submission.form) if submission.form else None,
        "language": submission.language,
        "answers": [told for told in answered(submission) if _sees_answer(ctx, submission, told["key"])],
        "questions": [
            question
            for question in questions_of(submission)
            if question["kind"] != "file" and _sees_answer(ctx, submission, question["key"])
        ],
        "ticket": ticket.svg_data_uri(border=2, light="white") if ticket else None,
    }


def _sees_answer(ctx: Context, submission: Submission, key: str) -> bool:
    """An answer that goes into a field of the target, or stands in one of the entry, is seen as far as that field is."""
    return not rule_of(ctx, (f"submission.{key}", f"{submission.campaign.target}.{key}"))


def answered(submission: Submission) -> list[dict[str, Any]]:
    questions = {question["key"]: question for question in questions_of(submission)}
    consent = {"label": "同意条款", "label_en": "Consent", "kind": "boolean"}
    shown = []
    place = {key: at for at, key in enumerate(questions)}  # as it was asked: the database keeps an order of its own
    given = {**submission.answers, **submission.corrections}
    for key, value in sorted(given.items(), key=lambda answer: place.get(answer[0], len(place))):
        question = questions.get(key) or (
            consent if key == CONSENT else {"label": key, "label_en": key, "kind": "text"}
        )
        told = {n: question[n] for n in ("label", "label_en", "kind")}
        sent, corrected = submission.answers.get(key), key in submission.corrections
        shown.append(
            {
                "key": key,
                "value": _said(question, value),
                "sent": _said(question, sent),
                "file": value["file"] if question["kind"] == "file" else None,
                "corrected": corrected,
                **told,
            }
        )
    return shown


def _said(question: dict[str, Any], value: Any) -> Any:
    return spoken(question, value) if question["kind"] == "file" and value else value


def questions_of(submission: Submission) -> list[dict[str, Any]]:
    """What an entry may answer: the questions of its form, and for people who add to it every field of the target."""
    asked = list(submission.form.fields) if submission.form else []
    known = {question["key"] for question in asked}
    return asked + [q for q in available_questions(submission.campaign.target) if q["key"] not in known]


def touches_of(ctx: Context, code: str, record_id: UUID) -> dict[str, Any]:
    """{items}: which campaigns reached a record, oldest first."""
    ctx.require(code, "read")
    if not model_of(code).objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound
    touches = list(Touch.objects.filter(object=code, record_id=record_id).order_by("at", "id"))
    titles = titles_of(
        ctx,
        {
            "campaign": {touch.campaign_id for touch in touches},
            "promotion_link": {touch.promotion_link_id for touch in touches if touch.promotion_link_id},
        },
    )
    return {"items": [touch_json(touch, titles) for touch in touches]}


def touch_json(touch: Touch, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    link = touch.promotion_link_id
    return {
        "id": touch.pk,
        "campaign": reference("campaign", touch.campaign_id, titles),
        "promotion_link": reference("promotion_link", link, titles) if link else None,
        "kind": touch.kind,
        "at": touch.at,
        "carried": touch.carried_from_id is not None,
    }


# Costs


def costs_page(ctx: Context, campaign_id: UUID) -> dict[str, Any]:
    """What a campaign may cost and did cost, by kind and channel, as far as the viewer may see it."""
    campaign = visible_campaign(ctx, campaign_id)
    ctx.require("cost_item", "read")
    spent = CostItem.objects.visible_to(ctx).filter(campaign=campaign)
    planned = BudgetLine.objects.visible_to(ctx).filter(campaign=campaign)
    budget = seen(ctx, "campaign.budget", campaign.budget_for(ctx))
    total = _sum(spent, "amount_base") if sees_all(ctx, "cost_item", "amount_base") else None
    plans = ctx.may("budget_line", "read") and sees_all(ctx, "budget_line", "amount")
    answer = {
        "budget": budget,
        "planned": _sum(planned, "amount") if plans else None,
        "spent": total,
        "used": (total / budget).quantize(SHARE) if budget and total is not None else None,
        "by_kind": _shares(ctx, planned, spent, "kind"),
        "by_channel": _shares(ctx, planned, spent, "channel"),
    }
    return in_currency(ctx.currency, answer, "budget", "planned", "spent")


NOTHING = Decimal("0.00")


def _sum(rows: Any, column: str) -> Decimal:
    return rows.aggregate(total=Sum(column))["total"] or NOTHING


def _shares(ctx: Context, planned: Any, spent: Any, by: str) -> list[dict[str, Any]]:
    """The dearest first; none for whoever does not see what would be added up, or by what."""
    if not (sees_all(ctx, "cost_item", by, "amount_base") and sees_all(ctx, "budget_line", by, "amount")):
        return []
    plans, costs = (
        dict(rows.order_by().values_list(by).annotate(Sum(column)))
        for rows, column in ((planned, "amount"), (spent, "amount_base"))
    )
    shares = [
        in_currency(
            ctx.currency,
            {"value": value, "planned": plans.get(value, NOTHING), "spent": costs.get(value, NOTHING)},
            "planned",
            "spent",
        )
        for value in plans.keys() | costs.keys()
    ]
    return sorted(shares, key=lambda share: (-share["spent"], -share["planned"], share["value"]))
