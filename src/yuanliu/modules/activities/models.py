"""What a record that people follow up keeps of it; the follow-ups themselves; and what is to be done."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from yuanliu.base.i18n import Options, T
from yuanliu.base.time import day_bounds, local_date
from yuanliu.kernel.tenancy.fields import ChoiceField, TagsField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import ALL, NONE, Context, Scope
from yuanliu.kernel.work.models import OwnedRecord, Record, in_order_of
from yuanliu.kernel.work.object_type import Computed, Group, ObjectType
from yuanliu.kernel.work.scope import OwnerScope

#: The verb of every object that is followed up: `verbs={**FOLLOW_UP, …}`.
FOLLOW_UP = {"follow_up": T("写跟进", "Follow up")}

SUMMARY = 80


class Followed(OwnedRecord):
    """A record that is followed up: when last, when next. Kept by the follow-up service, never typed in."""

    last_follow_up_at = models.DateTimeField(T("最近跟进", "Last follow-up"), null=True, blank=True)
    next_follow_up_at = models.DateTimeField(T("下次跟进", "Next follow-up"), null=True, blank=True)

    class Meta:
        abstract = True

    def followed_up(self, follow_up: FollowUp, time_zone: str) -> None:
        """What a follow-up changes in this row, in the same act. Extend with super(): a lead notes its first response.

        What is written down late moves no date back. An appointment is kept by a follow-up on its day or later.
        """
        at = follow_up.at
        self.last_follow_up_at = max(self.last_follow_up_at or at, at)
        day_end = day_bounds(local_date(at, time_zone), time_zone)[1]
        if follow_up.next_at or (self.next_follow_up_at and self.next_follow_up_at < day_end):
            self.next_follow_up_at = follow_up.next_at


class FollowUpKind(Options):
    CALL = "call", "电话", "Call", "processing"
    VISIT = "visit", "拜访", "Visit", "success"
    MEETING = "meeting", "会议", "Meeting", "processing"
    WECHAT = "wechat", "微信", "WeChat", "success"
    EMAIL = "email", "邮件", "E-mail", "default"
    NOTE = "note", "备注", "Note", "default"


def subject_field() -> Computed:
    """`record`: the record of any object that a follow-up or task is about."""
    return Computed("record", T("相关记录", "About"), "reference", lambda ctx: F("record_id"))


class FollowUp(Record):
    """跟进记录: what was done with a customer. Its author is not an owner who changes: leaving hands over no authorship."""

    owner = TenantForeignKey("access.Member", verbose_name=T("跟进人", "Author"), null=True, related_name="+")
    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    kind = ChoiceField(FollowUpKind, verbose_name=T("跟进方式", "Kind"))
    content = models.TextField(T("跟进内容", "Content"))
    at = models.DateTimeField(T("跟进时间", "At"))
    next_at = models.DateTimeField(T("下次跟进", "Next follow-up"), null=True, blank=True)
    mentions = TagsField(T("提到的成员", "Mentioned"))  # member ids
    summary = models.CharField(T("摘要", "Summary"), max_length=SUMMARY, editable=False)

    object_type = ObjectType(
        code="follow_up",
        label=T("跟进记录", "Follow-up"),
        plural=T("跟进记录", "Follow-ups"),
        path="follow-ups",
        icon="message",
        title="summary",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("record", "kind", "content", "at", "next_at", "mentions", "owner"),
            ),
        ),
        columns=("record", "kind", "content", "at", "next_at", "owner"),
        search=("content",),
        subtitle=("record", "kind", "owner", "at"),
        follows={"summary": ("content",)},
        protected=frozenset({"kind", "at", "next_at", "mentions", "owner"}),
        derived=frozenset({"record"}),
        computed=(subject_field(),),
    )

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="follow_up_newest"),
            *in_order_of("follow_up", "at", "next_at", "updated_at"),
            models.Index(fields=["tenant", "owner", "at"], condition=Q(deleted_at=None), name="follow_up_by_author"),
            models.Index(fields=["tenant", "record_id", "at"], name="follow_up_by_record"),
        ]

    def derive(self) -> None:
        self.summary = " ".join(self.content.split())[:SUMMARY]
        super().derive()


class TaskPriority(Options):
    LOW = "low", "低", "Low", "default"
    NORMAL = "normal", "中", "Normal", "processing"
    HIGH = "high", "高", "High", "error"


class TaskState(Options):
    OPEN = "open", "待办", "Open", "processing"
    OVERDUE = "overdue", "已逾期", "Overdue", "error"
    DONE = "done", "已完成", "Done", "success"


class TaskScope(OwnerScope):
    """Whoever gives a task to a colleague goes on seeing it."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        allowed = super().condition(model, ctx, scope, action)
        return allowed if scope in (NONE, ALL) else allowed | Q(created_by=ctx.member_id)


def task_state(ctx: Context) -> Any:
    return Case(
        When(~Q(done_at=None), then=Value("done")),
        When(due_at__lt=ctx.now, then=Value("overdue")),
        default=Value("open"),
    )


class Task(OwnedRecord):
    """待办: what is to be done, by whom, by when; about a record or by itself."""

    name = models.CharField(T("待办事项", "Task"), max_length=200)
    object = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    due_at = models.DateTimeField(T("截止时间", "Due"), null=True, blank=True)
    remind_at = models.DateTimeField(T("提醒时间", "Remind at"), null=True, blank=True)
    priority = ChoiceField(TaskPriority, verbose_name=T("优先级", "Priority"), default="normal")
    done_at = models.DateTimeField(T("完成时间", "Done at"), null=True, blank=True)

    object_type = ObjectType(
        code="task",
        label=T("待办", "Task"),
        plural=T("待办", "Tasks"),
        path="tasks",
        icon="check-square",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "record", "owner", "due_at", "remind_at", "priority", "state", "done_at"),
            ),
        ),
        columns=("name", "record", "due_at", "priority", "state", "owner"),
        search=("name",),
        subtitle=("record", "state", "owner", "due_at"),
        protected=frozenset({"owner", "done_at"}),
        initial=frozenset({"owner"}),
        derived=frozenset({"record", "state"}),
        computed=(
            subject_field(),
            Computed("state", T("状态", "State"), "choice", task_state, options=TaskState),
        ),
        scope=TaskScope(),
        verbs={"assign": T("分配", "Assign")},
    )

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="task_newest"),
            *in_order_of("task", "due_at", "updated_at"),
            models.Index(fields=["tenant", "owner", "due_at"], name="task_by_owner"),
            models.Index(fields=["tenant", "record_id"], name="task_by_record"),
        ]


class Reminder(TenantModel):
    """That the owner of a record is to be reminded of one moment. Gone once it has been told, or is no longer meant.

    What waits stands here, so that the clock asks one small table and not every customer.
    """

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    for_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "record_id", "for_at"], name="reminder_once")]
        indexes = [models.Index(fields=["tenant", "for_at"], name="reminder_next")]
