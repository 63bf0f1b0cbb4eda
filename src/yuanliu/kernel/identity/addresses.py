"""From which address a request came, behind however many proxies of our own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address: the connection's, or with N trusted proxies the Nth from the right of X-Forwarded-For.

    What stands further left was written by whoever called, and a shorter header did not come through all our proxies.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    trusted: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    return hops[-trusted] if 0 < trusted <= len(hops) and hops[-trusted] else direct
