"""What happens in campaigns."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows

STATE = {"state": "submission.state"}


class CampaignStateChanged(Event):
    code: ClassVar[str] = "campaign.state_changed"
    text: ClassVar[T] = T("变更了市场活动状态", "moved the campaign on")
    shows: ClassVar[Shows] = {"state": "campaign.state"}
    state: str


class FormPublished(Event):
    code: ClassVar[str] = "campaign.form_published"
    text: ClassVar[T] = T("发布了表单第 {number} 版", "published version {number} of the form")
    number: int


class SubmissionReceived(Event):
    code: ClassVar[str] = "submission.received"
    text: ClassVar[T] = T("收到表单提交", "received a submission")
    shows: ClassVar[Shows] = STATE
    campaign_id: UUID
    state: str
    link_id: UUID | None = None


class SubmissionDue(Event):
    """The campaign syncs by itself what it collects, and this has been collected."""

    code: ClassVar[str] = "submission.due"
    text: ClassVar[T] = T("等待自动同步", "waits for the automatic sync")
    campaign_id: UUID


class SubmissionCorrected(Event):
    code: ClassVar[str] = "submission.corrected"
    text: ClassVar[T] = T("更正了收集的内容：{fields}", "corrected what was collected: {fields}")
    fields: str


class SubmissionReviewed(Event):
    code: ClassVar[str] = "submission.reviewed"
    text: ClassVar[T] = T("审核了表单提交", "reviewed the submission")
    shows: ClassVar[Shows] = {**STATE, "reason": "submission.note"}
    state: str
    reason: str = ""


class SubmissionSynced(Event):
    code: ClassVar[str] = "submission.synced"
    text: ClassVar[T] = T("同步了表单提交", "synced the submission")
    shows: ClassVar[Shows] = STATE
    campaign_id: UUID
    state: str


class CampaignTouched(Event):
    code: ClassVar[str] = "campaign.touched"
    text: ClassVar[T] = T("记录了市场活动触点：{campaign}", "was reached by the campaign {campaign}")
    shows: ClassVar[Shows] = {"campaign": "campaign.name"}
    campaign_id: UUID
    campaign: str
    kind: str


class GuestCheckedIn(Event):
    code: ClassVar[str] = "submission.checked_in"
    text: ClassVar[T] = T("现场签到", "checked in")
    campaign_id: UUID
