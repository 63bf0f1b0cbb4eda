"""Who works on a record beside its owner: routes for every object that has a team."""

from __future__ import annotations

from typing import Any, ClassVar, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema

from yuanliu.base.errors import NotFound
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.events.base import Event, Shows
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.router import RecordRouter
from yuanliu.kernel.records.schemas import In, Reference
from yuanliu.kernel.records.services import active_member
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Collaborator, Record
from yuanliu.kernel.work.unit import Work, reading, work


class CollaboratorSet(Event):
    code: ClassVar[str] = "record.collaborator_set"
    text: ClassVar[T] = T("将 {member_name} 加为协作人", "added {member_name} as a collaborator")
    shows: ClassVar[Shows] = {"member_name": "member.name"}
    member_id: UUID
    member_name: str
    access: str


class CollaboratorRemoved(Event):
    code: ClassVar[str] = "record.collaborator_removed"
    text: ClassVar[T] = T("移除了协作人 {member_name}", "removed the collaborator {member_name}")
    shows: ClassVar[Shows] = {"member_name": "member.name"}
    member_id: UUID
    member_name: str


class CollaboratorIn(In):
    member: UUID
    access: Literal["read", "edit"] = "read"


class CollaboratorRow(Schema):
    member: Reference
    access: str


class CollaboratorsOut(Schema):
    items: list[CollaboratorRow]


def collaborators(ctx: Context, model: type[Record], record_id: UUID) -> dict[str, Any]:
    """{items: [{member, access}]}, those who came first first."""
    ctx.require(model.object_type.code, "read")
    if not model.objects.visible_to(ctx).filter(pk=record_id).exists():
        raise NotFound
    rows = list(Collaborator.objects.filter(record_id=record_id).order_by("added_at", "pk"))
    titles = titles_of(ctx, {"member": {row.member_id for row in rows}})
    return {
        "items": [{"member": reference("member", row.member_id, titles), "access": row.member_access} for row in rows]
    }


def set_collaborator(ctx: Context, model: type[Record], record_id: UUID, member_id: UUID, access: str) -> Record:
    """A colleague works on the record too, reading or editing."""
    with work(ctx) as w:
        record = w.get(model, record_id, "update")
        share(w, record, active_member(member_id, "member"), access)
        return record


def share(w: Work, record: Record, member: Member, access: str) -> None:
    """The step of it, for a record that the enclosing act may change."""
    if not w.change_rows(Collaborator.objects.filter(record_id=record.pk, member=member), member_access=access):
        row = Collaborator(object=record.object_type.code, record_id=record.pk, member=member, added_at=w.now)
        row.member_access = access
        w.add_rows([row])
    w.emit(CollaboratorSet(member_id=member.pk, member_name=member.name, access=access), record)


def copy_team(w: Work, source: Record, copy: Record) -> None:
    """Whoever works on the one works on the other, as far as they are still there."""
    team = Collaborator.objects.filter(record_id=source.pk, member__status="active").select_related("member")
    for row in team.exclude(member=w.ctx.member_id).order_by("added_at", "pk"):
        share(w, copy, row.member, row.member_access)


def remove_collaborator(ctx: Context, model: type[Record], record_id: UUID, member_id: UUID) -> None:
    with work(ctx) as w:
        record = w.get(model, record_id, "update")
        row = Collaborator.objects.filter(record_id=record.pk, member=member_id).select_related("member").first()
        if row is None:
            raise NotFound
        w.remove_rows(Collaborator.objects.filter(pk=row.pk))
        w.emit(CollaboratorRemoved(member_id=row.member_id, member_name=row.member.name), record)


def add_collaborator_routes(router: RecordRouter) -> None:
    model, code = router.model, router.model.object_type.code

    @router.get("/{uuid:record_id}/collaborators", response=CollaboratorsOut, operation_id=f"list_{code}_collaborators")
    def list_collaborators(request: Request, record_id: UUID) -> HttpResponse:
        with reading(request.auth):
            return reply(collaborators(request.auth, model, record_id))

    @router.post("/{uuid:record_id}/collaborators", response=CollaboratorsOut, operation_id=f"set_{code}_collaborator")
    def put_collaborator(request: Request, record_id: UUID, body: CollaboratorIn) -> HttpResponse:
        set_collaborator(request.auth, model, record_id, body.member, body.access)
        with reading(request.auth):
            return reply(collaborators(request.auth, model, record_id))

    @router.delete(
        "/{uuid:record_id}/collaborators/{uuid:member_id}",
        response={204: None},
        operation_id=f"remove_{code}_collaborator",
    )
    def delete_collaborator(request: Request, record_id: UUID, member_id: UUID) -> HttpResponse:
        remove_collaborator(request.auth, model, record_id, member_id)
        return HttpResponse(status=204)
