"""Collected entries: received from visitors, entered by hand, reviewed, and told what sync made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.events import SubmissionDue, SubmissionReceived, SubmissionReviewed, SubmissionSynced
from yuanliu.modules.campaigns.models import (
    Campaign,
    Form,
    PromotionLink,
    Submission,
    SubmissionState,
    SubmissionWay,
    Suspicion,
    TouchKind,
    Visit,
)
from yuanliu.modules.campaigns.questions import CONSENT, clean_answers, is_identified, target_values
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
CONSENT_NEEDED = ("请阅读并勾选同意", "Please read this and tick the box.")


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came through a link, and what the shield says of it."""

    link_id: UUID
    form_id: UUID
    answers: Mapping[str, Any]
    consent: bool
    sender: str
    way: SubmissionWay = SubmissionWay.FORM
    suspicion: Suspicion | None = None


def count_visit(ctx: Context, link: PromotionLink, visitor: str) -> None:
    with work(ctx) as w:
        w.add_rows([Visit(campaign_id=link.campaign_id, link=link, at=w.now, day=ctx.today, visitor=visitor)])


def receive(ctx: Context, arrival: Arrival) -> Submission:
    """Keeps what a visitor sent. Sending the same content twice (double tap, retry) makes one submission.

    Invalid with one error per question when the answers will not do; TooManyRequests in a flood.
    """
    try:
        return _receive(ctx, arrival)
    except Invalid as invalid:
        if [error.field for error in invalid.errors] != ["fingerprint"]:
            raise
        return _receive(ctx, arrival)  # its twin was kept in the same moment: this time it is found


def _receive(ctx: Context, arrival: Arrival) -> Submission:
    with work(ctx) as w:
        link = PromotionLink.objects.get(pk=arrival.link_id)
        form = Form.objects.get(pk=arrival.form_id)
        answers = _answers(form, arrival)
        fingerprint = _fingerprint(answers)
        if twin := Submission.objects.filter(campaign_id=link.campaign_id, fingerprint=fingerprint).first():
            return twin
        suspicion = arrival.suspicion or shield.over_limit(ctx, link.pk, arrival.sender)
        submission = Submission(
            campaign_id=link.campaign_id, link=link, form=form, way=arrival.way, suspicion=suspicion
        )
        submission.state = SubmissionState.QUARANTINED if suspicion else SubmissionState.COLLECTED
        submission.fingerprint, submission.sender = fingerprint, arrival.sender
        return keep_entry(w, submission, answers)


def _answers(form: Form, arrival: Arrival) -> dict[str, Any]:
    answers = clean_answers(form.fields, arrival.answers)
    if form.consent:
        if not arrival.consent:
            raise Invalid.at(CONSENT, "required", *CONSENT_NEEDED)
        answers[CONSENT] = True
    return answers


def _fingerprint(answers: Mapping[str, Any]) -> str:
    canonical = json.dumps(answers, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


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
    """It was no spam after all: it waits for sync like the others."""
    return _review(
        ctx, submission_id, SubmissionState.COLLECTED, (SubmissionState.QUARANTINED, SubmissionState.REJECTED)
    )


def reject_submission(ctx: Context, submission_id: UUID, reason: str) -> Submission:
    """Kept, and left out of sync and figures."""
    waiting = (SubmissionState.QUARANTINED, SubmissionState.COLLECTED, SubmissionState.FAILED)
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


def waiting_ids(campaign_id: UUID, *, again: bool = True) -> list[UUID]:
    """Entries that no sync has dealt with, oldest first; `again`: also those that failed."""
    states = UNSYNCED if again else (SubmissionState.COLLECTED,)
    rows = Submission.objects.alive().filter(campaign_id=campaign_id, state__in=states)
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
    event = SubmissionSynced(campaign_id=submission.campaign_id, state=state.value)
    w.emit(event, submission)
