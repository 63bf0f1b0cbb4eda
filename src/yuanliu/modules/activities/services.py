"""Writing down what was done with a customer, handing out what is to be done, and reminding of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from yuanliu.base.i18n import T
from yuanliu.kernel.notifications.services import active_members, member_sees, notify
from yuanliu.kernel.records.seen import Told, told
from yuanliu.kernel.records.services import active_member, assign, change, check_given, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.activities.events import FollowUpAdded, FollowUpCorrected, TaskAdded, TaskDone, TaskReopened
from yuanliu.modules.activities.models import Followed, FollowUp, Reminder, Task

Values = Mapping[str, Any]

CORRECTABLE = timedelta(hours=24)
CLOCK_SKEW = timedelta(minutes=5)  # between the phone of a salesperson and the server

CANNOT_SEE = T(
    "{name} 无权查看此记录，请先将其加为协作人", "{name} may not see this record; add them as a collaborator first."
)
NO_MEMBER = T("所选成员不存在或已停用", "There is no such active member.")
NOT_FOUND = T("所选记录不存在或您无权查看", "There is no such record, or you may not see it.")
MENTIONED = T("{name} 在跟进中提到了您：{summary}", "{name} mentioned you in a follow-up: {summary}")
TASK_GIVEN = T("{by} 交给您一项待办：{name}", "{by} gave you a task: {name}")
TASK_DONE = T("{by} 完成了您交办的待办：{name}", "{by} finished the task that you gave: {name}")
TASK_REMINDER = T("待办提醒：{name}", "Reminder: {name}")
FOLLOW_UP_REMINDER = T("到了计划的跟进时间", "It is time for the follow-up that you planned.")

REMIND_BATCH = 200
REMIND_LATE = timedelta(days=1)  # after an outage; what is older stands on the home page as overdue


class NotTheAuthor(Forbidden):
    code = "not_the_author"
    detail = T("只有作者本人可以更正跟进记录", "Only its author may correct a follow-up.")


class FollowUpFixed(Conflict):
    code = "follow_up_fixed"
    detail = T(
        "跟进记录不能删除，24 小时后不能更正",
        "A follow-up is never deleted, and after 24 hours it cannot be corrected.",
    )


AlsoOn = Callable[[Any], Iterable[Record]]
_also_on: dict[type[Followed], AlsoOn] = {}


def also_on(model: type[Followed]) -> Callable[[AlsoOn], AlsoOn]:
    """Registers on which further records a follow-up of `model` shows: `@also_on(Opportunity) def …: return [account]`."""

    def register(records: AlsoOn) -> AlsoOn:
        _also_on[model] = records
        return records

    return register


def write_follow_up(ctx: Context, values: Values) -> FollowUp:
    """A member follows up a record of any followed object; the permission is that object's verb `follow_up`."""
    with work(ctx) as w:
        return create_follow_up(w, values)


def create_follow_up(w: Work, values: Values) -> FollowUp:
    """The step behind the API and imports: `values` names the subject as `record: {object, id}`."""
    values = {name: value for name, value in values.items() if name != "custom"}
    check_given(w.ctx, FollowUp, values)
    named = values.pop("record", None)
    if named is None:
        raise Invalid.at("record", "required", "请选择要跟进的记录", "Say which record was followed up.")
    subject = w.get(_followed_model(named["object"]), named["id"], "follow_up")
    follow_up = add_follow_up(w, subject, **values)
    w.concern(follow_up)
    return follow_up


def _followed_model(code: str) -> type[Followed]:
    try:
        model = model_of(code)
    except LookupError as error:
        raise NotFound from error
    if not issubclass(model, Followed):
        raise Invalid.at(
            "record.object", "not_followed", "这类记录没有跟进", "Records of this kind are not followed up."
        )
    return model


