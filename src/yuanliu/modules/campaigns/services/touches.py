"""Touches 触点: which campaign reached whom, on record for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Invalid
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns.events import CampaignTouched
from yuanliu.modules.campaigns.models import Campaign, Submission, Touch

Values = Mapping[str, Any]


def add_touch(
    w: Work,
    campaign: Campaign,
    record: Record,
    kind: str,
    *,
    link_id: UUID | None = None,
    at: datetime | None = None,
    submission: Submission | None = None,
) -> Touch:
    """On record for ever: this campaign reached that record."""
    touch = Touch(campaign=campaign, promotion_link_id=link_id, kind=kind, at=at or w.now, submission=submission)
    touch.object, touch.record_id = record.object_type.code, record.pk
    w.add_rows([touch])
    return touch


def touch_record(ctx: Context, campaign_id: UUID, values: Values) -> Touch:
    """By hand: somebody came to the booth, or was checked in."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "update")
        record = model_of(values["object"]).objects.visible_to(ctx).filter(pk=values["record"]).first()
        if record is None:
            raise Invalid.at("record", "not_found", "所选记录不存在或您无权查看", "There is no such record.")
        touch = add_touch(w, campaign, record, values["kind"], at=values.get("at"))
        w.emit(CampaignTouched(campaign_id=campaign.pk, campaign=campaign.name, kind=touch.kind), record, campaign)
        return touch


def carry_touches(w: Work, lead: Record, *made: Record | None) -> None:
    """What conversion makes of a lead (account, contact, opportunity) was reached by what reached the lead.

    A carried touch names the one it came from, so that it is never counted twice; carrying again adds nothing.
    """
    touches = list(Touch.objects.filter(object=lead.object_type.code, record_id=lead.pk).order_by("id"))
    for record in filter(None, made):
        known = set(
            Touch.objects.filter(object=record.object_type.code, record_id=record.pk).values_list(
                "carried_from", flat=True
            )
        )
        w.add_rows(_carried(touch, record) for touch in touches if touch.pk not in known)


def _carried(touch: Touch, record: Record) -> Touch:
    return Touch(
        campaign_id=touch.campaign_id,
        promotion_link_id=touch.promotion_link_id,
        object=record.object_type.code,
        record_id=record.pk,
        kind=touch.kind,
        at=touch.at,
        submission_id=touch.submission_id,
        carried_from_id=touch.pk,
    )
