"""Members come, change and leave; nobody gets rights by another door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.events import (
    MemberDisabled,
    MemberEnabled,
    MemberHandedOver,
    ResetLinkMade,
    SecondFactorRemoved,
)
from yuanliu.kernel.access.guard import check_joins, check_within, is_administrator, keep_administered
from yuanliu.kernel.access.invitations import begin_invitation
from yuanliu.kernel.access.models import Member, MemberStatus, Role
from yuanliu.kernel.identity.links import reset_path
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import LocatorKind
from yuanliu.kernel.tenancy.services import locate
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.object_type import object_models
from yuanliu.kernel.work.unit import Work, work

UNKNOWN_ROLE = T("角色 {code} 不存在", "There is no role {code}.")


class SharedSignIn(Conflict):
    code = "shared_sign_in"
    detail = T(
        "该成员同时属于其他企业，登录方式只能由本人修改",
        "This member also belongs to another company; only they themselves may change how they sign in.",
    )


class NotJoined(Conflict):
    code = "not_joined"
    detail = T("该成员还没有接受邀请", "This member has not accepted the invitation yet.")


class HasRecords(Conflict):
    code = "has_records"
    detail = T(
        "名下还有 {count} 条记录：请选择由谁接手", "{count} records are still theirs; choose who takes them over."
    )


def add_member(w: Work, values: Mapping[str, Any]) -> Record:
    """A place in the tenant, and an invitation to it; whether its address has a sign-in somewhere is nobody's business."""
    values = dict(values)
    values["email"] = values["email"].lower()
    values["roles"] = check_roles(values.get("roles") or [])
    department_id = values.pop("department", None)
    check_within(w.ctx, "create", department_id)
    check_joins(w.ctx, values["roles"], department_id)
    values.pop("custom", None)
    member = Member(department_id=department_id, **{k: v for k, v in values.items() if v is not None})
    begin_invitation(w, w.add(member))
    return member


def delete_member(w: Work, member: Member) -> None:
    """Whoever goes has handed over what was theirs."""
    check_leaves(w, member)
    if owned := records_of(member):
        raise HasRecords(count=sum(owned.values()))
    w.trash(member)


def restore_member(w: Work, member: Member) -> None:
    check_joins(w.ctx, member.roles, member.department_id)
    member.deleted_at = None


def check_leaves(w: Work, member: Member) -> None:
    """Nobody puts themselves out, and the last administrator stays."""
    if member.pk == w.ctx.member_id:
        raise Invalid.at("member", "self", "不能停用或删除自己", "You cannot disable or delete yourself.")
    if is_administrator(member.roles):
        keep_administered(w, without=member)


def check_roles(codes: Any) -> list[str]:
    """The codes of roles that there are, each once."""
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise Invalid.at("roles", "type", "应为角色编码的列表", "Must be a list of role codes.")
    known = set(Role.objects.alive().filter(code__in=codes).values_list("code", flat=True))
    missing = [code for code in codes if code not in known]
    if missing:
        raise Invalid(errors=[FieldError("roles", "unknown_role", UNKNOWN_ROLE.format(code=code)) for code in missing])
    return list(dict.fromkeys(codes))


def make_reset_link(ctx: Context, member_id: UUID) -> tuple[Member, str]:
    """A link by which a member who belongs to no other company sets a new password; it is never the administrator's to set."""
    with work(ctx) as w:
        member = w.get(Member, member_id, "update")
        check_joins(ctx, member.roles, member.department_id, "member")  # whoever holds the link could be them
        link = reset_path(_own_user(member))
        w.emit(ResetLinkMade(), member)
    return member, link


def remove_second_factor(ctx: Context, member_id: UUID) -> Member:
    """For a member who has lost their phone and the recovery codes: from now on the password is enough again."""
    with work(ctx) as w:
        member = w.get(Member, member_id, "update")
        check_joins(ctx, member.roles, member.department_id, "member")
        Authenticator.objects.filter(user=_own_user(member)).delete()
        w.emit(SecondFactorRemoved(), member)
        return member


def _own_user(member: Member) -> User:
    """Whoever is a member of other companies too looks after their sign-in alone: no administrator takes it over."""
    if member.user_id is None:
        raise NotJoined
    user = User.objects.select_for_update().get(
        pk=member.user_id
    )  # as `take_seat` does: who joins elsewhere comes second
    if any(located.tenant_id != member.tenant_id for located in locate(LocatorKind.MEMBER, str(user.pk))):
        raise SharedSignIn
    return user


def disable_member(ctx: Context, member_id: UUID, heir_id: UUID | None = None) -> Member:
    """A disabled member can no longer sign in; the next request of an open session is refused. What they own goes to the
    heir in the same act."""
    with work(ctx) as w:
        member = w.get(Member, member_id, "update")
        check_leaves(w, member)
        if heir_id is not None:
            ctx.require("member", "hand_over")
            give_all(w, member, heir_id)
        elif owned := records_of(member):
            raise HasRecords(count=sum(owned.values()))
        member.status = MemberStatus.DISABLED
        w.emit(MemberDisabled(), member)
        return member


def enable_member(ctx: Context, member_id: UUID) -> Member:
    with work(ctx) as w:
        member = w.get(Member, member_id, "update")
        check_joins(ctx, member.roles, member.department_id, "member")
        member.status = MemberStatus.ACTIVE
        if member.user_id is None:  # was taken off before they came
            begin_invitation(w, member)
        w.emit(MemberEnabled(), member)
        return member


def hand_over(ctx: Context, member_id: UUID, to_id: UUID) -> int:
    """离职交接: everything that a member owns goes to another, in one act; who did what before stays on record."""
    with work(ctx) as w:
        return give_all(w, w.get(Member, member_id, "hand_over"), to_id)


def give_all(w: Work, member: Member, heir_id: UUID) -> int:
    heir = Member.objects.alive().filter(pk=heir_id, status=MemberStatus.ACTIVE).first()
    if heir is None or heir.pk == member.pk:
        raise Invalid.at("to", "inactive_member", "请选择另一位在职成员", "Choose another active member.")
    count = sum(_hand_over_objects(w, model, member, heir) for model in _owned_models())
    w.emit(MemberHandedOver(to_id=heir.pk, to_name=heir.name, count=count), member)
    return count


def records_of(member: Member) -> dict[str, int]:
    """How many records of each object are the member's."""
    counts = {model.object_type.code: model.objects.alive().filter(owner=member).count() for model in _owned_models()}
    return {code: count for code, count in counts.items() if count}


def _owned_models() -> list[type[OwnedRecord]]:
    return [model for model in object_models() if issubclass(model, OwnedRecord)]


def _hand_over_objects(w: Work, model: type[OwnedRecord], member: Member, heir: Member) -> int:
    records = w.take(model, model.objects.filter(owner=member))
    model.hand_over(w, records, heir.pk)
    return len(records)
