"""What protects a public form: a signed timed token, a trap for robots, and limits. Nothing is stored at the visitor's.

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
from django.core.signing import BadSignature, Signer

from yuanliu.base.errors import TooManyRequests
from yuanliu.kernel.work.context import Context
from yuanliu.modules.campaigns.models import Submission, Suspicion

TRAP = "_homepage"  # a field that people do not see
TOKEN = "_token"  # noqa: S105  the name of a field
TOO_FAST = timedelta(seconds=2)
OPEN_FOR = timedelta(hours=24)
WINDOW = timedelta(minutes=10)
# An exhibition hall shares one address, so the first limit only sets apart; the second turns away.
ADDRESS_LIMIT = 30
ADDRESS_FLOOD = 300
LINK_LIMIT = 3000

ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|externalhit|preview|monitor|headless|curl|wget|python|httpclient|okhttp|java/|go-http",
    re.IGNORECASE,
)

_signer = Signer(salt="campaigns.form")


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


def is_robot(user_agent: str) -> bool:
    """Robots that say so; they are not counted as visits."""
    return not user_agent or ROBOT.search(user_agent) is not None


def daily_hash(ctx: Context, *parts: str) -> str:
    """The same person on the same day is the same hash; over days and tenants nobody can be followed."""
    text = "\n".join((str(ctx.tenant_id), ctx.today.isoformat(), *parts))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


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
