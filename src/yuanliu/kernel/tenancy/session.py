"""The tenant of the open transaction.

PostgreSQL learns it by `SET LOCAL`, so it ends with the transaction: behind a transaction-pooling PgBouncer a session
`SET` would leak to the next client. The Python side remembers it per connection to refuse queries without a tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, transaction

Found = TypeVar("Found")


class TenantRequired(RuntimeError):
    """A tenant table was asked outside `reading` or `work`."""


class NestedTransaction(RuntimeError):
    """`reading` or `work` was opened inside another: compose steps that take `w` instead."""


class WriteOutsideWork(RuntimeError):
    """A tenant row was written by something else than `work`, so audit and scope would be missed."""


@dataclass(slots=True)
class TenantSession:
    tenant_id: UUID | None = None
    writing: bool = False
    gathering: bool = False  # the writes of a bulk act, which leave alone what it has looked up
    memo: dict[Hashable, tuple[Any, tuple[str, ...]]] = field(default_factory=dict)  # what was found, in which tables


def tenant_session(using: str = "default") -> TenantSession:
    connection = connections[using]
    try:
        return connection.tenant_session
    except AttributeError:
        connection.tenant_session = TenantSession()
        return connection.tenant_session


@contextmanager
def bound(tenant_id: UUID, *, read_only: bool = False, using: str = "default") -> Iterator[TenantSession]:
    """One transaction that sees and writes one tenant's rows."""
    session = tenant_session(using)
    if session.tenant_id is not None:
        raise NestedTransaction
    with transaction.atomic(using=using, durable=True):
        mode = "; SET TRANSACTION READ ONLY" if read_only else ""
        with connections[using].cursor() as cursor:
            cursor.execute(f"SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'{mode}")
        session.tenant_id = tenant_id
        try:
            yield session
        finally:
            session.tenant_id = None
            session.writing = session.gathering = False
            session.memo = {}


@contextmanager
def permit_writes(using: str = "default") -> Iterator[None]:
    """Only `Work` calls this, around the statements whose audit it keeps."""
    session = tenant_session(using)
    before, session.writing = session.writing, True
    try:
        yield
    finally:
        session.writing = before


def require_tenant(using: str = "default") -> UUID:
    tenant_id = tenant_session(using).tenant_id
    if tenant_id is None:
        raise TenantRequired("open `reading(ctx)` or `work(ctx)` first")
    return tenant_id


def require_writing(using: str = "default") -> None:
    if not tenant_session(using).writing:
        raise WriteOutsideWork("tenant rows are written through `work(ctx)` only")


def forget(table: str, using: str = "default") -> None:
    """A table is written: what was looked up in it may be another now. A bulk act leaves it alone."""
    session = tenant_session(using)
    if not session.gathering:
        session.memo = {key: known for key, known in session.memo.items() if known[1] and table not in known[1]}


def remembered(key: Hashable, find: Callable[[], Found], *tables: str, using: str = "default") -> Found:
    """What `find` gives, asked once in a transaction until one of the tables is written that it looks into; without any,
    until something is. In a bulk act (`Work.gathering`) once for all rows, so only for what that does not change.

    What is not found is asked again.
    """
    memo = tenant_session(using).memo
    if key in memo:
        found: Found = memo[key][0]
        return found
    if found := find():
        memo[key] = found, tables
    return found
