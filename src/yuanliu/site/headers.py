"""What every answer tells the browser, errors and files included: run nothing of others, guess nothing, keep nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Styles may stand in the page: the client's components write them there. Scripts may not.
PAGE = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
DATA = "default-src 'none'; frame-ancestors 'none'"
YEAR = 365 * 24 * 3600


class SafeHeaders:
    """The first middleware, so that nothing leaves without it. A page that has a policy of its own keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        ours = request.path.startswith(("/api/", "/_allauth/"))
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = DATA if ours else PAGE
            headers["X-Frame-Options"] = "DENY"
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        if ours:
            headers["Cache-Control"] = "no-store"
        if settings.SESSION_COOKIE_SECURE:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        return response
