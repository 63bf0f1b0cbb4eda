"""The one compiler from role and data scope to a condition. List, count, search, export, chart and timeline all use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db.models import Q
from django.db.models.expressions import RawSQL

from yuanliu.kernel.work.context import ALL, NONE, Context, Scope

if TYPE_CHECKING:
    from yuanliu.kernel.work.models import Record

NOTHING = Q(pk__in=[])
_SHARED = "ARRAY(SELECT record_id FROM work_collaborator WHERE member_id = %s{})"
#: What collaborators may do. An array that the database makes once, so that the index of the records' ids can be used.
SHARED = {
    "read": _SHARED.format(""),
    "follow_up": _SHARED.format(""),
    "update": _SHARED.format(" AND access = 'edit'"),
}


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
        return Q(**{f"{self.owner}__among": ctx.people(scope)}) | self.shared(ctx, action)

    def shared(self, ctx: Context, action: str) -> Q:
        """Records on which the member collaborates; to change them takes edit access."""
        if action not in SHARED:
            return NOTHING
        return Q(**{f"{self.key}__among": RawSQL(SHARED[action], [ctx.member_id])})  # noqa: S611  written above
