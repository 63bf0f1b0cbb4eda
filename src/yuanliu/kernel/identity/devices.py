"""A device on which somebody has signed in before carries a signed cookie: the tries of strangers do not lock it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from yuanliu.kernel.identity.throttle import account_key

COOKIE, SALT = "device", "known device"
LIFE = 365 * 24 * 60 * 60  # seconds
MOST = 20  # accounts of one device


def known_device(request: HttpRequest, email: str) -> str:
    """The id of the device when it has signed in to this account before, else ""."""
    device, accounts = _read(request)
    return device if account_key(email) in accounts else ""


class KnownDevices:
    """Middleware: who has signed in by this request is remembered by their device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if email := getattr(request, "just_signed_in", ""):
            device, accounts = _read(request)
            key = account_key(email)
            accounts = [key, *(other for other in accounts if other != key)][:MOST]
            response.set_cookie(
                COOKIE,
                signing.dumps([device or secrets.token_urlsafe(16), accounts], salt=SALT),
                max_age=LIFE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.just_signed_in = user.email  # type: ignore[attr-defined]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return "", []
    return device, accounts