def add_follow_up(
    w: Work,
    subject: Followed,
    kind: str,
    content: str,
    next_at: datetime | None = None,
    at: datetime | None = None,
    mentions: Sequence[UUID] | None = None,
    author_id: UUID | None = None,
) -> FollowUp:
    """A follow-up on a record that `w` holds: sets its dates, shows on its timeline, tells whom it mentions.

    `author_id`: whose talk it was, when it is not the actor's own (taken over from another system).
    """
    at = at or w.now
    _check(w, content, at, next_at)
    follow_up = FollowUp(
        owner_id=author_id or w.ctx.member_id,
        object=subject.object_type.code,
        record_id=subject.pk,
        kind=kind,
        content=content,
        at=at,
        next_at=next_at,
        mentions=[str(member_id) for member_id in dict.fromkeys(mentions or ())],
    )
    subject.followed_up(follow_up, w.ctx.time_zone)
    w.add(follow_up, None)
    also = _also_on.get(type(subject), lambda record: ())(subject)
    facts: dict[str, Any] = {"kind": kind, "content": content, "at": at, "next_at": next_at}
    if author_id not in (None, w.ctx.member_id):
        facts["author_name"] = follow_up.owner.name
    event = FollowUpAdded(follow_up_id=follow_up.pk, **facts)
    w.emit(event, subject, *also)
    _remind_later(w, subject, next_at)
    _mention(w, subject, follow_up, mentions or ())
    return follow_up


def _check(w: Work, content: str, at: datetime, next_at: datetime | None) -> None:
    if not content.strip():
        raise Invalid.at("content", "required", "请填写跟进内容", "Say what was done.")
    if at > w.now + CLOCK_SKEW:
        raise Invalid.at("at", "in_future", "跟进时间不能晚于现在", "A follow-up is about what has been done.")
    if next_at is not None and next_at <= at:
        raise Invalid.at("next_at", "too_early", "下次跟进应晚于本次跟进", "The next follow-up comes after this one.")


def _mention(w: Work, subject: Followed, follow_up: FollowUp, member_ids: Sequence[UUID]) -> None:
    """@: whom the author mentions must be able to see the record, else the author is told instead of nobody."""
    if not member_ids:
        return
    w.flush()
    members = active_members(member_ids)
    errors = [
        FieldError("mentions", "cannot_see", CANNOT_SEE.format(name=m.name))
        for m in members
        if not member_sees(m, subject)
    ]
    if len(members) < len(set(member_ids)):
        errors.append(FieldError("mentions", "inactive_member", NO_MEMBER))
    if errors:
        raise Invalid(errors=errors)
    summary = told(follow_up, "summary")
    notify(w, member_ids, "follow_up.mentioned", MENTIONED, subject, name=_actor(w), summary=summary)


def _actor(w: Work) -> Told:
    return Told("member.name", w.ctx.name)


def correct_follow_up(w: Work, follow_up: FollowUp, values: Values) -> FollowUp:
    """The author may correct the wording for 24 hours; both wordings stay on record."""
    if follow_up.owner_id != w.ctx.member_id:
        raise NotTheAuthor
    if w.now > follow_up.created_at + CORRECTABLE:
        raise FollowUpFixed
    before = follow_up.content
    change(w, follow_up, values)
    if follow_up.content != before:
        subject = model_of(follow_up.object).objects.get(pk=follow_up.record_id)
        w.emit(FollowUpCorrected(follow_up_id=follow_up.pk, before=before, content=follow_up.content), subject)
    return follow_up


def keep_follow_up(w: Work, follow_up: FollowUp) -> None:
    """What was done with a customer stays on record, whoever asks to delete it."""
    raise FollowUpFixed


# Tasks


def add_task(w: Work, values: Values) -> Task:
    """A task for oneself or for a colleague, by itself or about a record that the actor may see."""
    values = dict(values)
    named = values.pop("record", None)
    if values.get("owner") is not None:
        active_member(values["owner"])
    else:
        values["owner"] = w.ctx.member_id
    about = _visible_record(w.ctx, named) if named else None
    if about is not None:
        values.update(object=about.object_type.code, record_id=about.pk)
    task = insert(w, Task, values)
    assert isinstance(task, Task)
    w.emit(TaskAdded(name=task.name, due_at=task.due_at), task, *([about] if about else []))
    _remind_later(w, task, task.remind_at)
    notify(w, [task.owner_id], "task.given", TASK_GIVEN, task, by=_actor(w), name=told(task))
    return task


def give_task_about(w: Work, record: Record, owner_id: UUID | None, name: str) -> Task:
    """A task that an act leaves behind for the owner of a record; the act is the authority, whoever may make tasks."""
    task = Task(name=name[:200], owner_id=owner_id, object=record.object_type.code, record_id=record.pk)
    w.add(task, None)
    w.emit(TaskAdded(name=task.name, due_at=None), task, record)
    notify(w, [owner_id], "task.given", TASK_GIVEN, task, by=_actor(w), name=told(task))
    return task


