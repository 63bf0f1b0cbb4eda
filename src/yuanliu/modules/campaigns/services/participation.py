"""How far somebody went along with a campaign: invited, registered, attended, responded, converted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import change
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.campaigns.models import NOTHING_TO_ATTEND, Campaign, Participation, Submission, Touch, TouchKind
from yuanliu.modules.campaigns.services.touches import add_touch

INVITED, REGISTERED, ATTENDED, RESPONDED, CONVERTED = Participation
ORDER = [str(option) for option in Participation]


class ParticipationSettled(Conflict):
    code = "participation_converted"
    detail = T("已转化的参与者不再改变参与状态", "Whoever was converted stays so.")


def of_an_answer(campaign: Campaign) -> Participation:
    """Whoever answers a form has registered; where there is nothing to attend, that is the response itself."""
    return RESPONDED if campaign.kind in NOTHING_TO_ATTEND else REGISTERED


def check_by_hand(wanted: str) -> None:
    if wanted == CONVERTED:
        text = "线索转化后自动标记，不能手工设置", "It is set when the lead is converted, not by hand."
        raise Invalid.at("participation", "not_by_hand", *text)


def change_entry(w: Work, submission: Submission, values: Mapping[str, Any]) -> Record:
    """By hand or in bulk. What conversion settles no hand sets and none takes back."""
    wanted = values.get("participation")
    if wanted is not None and wanted != submission.participation:
        if submission.participation == CONVERTED:
            raise ParticipationSettled
        check_by_hand(wanted)
    change(w, submission, values)
    note_response(w, submission)
    return submission


def advance(w: Work, submission: Submission, reached: Participation) -> None:
    """Somebody came further: checked in, converted. Never goes back."""
    if ORDER.index(reached) > ORDER.index(submission.participation):
        submission.participation = reached


def mark_converted(w: Work, lead_id: UUID) -> None:
    """The lead of these entries was converted; called by conversion, in its transaction."""
    for submission in w.take(Submission, Submission.objects.alive().filter(lead=lead_id)):
        advance(w, submission, CONVERTED)


def note_response(w: Work, submission: Submission) -> None:
    """An existing record was reached by the campaign once it did more than be invited: one touch for each entry."""
    record = entered_record(submission)
    if record is None or submission.participation == INVITED:
        return
    if was_touched(submission):
        return
    campaign = Campaign.objects.get(pk=submission.campaign_id)
    add_touch(w, campaign, record, TouchKind.MANUAL, link_id=submission.link_id, submission=submission)


def was_touched(submission: Submission) -> bool:
    return Touch.objects.filter(submission=submission.pk).exists()


def entered_record(submission: Submission) -> Record | None:
    """The record that an entry was made for; None for what came in by itself."""
    if submission.way != "existing":
        return None
    codes = ("lead", "contact", "account")
    code = next(code for code in codes if getattr(submission, f"{code}_id"))
    return model_of(code).objects.get(pk=getattr(submission, f"{code}_id"))
