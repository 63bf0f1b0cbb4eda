"""Personal links 专属链接: the address of a link with a sealed mark of whom it was sent to. Opening it is a touch.

Nothing is stored at the visitor's and nothing beside the link: the mark itself says who, and the seal that this site made
it for this link. It names nobody to those who read it, and ends when the link is switched off.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from yuanliu.base.errors import Forbidden, Invalid
from yuanliu.base.time import day_bounds
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.campaigns.models import Campaign, LinkPurpose, PromotionLink, Touch, TouchKind
from yuanliu.modules.campaigns.queries import public_path, visible_link
from yuanliu.modules.campaigns.services.touches import add_touch

KINDS = ("lead", "contact", "account")  # the place in this list stands in marks that were sent: only ever append
SEAL = 12  # bytes
LENGTH = 1 + 16 + SEAL
PARAMETER = "p"


def mark_of(link_id: UUID, kind: str, record_id: UUID) -> str:
    """Of 39 characters, short enough for a text message."""
    body = bytes([KINDS.index(kind)]) + record_id.bytes
    return urlsafe_b64encode(body + _seal(link_id, body)).decode().rstrip("=")


def read_mark(link_id: UUID, mark: str) -> tuple[str, UUID] | None:
    """Whom this link was sent to; None for what this site has not made for it."""
    try:
        found = urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
    except (binascii.Error, ValueError):
        return None
    body, seal = found[:-SEAL], found[-SEAL:]
    if len(found) != LENGTH or body[0] >= len(KINDS) or not constant_time_compare(seal, _seal(link_id, body)):
        return None
    return KINDS[body[0]], UUID(bytes=body[1:])


def _seal(link_id: UUID, body: bytes) -> bytes:
    return salted_hmac("campaigns.personal", link_id.bytes + body, algorithm="sha256").digest()[:SEAL]


def note_opening(w: Work, link: PromotionLink, mark: str) -> None:
    """One touch for each person, link and day, however often the page is loaded again."""
    person = read_mark(link.pk, mark)
    record = model_of(person[0]).objects.alive().filter(pk=person[1]).first() if person else None
    if record is None:
        return
    w.take_turns(f"opened {link.pk} {record.pk}")
    since, _ = day_bounds(w.ctx.today, w.ctx.time_zone)
    touches = Touch.objects.filter(kind=TouchKind.VISIT, promotion_link=link, record_id=record.pk, at__gte=since)
    if not touches.filter(carried_from=None).exists():
        add_touch(w, Campaign.objects.get(pk=link.campaign_id), record, TouchKind.VISIT, link_id=link.pk)


def personal_links(ctx: Context, campaign_id: UUID, link_id: UUID, kind: str, ids: Collection[UUID]) -> dict[str, Any]:
    """{items: [{record, path}]} of those that the member may see, for whoever may change the campaign."""
    ctx.require("campaign", "update")
    ctx.require(kind, "read")
    link = visible_link(ctx, campaign_id, link_id)
    if not Campaign.objects.visible_to(ctx, "update").filter(pk=link.campaign_id).exists():
        raise Forbidden(permission="campaign.update")
    if link.purpose != LinkPurpose.FORM:
        raise Invalid.at("link", "no_form", "请选择报名链接", "Choose a sign-up link.")
    rows = model_of(kind).objects.visible_to(ctx).filter(pk__in=ids).values_list("pk", flat=True)
    titles = titles_of(ctx, {kind: set(rows)})
    order = [pk for pk in dict.fromkeys(ids) if pk in titles.get(kind, {})]
    path = f"{public_path(ctx, link)}?{PARAMETER}="
    return {
        "items": [{"record": reference(kind, pk, titles), "path": path + mark_of(link.pk, kind, pk)} for pk in order]
    }
