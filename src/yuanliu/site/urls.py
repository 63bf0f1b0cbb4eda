"""Addresses: the API, sign-in, and the browser client for everything else."""

from __future__ import annotations

import json
from functools import cache
from threading import Lock

from allauth.headless.constants import Client
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path

from yuanliu.base.errors import SignedOut
from yuanliu.kernel.identity.forgotten import ForgottenView
from yuanliu.site.api import build_api
from yuanliu.site.problems import answer

api = build_api()
building = Lock()


def client(request: HttpRequest) -> HttpResponseBase:
    """The browser client draws every page that is not the API's."""
    index = settings.CLIENT_DIST / "index.html"
    if not index.is_file():
        return HttpResponse(
            "浏览器端尚未构建 · the browser client has not been built",
            status=503,
            content_type="text/plain; charset=utf-8",
        )
    response = FileResponse(index.open("rb"), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def api_document() -> bytes:
    """Built once in each process: that takes seconds."""
    with building:
        return json.dumps(api.get_openapi_schema(), ensure_ascii=False).encode()


def openapi(request: HttpRequest) -> HttpResponse:
    """The document of the API, for members; for everybody where the operator wants."""
    if not settings.API_DOCUMENT_PUBLIC and not request.user.is_authenticated:
        return answer(request, SignedOut())
    return HttpResponse(api_document(), content_type="application/json; charset=utf-8")


def by_room(patterns: list[URLPattern]) -> list[URLResolver]:
    """The same routes, those with the same first segment below each other: Django tries one after the other, and there are
    hundreds."""
    rooms: dict[str, list[URLPattern]] = {}
    for pattern in patterns:
        room, slash, rest = str(pattern.pattern).partition("/")
        below = path(f"{slash}{rest}", pattern.callback, pattern.default_args, pattern.name)
        rooms.setdefault(room, []).append(below)
    return [path(room, include(below)) for room, below in rooms.items()]


# What the sign-in library has and our people reach by other doors: invitations, codes for a mailbox, sign-up.
CLOSED = r"^_allauth/[a-z]+/v1/(?:account/(?:email|phone)|auth/(?:signup|(?:email|phone|code|reauthenticate/code)/))"


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


routes, *named = api.urls
urlpatterns = [
    path("api/v1/openapi.json", openapi),
    path("api/v1/", (by_room(routes), *named)),
    re_path(CLOSED, closed),
    path("_allauth/browser/v1/auth/password/request", ForgottenView.as_api_view(client=Client.BROWSER)),
    path("_allauth/", include("allauth.headless.urls")),
    path("f/", include("yuanliu.modules.campaigns.public")),
    re_path(r"^(?!api/|_allauth/|static/|assets/).*$", client),
]
