"""Talks from before, each with who had it and when, on the record that it was about."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Max

from yuanliu.base.errors import Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import FieldInfo, model_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.activities.models import FollowUp, FollowUpKind
from yuanliu.modules.activities.services import CLOCK_SKEW, add_follow_up
from yuanliu.modules.takeover.steps import Values, requires

#: The records that have talks, the nearest first: what names an opportunity and its account is about the opportunity.
ABOUT = ("opportunity", "lead", "account")
WHICH = T("请填写所属的客户、商机或线索", "Say which account, opportunity or lead it was about.")


def needs_subject(ctx: Context):  # type: ignore[no-untyped-def]
    needed = requires("content", "at", "owner")(ctx)

    def check(values: Values) -> Values:
        needed(values)
        if not any(name in values for name in ABOUT):
            raise Invalid.at("account", "required", WHICH.zh, WHICH.en)
        return values

    return check


def take_over_follow_up(w: Work, values: Values) -> FollowUp:
    """An older talk does not change what a newer one has planned."""
    code = next(name for name in ABOUT if values.get(name))
    subject, at = w.lock(model_of(code), values[code]), values["at"]
    if at > w.now + CLOCK_SKEW:
        raise Invalid.at("at", "in_future", "跟进时间不能晚于现在", "A follow-up is about what has been done.")
    planned, last = subject.next_follow_up_at, subject.last_follow_up_at
    with w.at(at):
        talk = add_follow_up(
            w,
            subject,
            kind=values.get("kind") or FollowUpKind.NOTE,
            content=values["content"],
            next_at=values.get("next_at"),
            at=at,
            author_id=values["owner"],
        )
    if last is not None and last > at:
        subject.next_follow_up_at = planned
    return talk


def undo_follow_up(w: Work, talk: FollowUp) -> None:
    subject = w.lock(model_of(talk.object), talk.record_id)
    w.trash(talk)
    left = FollowUp.objects.alive().filter(record_id=talk.record_id).exclude(pk=talk.pk)
    subject.last_follow_up_at = left.aggregate(last=Max("at"))["last"]
    if subject.next_follow_up_at is not None and subject.next_follow_up_at == talk.next_at:
        subject.next_follow_up_at = None


def _about(code: str) -> FieldInfo:
    label = model_of(code).object_type.label
    return FieldInfo(name=code, label=label, kind="reference", column=code, target=code, sortable=False)


def follow_ups() -> ImportProfile:
    """Asked when all objects are installed: talks are about records of other modules."""
    own = model_fields(FollowUp)
    return ImportProfile(
        extra_fields=(
            *(_about(code) for code in reversed(ABOUT)),
            *(replace(own[name], protected=False) for name in ("kind", "at", "next_at", "owner")),
        ),
        keys=(),
        synonyms={
            "account": ("客户名称", "公司", "customer"),
            "opportunity": ("商机名称", "deal"),
            "content": ("跟进内容", "内容", "记录", "notes", "content"),
            "at": ("跟进日期", "日期", "时间", "date"),
            "owner": ("跟进人", "作者", "author", "by"),
            "kind": ("方式", "跟进类型", "type"),
        },
        prepare=needs_subject,
        create=take_over_follow_up,
        undo=undo_follow_up,
    )
