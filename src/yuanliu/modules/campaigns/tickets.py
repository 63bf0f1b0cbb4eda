"""Tickets 入场码: what a guest shows at the door instead of giving a number.

The code says which entry it is, sealed by this site for this campaign; nothing is stored for it. It is no address: whoever
has it at home cannot check in there, only a check-in page takes it.
"""

from __future__ import annotations

import binascii
from base64 import b32decode, b32encode
from uuid import UUID

import segno
from django.utils.crypto import constant_time_compare, salted_hmac

from yuanliu.modules.campaigns.models import NOTHING_TO_ATTEND, Campaign, LinkPurpose, Submission, SubmissionState

SEAL = 9  # bytes; with the 16 of the entry 40 letters that a scanner may type in any case
LETTERS = 40


def code_of(submission: Submission) -> str:
    body = submission.pk.bytes
    return b32encode(body + _seal(submission.campaign_id, body)).decode()


def read_code(campaign_id: UUID, text: str) -> UUID | None:
    """The entry; None for what this site has not made for this campaign."""
    if len(text) != LETTERS:
        return None
    try:
        found = b32decode(text.encode(), casefold=True)
    except (binascii.Error, ValueError):
        return None
    body, seal = found[:-SEAL], found[-SEAL:]
    return UUID(bytes=body) if constant_time_compare(seal, _seal(campaign_id, body)) else None


def _seal(campaign_id: UUID, body: bytes) -> bytes:
    return salted_hmac("campaigns.ticket", campaign_id.bytes + body, algorithm="sha256").digest()[:SEAL]


def ticket_of(submission: Submission, campaign: Campaign) -> segno.QRCode | None:
    """For who has a place at something to attend, where guests check in. Runs inside a reading."""
    if submission.state in (SubmissionState.WAITING, SubmissionState.REJECTED) or campaign.kind in NOTHING_TO_ATTEND:
        return None
    if not campaign.links.alive().filter(purpose=LinkPurpose.CHECK_IN, active=True).exists():
        return None
    return segno.make(code_of(submission), error="m", micro=False)
