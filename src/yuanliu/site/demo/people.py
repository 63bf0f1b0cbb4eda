"""Who works at the demo company: departments, members, and the logins that `yuanliu demo` prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from yuanliu.base.time import utc_now
from yuanliu.kernel.access.invitations import take_seat
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.access.services import add_member
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.site.tenants import found_tenant, place_of

DOMAIN = "demo.yuanliu.example"
PASSWORD = "demo-2025"  # noqa: S105  printed by `yuanliu demo` for everybody to see

# department: (the one above, its manager)
DEPARTMENTS: dict[str, tuple[str, str]] = {
    "总经办": ("", "shen"),
    "销售中心": ("总经办", "gu"),
    "华东大区": ("销售中心", "gu"),
    "上海一部": ("华东大区", "lin"),
    "上海二部": ("华东大区", "zhou"),
    "杭州部": ("华东大区", "xu"),
    "华南大区": ("销售中心", "luo"),
    "深圳部": ("华南大区", "luo"),
    "市场部": ("总经办", "tang"),
    "财务部": ("总经办", "qian"),
}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    department: str
    role: str


ADMIN = "shen"
PEOPLE: dict[str, Person] = {
    "shen": Person("沈知远", "总经办", "admin"),
    "gu": Person("顾明川", "华东大区", "sales_manager"),
    "luo": Person("罗劲松", "华南大区", "sales_manager"),
    "lin": Person("林晓彤", "上海一部", "salesperson"),
    "chen": Person("陈立群", "上海一部", "salesperson"),
    "wu": Person("吴思齐", "上海一部", "salesperson"),
    "zhou": Person("周海宁", "上海二部", "salesperson"),
    "sun": Person("孙若琳", "上海二部", "salesperson"),
    "xu": Person("徐子衡", "杭州部", "salesperson"),
    "he": Person("何佳颖", "杭州部", "salesperson"),
    "huang": Person("黄振宇", "深圳部", "salesperson"),
    "liang": Person("梁雨桐", "深圳部", "salesperson"),
    "tang": Person("唐婉清", "市场部", "marketer"),
    "ye": Person("叶一帆", "市场部", "marketer"),
    "qian": Person("钱慧敏", "财务部", "finance"),
    "feng": Person("冯雅静", "财务部", "finance"),
}
SALES = tuple(key for key, person in PEOPLE.items() if person.role == "salesperson")


def email(key: str) -> str:
    return f"{key}@{DOMAIN}"


_SHOWN = {
    "shen": "管理员 沈知远 · Administrator",
    "gu": "销售主管 顾明川 · Sales manager",
    "lin": "销售员 林晓彤（上海一部） · Salesperson",
    "huang": "销售员 黄振宇（深圳部） · Salesperson",
    "tang": "市场专员 唐婉清 · Marketer",
    "qian": "财务专员 钱慧敏 · Finance clerk",
}
LOGINS = tuple((label, email(key), PASSWORD) for key, label in _SHOWN.items())


@dataclass
class Company:
    """`ctx("lin", at)` acts as that member at that moment."""

    admin: Context
    contexts: dict[str, Context] = field(default_factory=dict)
    departments: dict[str, UUID] = field(default_factory=dict)

    def ctx(self, key: str, at: datetime) -> Context:
        return self.contexts[key].at(at)

    def id(self, key: str) -> UUID:
        return self.contexts[key].me

    def key(self, member_id: UUID) -> str:
        return next(key for key, ctx in self.contexts.items() if ctx.member_id == member_id)


def found_company(name: str, at: datetime) -> Company:
    """The tenant, its tree of departments and its members, as they stand since `at`.

    Only those whose login is shown have a password; the administrator may send a link to anybody else.
    """
    founder = found_tenant(name, email=email(ADMIN), admin=PEOPLE[ADMIN].name, user=_sign_in(ADMIN), at=at)
    admin = place_of(founder).at(at)
    company = Company(admin)
    members = {ADMIN: admin.me}
    with work(admin) as w:
        for title, (parent, _) in DEPARTMENTS.items():
            company.departments[title] = w.add(Department(name=title, parent_id=company.departments.get(parent))).pk
        for key, person in PEOPLE.items():
            if key != ADMIN:
                values = {"name": person.name, "email": email(key), "roles": [person.role]}
                member = add_member(w, {**values, "department": company.departments[person.department]})
                assert isinstance(member, Member)
                take_seat(w, member, _sign_in(key))
                members[key] = member.pk
    with work(admin) as w:
        w.get(Member, admin.me, "update").department_id = company.departments[PEOPLE[ADMIN].department]
        for title, (_, manager) in DEPARTMENTS.items():
            w.get(Department, company.departments[title], "update").manager_id = members[manager]
    for key, member_id in members.items():
        ctx = context_for_member(Located(admin.tenant_id, member_id))
        assert ctx is not None
        company.contexts[key] = ctx
    return company


def _sign_in(key: str) -> User:
    return User.objects.create_user(email(key), PASSWORD if key in _SHOWN else None, proven_at=utc_now())
