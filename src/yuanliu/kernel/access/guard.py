"""Who may become whom: whoever changes members, roles or departments asks here before anything is changed.

Nobody's rights grow beyond what the actor holds, whether by a role, by a place in the tree, or because others come to
reach them; and the company always has an administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Department, Member, MemberStatus, Role
from yuanliu.kernel.access.rights import (
    EVERYTHING,
    Rights,
    add_up,
    beyond,
    beyond_role,
    check_given,
    holds_everything,
    permissions,
    reaches,
    refuse,
)
from yuanliu.kernel.access.rights import Role as StoredRole
from yuanliu.kernel.work.context import ALL, DEPARTMENT, SELF, SUBTREE, Context, Scope
from yuanliu.kernel.work.unit import Work

OUTSIDE = T("该部门不在您的管理范围内", "This department is outside your reach.")
SHOWN = 5


class LastAdministrator(Conflict):
    code = "last_administrator"
    detail = T(
        "这是最后一位管理员：请先让另一位在职成员拥有全部权限",
        "This is the last administrator; first give another active member every permission.",
    )


class InUse(Conflict):
    code = "in_use"
    detail = T("仍在使用中，不能删除：{names}", "This is in use and cannot be deleted: {names}.")


@dataclass(frozen=True)
class Chart:
    """组织架构: the roles of the company and its tree of departments as they stand."""

    roles: dict[str, StoredRole]
    parents: dict[UUID, UUID | None]

    @classmethod
    def now(cls) -> Chart:
        roles = Role.objects.alive().values_list("code", "grants", "field_rules")
        return cls(
            {code: (grants, rules) for code, grants, rules in roles},
            dict(Department.objects.alive().values_list("pk", "parent_id")),
        )

    def rights(self, codes: Iterable[str], department_id: UUID | None) -> Rights:
        grants, rules = add_up(self.roles[code] for code in codes if code in self.roles)
        return Rights(grants, rules, department_id, self.below(department_id))

    def above(self, department_id: UUID | None) -> list[UUID]:
        """The department itself and those over it; a loop in the tree ends where it began."""
        found: list[UUID] = []
        while department_id is not None and department_id not in found:
            found.append(department_id)
            department_id = self.parents.get(department_id)
        return found

    def below(self, department_id: UUID | None) -> tuple[UUID, ...]:
        """The department itself and all under it."""
        if department_id is None:
            return ()
        return (department_id, *(pk for pk in self.parents if pk != department_id and department_id in self.above(pk)))


# Members


def check_joins(ctx: Context, codes: Sequence[str], department_id: UUID | None, field: str = "roles") -> None:
    """Somebody begins, or begins again, with these roles at this place."""
    if not holds_everything(ctx):
        check_given(ctx, field, Chart.now().rights(codes, department_id))


def check_member_changes(ctx: Context, member: Member, codes: Sequence[str], department_id: UUID | None) -> None:
    """A member gets other roles or another place than `member` has; by a place others come to reach them, too."""
    if holds_everything(ctx):
        return
    chart, place = Chart.now(), member.department_id
    if list(codes) != list(member.roles):
        check_given(ctx, "roles", chart.rights(codes, place), chart.rights(member.roles, place))
    if department_id == place:
        return
    check_given(ctx, "department", chart.rights(codes, department_id), chart.rights(codes, place))

    def reached(permission: str) -> bool:
        scope = SELF if member.pk == ctx.member_id else DEPARTMENT if place else ALL
        return reaches(ctx, permission, scope, place)

    above = chart.above(department_id)
    overseers = _overseers(chart, set(above) - set(chart.above(place)), SUBTREE)
    peers = _overseers(chart, above[:1], DEPARTMENT)
    refuse("department", sorted(name for name in overseers | peers if not reached(name)))


def _overseers(chart: Chart, departments: Iterable[UUID], scope: Scope) -> set[str]:
    """The permissions that members of these departments have with just this scope."""
    rows = _working().filter(department__in=list(departments))
    kinds = {(tuple(roles), place) for roles, place in rows.values_list("roles", "department_id")}
    return {
        permission
        for codes, place in kinds
        for permission, held in chart.rights(codes, place).grants.items()
        if held == scope
    }


def _working() -> Any:
    """Who has rights, or will when they come: all but the disabled, whose return is asked about then."""
    return Member.objects.alive().exclude(status=MemberStatus.DISABLED)


def check_within(ctx: Context, action: str, department_id: UUID | None) -> None:
    """A member or a department may be put only where the actor's own scope reaches."""
    if department_id is None:
        return
    reached = Department.objects.alive().filter(pk=department_id)
    if not reached.exists():
        raise Invalid.at("department", "not_found", "部门不存在", "There is no such department.")
    scope = ctx.scope("member", action)
    if scope <= SUBTREE and department_id not in (ctx.departments if scope == SUBTREE else (ctx.department_id,)):
        raise Invalid(errors=[FieldError("department", "outside_scope", OUTSIDE)])


