"""Collected entries: entered by hand, reviewed, and told what sync made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.events import SubmissionDue, SubmissionReceived, SubmissionReviewed, SubmissionSynced
from yuanliu.modules.campaigns.models import Campaign, Submission, SubmissionState, SubmissionWay, TouchKind
from yuanliu.modules.campaigns.questions import clean_answers, is_identified, target_values
from yuanliu.modules.campaigns.services.participation import of_an_answer, was_touched
from yuanliu.modules.campaigns.services.touches import add_touch

IDENTITY: dict[str, dict[str, tuple[str, ...]]] = {
    "lead": {"name": ("name", "wechat"), "company": ("company",), "mobile": ("mobile", "phone"), "email": ("email",)},
    "account": {"name": ("name",), "company": ("name",), "mobile": ("phone",), "email": ("email",)},
}
UNSYNCED = (SubmissionState.COLLECTED, SubmissionState.FAILED)
IDENTIFIER_NEEDED = (
    "请至少填写姓名、公司、电话、邮箱或微信中的一项",
    "Give a name, a company, a phone, an e-mail or a WeChat id.",
)


class SubmissionKept(Conflict):
    code = "submission_kept"
    detail = T(
        "收集到的内容会一直保留，不能删除；可以拒绝", "What was sent is kept for ever; it can be rejected, not deleted."
    )


class NotInReview(Conflict):
    code = "submission_not_in_review"
    detail = T("这条提交不在待审核状态", "This submission is not waiting for review.")


class AlreadySynced(Conflict):
    code = "submission_synced"
    detail = T("这条提交已同步", "This submission was synced already.")


def keep_entry(w: Work, submission: Submission, answers: dict[str, Any]) -> Submission:
    """A new entry with its answers, and who it is from as far as they tell."""
    submission.answers = answers
    identify(submission)
    if submission.way in (SubmissionWay.FORM, SubmissionWay.API):
        submission.participation = of_an_answer(submission.campaign)
    w.add(submission)
    received = SubmissionReceived(
        campaign_id=submission.campaign_id, link_id=submission.link_id, state=str(submission.state)
    )
    w.emit(received, submission, submission.campaign)
    announce(w, submission)
    return submission


def identify(submission: Submission) -> None:
    """Who it is from, as far as the answers tell."""
    known = submission.known
    for name, keys in IDENTITY[submission.campaign.target].items():
        setattr(submission, name, next((known[key] for key in keys if known.get(key)), ""))


def announce(w: Work, submission: Submission) -> None:
    """Where the campaign syncs by itself, the worker takes it from here: nobody waits for it."""
    if submission.state == SubmissionState.COLLECTED and submission.campaign.syncs_itself:
        w.emit(SubmissionDue(campaign_id=submission.campaign_id), submission)


# By hand


def add_entry(ctx: Context, campaign_id: UUID, answers: Mapping[str, Any], link_id: UUID | None = None) -> Submission:
    """A business card or a sign-up sheet: any field of the target, as much as is known, but something that identifies."""
    with work(ctx) as w:
        ctx.require("submission", "create")
        campaign = w.get(Campaign, campaign_id, "update")
        link = queries.visible_link(ctx, campaign.pk, link_id) if link_id else None
        submission = Submission(campaign=campaign, link=link, form=queries.current_form(campaign.pk), way="manual")
        with errors_at_answers():
            cleaned = clean_answers(queries.questions_of(submission), answers, complete=False)
        if not is_identified(cleaned):
            raise Invalid.at("answers", "no_identifier", *IDENTIFIER_NEEDED)
        w.concern(submission)
        return keep_entry(w, submission, cleaned)


@contextmanager
def errors_at_answers() -> Iterator[None]:
    """An error at a question is one at `answers.question` of what was sent."""
    try:
        yield
    except Invalid as invalid:
        errors = [FieldError(f"answers.{e.field}", e.code, e.detail) for e in invalid.errors]
        raise Invalid(errors=errors) from invalid


# Review


def release_submission(ctx: Context, submission_id: UUID) -> Submission:
    """It was no spam after all, or there is a place: it waits for sync like the others."""
    states = (SubmissionState.QUARANTINED, SubmissionState.WAITING, SubmissionState.REJECTED)
    return _review(ctx, submission_id, SubmissionState.COLLECTED, states)


def reject_submission(ctx: Context, submission_id: UUID, reason: str) -> Submission:
    """Kept, and left out of sync and figures."""
    waiting = (
        SubmissionState.QUARANTINED,
        SubmissionState.WAITING,
        SubmissionState.COLLECTED,
        SubmissionState.FAILED,
    )
    return _review(ctx, submission_id, SubmissionState.REJECTED, waiting, reason)


def _review(
    ctx: Context, submission_id: UUID, state: SubmissionState, allowed: tuple[SubmissionState, ...], reason: str = ""
) -> Submission:
    with work(ctx) as w:
        submission = w.get(Submission, submission_id, "review")
        if submission.state not in allowed:
            raise NotInReview
        submission.state, submission.note = state, reason
        w.emit(SubmissionReviewed(state=state.value, reason=reason), submission)
        announce(w, submission)
        return submission


def keep_submission(w: Work, submission: Submission) -> None:
    """What a visitor sent is evidence: of consent, of what they wanted, of where they came from.

    A line of a list, or a record that was added, may go again as long as nothing came of it.
    """
    listed = submission.way == SubmissionWay.IMPORT and submission.state in UNSYNCED
    if not listed and (submission.way != SubmissionWay.EXISTING or was_touched(submission)):
        raise SubmissionKept
    submission.fingerprint = None  # the same line may come again
    w.trash(submission)


# Sync: leads and accounts stand above and call these


def waiting_ids(campaign_id: UUID, *, again: bool = True, only: Collection[UUID] | None = None) -> list[UUID]:
    """Entries that no sync has dealt with, oldest first; `again`: also those that failed; `only`: those among these."""
    states = UNSYNCED if again else (SubmissionState.COLLECTED,)
    rows = Submission.objects.alive().filter(campaign_id=campaign_id, state__in=states)
    if only is not None:
        rows = rows.filter(pk__in=only)
    return list(rows.order_by("id").values_list("pk", flat=True))


def take_waiting(w: Work, submission_id: UUID) -> Submission:
    """The locked entry, under the authority of the campaign's sync; AlreadySynced when another sync was faster."""
    submission = w.lock(Submission, submission_id)
    if submission.state not in UNSYNCED:
        raise AlreadySynced
    return submission


def values_of(submission: Submission) -> dict[str, Any]:
    """The answers, as corrected, as values of the target object."""
    return target_values(queries.questions_of(submission), submission.known)


def settle(w: Work, submission: Submission, state: SubmissionState, record: Record | None, note: str = "") -> None:
    """What sync made of an entry. The person behind it was touched by the campaign, known before or not."""
    submission.state, submission.note, submission.synced_at = state, note[:500], w.now
    if record is not None:
        setattr(submission, record.object_type.code, record)
        at = submission.created_at
        campaign = Campaign.objects.get(pk=submission.campaign_id)
        kind = TouchKind.SUBMISSION
        add_touch(w, campaign, record, kind, link_id=submission.link_id, at=at, submission=submission)
        if there := submission.checked_in_at:
            add_touch(w, campaign, record, TouchKind.CHECK_IN, at=there, submission=submission)
    event = SubmissionSynced(campaign_id=submission.campaign_id, state=state.value)
    w.emit(event, submission)
