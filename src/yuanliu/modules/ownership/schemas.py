"""The shapes of claiming, returning, the ledger and pool members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from yuanliu.kernel.records.schemas import In, Reference, clean_text

Reason = Annotated[str, Field(max_length=200), AfterValidator(clean_text)]


class ClaimIn(In):
    ids: list[UUID] = Field(min_length=1, max_length=100)


class ReturnIn(In):
    """Without a pool: the one that it came from."""

    pool: UUID | None = None
    reason: Reason = Field(min_length=1)


class LockIn(In):
    locked: bool


class LedgerRow(Schema):
    id: UUID
    at: datetime
    kind: str
    from_owner: Reference | None
    to_owner: Reference | None
    from_pool: Reference | None
    to_pool: Reference | None
    actor: Reference | None
    reason: str
    rule: str


class LedgerOut(Schema):
    items: list[LedgerRow]


class PoolMemberIn(In):
    member: UUID
    admin: bool = False


class PoolMemberRow(Schema):
    member: Reference
    admin: bool


class PoolMembersOut(Schema):
    items: list[PoolMemberRow]
