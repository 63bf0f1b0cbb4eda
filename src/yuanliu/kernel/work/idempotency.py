"""A POST that is sent again with the same Idempotency-Key acts once.

The key is taken in the transaction of the act: a concurrent twin waits for it, then finds the record that was made.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from yuanliu.base.errors import Invalid
from yuanliu.base.i18n import T
from yuanliu.base.ids import uuid7
from yuanliu.kernel.tenancy.session import permit_writes
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import IdempotentRequest, Record


class KeyReused(Invalid):
    code = "idempotency_key_reused"
    detail = T("同一个幂等键不能用于不同的请求", "This Idempotency-Key was used for another request.")


class AlreadyDone(Exception):
    """The act has been done; the answer is the record that it concerned. Caught by the API, never seen by a person."""

    def __init__(self, object_code: str, record_id: UUID | None):
        self.object_code = object_code
        self.record_id = record_id
        super().__init__(f"{object_code} {record_id}")


_TAKE = (
    "INSERT INTO work_idempotentrequest (id, tenant_id, member_id, key, fingerprint, object, at) "
    "VALUES (%s, %s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING"
)


def begin(ctx: Context) -> None:
    """Takes the key, or raises AlreadyDone with what the first request made."""
    if ctx.idempotency is None:
        return
    request = ctx.idempotency
    row = [uuid7(), ctx.tenant_id, ctx.member_id, request.key, request.fingerprint, ctx.now]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, row)
        if cursor.rowcount == 1:
            return
    first = IdempotentRequest.objects.get(member_id=ctx.member_id, key=request.key)
    if first.fingerprint != request.fingerprint:
        raise KeyReused
    raise AlreadyDone(first.object, first.record_id)


def remember(ctx: Context, record: Record | None) -> None:
    """Notes the record that the act concerned: the first that it touched, unless `Work.concern` said another."""
    if ctx.idempotency is None or record is None:
        return
    with permit_writes():
        IdempotentRequest.objects.filter(member_id=ctx.member_id, key=ctx.idempotency.key).update(
            object=record.object_type.code, record_id=record.pk
        )
