"""What people do to the list of a campaign: correct an entry, add records that exist, take in a list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.models import CustomField, CustomKind
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.events import SubmissionCorrected
from yuanliu.modules.campaigns.models import (
    Campaign,
    CampaignTarget,
    Participation,
    Submission,
    SubmissionState,
    SubmissionWay,
)
from yuanliu.modules.campaigns.questions import CONSENT, available_questions, clean_answers, is_identified
from yuanliu.modules.campaigns.services.participation import check_by_hand, note_response
from yuanliu.modules.campaigns.services.submissions import (
    IDENTIFIER_NEEDED,
    AlreadySynced,
    errors_at_answers,
    identify,
    keep_entry,
)

Values = Mapping[str, Any]
Answers = dict[str, Any]

#: What the columns of a list may hold beside the campaign, the link and the participation.
LISTED_FIELDS = (
    ("name", T("姓名", "Name"), "text"),
    ("company", T("公司", "Company"), "text"),
    ("mobile", T("手机", "Mobile"), "phone"),
    ("email", T("邮箱", "E-mail"), "email"),
    ("phone", T("电话", "Phone"), "phone"),
    ("job_title", T("职位", "Job title"), "text"),
    ("wechat", T("微信", "WeChat"), "text"),
    ("region", T("地区", "Region"), "text"),
    ("industry", T("行业", "Industry"), "text"),
    ("address", T("地址", "Address"), "text"),
    ("remark", T("备注", "Remark"), "long_text"),
)
NOT_OF_TARGET = T("{target}没有这个字段", "{target} have no such field.")
SETTLED = (SubmissionState.SYNCED, SubmissionState.DUPLICATE)
OTHER_CAMPAIGN = T("推广链接不属于这个市场活动", "The link belongs to another campaign.")
NOT_EDITABLE = T("此项不能更正", "This cannot be corrected.")


class AlreadyCollected(Conflict):
    code = "already_collected"
    detail = T("名单中的这一行已收集过", "This line has been collected already.")


# Corrections


def correct_entry(ctx: Context, submission_id: UUID, answers: Values) -> Submission:
    """Before the sync, puts single answers right (None: leaves one out). What was sent stays beside it as it was."""
    with work(ctx) as w:
        submission = w.get(Submission, submission_id, "update")
        if submission.state in SETTLED:
            raise AlreadySynced
        given = _cleaned(submission, answers)
        merged = {**submission.corrections, **given}
        submission.corrections = {k: v for k, v in merged.items() if v != submission.answers.get(k)}
        if not is_identified(submission.known):
            raise Invalid.at("answers", "no_identifier", *IDENTIFIER_NEEDED)
        identify(submission)
        w.emit(SubmissionCorrected(fields="、".join(_labels(submission, given))), submission)
        return submission


def _cleaned(submission: Submission, answers: Values) -> Answers:
    questions = queries.questions_of(submission)
    fixed = {question["key"] for question in questions if question["kind"] == "file"} | {CONSENT}
    if barred := [key for key in answers if key in fixed]:
        raise Invalid(errors=[FieldError(f"answers.{key}", "not_allowed", NOT_EDITABLE) for key in barred])
    emptied = {key: None for key, value in answers.items() if value in (None, "", [])}
    known = {question["key"] for question in questions}
    filled = {key: value for key, value in answers.items() if key not in emptied or key not in known}
    with errors_at_answers():
        return {**emptied, **clean_answers(questions, filled, complete=False)}


def _labels(submission: Submission, given: Values) -> list[str]:
    return [question["label"] for question in queries.questions_of(submission) if question["key"] in given]


# Records that exist


def add_existing(
    ctx: Context, campaign_id: UUID, code: str, ids: Collection[UUID], participation: Participation
) -> dict[str, int]:
    """{added, present, missing}: leads, contacts or accounts become entries that point at them, each once.

    An entry takes their name and company only: how to reach them stands in the record, for whoever may see that.
    """
    with work(ctx) as w:
        ctx.require("submission", "create")
        ctx.require(code, "read")
        check_by_hand(participation)
        campaign = w.get(Campaign, campaign_id, "update")  # its lock lets two who add at once take turns
        w.concern(campaign)
        rows = model_of(code).objects.visible_to(ctx).filter(pk__in=ids).order_by("pk")
        known = _entered(campaign, code, ids)
        new = [record for record in rows if record.pk not in known]
        for record in new:
            _enter(w, campaign, record, participation)
        present = len(rows) - len(new)
        return {"added": len(new), "present": present, "missing": len(set(ids)) - len(rows)}


def _entered(campaign: Campaign, code: str, ids: Collection[UUID]) -> set[UUID]:
    rows = Submission.objects.alive().filter(campaign=campaign, **{f"{code}__in": ids})
    return set(rows.values_list(code, flat=True))


def _enter(w: Work, campaign: Campaign, record: Record, participation: Participation) -> None:
    code = record.object_type.code
    submission = Submission(campaign=campaign, way=SubmissionWay.EXISTING, participation=participation)
    submission.state, submission.synced_at = SubmissionState.SYNCED, w.now
    setattr(submission, code, record)
    visible = {name: not w.ctx.field_rule(code, name) for name in ("name", "company")}
    submission.name = record.title[:200] if visible["name"] else ""
    submission.company = (getattr(record, "company", "") or "") if visible["company"] else ""
    w.add(submission)
    note_response(w, submission)


# A list


def listed_customs(ctx: Context) -> list[CustomField]:
    """The custom fields of whatever a campaign may collect, each code once: a list of guests need not fill them all.

    Where lead and account mean different things by one code, the cell is read as it is written.
    """
    found: dict[str, CustomField] = {}
    for target in CampaignTarget:
        askable = [f for f in custom_fields(target) if not ctx.field_rule(target, f"custom.{f.code}")]
        for field in askable:
            own = CustomField(
                code=field.code, name=field.name, name_en=field.name_en, kind=field.kind, options=field.options
            )
            known = found.setdefault(field.code, own)
            if (known.kind, known.options) != (own.kind, own.options):
                known.kind, known.options = CustomKind.TEXT, []
    return list(found.values())


def fitting(ctx: Context) -> Callable[[Answers], Answers]:
    """Of the custom fields a row has those of the object that its campaign collects; Invalid for the others."""
    target = cache(lambda campaign: Campaign.objects.visible_to(ctx).values_list("target", flat=True).get(pk=campaign))
    known = cache(_askable)

    def checked(values: Answers) -> Answers:
        custom = [name for name in values if name.startswith("custom.")]
        if custom and values.get("campaign"):
            collected = target(values["campaign"])
            _refuse_strange(collected, custom, known(collected))
        return values

    return checked


def _askable(target: str) -> frozenset[str]:
    return frozenset(question["key"] for question in available_questions(target))


def _refuse_strange(target: str, custom: Iterable[str], known: Collection[str]) -> None:
    if strange := [name for name in custom if name not in known]:
        text = NOT_OF_TARGET.format(target=model_of(target).object_type.plural)
        raise Invalid(errors=[FieldError(name, "not_of_target", text) for name in strange])


def import_entry(w: Work, values: Values) -> Submission:
    """A line of a list; the same line comes into a campaign once."""
    campaign = Campaign.objects.visible_to(w.ctx).get(pk=values["campaign"])
    participation = values.get("participation") or Participation.REGISTERED
    check_by_hand(participation)
    submission = Submission(
        campaign=campaign, way=SubmissionWay.IMPORT, participation=participation, link_id=_link(campaign, values)
    )
    given = answers_of(campaign.target, values)
    answers = clean_answers(available_questions(campaign.target), given, complete=False)
    if not is_identified(answers):
        raise Invalid.at("name", "no_identifier", *IDENTIFIER_NEEDED)
    submission.fingerprint = _fingerprint(answers)
    if Submission.objects.filter(campaign=campaign, fingerprint=submission.fingerprint).exists():
        raise AlreadyCollected
    return keep_entry(w, submission, answers)


def _link(campaign: Campaign, values: Values) -> UUID | None:
    link: UUID | None = values.get("link")
    if link and not campaign.links.alive().filter(pk=link).exists():
        raise Invalid(errors=[FieldError("link", "not_found", OTHER_CAMPAIGN)])
    return link


def answers_of(target: str, values: Values) -> Answers:
    """The columns of a list as answers of the object that the campaign collects; an account is its company.

    Invalid for a custom field that this object does not have.
    """
    keys = _askable(target)
    custom = {f"custom.{code}": value for code, value in values.get("custom", {}).items()}
    _refuse_strange(target, custom, keys)
    given = {key: value for key, value in values.items() if value not in (None, "", []) and key in keys} | custom
    if target == "account":
        given |= {"name": values["company"]} if values.get("company") else {}
        given |= {"phone": phone} if (phone := values.get("phone") or values.get("mobile")) else {}
        if values.get("company") and values.get("name"):
            given["remark"] = "\n".join(filter(None, [f"联系人：{values['name']}", given.get("remark")]))
    return given


def _fingerprint(answers: Answers) -> str:
    canonical = json.dumps(answers, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"list\n{canonical}".encode()).hexdigest()
