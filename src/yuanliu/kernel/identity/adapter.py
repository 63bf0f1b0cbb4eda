"""How the sign-in library is set to our house rules."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from yuanliu.kernel.identity.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Members are made by an administrator of their tenant; nobody signs up alone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Sign-in is throttled by the same address that the rest of the product sees."""
        return client_address(request)


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
