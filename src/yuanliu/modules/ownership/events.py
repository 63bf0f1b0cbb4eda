"""What happens to records that can lie in a pool, and to pools."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows


class RecordClaimed(Event):
    code: ClassVar[str] = "record.claimed"
    text: ClassVar[T] = T("从公海“{pool_name}”领取", "claimed it from the pool {pool_name}")
    shows: ClassVar[Shows] = {"pool_name": "pool.name"}
    pool_id: UUID
    pool_name: str


class RecordReturned(Event):
    code: ClassVar[str] = "record.returned"
    text: ClassVar[T] = T("退回公海“{pool_name}”：{reason}", "returned it to the pool {pool_name}: {reason}")
    shows: ClassVar[Shows] = {"pool_name": "pool.name"}
    pool_id: UUID
    pool_name: str
    reason: str
    from_id: UUID | None = None


class RecordRecycled(Event):
    code: ClassVar[str] = "record.recycled"
    text: ClassVar[T] = T("回收到公海“{pool_name}”：{reason}", "recycled it to the pool {pool_name}: {reason}")
    shows: ClassVar[Shows] = {"pool_name": "pool.name"}
    pool_id: UUID
    pool_name: str
    reason: str
    from_id: UUID | None = None


class PoolMemberSet(Event):
    code: ClassVar[str] = "pool.member_set"
    text: ClassVar[T] = T("将 {member_name} 设为公海成员", "made {member_name} a member of the pool")
    shows: ClassVar[Shows] = {"member_name": "member.name"}
    member_id: UUID
    member_name: str
    admin: bool


class PoolMemberRemoved(Event):
    code: ClassVar[str] = "pool.member_removed"
    text: ClassVar[T] = T("将 {member_name} 移出公海", "removed {member_name} from the pool")
    shows: ClassVar[Shows] = {"member_name": "member.name"}
    member_id: UUID
    member_name: str
