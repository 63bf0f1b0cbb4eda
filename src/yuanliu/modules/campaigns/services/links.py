"""Promotion links 推广链接: one per channel and per promoter, made singly or for a whole list of promoters."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.records.services import NOT_FOUND, insert
from yuanliu.kernel.tenancy.models import LocatorKind
from yuanliu.kernel.tenancy.services import locate, publish
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns.models import Campaign, PromotionLink

Values = Mapping[str, Any]

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread from a poster
SLUG_LENGTH = 10
ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
DEFAULT_CHANNEL = T("默认", "Default")
MOST_AT_ONCE = 500
BAD_ADDRESS = ("请使用 3 到 40 个小写字母、数字或短横线", "Use 3 to 40 lower-case letters, digits or hyphens.")
TAKEN = ("这个地址已被使用", "This address is taken.")
TOO_MANY = ("一次最多生成 {most} 个链接", "At most {most} links are made at once.")
NOBODY = ("请选择推广人或部门", "Choose promoters or departments.")


def add_link(w: Work, values: Values, action: str | None = "create") -> Record:
    """One more public address, for a channel or a promoter; named after the promoter when no channel is given.

    `address`: one that people can read, as long as nobody else has it; else a short one is made.
    """
    values = dict(values)
    if values.get("promoter") and not values.get("channel"):
        values["channel"] = Member.objects.filter(pk=values["promoter"]).values_list("name", flat=True).first()
    values["channel"] = values.get("channel") or DEFAULT_CHANNEL.into(w.ctx.locale)
    address = values.pop("address", "")
    slug = _free_address(w, address) if address else _new_slug()
    link = insert(w, PromotionLink, {**values, "slug": slug}, action=action)
    publish(LocatorKind.FORM, link.slug, w.ctx.tenant_id, link.pk)
    return link


def open_link(ctx: Context, campaign_id: UUID, values: Values) -> Record:
    with work(ctx) as w:
        ctx.require("promotion_link", "create")
        campaign = w.get(Campaign, campaign_id, "update")
        link = add_link(w, {**values, "campaign": campaign.pk})
        w.concern(link)
        return link


def open_links(ctx: Context, campaign_id: UUID, values: Values) -> dict[str, int]:
    """{made, existing}: a link for each promoter (`members`, and everybody in `departments` and below) × `channels`.

    What is there already is not made twice, so that asking again adds only what is new. Without channels each link is
    named after its promoter.
    """
    with work(ctx) as w:
        ctx.require("promotion_link", "create")
        campaign = w.get(Campaign, campaign_id, "update")  # its lock lets two who ask at once take turns
        promoters = _promoters(ctx, values["members"], values["departments"])
        wanted = [(channel, pk) for channel in _channels(values["channels"]) for pk in promoters]
        if len(wanted) > MOST_AT_ONCE:
            raise Invalid.at("members", "too_many", *(text.format(most=MOST_AT_ONCE) for text in TOO_MANY))
        known = _known_links(campaign)
        new = [pair for pair in wanted if (pair[0] or promoters[pair[1]], pair[1]) not in known]
        common = {name: values[name] for name in ("utm_source", "utm_medium", "utm_campaign")}
        for channel, promoter in new:
            add_link(w, {**common, "campaign": campaign.pk, "channel": channel, "promoter": promoter})
        w.concern(campaign)
        return {"made": len(new), "existing": len(wanted) - len(new)}


def _channels(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, given))) or [""]


def _known_links(campaign: Campaign) -> set[tuple[str, UUID]]:
    return set(campaign.links.alive().filter(promoter__isnull=False).values_list("channel", "promoter"))


def _promoters(ctx: Context, members: Collection[UUID], departments: Iterable[UUID]) -> dict[UUID, str]:
    """Name by id, of active colleagues whom the actor may see."""
    visible = Member.objects.visible_to(ctx).filter(status="active").order_by("created_at", "pk")
    chosen = dict(visible.filter(pk__in=members).values_list("pk", "name"))
    if not chosen.keys() >= set(members):
        raise Invalid(errors=[FieldError("members", "not_found", NOT_FOUND)])
    below = _with_all_below(ctx, departments)
    chosen |= dict(visible.filter(department__in=below).values_list("pk", "name"))
    if not chosen:
        raise Invalid(errors=[FieldError("members", "required", T(*NOBODY))])
    return chosen


def _with_all_below(ctx: Context, departments: Iterable[UUID]) -> set[UUID]:
    children: dict[UUID | None, list[UUID]] = {}
    for pk, parent in Department.objects.visible_to(ctx).values_list("pk", "parent"):
        children.setdefault(parent, []).append(pk)
    found: set[UUID] = set()
    waiting = list(departments)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += children.get(pk, [])
    return found


def _free_address(w: Work, address: str) -> str:
    """A readable address is one over all tenants, so two who want the same take turns."""
    if not ADDRESS.fullmatch(address):
        raise Invalid.at("address", "invalid", *BAD_ADDRESS)
    w.take_turns(f"address {address}", everywhere=True)
    if locate(LocatorKind.FORM, address):
        raise Invalid.at("address", "taken", *TAKEN)
    return address


def _new_slug() -> str:
    """Unique over all tenants: the address alone leads to one."""
    while locate(LocatorKind.FORM, slug := "".join(secrets.choice(ALPHABET) for _ in range(SLUG_LENGTH))):
        continue
    return slug
