"""The printable sheet of a campaign's links: their QR codes as a grid to cut up, or each on a page of its own."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from yuanliu.base.i18n import T
from yuanliu.kernel.records.http import Request, asked_language
from yuanliu.kernel.records.output import titles_of
from yuanliu.kernel.records.seen import seen, seen_values, title_of
from yuanliu.modules.campaigns.models import PromotionLink
from yuanliu.modules.campaigns.queries import current_form, public_path, visible_campaign

TEXTS = {
    "print": T("打印", "Print"),
    "none": T("没有启用中的推广链接", "No link of this campaign is active."),
    "scan": T("微信扫码填写", "Scan with your phone"),
}


def link_sheet(request: Request, campaign_id: UUID, layout: str, language: str) -> HttpResponse:
    """A page for the browser to print: every active link, by channel and promoter. Runs inside a reading."""
    ctx = request.auth
    campaign = visible_campaign(ctx, campaign_id)
    ctx.require("promotion_link", "read")
    rows = PromotionLink.objects.visible_to(ctx).filter(campaign=campaign, active=True)
    links = list(rows.order_by("channel", "created_at", "pk"))
    names = titles_of(ctx, {"member": {link.promoter_id for link in links if link.promoter_id}}).get("member", {})
    language = language or asked_language(request)
    form = current_form(campaign.pk)
    nonce = secrets.token_urlsafe(12)
    facts = seen_values(ctx, "campaign", {"starts_on": campaign.starts_on, "place": campaign.place})
    campaign_told = {**facts, "name": title_of(ctx, campaign)}
    shown = {
        "campaign": campaign_told,
        "title": form.said("title", language) if form else campaign_told["name"],
        "layout": layout,
        "language": language,
        "texts": {name: text.into(language) for name, text in TEXTS.items()},
        "links": [_shown(request, link, names) for link in links],
        "nonce": nonce,
    }
    response = render(request, "campaigns/sheet.html", shown)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; base-uri 'none'"
    response.headers["Content-Security-Policy"] = policy
    return response


def _shown(request: Request, link: PromotionLink, names: dict[UUID, str]) -> dict[str, Any]:
    """Medium error correction, as on the single codes: still read when a poster is creased."""
    address = link_address(request, link)
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
    ctx = request.auth
    promoter = names.get(link.promoter_id, "") if link.promoter_id else ""
    return {
        "channel": title_of(ctx, link),
        "promoter": seen(ctx, "promotion_link.promoter", promoter) or "",
        "address": address.split("://", 1)[1],
        "code": mark_safe(drawn),  # noqa: S308  drawn by the library from our own address
    }


def link_address(request: Request, link: PromotionLink) -> str:
    return request.build_absolute_uri(public_path(request.auth, link))
