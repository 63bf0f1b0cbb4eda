"""Texts that this site signs and gives to visitors, and knows again when they come back."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer


class Seal:
    """`use` sets texts of one kind apart from those of every other."""

    def __init__(self, use: str) -> None:
        self._signer = Signer(salt=f"campaigns.{use}")

    def sign(self, *parts: str) -> str:
        return self._signer.sign_object(parts)

    def open(self, text: str) -> list[Any] | None:
        """None for what this site has not signed for this use."""
        try:
            return self._signer.unsign_object(text)
        except (BadSignature, ValueError):
            return None
