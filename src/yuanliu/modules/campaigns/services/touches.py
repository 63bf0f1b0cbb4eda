"""Touches 触点: which campaign reached whom, on record for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Invalid
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.campaigns.events import CampaignTouched
from yuanliu.modules.campaigns.models import Campaign, Submission, Touch

Values = Mapping[str, Any]
Heirs = Callable[[Any], Iterable[Record]]
_heirs: dict[str, Heirs] = {}


def heirs_of(code: str) -> Callable[[Heirs], Heirs]:
    """Declares what an object passes its touches on to: a contact to its account, a converted lead to what it became."""

    def register(heirs: Heirs) -> Heirs:
        _heirs[code] = heirs
        return heirs

    return register


@heirs_of("contact")
def _account_of(contact: Any) -> Iterable[Record]:
    return Account.objects.filter(pk=contact.account_id)


def add_touch(
    w: Work,
    campaign: Campaign,
    record: Record,
    kind: str,
    *,
    link_id: UUID | None = None,
    at: datetime | None = None,
    submission: Submission | None = None,
) -> None:
    """On record for ever: this campaign reached that record, and with it its heirs.

    It is told of what was there before; the timeline of a record that is made in the same act begins with that.
    """
    touch = Touch(campaign=campaign, promotion_link_id=link_id, kind=kind, at=at or w.now, submission=submission)
    touch.object, touch.record_id = record.object_type.code, record.pk
    w.add_rows([touch])
    heirs = list(_heirs.get(touch.object, lambda _: ())(record))
    carry_touches(w, record, *heirs)
    if record.created_at != w.now:
        w.emit(CampaignTouched(campaign_id=campaign.pk, campaign=campaign.name, kind=str(kind)), record, *heirs)


def touch_record(ctx: Context, campaign_id: UUID, values: Values) -> None:
    """By hand: somebody came to the booth, or was checked in."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "update")
        record = model_of(values["object"]).objects.visible_to(ctx).filter(pk=values["record"]).first()
        if record is None:
            raise Invalid.at("record", "not_found", "所选记录不存在或您无权查看", "There is no such record.")
        if values.get("at") and values["at"] > w.now:
            raise Invalid.at("at", "in_future", "触点时间不能晚于现在", "It cannot be later than now.")
        add_touch(w, campaign, record, values["kind"], at=values.get("at"))


def carry_touches(w: Work, source: Record, *heirs: Record | None) -> None:
    """What comes of a record was reached by what reached the record: the account of a lead, the one that two were merged into.

    A carried touch names the first of its line, so that it is never counted twice; carrying again adds nothing.
    """
    found = [heir for heir in heirs if heir is not None]
    if not found:
        return
    touches = list(Touch.objects.filter(object=source.object_type.code, record_id=source.pk).order_by("id"))
    for heir in found:
        theirs = Touch.objects.filter(object=heir.object_type.code, record_id=heir.pk)
        known = {root or own for own, root in theirs.values_list("pk", "carried_from")}
        w.add_rows(_carried(touch, heir) for touch in touches if (touch.carried_from_id or touch.pk) not in known)


def _carried(touch: Touch, record: Record) -> Touch:
    return Touch(
        campaign_id=touch.campaign_id,
        promotion_link_id=touch.promotion_link_id,
        object=record.object_type.code,
        record_id=record.pk,
        kind=touch.kind,
        at=touch.at,
        submission_id=touch.submission_id,
        carried_from_id=touch.carried_from_id or touch.pk,
    )
