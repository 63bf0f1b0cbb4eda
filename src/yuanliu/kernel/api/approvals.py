"""What waits for a member's decision."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from yuanliu.kernel.approvals.queries import approvals, exceptions
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.schemas import Reference
from yuanliu.kernel.work.unit import reading

router = Router(tags=["approvals"])


class ApprovalOut(Schema):
    id: UUID
    kind: str
    state: str
    record: Reference
    requested_by: Reference | None
    requested_at: datetime
    approver: Reference
    reason: str
    decided_at: datetime | None
    note: str


class ApprovalsOut(Schema):
    items: list[ApprovalOut]


class ExceptionOut(Schema):
    """Who decided about their own act, because nobody else could."""

    record: Reference
    member: Reference | None
    action: str
    at: datetime


class ExceptionsOut(Schema):
    items: list[ExceptionOut]


@router.get("/exceptions", response=ExceptionsOut, operation_id="list_approval_exceptions")
def list_exceptions(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(exceptions(request.auth))


@router.get("", response=ApprovalsOut, operation_id="list_approvals")
def list_approvals(
    request: Request, box: Literal["waiting", "decided", "requested"] = "waiting", record: UUID | None = None
) -> HttpResponse:
    """The member's own box, or everything that was asked about one record."""
    with reading(request.auth):
        return reply(approvals(request.auth, box, record))
