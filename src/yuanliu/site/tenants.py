"""Founding a tenant: the company, its first roles and its administrator."""

from __future__ import annotations

from datetime import datetime

from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.access.queries import context_for_user
from yuanliu.kernel.access.services import add_member
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.site.furniture import STEPS
from yuanliu.site.roles import TEMPLATES, expanded


def found_tenant(
    name: str, *, email: str, admin: str, password: str | None = None, at: datetime | None = None
) -> Context:
    """A new tenant with the standard roles, what the modules furnish, and one administrator; returns their context."""
    tenant = Tenant.objects.create(name=name)
    system = Context.for_system(tenant.pk, kind="cli", clock=at)
    with work(system) as w:
        for template in TEMPLATES:
            w.add(Role(code=template.code, name=template.name.zh, grants=expanded(template.grants)))
        member = add_member(w, {"name": admin, "email": email, "roles": ["admin"]})
        assert isinstance(member, Member)
        for step in STEPS:
            step(w)
        if password:
            member.user.set_password(password)
            member.user.save(update_fields=["password"])
        user_id = member.user_id
    ctx = context_for_user(user_id)
    assert ctx is not None
    return ctx
