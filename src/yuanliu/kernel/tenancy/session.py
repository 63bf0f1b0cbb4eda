"""The tenant of the open transaction.

PostgreSQL learns it by `SET LOCAL`, so it ends with the transaction: behind a transaction-pooling PgBouncer a session
`SET` would leak to the next client. The Python side remembers it per connection to refuse queries without a tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from yuanliu.kernel.tenancy.setup import Kept, Memory, drop_kept, kept_of

if TYPE_CHECKING:
    from yuanliu.kernel.tenancy.models import TenantModel

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
    memo: Memory = field(default_factory=dict)
    kept: Kept | None = (
        None  # what the tenant has set up, as this process knows it; None once this transaction changes it
    )
    setup_changed: bool = False

    def changes_setup(self) -> None:
        self.kept, self.setup_changed = None, True

    def end(self) -> None:
        self.tenant_id = self.kept = None
        self.writing = self.gathering = self.setup_changed = False
        self.memo = {}


def tenant_session(using: str = "default") -> TenantSession:
    connection = connections[using]
    try:
        return connection.tenant_session
    except AttributeError:
        connection.tenant_session = TenantSession()
        return connection.tenant_session


@contextmanager
def bound(
    tenant_id: UUID, *, setup: UUID | None = None, read_only: bool = False, using: str = "default"
) -> Iterator[TenantSession]:
    """One transaction that sees and writes one tenant's rows; `setup` is the state that its context knows."""
    session = tenant_session(using)
    if session.tenant_id is not None:
        raise NestedTransaction
    try:
        with transaction.atomic(using=using, durable=True):
            mode = "; SET TRANSACTION READ ONLY" if read_only else ""
            with connections[using].cursor() as cursor:
                cursor.execute(f"SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'{_patience()}{mode}")
            session.tenant_id = tenant_id
            session.kept = kept_of(tenant_id, setup) if setup else None
            yield session
            if session.setup_changed:
                with connections[using].cursor() as cursor:
                    cursor.execute("UPDATE tenancy_tenant SET setup = gen_random_uuid() WHERE id = %s", [tenant_id])
        if session.setup_changed:
            drop_kept(tenant_id)
    finally:
        session.end()


@cache
def _patience() -> str:
    """No statement, no wait for others and no pause may hold a connection for ever."""
    return (
        f"; SET LOCAL statement_timeout = '{settings.STATEMENT_SECONDS}s'"
        f"; SET LOCAL lock_timeout = '{settings.LOCK_SECONDS}s'"
        f"; SET LOCAL idle_in_transaction_session_timeout = '{settings.IDLE_SECONDS}s'"
    )


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


def forget(model: type[TenantModel], using: str = "default") -> None:
    """A table is written: what was looked up in it may be another now. A bulk act leaves it alone."""
    session = tenant_session(using)
    if model.setup:
        session.changes_setup()
    if not session.gathering:
        session.memo = {key: known for key, known in session.memo.items() if known[1] and model not in known[1]}


def remembered(key: Hashable, find: Callable[[], Found], *models: type[TenantModel], using: str = "default") -> Found:
    """What `find` gives, asked once in a transaction until one of the models is written that it looks into; without any,
    until something is. In a bulk act (`Work.gathering`) once for all rows, so only for what that does not change.

    Of models that the tenant sets up it is asked once by this process until one of them changes (see `setup`): there the
    key names all that the answer depends on besides them. What is not found is asked again.
    """
    session = tenant_session(using)
    lasts = bool(models) and all(model.setup for model in models)
    memory = session.kept.found if lasts and session.kept else session.memo
    if key in memory:
        found: Found = memory[key][0]
        return found
    if found := find():
        memory[key] = found, models
    return found
