"""Letting members into a pool shows them what lies in it: nobody opens more than they may do there themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yuanliu.kernel.access.guard import Chart
from yuanliu.kernel.access.models import Member, MemberStatus
from yuanliu.kernel.access.rights import holds_everything, refuse
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import object_models
from yuanliu.modules.ownership.models import Pool
from yuanliu.modules.ownership.reach import PooledScope


def check_lets_in(ctx: Context, pool: Pool, members: Iterable[Member], field: str, *, admin: bool = False) -> None:
    """Refuses, at `field`, what these members may do in a pool that the actor may not do anywhere."""
    if holds_everything(ctx):
        return
    chart = Chart.now()
    held = [chart.rights(codes, None).grants for codes in {tuple(member.roles) for member in members}]
    opened = _opened(pool, admin)
    refuse(field, [name for name in opened if not ctx.grants.get(name) and any(grants.get(name) for grants in held)])


def check_pool_opens(ctx: Context, pool: Pool, values: Mapping[str, Any]) -> None:
    """A pool is opened for everybody, or shows fields that were masked in it."""
    everyone, active = values.get("everyone", pool.everyone), values.get("active", pool.active)
    if everyone and active and not (pool.everyone and pool.active):
        check_lets_in(ctx, pool, Member.objects.alive().filter(status=MemberStatus.ACTIVE), "everyone")
    elif active and not pool.active:
        mine = Member.objects.alive().filter(pk__in=pool.members.values("member"), status=MemberStatus.ACTIVE)
        check_lets_in(ctx, pool, mine, "active")
    shown = set(pool.masked_fields) - set(values.get("masked_fields", pool.masked_fields) or ())
    barred = ctx.ruled(pool.object, "masked", "hidden")
    refuse("masked_fields", sorted(f"{pool.object}.{name}" for name in shown & barred))


def _opened(pool: Pool, admin: bool) -> list[str]:
    """The permissions that reach into a pool for its members, or for its admins."""
    names: list[str] = []
    for model in object_models():
        kind = model.object_type
        if isinstance(kind.scope, PooledScope) and kind.scope.pooled(model).object_type.code == pool.object:
            names += [f"{kind.code}.{action}" for action in kind.actions if admin or kind.scope.members_may(action)]
    return names
