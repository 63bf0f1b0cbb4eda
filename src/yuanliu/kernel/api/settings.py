"""Departments, members, roles, custom fields and saved views: the generic routes and the few acts beside them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yuanliu.kernel.access.invitations import invite
from yuanliu.kernel.access.models import Department, Member, Role, SignInRule
from yuanliu.kernel.access.services import (
    add_member,
    delete_member,
    disable_member,
    enable_member,
    hand_over,
    make_reset_link,
    remove_second_factor,
    restore_member,
)
from yuanliu.kernel.api import steps
from yuanliu.kernel.metadata.models import CustomField, SavedView
from yuanliu.kernel.outbound import mail
from yuanliu.kernel.records.custom import add_custom_field, change_custom_field
from yuanliu.kernel.records.http import Request, asked_language, reply, without_key
from yuanliu.kernel.records.lookups import change_limits
from yuanliu.kernel.records.meta import describe_permissions
from yuanliu.kernel.records.models import LookupRule
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.rules import RuleOut, rule_page
from yuanliu.kernel.records.schemas import In
from yuanliu.kernel.work.rules import change_rule
from yuanliu.kernel.work.unit import reading, work

lookups = Router(tags=["member"])
departments = record_router(Department, update=steps.change_department, delete=steps.delete_department)
custom_fields = record_router(CustomField, create=add_custom_field, update=change_custom_field)
saved_views = record_router(SavedView)


class ActionOut(Schema):
    code: str
    label: str


class FieldNameOut(Schema):
    name: str
    label: str


class PermissionOut(Schema):
    """What a role can grant on an object, and the fields that it can hide."""

    code: str
    label: str
    actions: list[ActionOut]
    fields: list[FieldNameOut]


class PermissionsOut(Schema):
    objects: list[PermissionOut]


def _permissions(request: Request) -> HttpResponse:
    request.auth.require("role", "read")
    return reply({"objects": describe_permissions(asked_language(request))})


roles = record_router(
    Role, create=steps.add_role, update=steps.change_role, delete=steps.delete_role, restore=steps.restore_role
)
roles.get("/permissions", response=PermissionsOut, operation_id="list_permissions")(_permissions)
members = record_router(
    Member, create=add_member, update=steps.change_member, delete=delete_member, restore=restore_member
)


class LinkOut(Schema):
    """The page of the client to pass on to the person, good for 24 hours and once. `mailed`: they get a letter, too."""

    path: str
    mailed: bool


class LookupLimitIn(In):
    """Answers within an hour about records that the asker does not all see: one by one, and rows of files."""

    per_hour: int = Field(ge=0, le=10_000)
    rows_per_hour: int = Field(ge=0, le=10_000_000)


class LookupLimitOut(RuleOut):
    per_hour: int
    rows_per_hour: int


@lookups.get("", response=LookupLimitOut, operation_id="get_lookup_limit")
def get_lookup_limit(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(rule_page(request.auth, LookupRule))


@lookups.put("", response=LookupLimitOut, operation_id="set_lookup_limit")
def put_lookup_limit(request: Request, body: LookupLimitIn) -> HttpResponse:
    change_limits(request.auth, body.dict())
    return get_lookup_limit(request)


class HandOverIn(Schema):
    to: UUID


class DisableIn(Schema):
    """`to`: who takes over what the member owns; needed where there is something."""

    to: UUID | None = None


class HandOverOut(Schema):
    count: int


@members.post("/{uuid:member_id}/invite", response=LinkOut, operation_id="invite_member")
def member_invite(request: Request, member_id: UUID) -> HttpResponse:
    _, path = invite(without_key(request.auth), member_id)
    return reply({"path": path, "mailed": mail.is_open()})


@members.post("/{uuid:member_id}/reset-link", response=LinkOut, operation_id="make_member_reset_link")
def member_reset_link(request: Request, member_id: UUID) -> HttpResponse:
    _, path = make_reset_link(without_key(request.auth), member_id)
    return reply({"path": path, "mailed": False})


@members.post(
    "/{uuid:member_id}/second-factor/remove", response=members.Out, operation_id="remove_member_second_factor"
)
def member_second_factor(request: Request, member_id: UUID) -> HttpResponse:
    return members.answer(request, remove_second_factor(request.auth, member_id))


@members.post("/{uuid:member_id}/disable", response=members.Out, operation_id="disable_member")
def member_disable(request: Request, member_id: UUID, body: DisableIn | None = None) -> HttpResponse:
    return members.answer(request, disable_member(request.auth, member_id, body.to if body else None))


@members.post("/{uuid:member_id}/enable", response=members.Out, operation_id="enable_member")
def member_enable(request: Request, member_id: UUID) -> HttpResponse:
    return members.answer(request, enable_member(request.auth, member_id))


@members.post("/{uuid:member_id}/hand-over", response=HandOverOut, operation_id="hand_over_member")
def member_hand_over(request: Request, member_id: UUID, body: HandOverIn) -> Any:
    return {"count": hand_over(without_key(request.auth), member_id, body.to)}


sign_in_rule = Router(tags=["sign_in_rule"])


class SignInRuleIn(Schema):
    """`second_factor`: whoever has not turned two-step verification on must do so before anything else."""

    second_factor: bool


class SignInRuleOut(SignInRuleIn, RuleOut):
    pass


@sign_in_rule.get("", response=SignInRuleOut, operation_id="get_sign_in_rule")
def get_sign_in_rule(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(rule_page(request.auth, SignInRule))


@sign_in_rule.put("", response=SignInRuleOut, operation_id="set_sign_in_rule")
def set_sign_in_rule(request: Request, body: SignInRuleIn) -> HttpResponse:
    with work(request.auth) as w:
        change_rule(w, SignInRule, body.dict())
        return reply(rule_page(request.auth, SignInRule))
