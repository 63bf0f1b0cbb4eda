"""Who works on an account beside its owner."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event


class CollaboratorSet(Event):
    code: ClassVar[str] = "account.collaborator_set"
    text: ClassVar[T] = T("将 {member_name} 加为协作人", "added {member_name} as a collaborator")
    member_id: UUID
    member_name: str
    access: str


class CollaboratorRemoved(Event):
    code: ClassVar[str] = "account.collaborator_removed"
    text: ClassVar[T] = T("移除了协作人 {member_name}", "removed the collaborator {member_name}")
    member_id: UUID
    member_name: str
