"""Between a request and a context, between a result and a response."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.security import APIKeyCookie

from yuanliu.base.errors import Forbidden, Invalid
from yuanliu.base.i18n import T, language_of
from yuanliu.base.ids import uuid7
from yuanliu.kernel.access.queries import context_of, needs_second_factor
from yuanliu.kernel.identity.addresses import client_address
from yuanliu.kernel.work.context import Context, IdempotencyKey, Origin

COMPANY = "company"  # in the session: the code of the company where the person was last
_encoder = msgspec.json.Encoder()


class Request(HttpRequest):
    """A request that `SessionAuth` let in; its `auth` is the member's context."""

    auth: Context


class NotInCompany(Forbidden):
    code = "not_in_company"
    detail = T(
        "此链接属于另一家企业，您不是它的在职成员",
        "This link belongs to another company, and you are no active member of it.",
    )


class SecondFactorNeeded(Forbidden):
    code = "second_factor_needed"
    detail = T(
        "您的企业要求开启两步验证后才能使用", "Your company asks you to turn on two-step verification before you go on."
    )


def context_here(request: HttpRequest, **more: Any) -> Context | None:
    """The signed-in person in the company that the client names (`X-Company`, or `?company=` where a browser fetches a file
    by itself), else in the one where they were last; None without any place."""
    named = request.headers.get("X-Company") or request.GET.get("company", "")
    last = request.session.get(COMPANY, "")
    ctx = context_of(request.user, named or last, **more) or (None if named else context_of(request.user, **more))
    if ctx is None and named and request.user.memberships:
        raise NotInCompany
    if ctx is not None and needs_second_factor(request.user, ctx):
        raise SecondFactorNeeded
    return ctx


class SessionAuth(APIKeyCookie):
    """The signed-in member's context becomes `request.auth`; unsafe methods need the CSRF token."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Context | None:
        if not request.user.is_authenticated or not request.user.is_active:
            return None
        return context_here(request, origin=request_origin(request), idempotency=_idempotency(request))


def request_origin(request: HttpRequest, kind: str = "api") -> Origin:
    return Origin(kind=kind, request_id=str(uuid7()), ip=client_address(request))


def asked_language(request: HttpRequest) -> str:
    """Of labels and errors: what the client asks for, else what the member has chosen."""
    if asked := request.headers.get("Accept-Language"):
        return language_of(asked)
    ctx = getattr(request, "auth", None)
    return ctx.locale if isinstance(ctx, Context) else "zh-hans"


def _idempotency(request: HttpRequest) -> IdempotencyKey | None:
    key = request.headers.get("Idempotency-Key")
    if not key or request.method != "POST":
        return None
    if len(key) > 200 or "\x00" in key:
        raise Invalid.at("Idempotency-Key", "too_long", "幂等键过长", "The Idempotency-Key is too long.")
    return IdempotencyKey(key, _fingerprint(request))


def _fingerprint(request: HttpRequest) -> str:
    """What tells one request from another. The body of an upload has been read by now: its parts stand for it."""
    digest = hashlib.sha256(f"{request.path}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(repr(sorted(request.POST.lists())).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def without_key(ctx: Context) -> Context:
    """For acts that open several works (bulk): each is safe to repeat by itself."""
    return replace(ctx, idempotency=None)


def reply(data: Any, status: int = 200) -> HttpResponse:
    """One encoder for every answer: exact decimals, ids and UTC times as strings."""
    return HttpResponse(_encoder.encode(data), status=status, content_type="application/json; charset=utf-8")


def attachment(content: bytes | Any, filename: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    return response
