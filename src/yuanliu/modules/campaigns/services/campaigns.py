"""Campaigns: their facts and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.events import CampaignStateChanged
from yuanliu.modules.campaigns.models import Campaign, CampaignMode, CampaignState, LinkPurpose, Submission
from yuanliu.modules.campaigns.questions import usual_questions
from yuanliu.modules.campaigns.services.forms import add_form
from yuanliu.modules.campaigns.services.links import DEFAULT_CHANNEL, add_link

Values = Mapping[str, Any]

DRAFT, ACTIVE, PAUSED, ENDED, ARCHIVED = CampaignState
NEXT_STATES = {
    DRAFT: {ACTIVE, ARCHIVED},
    ACTIVE: {PAUSED, ENDED},
    PAUSED: {ACTIVE, ENDED},
    ENDED: {ACTIVE, ARCHIVED},
    ARCHIVED: {ENDED},
}
FIRST_LINK: dict[str, tuple[LinkPurpose, T]] = {
    CampaignMode.ONLINE: (LinkPurpose.FORM, DEFAULT_CHANNEL),
    CampaignMode.OFFLINE: (LinkPurpose.CHECK_IN, T("现场签到", "Check-in")),
}


class CampaignStateRefused(Conflict):
    code = "campaign_state_refused"
    detail = T("当前状态不能进行此操作", "The campaign's state does not allow this.")


class CampaignInUse(Conflict):
    code = "campaign_in_use"
    detail = T("已有表单提交的市场活动只能归档，不能删除", "A campaign with submissions is archived, not deleted.")


# Campaigns


def add_campaign(w: Work, values: Values) -> Record:
    """A campaign with its first address at once: the form of one that is online, the check-in of one on the spot."""
    _check_facts(values)
    campaign = insert(w, Campaign, values)
    _add_first_link(w, campaign, campaign.mode)
    return campaign


def _add_first_link(w: Work, campaign: Campaign, mode: str) -> None:
    purpose, channel = FIRST_LINK[mode]
    if not campaign.links.alive().filter(purpose=purpose).exists():
        add_link(w, {"campaign": campaign.pk, "purpose": purpose, "channel": channel.into(w.ctx.locale)}, action=None)


def change_campaign(w: Work, campaign: Campaign, values: Values) -> Record:
    spans = ("starts_on", "ends_on", "opens_at", "closes_at")
    _check_facts({**{name: getattr(campaign, name) for name in spans}, **values})
    if values.get("mode"):
        _add_first_link(w, campaign, values["mode"])
    return change(w, campaign, values)


def delete_campaign(w: Work, campaign: Campaign) -> None:
    """Only while nobody has answered: what was collected keeps its campaign."""
    if Submission.objects.filter(campaign=campaign).exists():
        raise CampaignInUse
    w.trash(campaign)


def _check_facts(values: Values) -> None:
    if values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
        raise Invalid.at("ends_on", "before_start", "结束日期不能早于开始日期", "It cannot end before it starts.")
    if values.get("opens_at") and values.get("closes_at") and values["closes_at"] <= values["opens_at"]:
        raise Invalid.at("closes_at", "before_start", "截止时间应晚于开放时间", "It closes after it opens.")
    if values.get("quota") is not None and values["quota"] < 1:
        raise Invalid.at("quota", "too_small", "名额至少为 1；不限请留空", "At least 1; leave it empty for no limit.")
    for name in ("budget", "expected_revenue", "expected_leads"):
        if (values.get(name) or 0) < 0:
            raise Invalid.at(name, "too_small", "不能为负数", "This cannot be negative.")


def move_campaign(ctx: Context, campaign_id: UUID, state: CampaignState) -> Campaign:
    """draft → active ⇄ paused → ended → archived. A campaign that opens without a form gets the usual one."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "publish")
        if state not in NEXT_STATES[campaign.state]:
            raise CampaignStateRefused
        campaign.state = state
        if state == ACTIVE and queries.current_form(campaign.pk) is None:
            add_form(w, campaign, {"fields": usual_questions(campaign.target)})
        w.emit(CampaignStateChanged(state=state.value), campaign)
        return campaign