def change_task(w: Work, task: Task, values: Values) -> Task:
    before = task.remind_at
    change(w, task, values)
    if task.remind_at != before:
        _remind_later(w, task, task.remind_at)
    return task


def _visible_record(ctx: Context, named: Mapping[str, Any]) -> Record:
    try:
        record = model_of(named["object"]).objects.visible_to(ctx).filter(pk=named["id"]).first()
    except LookupError:
        record = None
    if record is None:
        raise Invalid(errors=[FieldError("record", "not_found", NOT_FOUND)])
    return record


def give_task(w: Work, task: Task, owner_id: UUID) -> Task:
    assign(w, task, owner_id)
    notify(w, [owner_id], "task.given", TASK_GIVEN, task, by=_actor(w), name=told(task))
    return task


def finish_task(ctx: Context, task_id: UUID) -> Task:
    """Done is done: finishing it again changes nothing."""
    with work(ctx) as w:
        task = w.get(Task, task_id, "update")
        if task.done_at is None:
            task.done_at = w.now
            w.emit(TaskDone(name=task.name), task, *_about(task))
            notify(w, [task.created_by_id], "task.done", TASK_DONE, task, by=_actor(w), name=told(task))
        return task


def reopen_task(ctx: Context, task_id: UUID) -> Task:
    with work(ctx) as w:
        task = w.get(Task, task_id, "update")
        if task.done_at is not None:
            task.done_at = None
            w.emit(TaskReopened(name=task.name), task, *_about(task))
        return task


def _about(task: Task) -> list[Record]:
    """The record of a task, also when it has been deleted since."""
    return [model_of(task.object).objects.get(pk=task.record_id)] if task.record_id else []


def move_plans(w: Work, source: Followed, heir: Followed) -> None:
    """What is still to be done about `source` is from now on to be done about `heir`: the next follow-up and open tasks.

    What was done stays where it was done. Of two planned follow-ups the earlier holds: the later would hide it.
    """
    planned, source.next_follow_up_at = source.next_follow_up_at, None
    if planned and (heir.next_follow_up_at is None or planned < heir.next_follow_up_at):
        heir.next_follow_up_at = planned
        _remind_later(w, heir, planned)
    for task in w.take(Task, Task.objects.alive().filter(record_id=source.pk, done_at=None)):
        task.object, task.record_id = heir.object_type.code, heir.pk


# Reminders


def _remind_later(w: Work, record: Task | Followed, moment: datetime | None) -> None:
    if moment is not None and not Reminder.objects.filter(record_id=record.pk, for_at=moment).exists():
        w.add_rows([Reminder(object=record.object_type.code, record_id=record.pk, for_at=moment)])


def remind_due(ctx: Context) -> int:
    """Tells owners what has become due: tasks to remind of, and follow-ups that were planned. Safe to run twice."""
    count = 0
    while (told := _remind_batch(ctx)) is not None:
        count += told
    return count


def _remind_batch(ctx: Context) -> int | None:
    """How many of the next reminders were told; None when none is due. A twin skips those that are locked here."""
    with work(ctx) as w:
        due = Reminder.objects.filter(for_at__lte=w.now).order_by("for_at", "pk")
        batch = list(due.select_for_update(skip_locked=True)[:REMIND_BATCH])
        if not batch:
            return None
        told = sum(_remind(w, reminder) for reminder in batch if reminder.for_at > w.now - REMIND_LATE)
        w.remove_rows(Reminder.objects.filter(pk__in=[reminder.pk for reminder in batch]))
        return told


def _remind(w: Work, reminder: Reminder) -> int:
    """Tells the owner, if the record still waits for this very moment."""
    model = model_of(reminder.object)
    if issubclass(model, Task):
        task = model.objects.alive().filter(pk=reminder.record_id, remind_at=reminder.for_at, done_at=None).first()
        return notify(w, [task.owner_id], "task.reminder", TASK_REMINDER, task, name=told(task)) if task else 0
    record = model.objects.alive().filter(pk=reminder.record_id, next_follow_up_at=reminder.for_at).first()
    return notify(w, [record.owner_id], "follow_up.reminder", FOLLOW_UP_REMINDER, record) if record else 0
