"""The form, what comes after it, the file that it is the gate to, and the cover."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from yuanliu.base.errors import Invalid, TooLarge, TooManyRequests
from yuanliu.base.i18n import T
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.files.uploads import allow_upload_of
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.models import After, Form, Submission, SubmissionState, Suspicion
from yuanliu.modules.campaigns.public import check_in
from yuanliu.modules.campaigns.public.doors import (
    Door,
    most_bytes,
    open_door,
    puzzle_in,
    shown_form,
    suspicion_of,
    token_in,
    too_large,
)
from yuanliu.modules.campaigns.public.held import held_in, hold
from yuanliu.modules.campaigns.public.showing import FULL, PROBLEMS, form_page, notice, words
from yuanliu.modules.campaigns.questions import CONSENT
from yuanliu.modules.campaigns.services.intake import Arrival, count_visit, receive
from yuanliu.modules.campaigns.services.personal import PARAMETER
from yuanliu.modules.campaigns.tickets import ticket_of

THANKS = T("提交成功，感谢您的参与！", "Thank you, we have received it.")
EXPIRED = T("页面已过期，请核对后再次提交", "This page had expired; please check and send it again.")
WAITING = {
    Suspicion.FULL: T(
        "名额已满，已将您列入候补名单，有名额时会与您联系。",
        "All places are taken. You are on the waiting list, and we will tell you when there is a place.",
    ),
    Suspicion.LATE: T(
        "提交时已截止，我们保留了您填写的内容，有名额时会与您联系。",
        "This had closed when you sent it. We have kept it, and will tell you when there is a place.",
    ),
}
FILE_GONE = T("下载链接已失效，请重新提交表单", "This download has expired; please send the form again.")


@method_decorator([csrf_exempt, xframe_options_exempt], name="dispatch")
class FormPage(View):
    """Where guests check in, they are asked who they are first; the form is for those whom nobody knows."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.notice is not None:
            return notice(request, door)
        if door.checks_in:
            return check_in.ask(request, door)
        if request.method == "GET" and not shield.is_robot(request.headers.get("User-Agent", "")):
            count_visit(door.ctx, door.link, door.visitor(request), request.GET.get(PARAMETER, ""))
        return form_page(request, door, message=FULL if is_full(door) else None)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        limit = most_bytes(door.form) if door else 0
        if too_large(request, limit):
            return words(request, TooLarge.detail, 413)
        if door is None:
            return notice(request, door)
        allow_upload_of(request, limit)
        token = token_in(door, request.POST.get(shield.TOKEN, ""))
        if door.notice is not None and (token is None or token.expired(door.ctx.now)):
            return notice(request, door)
        if door.checks_in and check_in.WHO in request.POST:
            return check_in.answer(request, door)
        return self.keep(request, door.with_form(shown_form(door, token)), token)

    def keep(self, request: HttpRequest, door: Door, token: shield.Token | None) -> HttpResponse:
        if token and token.expired(door.ctx.now):
            return self.again(request, door, token, message=EXPIRED)
        try:
            submission = receive(door.ctx, arrival(request, door, token))
        except Invalid as invalid:
            return self.again(request, door, token, problem=invalid, message=PROBLEMS)
        except TooManyRequests as problem:
            return self.again(request, door, token, message=problem.detail, status=429)
        receipt = {"r": shield.Receipt(submission.pk, door.ctx.now).sign()}
        chosen = {"lang": request.GET["lang"]} if "lang" in request.GET else {}
        return HttpResponseRedirect(f"/f/{door.link.slug}/thanks?{urlencode({**receipt, **chosen})}", status=303)

    def again(
        self, request: HttpRequest, door: Door, token: shield.Token | None, *, status: int = 422, **told: Any
    ) -> HttpResponse:
        """The form with everything that was sent, files too."""
        assert door.form is not None
        held = hold(request, door, door.form, token)
        return form_page(request, door, sent=request.POST, held=held, status=status, **told)


def is_full(door: Door) -> bool:
    if door.campaign.quota is None:
        return False
    with reading(door.ctx):
        return queries.is_full(door.campaign)


