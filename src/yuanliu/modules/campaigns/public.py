"""The page that visitors fill in: server-rendered, without scripts, cookies or third parties. Stands outside the API.

A visitor is nobody's member: the link's address finds the tenant, and the shield takes the place of CSRF tokens.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from yuanliu.base.errors import Invalid, Problem, TooLarge, TooManyRequests
from yuanliu.base.i18n import T, language_of
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import locate
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.models import CampaignState, Form, PromotionLink, SubmissionWay, Suspicion
from yuanliu.modules.campaigns.questions import CONSENT
from yuanliu.modules.campaigns.services.submissions import Arrival, count_visit, receive

MAX_BODY = 512 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}
CLOSED = T("活动已结束，感谢您的关注", "This has ended. Thank you for your interest.")
PAUSED = T("活动暂停报名，请稍后再来", "Sign-up is paused at the moment; please come back later.")
MISSING = T("页面不存在", "There is no such page.")
THANKS = T("提交成功，感谢您的参与！", "Thank you, we have received it.")
EXPIRED = T("页面已过期，请核对后再次提交", "This page had expired; please check and send it again.")
TEXTS = {
    "submit": T("提交", "Send"),
    "choose": T("请选择", "Please choose"),
    "required": T("必填", "required"),
    "problems": T("请检查标出的内容", "Please check what is marked."),
    "trap": T("请勿填写此项", "Leave this empty"),
    "yes": T("是", "Yes"),
}
INPUTS = {"phone": "tel", "email": "email", "date": "date", "integer": "number", "url": "url"}
AUTOFILL = {
    "name": "name",
    "company": "organization",
    "mobile": "tel",
    "phone": "tel",
    "email": "email",
    "job_title": "organization-title",
}


@dataclass(frozen=True)
class Door:
    """A link that exists, as a visitor finds it."""

    ctx: Context
    link: PromotionLink
    form: Form | None
    state: str
    language: str

    @property
    def notice(self) -> T | None:
        """Why there is nothing to fill in; None when there is."""
        if self.state == CampaignState.PAUSED:
            return PAUSED
        return None if self.state == CampaignState.ACTIVE and self.link.active and self.form else CLOSED

    def with_form(self, form: Form) -> Door:
        return Door(self.ctx, self.link, form, self.state, self.language)


def open_door(request: HttpRequest, slug: str) -> Door | None:
    """None for addresses that lead nowhere, and for drafts, which nobody outside has seen."""
    for located in locate(LocatorKind.FORM, slug):
        tenant = Tenant.objects.get(pk=located.tenant_id)
        more = {"time_zone": tenant.time_zone, "currency": tenant.base_currency}
        ctx = Context.for_system(tenant.pk, kind="public", **more)
        with reading(ctx):
            links = PromotionLink.objects.alive().filter(pk=located.target_id, campaign__deleted_at=None)
            link = links.select_related("campaign").first()
            if link is not None and link.campaign.state != CampaignState.DRAFT:
                form = queries.current_form(link.campaign_id)
                language = language_of(request.headers.get("Accept-Language"))
                return Door(ctx, link, form, link.campaign.state, language)
    return None


def form_of(door: Door, token: shield.Token) -> Form | None:
    """The version that the visitor saw; None when the token is of another link."""
    with reading(door.ctx):
        return Form.objects.filter(pk=token.form_id, campaign_id=door.link.campaign_id).first()


def address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def too_large(request: HttpRequest) -> bool:
    """Asked before the body is read; a length that is no number means an empty body to Django."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > MAX_BODY


def suspicion_of(token: shield.Token | None, trap: str, ctx: Context) -> Suspicion | None:
    if trap:
        return Suspicion.HONEYPOT
    if token is None:
        return Suspicion.FORGED
    return Suspicion.TOO_FAST if token.too_fast(ctx.now) else None


