"""How to make one record of every object: what each module says in its `tests/makers.py`.

A maker is `def make(company, who) -> UUID`: it makes a record that `who` owns, through the API or a service.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from tests.support.company import Company
from yuanliu.site.modules import MODULES

Maker = Callable[[Company, str], UUID]


def post(company: Company, who: str, path: str, body: dict[str, object]) -> UUID:
    """What most makers do: one POST, and the id of what it made."""
    made = company.api(who).send("POST", path, body)
    assert made.status_code == 201, made.content.decode()
    return UUID(made.data["id"])


def unique(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(4)}"


def _department(company: Company, who: str) -> UUID:
    """A new one of the administrator's; the one that anybody else belongs to, which is what they reach."""
    if who == "admin":
        return post(company, who, "/departments", {"name": unique("部门")})
    department_id = company.ctx(who).department_id
    assert department_id is not None
    return department_id


def _member(company: Company, who: str) -> UUID:
    """A new one of the administrator's; else oneself."""
    if who == "admin":
        return post(company, who, "/members", {"name": "新人", "email": f"{unique('m')}@example.com"})
    return company.id(who)


KERNEL: dict[str, Maker] = {
    "department": _department,
    "role": lambda company, who: post(company, who, "/roles", {"code": unique("r"), "name": "角色"}),
    "member": _member,
    "custom_field": lambda company, who: post(
        company, who, "/custom-fields", {"object": "account", "code": unique("f"), "name": "字段", "kind": "text"}
    ),
    "saved_view": lambda company, who: post(company, who, "/saved-views", {"name": "我的视图", "object": "account"}),
}


def all_makers() -> dict[str, Maker]:
    makers = dict(KERNEL)
    for module in MODULES:
        if find_spec(f"{module}.tests") and find_spec(f"{module}.tests.makers"):
            makers.update(import_module(f"{module}.tests.makers").MAKERS)
    return makers
