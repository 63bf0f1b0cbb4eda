"""Founding a tenant: the company, its first roles and its administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yuanliu.kernel.access.invitations import take_seat
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.access.services import add_member
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.site.furniture import STEPS
from yuanliu.site.roles import TEMPLATES, expanded


def found_tenant(
    name: str, *, email: str, admin: str, user: User | None = None, at: datetime | None = None, kind: str = "cli"
) -> Member:
    """A new tenant with the standard roles, what the modules furnish, and one administrator, who is invited like everybody
    or, as `user`, sits down at once."""
    tenant = Tenant.objects.create(name=name)
    system = Context.for_system(tenant.pk, kind=kind, clock=at)
    with work(system) as w:
        for template in TEMPLATES:
            w.add(Role(code=template.code, name=template.name.zh, grants=expanded(template.grants)))
        member = add_member(w, {"name": admin, "email": email, "roles": ["admin"]})
        assert isinstance(member, Member)
        for step in STEPS:
            step(w)
        if user is not None:
            take_seat(w, member, user)
    return member


def place_of(member: Member, **more: Any) -> Context:
    """The context of a member who has taken their seat."""
    ctx = context_for_member(Located(member.tenant_id, member.pk), **more)
    assert ctx is not None
    return ctx
