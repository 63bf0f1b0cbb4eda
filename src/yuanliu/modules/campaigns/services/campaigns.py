"""Campaigns and their forms."""

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
from yuanliu.modules.campaigns.events import CampaignStateChanged, FormPublished
from yuanliu.modules.campaigns.models import Campaign, CampaignMode, CampaignState, Form, Submission
from yuanliu.modules.campaigns.questions import check_questions, usual_questions
from yuanliu.modules.campaigns.services.links import add_link

Values = Mapping[str, Any]

DRAFT, ACTIVE, PAUSED, ENDED, ARCHIVED = CampaignState
NEXT_STATES = {
    DRAFT: {ACTIVE, ARCHIVED},
    ACTIVE: {PAUSED, ENDED},
    PAUSED: {ACTIVE, ENDED},
    ENDED: {ACTIVE, ARCHIVED},
    ARCHIVED: {ENDED},
}


class CampaignStateRefused(Conflict):
    code = "campaign_state_refused"
    detail = T("当前状态不能进行此操作", "The campaign's state does not allow this.")


class CampaignInUse(Conflict):
    code = "campaign_in_use"
    detail = T("已有表单提交的市场活动只能归档，不能删除", "A campaign with submissions is archived, not deleted.")


# Campaigns


def add_campaign(w: Work, values: Values) -> Record:
    """A campaign; one that is online has its public address at once."""
    _check_facts(values)
    campaign = insert(w, Campaign, values)
    if campaign.mode == CampaignMode.ONLINE:
        add_link(w, {"campaign": campaign.pk}, action=None)
    return campaign


def change_campaign(w: Work, campaign: Campaign, values: Values) -> Record:
    _check_facts({"starts_on": campaign.starts_on, "ends_on": campaign.ends_on, **values})
    if values.get("mode") == CampaignMode.ONLINE and not campaign.links.alive().exists():
        add_link(w, {"campaign": campaign.pk}, action=None)
    return change(w, campaign, values)


def delete_campaign(w: Work, campaign: Campaign) -> None:
    """Only while nobody has answered: what was collected keeps its campaign."""
    if Submission.objects.filter(campaign=campaign).exists():
        raise CampaignInUse
    w.trash(campaign)


def _check_facts(values: Values) -> None:
    if values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
        raise Invalid.at("ends_on", "before_start", "结束日期不能早于开始日期", "It cannot end before it starts.")
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
            _publish_form(w, campaign, {"fields": usual_questions(campaign.target)})
        w.emit(CampaignStateChanged(state=state.value), campaign)
        return campaign


# Forms


def publish_form(ctx: Context, campaign_id: UUID, values: Values) -> Form:
    """A new version of the form. Those who have the old page open still answer the version that they see."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "update")
        questions = check_questions(campaign.target, values["fields"])
        return _publish_form(w, campaign, {**values, "fields": questions})


def _publish_form(w: Work, campaign: Campaign, values: Values) -> Form:
    """The campaign's row is locked, so numbers are in order."""
    last = queries.current_form(campaign.pk)
    values = {**values, "title": values.get("title") or campaign.name}
    form = Form(campaign=campaign, number=last.number + 1 if last else 1, **values)
    form.published_at, form.published_by_id = w.now, w.ctx.member_id
    w.add_rows([form])
    w.emit(FormPublished(number=form.number), campaign)
    return form