def arrival(request: HttpRequest, door: Door, token: shield.Token | None) -> Arrival:
    assert door.form is not None
    return Arrival(
        link=door.link,
        form=door.form,
        answers=posted_answers(door, door.form, request),
        consent=CONSENT in request.POST,
        sender=door.sender(request),
        visitor=door.visitor(request),
        language=door.language,
        suspicion=suspicion_of(door, request.POST, token, by_hand=True),
        puzzle=puzzle_in(door, request.POST),
    )


def posted_answers(door: Door, form: Form, request: HttpRequest) -> dict[str, Any]:
    """What the form's fields carry; everything else that was posted is not an answer."""
    answers: dict[str, Any] = {}
    for question in form.fields:
        key, kind = question["key"], question["kind"]
        if kind == "multi_choice":
            answers[key] = request.POST.getlist(key)
        elif kind == "file":
            held = None if key in request.FILES else held_in(request, door, key)
            answers[key] = held.upload() if held else request.FILES.get(key)
        elif kind == "boolean":
            answers[key] = key in request.POST or None
        else:
            answers[key] = request.POST.get(key, "").strip()
    return answers


@require_safe
@xframe_options_exempt
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of its own, so that reloading it sends nothing again. With the receipt it opens what the form is the gate to."""
    door = open_door(request, slug)
    if door is None or door.form is None:
        return notice(request, None)
    receipt, submission = _received(request, door)
    if submission is None or submission.form is None:
        return words(request, thanks_of(door.form, door), title=door.form.said("title", door.language))
    form = submission.form
    title = form.said("title", door.language)
    if submission.state == SubmissionState.WAITING:
        return words(request, WAITING[submission.suspicion], title=title)
    if door.checks_in:
        return check_in.welcome(request, door, submission)
    follows = after(form, door.link.slug, receipt)
    return words(request, thanks_of(form, door), title=title, ticket=_ticket(door, submission), **follows)


def thanks_of(form: Form, door: Door) -> str:
    return form.said("thank_you", door.language) or THANKS.into(door.language)


def _ticket(door: Door, submission: Submission) -> str:
    with reading(door.ctx):
        code = ticket_of(submission, door.campaign)
    return mark_safe(code.svg_inline(border=2, light="white", omitsize=True)) if code else ""  # noqa: S308  drawn from our own code


def after(form: Form, slug: str, receipt: str) -> dict[str, Any]:
    """What follows the thanks: the name and address of a link, a site or a file."""
    if form.after in (After.LINK, After.REDIRECT):
        name = urlsplit(form.after_url).netloc
        return {"link": form.after_url, "name": name, "leaving": form.after == After.REDIRECT}
    if form.after == After.FILE and form.after_file:
        return {"file": f"/f/{slug}/file?{urlencode({'r': receipt})}", "name": form.after_file.name}
    return {}


def _received(request: HttpRequest, door: Door) -> tuple[str, Submission | None]:
    """The receipt in the address, and the submission that it stands for."""
    text = request.GET.get("r", "")
    receipt = shield.Receipt.read(text, door.ctx.now)
    if receipt is None:
        return text, None
    with reading(door.ctx):
        rows = Submission.objects.filter(pk=receipt.submission_id, campaign_id=door.link.campaign_id)
        return text, rows.select_related("form__after_file").first()


@require_safe
def gated_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """For those who sent the form, for a while after."""
    door = open_door(request, slug)
    _, submission = _received(request, door) if door else ("", None)
    form = submission.form if submission and submission.state != SubmissionState.WAITING else None
    if form is None or form.after != After.FILE or form.after_file is None:
        return words(request, FILE_GONE, 403)
    file = form.after_file
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    return _sealed(response)


@require_safe
def cover(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture on top of the form, made small when it was uploaded."""
    door = open_door(request, slug)
    picture = picture_of(door) if door else None
    if picture is None:
        return HttpResponse(status=404)
    response = _sealed(FileResponse(picture.file.open("rb"), content_type=picture.content_type))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def picture_of(door: Door) -> Attachment | None:
    with reading(door.ctx):
        return Attachment.objects.filter(pk=door.campaign.cover_id).first()


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    """A file is a file: it is guessed to be nothing else, and runs nothing."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
