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
from django.db import connection

from yuanliu.base.errors import TooManyRequests
from yuanliu.kernel.work.context import Context
from yuanliu.modules.campaigns.models import Submission, Suspicion
from yuanliu.modules.campaigns.seals import Seal

TRAP = "_homepage"  # a field that people do not see
TOKEN = "_token"  # noqa: S105  the name of a field
SOLUTION = "_solution"
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

_tokens = Seal("form")
_receipts = Seal("receipt")


@dataclass(frozen=True, slots=True)
class Token:
    """Which form of which link was shown, and when."""

    link_id: UUID
    form_id: UUID
    at: datetime

    def sign(self) -> str:
        return _tokens.sign(str(self.link_id), str(self.form_id), self.at.isoformat())

    @classmethod
    def read(cls, text: str) -> Token | None:
        """None for what this site has not signed."""
        if (parts := _tokens.open(text)) is None:
            return None
        link_id, form_id, at = parts
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
        return _receipts.sign(str(self.submission_id), self.at.isoformat())

    @classmethod
    def read(cls, text: str, now: datetime) -> Receipt | None:
        """None for what this site has not signed, or too long ago."""
        if (parts := _receipts.open(text)) is None:
            return None
        submission_id, at = parts
        receipt = cls(UUID(submission_id), datetime.fromisoformat(at))
        return receipt if now - receipt.at <= FILE_FOR else None


def is_robot(user_agent: str) -> bool:
    """Robots that say so; they are not counted as visits."""
    return not user_agent or ROBOT.search(user_agent) is not None


def daily_hash(ctx: Context, *parts: str) -> str:
    """The same person on the same day is the same hash; over days and tenants nobody can be followed."""
    text = "\n".join((str(ctx.tenant_id), ctx.today.isoformat(), *parts))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def tries_too_often(sender: str) -> bool:
    """Counts a try to be recognised; true for more than a hall full of guests would make from one address."""
    return _counted(f"check-in:{sender}") > ADDRESS_FLOOD


def holds_too_much(sender: str) -> bool:
    """Counts a file that is kept aside; true for more than people at one address would have to send again."""
    return _counted(f"held:{sender}") > ADDRESS_LIMIT


def _counted(key: str) -> int:
    cache.add(key, 0, WINDOW.total_seconds())
    return cache.incr(key)


# One statement, because hundreds may come in a second. Counted in the database, so that limits hold over all processes.
_KNOWN = f"""
    SELECT
      (SELECT id FROM campaigns_submission WHERE campaign_id = %(campaign)s AND fingerprint = %(fingerprint)s),
      (SELECT count(*) FROM (SELECT FROM campaigns_submission
        WHERE sender = %(sender)s AND created_at > %(since)s LIMIT {ADDRESS_FLOOD}) s),
      (SELECT count(*) FROM (SELECT FROM campaigns_submission
        WHERE link_id = %(link)s AND created_at > %(since)s LIMIT {LINK_LIMIT}) l),
      EXISTS (SELECT FROM campaigns_submission WHERE puzzle = %(puzzle)s)
"""  # noqa: S608  made of constants


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of something that arrives: the same content before, and how much came lately."""

    twin: UUID | None
    from_address: int
    through_link: int
    puzzle_spent: bool

    @classmethod
    def of(cls, ctx: Context, submission: Submission) -> Known:
        with connection.cursor() as cursor:
            cursor.execute(
                _KNOWN,
                {
                    "campaign": submission.campaign_id,
                    "fingerprint": submission.fingerprint,
                    "sender": submission.sender,
                    "link": submission.link_id,
                    "puzzle": submission.puzzle,
                    "since": ctx.now - WINDOW,
                },
            )
            return cls(*cursor.fetchone())

    def over_limit(self) -> Suspicion | None:
        """TooManyRequests in a flood."""
        if self.from_address >= ADDRESS_FLOOD:
            raise TooManyRequests
        if self.from_address >= ADDRESS_LIMIT:
            return Suspicion.ADDRESS_RATE
        return Suspicion.LINK_RATE if self.through_link >= LINK_LIMIT else None
