"""What comes in by itself through a link: visits, what visitors send, and guests who check in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yuanliu.base.errors import Invalid
from yuanliu.base.text import email_key, phone_key
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.files.services import keep_file
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries, shield
from yuanliu.modules.campaigns.events import GuestCheckedIn
from yuanliu.modules.campaigns.models import (
    Campaign,
    Form,
    LinkPurpose,
    Participation,
    PromotionLink,
    Submission,
    SubmissionState,
    SubmissionWay,
    Suspicion,
    TouchKind,
    Visit,
)
from yuanliu.modules.campaigns.questions import CONSENT, clean_answers
from yuanliu.modules.campaigns.services.participation import advance
from yuanliu.modules.campaigns.services.personal import note_opening
from yuanliu.modules.campaigns.services.submissions import keep_entry
from yuanliu.modules.campaigns.services.touches import add_touch
from yuanliu.modules.campaigns.tickets import read_code
from yuanliu.modules.campaigns.uploads import file_answer, stored

CONSENT_NEEDED = ("请阅读并勾选同意", "Please read this and tick the box.")
#: Reasons that say nothing bad of the sender.
NO_PLACE = (Suspicion.FULL, Suspicion.LATE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came through a link (read with its campaign), and what the shield says of it.

    `language`: in which the visitor read the form.
    `visitor`: as whom their visits were counted. `puzzle`: the hash of the token whose puzzle was solved, where the campaign asks for that.
    """

    link: PromotionLink
    form: Form
    answers: Mapping[str, Any]
    consent: bool
    sender: str
    language: str
    way: SubmissionWay = SubmissionWay.FORM
    suspicion: Suspicion | None = None
    puzzle: str | None = None
    visitor: str = ""


def count_visit(ctx: Context, link: PromotionLink, visitor: str, mark: str = "") -> None:
    """`mark`: whom the link was sent to, when it is a personal one."""
    with work(ctx) as w:
        w.add_rows([Visit(campaign_id=link.campaign_id, link=link, at=w.now, day=ctx.today, visitor=visitor)])
        if mark:
            note_opening(w, link, mark)


def receive(ctx: Context, arrival: Arrival) -> Submission:
    """Keeps what a visitor sent. Sending the same content twice (double tap, retry) makes one submission.

    Invalid with one error per question when the answers will not do; TooManyRequests in a flood.
    """
    answers = _answers(arrival)
    campaign = arrival.link.campaign
    submission = Submission(campaign=campaign, link=arrival.link, form=arrival.form, way=arrival.way)
    submission.language = arrival.language
    submission.sender, submission.puzzle, submission.visitor = arrival.sender, arrival.puzzle, arrival.visitor
    with stored(ctx, submission, answers) as files:
        submission.fingerprint = _fingerprint(answers, files)
        answers.update({key: file_answer(row) for key, row in files.items()})
        try:
            return _keep(ctx, arrival, submission, answers, files)
        except Invalid as invalid:
            if [error.field for error in invalid.errors] != ["fingerprint"]:
                raise
            return _keep(ctx, arrival, submission, answers, files)  # its twin came in the same moment: now it is found


def _keep(
    ctx: Context, arrival: Arrival, submission: Submission, answers: dict[str, Any], files: Mapping[str, Attachment]
) -> Submission:
    with work(ctx) as w:
        known = shield.Known.of(ctx, submission)
        if known.twin:
            return _here(w, Submission.objects.get(pk=known.twin), arrival.link)
        submission.suspicion = _suspicion(w, arrival, known)
        submission.state = _state(submission.suspicion)
        keep_entry(w, submission, answers)
        for row in files.values():
            keep_file(w, submission, row)
        return _here(w, submission, arrival.link)


def _answers(arrival: Arrival) -> dict[str, Any]:
    answers = clean_answers(arrival.form.fields, arrival.answers)
    if arrival.form.consent:
        if not arrival.consent:
            raise Invalid.at(CONSENT, "required", *CONSENT_NEEDED)
        answers[CONSENT] = True
    return answers


def _fingerprint(answers: Mapping[str, Any], files: Mapping[str, Attachment]) -> str:
    """Of the content: a file is the same when it holds the same."""
    content = {key: files[key].digest if key in files else value for key, value in answers.items()}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _suspicion(w: Work, arrival: Arrival, known: shield.Known) -> Suspicion | None:
    """Why this is set apart; the limits count also what the shield has named already, so a flood of it ends too."""
    limited = known.over_limit()
    if arrival.suspicion:
        return arrival.suspicion
    if known.puzzle_spent:
        return Suspicion.NO_PROOF  # one solution opens one door
    return limited or _no_place(w, arrival.link.campaign)


def _no_place(w: Work, campaign: Campaign) -> Suspicion | None:
    """Those who come at the same time count one after the other, so that N places are taken by exactly N."""
    if campaign.quota is None:
        return None
    w.take_turns(f"places of campaign {campaign.pk}")
    return Suspicion.FULL if queries.is_full(campaign) else None


def _state(suspicion: Suspicion | None) -> SubmissionState:
    if suspicion is None:
        return SubmissionState.COLLECTED
    return SubmissionState.WAITING if suspicion in NO_PLACE else SubmissionState.QUARANTINED


# Check-in


def check_in(ctx: Context, link: PromotionLink, who: str) -> Submission | None:
    """The guest with this ticket, phone number or e-mail address is here: on record once. None when nobody has sent it."""
    same = _guest(link, who)
    with work(ctx) as w:
        known = Submission.objects.alive().filter(same, campaign_id=link.campaign_id)
        known = known.exclude(state=SubmissionState.REJECTED)
        found = known.order_by("id").values_list("pk", flat=True).first()
        return _here(w, w.lock(Submission, found), link) if found else None


def _guest(link: PromotionLink, who: str) -> Q:
    if entry := read_code(link.campaign_id, who):
        return Q(pk=entry)
    return Q(mobile_key=phone) if (phone := phone_key(who)) else Q(email__in={who, email_key(who) or who})


def _here(w: Work, submission: Submission, link: PromotionLink) -> Submission:
    """Who comes through the check-in link is here. What sync has made of them gets its touch now, else when it is made."""
    if link.purpose != LinkPurpose.CHECK_IN or submission.checked_in_at:
        return submission
    submission = w.lock(Submission, submission.pk)
    if submission.checked_in_at:
        return submission
    submission.checked_in_at = w.now
    advance(w, submission, Participation.ATTENDED)
    w.emit(GuestCheckedIn(campaign_id=submission.campaign_id), submission)
    for record in (submission.lead, submission.contact, submission.account):
        if record is not None:
            add_touch(w, link.campaign, record, TouchKind.CHECK_IN, link_id=link.pk, submission=submission)
    return submission
