"""From a signed-in user to the context that every act carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from yuanliu.kernel.access.models import Department, Member, Role
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import Located, locate
from yuanliu.kernel.tenancy.session import bound
from yuanliu.kernel.work.context import Context, Scope

# The most permissive rule wins when a member has several roles.
FIELD_RULES = ("", "read_only", "masked", "hidden")


def context_for_user(user_id: UUID, **more: Any) -> Context | None:
    """The context of the user's first active membership; None when there is none."""
    for located in locate(LocatorKind.MEMBER, str(user_id)):
        if ctx := context_for_member(located, **more):
            return ctx
    return None


def context_for_member(located: Located, **more: Any) -> Context | None:
    with bound(located.tenant_id, read_only=True):
        member = (
            Member.objects.filter(pk=located.target_id, status="active", deleted_at=None)
            .select_related("tenant")
            .first()
        )
        return compiled_context(member, **more) if member else None


def compiled_context(member: Member, **more: Any) -> Context:
    """What the member's roles and place in the tree add up to; runs inside an open transaction."""
    tenant: Tenant = member.tenant
    roles = list(Role.objects.alive().filter(code__in=member.roles).values_list("grants", "field_rules"))
    return Context(
        tenant_id=tenant.pk,
        member_id=member.pk,
        name=member.name,
        department_id=member.department_id,
        departments=subtree(member.department_id),
        grants=widest_grants(grants for grants, _ in roles),
        field_rules=mildest_rules(rules for _, rules in roles),
        locale=member.locale,
        time_zone=member.time_zone,
        currency=tenant.base_currency,
        **more,
    )


def subtree(root: UUID | None) -> tuple[UUID, ...]:
    """The department and all below it."""
    if root is None:
        return ()
    children: dict[UUID | None, list[UUID]] = {}
    for department_id, parent_id in Department.objects.alive().values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(department_id)
    found, waiting = [], [root]
    while waiting:
        department_id = waiting.pop()
        if department_id not in found:  # a loop in the tree ends here
            found.append(department_id)
            waiting.extend(children.get(department_id, ()))
    return tuple(found)


def widest_grants(roles: Iterable[Mapping[str, str]]) -> dict[str, Scope]:
    widest: dict[str, Scope] = {}
    for grants in roles:
        for permission, name in grants.items():
            widest[permission] = max(widest.get(permission, Scope.NONE), Scope[name.upper()])
    return widest


def mildest_rules(roles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """A rule holds only when every role of the member has one for the field."""
    all_rules = list(roles)
    if not all_rules:
        return {}
    shared = set.intersection(*(set(rules) for rules in all_rules))
    return {name: min((rules[name] for rules in all_rules), key=FIELD_RULES.index) for name in shared}
