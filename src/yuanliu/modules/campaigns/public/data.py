"""The form as JSON, for a company's own site."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from yuanliu.base import puzzle
from yuanliu.base.errors import Invalid, Problem, TooLarge
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.models import Form, Submission, SubmissionState, SubmissionWay
from yuanliu.modules.campaigns.public.doors import (
    MISSING,
    Door,
    language,
    most_bytes,
    open_door,
    puzzle_in,
    shown_form,
    suspicion_of,
    token_in,
    too_large,
)
from yuanliu.modules.campaigns.public.pages import WAITING, after, thanks_of
from yuanliu.modules.campaigns.services.intake import Arrival, receive


@method_decorator(csrf_exempt, name="dispatch")
class FormData(View):
    """GET describes the form, POST `{answers, consent, token?, solution?}` answers it; a file is `{name, content: base64}`.

    Its texts are in both languages; `?lang=` says in which the visitor read them, and so in which they are answered.
    The token is checked when it comes; a server that sends what it collected has none. A campaign that sets a puzzle wants
    both: SHA-256 of `token:solution` begins with `puzzle` zero bits.
    """

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.notice is not None or door.form is None:
            return closed(request, door)
        token = shield.Token(door.link.pk, door.form.pk, door.ctx.now).sign()
        bits = puzzle.BITS if door.campaign.proof_of_work else None
        return answer({**queries.public_json(door.form), "token": token, "puzzle": bits})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        door = open_door(request, slug)
        if door is None or door.form is None:
            return closed(request, door)
        try:
            body = read_body(request, door.form)
            token = token_in(door, body[shield.TOKEN])
            if door.notice is not None and (token is None or token.expired(door.ctx.now)):
                return closed(request, door)
            door = door.with_form(shown_form(door, token))
            submission = receive(door.ctx, arrival(request, door, body, token))
        except Problem as problem:
            return answer(problem.as_json(door.language), problem.status)
        return answer(received(door, submission), 201)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = answer({})
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response


def read_body(request: HttpRequest, form: Form) -> dict[str, Any]:
    """The answers, the consent, and the shield's fields under the names that they have on the page."""
    if too_large(request, most_bytes(form)):
        raise TooLarge
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Invalid.at("", "json", "内容不是有效的 JSON", "This is not valid JSON.") from error
    if not isinstance(body, dict) or not isinstance(body.get("answers"), dict):
        raise Invalid.at("answers", "required", "缺少 answers", "There are no answers.")
    return {
        "answers": body["answers"],
        "consent": body.get("consent") is True,
        shield.TRAP: body["answers"].pop(shield.TRAP, ""),
        shield.TOKEN: str(body.get("token") or ""),
        shield.SOLUTION: str(body.get("solution") or ""),
    }


def arrival(request: HttpRequest, door: Door, body: dict[str, Any], token: shield.Token | None) -> Arrival:
    assert door.form is not None
    files = {question["key"] for question in door.form.fields if question["kind"] == "file"}
    return Arrival(
        link=door.link,
        form=door.form,
        answers={key: sent_file(value) if key in files else value for key, value in body["answers"].items()},
        consent=body["consent"],
        sender=door.sender(request),
        language=door.language,
        way=SubmissionWay.API,
        suspicion=suspicion_of(door, body, token, by_hand=False),
        puzzle=puzzle_in(door, body),
    )


def sent_file(value: Any) -> Any:
    """A file out of its name and content; anything else as it came, for the check of the answers to refuse."""
    if not isinstance(value, dict) or not all(isinstance(value.get(part), str) for part in ("name", "content")):
        return value
    try:
        return SimpleUploadedFile(value["name"] or "file", b64decode(value["content"], validate=True))
    except ValueError:
        return value


def received(door: Door, submission: Submission) -> dict[str, Any]:
    """What the visitor may be told; `link` or `file`: where what the form is the gate to can be fetched."""
    assert door.form is not None
    if submission.state == SubmissionState.WAITING:
        return {"received": True, "waiting": True, "thank_you": WAITING[submission.suspicion].into(door.language)}
    follows = after(door.form, door.link.slug, shield.Receipt(submission.pk, door.ctx.now).sign())
    return {"received": True, "waiting": False, "thank_you": thanks_of(door.form, door), **follows}


def closed(request: HttpRequest, door: Door | None) -> HttpResponse:
    text = (door.notice if door else None) or MISSING
    code = "closed" if door else "not_found"
    return answer({"code": code, "detail": text.into(language(request))}, 410 if door else 404)


def answer(data: Any, status: int = 200) -> HttpResponse:
    from_elsewhere = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return HttpResponse(
        json.dumps(data, ensure_ascii=False, default=str),
        status=status,
        content_type="application/json; charset=utf-8",
        headers=from_elsewhere,
    )