@method_decorator([csrf_exempt, xframe_options_exempt], name="dispatch")
class FormPage(View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.notice is not None:
            return notice(request, door)
        agent = request.headers.get("User-Agent", "")
        if request.method == "GET" and not shield.is_robot(agent):
            count_visit(door.ctx, door.link, shield.daily_hash(door.ctx, address(request), agent))
        return page(request, door)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if too_large(request):
            return page_of_notice(request, TooLarge.detail, 413)
        if door is None or door.notice is not None:
            return notice(request, door)
        token = shield.Token.read(request.POST.get(shield.TOKEN, ""))
        token = token if token and token.link_id == door.link.pk else None
        shown = form_of(door, token) if token else None
        door = door.with_form(shown) if shown else door
        if token and token.expired(door.ctx.now):
            return page(request, door, sent=request.POST, message=EXPIRED, status=422)
        try:
            receive(door.ctx, self.arrival(request, door, token))
        except Invalid as invalid:
            return page(request, door, sent=request.POST, problem=invalid, message=TEXTS["problems"], status=422)
        except TooManyRequests as problem:
            return page(request, door, sent=request.POST, message=problem.detail, status=429)
        return HttpResponseRedirect(f"/f/{slug}/thanks", status=303)

    def arrival(self, request: HttpRequest, door: Door, token: shield.Token | None) -> Arrival:
        assert door.form is not None
        return Arrival(
            link_id=door.link.pk,
            form_id=door.form.pk,
            answers=posted_answers(door.form, request.POST),
            consent=CONSENT in request.POST,
            sender=shield.daily_hash(door.ctx, address(request)),
            suspicion=suspicion_of(token, request.POST.get(shield.TRAP, ""), door.ctx),
        )


def posted_answers(form: Form, sent: QueryDict) -> dict[str, Any]:
    """What the form's fields carry; everything else that was posted is not an answer."""
    answers: dict[str, Any] = {}
    for question in form.fields:
        key, kind = question["key"], question["kind"]
        if kind == "multi_choice":
            answers[key] = sent.getlist(key)
        elif kind == "boolean":
            answers[key] = key in sent or None
        else:
            answers[key] = sent.get(key, "").strip()
    return answers


def page(
    request: HttpRequest,
    door: Door,
    *,
    sent: QueryDict | None = None,
    problem: Problem | None = None,
    message: T | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with what was typed and what is wrong with it."""
    assert door.form is not None
    form, language = door.form, door.language
    errors = {error.field: error.detail.into(language) for error in problem.errors} if problem else {}
    shown = {
        "form": form,
        "questions": [_shown(question, sent, errors, language) for question in form.fields],
        "consent_error": errors.get(CONSENT, ""),
        "consented": sent is not None and CONSENT in sent,
        "message": message.into(language) if message else "",
        "token": shield.Token(door.link.pk, form.pk, door.ctx.now).sign(),
        "campaign": door.link.campaign,
        "submit": form.submit_label or TEXTS["submit"].into(language),
        **_frame(language),
    }
    return _finish(render(request, "campaigns/form.html", shown, status=status))


def _shown(question: dict[str, Any], sent: QueryDict | None, errors: dict[str, str], language: str) -> dict[str, Any]:
    key, english = question["key"], language == "en"
    values = sent.getlist(key) if sent is not None else []
    return {
        "key": key,
        "id": "f-" + key.replace(".", "-"),
        "kind": question["kind"],
        "type": INPUTS.get(question["kind"], "text"),
        "autofill": AUTOFILL.get(key, "off"),
        "label": question["label_en" if english else "label"],
        "required": question["required"],
        "help": question["help"],
        "max_length": question["max_length"],
        "options": [
            {"value": o["value"], "label": o["label_en" if english else "label"], "chosen": o["value"] in values}
            for o in question["options"]
        ],
        "value": values[0] if values else "",
        "error": errors.get(key, ""),
    }


def _frame(language: str) -> dict[str, Any]:
    texts = {name: text.into(language) for name, text in TEXTS.items()}
    return {
        "language": "en" if language == "en" else "zh-CN",
        "texts": texts,
        "token_name": shield.TOKEN,
        "trap": shield.TRAP,
    }


def notice(request: HttpRequest, door: Door | None) -> HttpResponse:
    if door is None:
        return page_of_notice(request, MISSING, 404)
    assert door.notice is not None
    return page_of_notice(request, door.notice, 200 if door.notice is PAUSED else 410)


def page_of_notice(request: HttpRequest, text: T | str, status: int = 200, title: str = "") -> HttpResponse:
    language = language_of(request.headers.get("Accept-Language"))
    shown = {"text": text.into(language) if isinstance(text, T) else text, "title": title, **_frame(language)}
    return _finish(render(request, "campaigns/notice.html", shown, status=status))


def _finish(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


@xframe_options_exempt
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of its own, so that reloading it sends nothing again."""
    door = open_door(request, slug)
    if door is None or door.form is None:
        return notice(request, None)
    return page_of_notice(request, door.form.thank_you or THANKS, title=door.form.title)


@method_decorator(csrf_exempt, name="dispatch")
class FormData(View):
    """For a company's own site: GET describes the form, POST `{answers, consent, token?}` answers it.

    The token is checked when it comes; a server that sends what it collected has none.
    """

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.notice is not None or door.form is None:
            return self.closed(request, door)
        token = shield.Token(door.link.pk, door.form.pk, door.ctx.now).sign()
        return self.reply({**queries.as_json(door.form), "token": token})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.notice is not None or door.form is None:
            return self.closed(request, door)
        try:
            receive(door.ctx, self.arrival(request, door))
        except Problem as problem:
            return self.reply(problem.as_json(door.language), problem.status)
        return self.reply({"received": True, "thank_you": door.form.thank_you or THANKS.into(door.language)}, 201)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.reply({})
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    def arrival(self, request: HttpRequest, door: Door) -> Arrival:
        body = self.body(request)
        token = shield.Token.read(str(body["token"])) if body.get("token") else None
        shown = form_of(door, token) if token else None
        form = shown or door.form
        assert form is not None
        trapped = bool(body["answers"].pop(shield.TRAP, ""))
        return Arrival(
            link_id=door.link.pk,
            form_id=form.pk,
            answers=body["answers"],
            consent=body.get("consent") is True,
            sender=shield.daily_hash(door.ctx, address(request)),
            way=SubmissionWay.API,
            suspicion=Suspicion.HONEYPOT if trapped else Suspicion.FORGED if body.get("token") and not token else None,
        )

    def body(self, request: HttpRequest) -> dict[str, Any]:
        if too_large(request):
            raise TooLarge
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise Invalid.at("", "json", "内容不是有效的 JSON", "This is not valid JSON.") from error
        if not isinstance(body, dict) or not isinstance(body.get("answers"), dict):
            raise Invalid.at("answers", "required", "缺少 answers", "There are no answers.")
        return body

    def closed(self, request: HttpRequest, door: Door | None) -> HttpResponse:
        text = (door.notice if door else None) or MISSING
        language = language_of(request.headers.get("Accept-Language"))
        return self.reply(
            {"code": "closed" if door else "not_found", "detail": text.into(language)}, 410 if door else 404
        )

    def reply(self, data: Any, status: int = 200) -> HttpResponse:
        from_elsewhere = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        return HttpResponse(
            json.dumps(data, ensure_ascii=False, default=str),
            status=status,
            content_type="application/json; charset=utf-8",
            headers=from_elsewhere,
        )


urlpatterns = [
    path("<slug:slug>", FormPage.as_view()),
    path("<slug:slug>.json", FormData.as_view()),
    path("<slug:slug>/thanks", thanks),
]
