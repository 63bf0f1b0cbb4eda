"""Which pools a member reaches: those they use, those they administer, and what is masked for them in each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Q

from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import ALL, NONE, Context, Scope
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.scope import NOTHING, OwnerScope

# What identifies a person or leads to them; nothing else of a record can be masked in a pool.
MASKABLE = frozenset({"mobile", "phone", "email", "wechat", "address"})

# Every query of a pooled record needs it, so it is one statement, written out.
_POOLS = """
    SELECT p.id, p.deleted_at IS NULL, p.active AND (p.everyone OR m.id IS NOT NULL OR %(all)s), coalesce(m.admin, false), p.masked_fields
    FROM ownership_pool p
    LEFT JOIN ownership_poolmember m ON m.tenant_id = p.tenant_id AND m.pool_id = p.id AND m.member_id = %(member)s
"""


@dataclass(frozen=True, slots=True)
class PoolReach:
    """`usable`: active pools from which a member may claim and to which they may return. `administered`: those that they
    are an admin of. `hidden`: the masked fields of each of the others."""

    usable: tuple[UUID, ...]
    administered: tuple[UUID, ...]
    hidden: Mapping[UUID, frozenset[str]]


def pool_reach(ctx: Context) -> PoolReach:
    """That of the actor; whoever may change every pool is an admin of every pool. Inside an open transaction."""
    return reach_of(ctx.member_id, all_mine=ctx.scope("pool", "update") == ALL)


def reach_of(member_id: UUID | None, *, all_mine: bool = False) -> PoolReach:
    """That of any member. None is the product itself, which may use every active pool."""
    key = ("pool reach", member_id, all_mine)
    return remembered(key, lambda: _find(member_id, all_mine), *_models())


@cache
def _models() -> tuple[type[TenantModel], ...]:
    """Named late: they are built upon this file."""
    return apps.get_model("ownership.Pool"), apps.get_model("ownership.PoolMember")


def _find(member_id: UUID | None, all_mine: bool) -> PoolReach:
    with connection.cursor() as cursor:
        cursor.execute(_POOLS, {"all": member_id is None, "member": member_id})
        pools = [(pk, alive, usable, admin or all_mine, fields) for pk, alive, usable, admin, fields in cursor]
    return PoolReach(
        tuple(pk for pk, alive, usable, _, _ in pools if alive and usable),
        tuple(pk for pk, alive, _, mine, _ in pools if alive and mine),
        {
            pk: MASKABLE.intersection(json.loads(fields))
            for pk, _, _, mine, fields in pools
            if not mine and fields != "[]"
        },
    )


class PooledScope(OwnerScope):
    """Beyond what one owns: members of a pool read what lies in it, claim it, put records there, and assign them where
    their role may assign at all; everything else is for its admins.

    Of what hangs from a pooled record (`through`) its members may read only.
    """

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        if scope == NONE:
            return NOTHING
        if scope == ALL and action != "claim":
            return Q()
        reach = pool_reach(ctx)
        pools = reach.usable if self.members_may(action) else reach.administered
        within = Q(**{f"{self.prefix}pool__among": pools})
        return within if action == "claim" else super().condition(model, ctx, scope, action) | within

    def members_may(self, action: str) -> bool:
        """Whether this is for every member of a pool, and not for its admins alone."""
        return action in ("read", "claim") or (action in ("create", "assign") and not self.prefix)

    def pooled(self, model: type[Record]) -> type[Record]:
        """The object that lies in the pool: the model itself, or what it hangs from."""
        target: Any = model
        for step in self.prefix.removesuffix("__").split("__") if self.prefix else ():
            target = target._meta.get_field(step).related_model
        return target  # type: ignore[no-any-return]


class MaskedInPool:
    """Contact data that members of a pool see masked while the record lies there. `home` is the path to the pooled record."""

    home: ClassVar[str] = ""

    @classmethod
    def masker(
        cls, ctx: Context, rows: Sequence[Mapping[str, Any]]
    ) -> Callable[[Mapping[str, Any]], frozenset[str]] | None:
        column = f"{cls.home}pool"
        if not any(row[column] for row in rows):
            return None
        hidden = pool_reach(ctx).hidden
        return (lambda row: hidden.get(row[column], frozenset())) if hidden else None

    @classmethod
    def masked_in(cls, ctx: Context, field: str) -> Q | None:
        """The rows in which the viewer sees `field` masked, so that no filter, order or search gives it away."""
        if field not in MASKABLE:
            return None
        pools = [pk for pk, names in pool_reach(ctx).hidden.items() if field in names]
        return Q(**{f"{cls.home}pool__among": pools}) if pools else None
