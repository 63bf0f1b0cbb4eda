"""From an address to what stands behind it, and whether it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from yuanliu.base import puzzle
from yuanliu.base.i18n import T, language_of
from yuanliu.kernel.identity.addresses import client_address
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import locate
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.models import Campaign, CampaignState, Form, LinkPurpose, PromotionLink, Suspicion
from yuanliu.modules.campaigns.uploads import MAX_FILE

MOST_REMEMBERED = 1000
MAX_BODY = 512 * 1024
CLOSED = T("活动已结束，感谢您的关注", "This has ended. Thank you for your interest.")
PAUSED = T("活动暂停报名，请稍后再来", "Sign-up is paused at the moment; please come back later.")
NOT_YET = T("{at} 开放，请届时再来", "This opens at {at}; please come back then.")
MISSING = T("页面不存在", "There is no such page.")


@dataclass(frozen=True, slots=True)
class Door:
    """A link that exists, as a visitor finds it. `form` is None while none has been published."""

    ctx: Context
    link: PromotionLink
    form: Form | None
    language: str

    @property
    def campaign(self) -> Campaign:
        return self.link.campaign

    @property
    def checks_in(self) -> bool:
        return bool(self.link.purpose == LinkPurpose.CHECK_IN)

    @property
    def notice(self) -> T | None:
        """Why there is nothing to fill in; None when there is. Guests check in whenever the campaign runs."""
        campaign, now = self.campaign, self.ctx.now
        if campaign.state == CampaignState.PAUSED:
            return PAUSED
        if campaign.state != CampaignState.ACTIVE or not self.link.active or not self.form:
            return CLOSED
        if self.checks_in:
            return None
        if campaign.opens_at and now < campaign.opens_at:
            return NOT_YET.format(at=f"{self.local(campaign.opens_at):%Y-%m-%d %H:%M}")
        return CLOSED if campaign.closes_at and now >= campaign.closes_at else None

    def local(self, moment: datetime) -> datetime:
        """As the clocks of the company show it."""
        return moment.astimezone(ZoneInfo(self.ctx.time_zone))

    def with_form(self, form: Form | None) -> Door:
        return replace(self, form=form) if form else self

    def sender(self, request: HttpRequest) -> str:
        return shield.daily_hash(self.ctx, client_address(request))

    def visitor(self, request: HttpRequest) -> str:
        """Several people may share an address; their browsers tell them apart, when they come and when they send."""
        return shield.daily_hash(self.ctx, client_address(request), request.headers.get("User-Agent", ""))


def language(request: HttpRequest) -> str:
    """What the visitor chose on the page, else what their browser asks for."""
    return language_of(request.GET.get("lang") or request.headers.get("Accept-Language"))


def open_door(request: HttpRequest, slug: str) -> Door | None:
    """None for addresses that lead nowhere, and for drafts, which nobody outside has seen.

    What stands behind an address is remembered for a moment, because hundreds may come through it in a second: a change
    of the campaign is seen that much later. Places and limits are counted in the database each time.
    """
    until, found = _remembered.get(slug, (0.0, None))
    if found is None or until < monotonic():
        found = _find(slug)
        _remember(slug, found)
    return replace(found, language=language(request)) if found else None


_remembered: dict[str, tuple[float, Door]] = {}


def _remember(slug: str, door: Door | None) -> None:
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    if door is not None and settings.DOORS_REMEMBERED:
        _remembered[slug] = (monotonic() + settings.DOORS_REMEMBERED, door)


def _find(slug: str) -> Door | None:
    for located in locate(LocatorKind.FORM, slug):
        tenant = Tenant.objects.get(pk=located.tenant_id)
        ctx = Context.for_system(tenant.pk, kind="public", **tenant.local)
        with reading(ctx):
            links = PromotionLink.objects.alive().filter(pk=located.target_id, campaign__deleted_at=None)
            link = links.select_related("campaign").first()
            if link is not None and link.campaign.state != CampaignState.DRAFT:
                return Door(ctx, link, queries.current_form(link.campaign_id), "")
    return None


def shown_form(door: Door, token: shield.Token | None) -> Form | None:
    """The version that the visitor saw; None when the token is of another campaign, or there is none."""
    if token is None or (door.form and token.form_id == door.form.pk):
        return door.form if token else None
    with reading(door.ctx):
        return Form.objects.filter(pk=token.form_id, campaign_id=door.link.campaign_id).first()


def token_in(door: Door, text: str) -> shield.Token | None:
    token = shield.Token.read(text)
    return token if token and token.link_id == door.link.pk else None


def suspicion_of(
    door: Door, fields: Mapping[str, object], token: shield.Token | None, *, by_hand: bool
) -> Suspicion | None:
    """What the shield says of what was sent. `by_hand`: through the page, where a person types, and always has its token."""
    if fields.get(shield.TRAP):
        return Suspicion.HONEYPOT
    if token is None and (by_hand or fields.get(shield.TOKEN)):
        return Suspicion.FORGED
    if token and by_hand and token.too_fast(door.ctx.now):
        return Suspicion.TOO_FAST
    if door.campaign.proof_of_work and not (token and puzzle_in(door, fields)):
        return Suspicion.NO_PROOF
    return Suspicion.LATE if door.notice else None


def puzzle_in(door: Door, fields: Mapping[str, object]) -> str | None:
    """What is kept of a puzzle that was solved, where the campaign sets one."""
    token, solution = (str(fields.get(name) or "") for name in (shield.TOKEN, shield.SOLUTION))
    solved = door.campaign.proof_of_work and puzzle.solves(token, solution)
    return puzzle.spent_as(token) if solved else None


def most_bytes(form: Form | None) -> int:
    """How much may come at once: more where the form asks for files."""
    asked = sum(question["kind"] == "file" for question in form.fields) if form else 0
    return MAX_BODY + asked * MAX_FILE


def too_large(request: HttpRequest, limit: int) -> bool:
    """Asked before the body is read; a length that is no number means an empty body to Django."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > limit