# Departments


def check_department_moves(ctx: Context, department: Department, parent_id: UUID | None) -> None:
    """Whoever stands over the new parent comes to reach all who belong to the department."""
    if holds_everything(ctx) or parent_id == department.parent_id:
        return
    if ctx.scope("department", "update") <= SUBTREE and not {parent_id, department.parent_id} <= set(ctx.departments):
        raise Invalid(errors=[FieldError("parent", "outside_scope", OUTSIDE)])
    chart = Chart.now()
    over_it = set(chart.above(parent_id)) - set(chart.above(department.parent_id))
    gained = _overseers(chart, over_it, SUBTREE)
    refuse("parent", sorted(name for name in gained if not reaches(ctx, name, SUBTREE, department.pk)))


def check_department_unused(department: Department) -> None:
    """A department goes when nobody belongs to it and nothing hangs below it."""
    _refuse_use(
        [
            *Department.objects.alive().filter(parent=department).values_list("name", flat=True),
            *Member.objects.alive().filter(department=department).values_list("name", flat=True),
        ]
    )


# Roles


def check_role(ctx: Context, code: str, after: StoredRole, before: StoredRole = ({}, {})) -> None:
    """A role gives no more than the actor holds: as it reads, and to each of those who have it, where they stand."""
    if holds_everything(ctx):
        return
    _refuse_role(beyond_role(ctx, after, before))
    chart = Chart.now()
    old, new = Chart({**chart.roles, code: before}, chart.parents), Chart({**chart.roles, code: after}, chart.parents)
    held = _working().filter(roles__contains=[code]).values_list("roles", "department_id")
    for codes, place in {(tuple(roles), place) for roles, place in held}:
        _refuse_role(beyond(ctx, new.rights(codes, place), old.rights(codes, place)))


def _refuse_role(names: list[str]) -> None:
    """At the map that says so: permissions and field rules stand apart on the screen."""
    granted = permissions() | {EVERYTHING}
    refuse("grants", [name for name in names if name in granted])
    refuse("field_rules", [name for name in names if name not in granted])


def check_role_unused(role: Role) -> None:
    _refuse_use(list(_holders(role.code).values_list("name", flat=True)))


def _holders(code: str) -> Any:
    return Member.objects.alive().filter(roles__contains=[code]).order_by("pk")


def _refuse_use(names: Sequence[str]) -> None:
    """Says who uses it."""
    if not names:
        return
    more = len(names) - SHOWN
    zh, en = "、".join(names[:SHOWN]), ", ".join(names[:SHOWN])
    raise InUse(names=T(f"{zh} 等 {len(names)} 个", f"{en} and {more} more") if more > 0 else T(zh, en))


# Administrators


def is_administrator(codes: Iterable[str]) -> bool:
    return Role.objects.alive().filter(code__in=list(codes), grants__has_key=EVERYTHING).exists()


def keep_administered(w: Work, *, without: Member | None = None, without_role: Role | None = None) -> None:
    """Somebody is left who may do everything, once this member or this role no longer gives it. Two who go at once take
    turns, so that the second finds the first gone."""
    w.take_turns("administration")
    w.flush()
    roles = Role.objects.alive().filter(grants__has_key=EVERYTHING)
    if without_role is not None:
        roles = roles.exclude(pk=without_role.pk)
    holds_one = Q(*(Q(roles__contains=[code]) for code in roles.values_list("code", flat=True)), _connector=Q.OR)
    left = Member.objects.alive().filter(holds_one, status=MemberStatus.ACTIVE) if holds_one else Member.objects.none()
    if without is not None:
        left = left.exclude(pk=without.pk)
    if not left.exists():
        raise LastAdministrator
