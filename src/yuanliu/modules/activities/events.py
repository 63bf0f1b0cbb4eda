"""What happens with follow-ups and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows


class FollowUpAdded(Event):
    """About the record that was followed up. Its author acted, unless `author_name` says who it was; `at` is when it took
    place."""

    code: ClassVar[str] = "follow_up.added"
    text: ClassVar[T] = T("添加了跟进记录", "added a follow-up")
    shows: ClassVar[Shows] = {name: f"follow_up.{name}" for name in ("kind", "content", "at", "next_at")} | {
        "author_name": "follow_up.owner"
    }
    follow_up_id: UUID
    kind: str
    content: str
    at: datetime
    next_at: datetime | None = None
    author_name: str = ""


class FollowUpCorrected(Event):
    """About the record that was followed up, whose timeline still shows the first wording."""

    code: ClassVar[str] = "follow_up.corrected"
    text: ClassVar[T] = T("更正了跟进记录", "corrected a follow-up")
    shows: ClassVar[Shows] = {"before": "follow_up.content", "content": "follow_up.content"}
    follow_up_id: UUID
    before: str
    content: str


class TaskAdded(Event):
    code: ClassVar[str] = "task.added"
    text: ClassVar[T] = T("新建了待办“{name}”", "added the task {name}")
    shows: ClassVar[Shows] = {"name": "task.name", "due_at": "task.due_at"}
    name: str
    due_at: datetime | None = None


class TaskDone(Event):
    code: ClassVar[str] = "task.done"
    text: ClassVar[T] = T("完成了待办“{name}”", "finished the task {name}")
    shows: ClassVar[Shows] = {"name": "task.name"}
    name: str


class TaskReopened(Event):
    code: ClassVar[str] = "task.reopened"
    text: ClassVar[T] = T("重新打开了待办“{name}”", "reopened the task {name}")
    shows: ClassVar[Shows] = {"name": "task.name"}
    name: str
