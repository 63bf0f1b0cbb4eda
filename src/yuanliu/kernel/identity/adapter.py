"""How the sign-in library is set to our house rules."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Members are made by an administrator of their tenant; nobody signs up alone."""
        return False
