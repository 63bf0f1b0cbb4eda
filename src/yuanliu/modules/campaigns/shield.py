"""What protects a public form: a signed timed token, a trap for robots, limits, and a puzzle where a campaign wants one.

Nothing is stored at the visitor's.

What looks like spam is kept apart with the reason, never dropped; only a flood from one address is turned away.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer

from yuanliu.base.errors import TooManyRequests
from yuanliu.kernel.work.context import Context
from yuanliu.modules.campaigns.models import Submission, Suspicion

TRAP = "_homepage"  # a field that people do not see
TOKEN = "_token"  # noqa: S105  the name of a field
SOLUTION = "_solution"
PUZZLE_BITS = 16  # some 65,000 hashes: a moment on a phone, dear for whoever sends thousands
TOO_FAST = timedelta(seconds=2)
OPEN_FOR = timedelta(hours=24)
WINDOW = timedelta(minutes=10)
# An exhibition hall shares one address, so the first limit only sets apart; the second turns away.
ADDRESS_LIMIT = 30
ADDRESS_FLOOD = 300
LINK_LIMIT = 3000

ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|externalhit|preview|monitor|headless|curl|wget|python|httpclient|okhttp|java/|go-http",
    re.IGNORECASE,
)

FILE_FOR = timedelta(hours=24)

_signer = Signer(salt="campaigns.form")
_receipts = Signer(salt="campaigns.receipt")


@dataclass(frozen=True, slots=True)
class Token:
    """Which form of which link was shown, and when."""

    link_id: UUID
    form_id: UUID
    at: datetime

    def sign(self) -> str:
        return _signer.sign_object([str(self.link_id), str(self.form_id), self.at.isoformat()])

    @classmethod
    def read(cls, text: str) -> Token | None:
        """None for what this site has not signed."""
        try:
            link_id, form_id, at = _signer.unsign_object(text)
        except (BadSignature, ValueError):
            return None
        return cls(UUID(link_id), UUID(form_id), datetime.fromisoformat(at))

    def expired(self, now: datetime) -> bool:
        return now - self.at > OPEN_FOR

    def too_fast(self, now: datetime) -> bool:
        return now - self.at < TOO_FAST


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was sent, and when: opens what the form is the gate to, for a while."""

    submission_id: UUID
    at: datetime

    def sign(self) -> str:
        return _receipts.sign_object([str(self.submission_id), self.at.isoformat()])

    @classmethod
    def read(cls, text: str, now: datetime) -> Receipt | None:
        """None for what this site has not signed, or too long ago."""
        try:
            submission_id, at = _receipts.unsign_object(text)
        except (BadSignature, ValueError):
            return None
        receipt = cls(UUID(submission_id), datetime.fromisoformat(at))
        return receipt if now - receipt.at <= FILE_FOR else None


def solves(token: str, solution: str) -> bool:
    """Whether SHA-256 of the token, a colon and the solution begins with enough zero bits."""
    digest = hashlib.sha256(f"{token}:{solution[:40]}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4]) >> (32 - PUZZLE_BITS) == 0


def puzzle_of(token: str) -> str:
    """What a submission keeps of the token whose puzzle was solved, so that it is solved for one only."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:32]


def is_robot(user_agent: str) -> bool:
    """Robots that say so; they are not counted as visits."""
    return not user_agent or ROBOT.search(user_agent) is not None


def daily_hash(ctx: Context, *parts: str) -> str:
    """The same person on the same day is the same hash; over days and tenants nobody can be followed."""
    text = "\n".join((str(ctx.tenant_id), ctx.today.isoformat(), *parts))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def tries_too_often(sender: str) -> bool:
    """Counts a try to be recognised; true for more than a hall full of guests would make from one address."""
    key = f"check-in:{sender}"
    cache.add(key, 0, WINDOW.total_seconds())
    return cache.incr(key) > ADDRESS_FLOOD


def over_limit(ctx: Context, link_id: UUID, sender: str) -> Suspicion | None:
    """Counted in the database, so the limit holds over all processes. TooManyRequests in a flood."""
    recent = Submission.objects.filter(created_at__gt=ctx.now - WINDOW)
    from_address = recent.filter(sender=sender)[:ADDRESS_FLOOD].values("pk").count()
    if from_address >= ADDRESS_FLOOD:
        raise TooManyRequests
    if from_address >= ADDRESS_LIMIT:
        return Suspicion.ADDRESS_RATE
    if recent.filter(link_id=link_id)[:LINK_LIMIT].values("pk").count() >= LINK_LIMIT:
        return Suspicion.LINK_RATE
    return None
