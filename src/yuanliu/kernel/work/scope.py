"""The one compiler from role and data scope to a condition. List, count, search, export, chart and timeline all use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.apps import apps
from django.db.models import Q

from yuanliu.kernel.work.context import ALL, DEPARTMENT, NONE, SELF, Context, Scope

if TYPE_CHECKING:
    from yuanliu.kernel.work.models import Record

NOTHING = Q(pk__in=[])


class ScopePolicy(Protocol):
    """How an object type decides whose a record is."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q: ...


class EveryoneScope:
    """Shared furniture of the tenant (products, pipelines): whoever has the permission has it for every row."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        return NOTHING if scope == NONE else Q()


class OwnerScope:
    """Rows of the owner, of the owner's department or subtree, and those shared by collaboration.

    `through` is the path to the record that has the owner, for children: OwnerScope("account") on a contact.
    """

    def __init__(self, through: str = "", owner: str = "owner"):
        self.prefix = f"{through}__" if through else ""
        self.owner = f"{self.prefix}{owner}"
        self.key = through or "pk"

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        if scope == NONE:
            return NOTHING
        if scope == ALL:
            return Q()
        mine = Q(**{self.owner: ctx.member_id})
        if scope > SELF:
            departments = [ctx.department_id] if scope == DEPARTMENT else ctx.departments
            mine |= Q(**{f"{self.owner}__department__in": departments})
        return mine | self.shared(ctx, action)

    def shared(self, ctx: Context, action: str) -> Q:
        """Records on which the member collaborates; to change them takes edit access."""
        if action not in ("read", "update", "follow_up"):
            return NOTHING
        rows = apps.get_model("work", "Collaborator").objects.filter(member=ctx.member_id)
        if action == "update":
            rows = rows.filter(member_access="edit")
        return Q(**{f"{self.key}__in": rows.values("record_id")})
