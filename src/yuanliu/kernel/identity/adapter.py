"""How the sign-in library is set to our house rules."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from yuanliu.base.i18n import language_of
from yuanliu.kernel.identity.addresses import client_address
from yuanliu.kernel.identity.devices import known_device
from yuanliu.kernel.identity.throttle import TooManyTries, begin_try, end_try


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Members are made by an administrator of their tenant; nobody signs up alone."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Instead of the library's limits, which lock everybody behind an address: see throttle.py."""
        email, agent = str(credentials.get("email", "")), request.headers.get("User-Agent", "")
        try:
            self._try = begin_try(email, client_address(request), known_device(request, email), agent)
        except TooManyTries as problem:
            raise ImmediateHttpResponse(_too_many(problem)) from problem

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            end_try(self._try)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Sign-in is throttled by the same address that the rest of the product sees."""
        return client_address(request)


def _too_many(problem: TooManyTries) -> JsonResponse:
    """In the library's form, which the client reads."""
    told = {"code": problem.code, "message": problem.detail.into(language_of(get_language()))}
    wait = problem.extra["retry_after"]
    answer = JsonResponse({"status": problem.status, "errors": [told], "retry_after": wait}, status=problem.status)
    answer.headers["Retry-After"] = str(wait)
    return answer


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are stored encrypted: a copy of the database alone signs nobody in."""

    def get_totp_issuer(self) -> str:
        return "源流 Yuanliu"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
