"""A fresh company for a test: a tenant with departments and one member of every role."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client

from yuanliu.base.time import utc_now
from yuanliu.kernel.access.invitations import take_seat
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.access.services import add_member
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, reading, work
from yuanliu.site.tenants import found_tenant, place_of

PEOPLE = {
    # name: (role, department)
    "manager": ("sales_manager", "华东销售部"),
    "sales": ("salesperson", "上海组"),
    "peer": ("salesperson", "上海组"),
    "stranger": ("salesperson", "华北销售部"),
    "marketer": ("marketer", "市场部"),
    "finance": ("finance", "财务部"),
}
TREE = {"华东销售部": None, "上海组": "华东销售部", "华北销售部": None, "市场部": None, "财务部": None}


class Api(Client):
    """A signed-in browser that speaks JSON."""

    def __init__(self, member: Member | None = None, **defaults: Any):
        super().__init__(raise_request_exception=False, SERVER_NAME="localhost", **defaults)
        if member is not None:
            self.force_login(member.user)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The response of `/api/v1{path}`; `.data` is its decoded JSON."""
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        response = self.generic(method, f"/api/v1{path}", headers=headers or None, **content)
        kind = response.headers.get("Content-Type", "")
        response.data = json.loads(response.content) if "json" in kind and response.content else None
        return response


@dataclass
class Company:
    """`ctx("sales")` acts as that member, `api("sales")` calls as them; `id("sales")` is their member id."""

    admin: Context
    members: dict[str, UUID] = field(default_factory=dict)
    departments: dict[str, UUID] = field(default_factory=dict)

    def id(self, name: str) -> UUID:
        return self.members[name]

    def ctx(self, name: str = "admin") -> Context:
        ctx = context_for_member(Located(self.admin.tenant_id, self.members[name]))
        assert ctx is not None
        return ctx

    def api(self, name: str = "admin") -> Api:
        with work(Context.for_system(self.admin.tenant_id)):
            member = Member.objects.select_related("user").get(pk=self.members[name])
        return Api(member)

    def hire(
        self, name: str, role: str = "salesperson", department: str = "上海组", password: str | None = None
    ) -> UUID:
        """One more member, who has accepted the invitation and proven the address."""
        with work(self.admin) as w:
            values = {"name": name, "email": _email(name), "roles": [role], "department": self.departments[department]}
            self.members[name] = seat(w, values, password)
        return self.members[name]

    def email(self, name: str) -> str:
        with reading(self.admin):
            return Member.objects.get(pk=self.members[name]).email

    def set_password(self, name: str, password: str) -> str:
        """As if the member had chosen it themselves; gives their address."""
        with reading(self.admin):
            user = Member.objects.select_related("user").get(pk=self.members[name]).user
        user.set_password(password)
        user.save(update_fields=["password"])
        return user.email


def seat(w: Work, values: dict[str, Any], password: str | None = None) -> UUID:
    member = add_member(w, values)
    take_seat(w, member, User.objects.create_user(values["email"], password, proven_at=w.now))
    return member.pk


def make_company(name: str = "源流测试有限公司") -> Company:
    user = User.objects.create_user(_email("admin"), proven_at=utc_now())
    admin = place_of(found_tenant(name, email=user.email, admin="管理员", user=user))
    company = Company(admin)
    company.members["admin"] = admin.member_id  # type: ignore[assignment]
    with work(admin) as w:
        for title, parent in TREE.items():
            company.departments[title] = w.add(
                Department(name=title, parent_id=company.departments.get(parent or ""))
            ).pk
        for who, (role, department) in PEOPLE.items():
            values = {"name": who, "email": _email(who), "roles": [role], "department": company.departments[department]}
            company.members[who] = seat(w, values)
    return company


def _email(name: str) -> str:
    return f"{secrets.token_hex(6)}-{abs(hash(name)) % 1000}@example.com"
