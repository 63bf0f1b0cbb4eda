"""Who acts, for which tenant, in which request or job. Always passed, never looked up from the air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yuanliu.base.errors import Forbidden
from yuanliu.base.time import utc_now


class Scope(IntEnum):
    """数据范围: how far a permission reaches."""

    NONE = 0
    SELF = 1
    DEPARTMENT = 2
    SUBTREE = 3
    ALL = 4


NONE, SELF, DEPARTMENT, SUBTREE, ALL = Scope


@dataclass(frozen=True, slots=True)
class Origin:
    """From where an act came; goes into every event."""

    kind: str = "api"  # api | job | import | automation | cli | public
    request_id: str = ""
    ip: str = ""
    rule: str = ""  # the automation, import or rule version that acted

    def as_json(self) -> dict[str, str]:
        pairs = {"kind": self.kind, "request": self.request_id, "ip": self.ip, "rule": self.rule}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's promise that this is the same request again; `fingerprint` tells when it is not."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Context:
    """`grants` maps "lead.read" to a Scope; `field_rules` maps "lead.phone" to hidden, masked or read_only."""

    tenant_id: UUID
    member_id: UUID | None = None
    name: str = ""
    department_id: UUID | None = None
    departments: tuple[UUID, ...] = ()  # the member's department and everything below it
    colleagues: tuple[UUID, ...] = ()  # who belongs to the department, the member included
    subordinates: tuple[UUID, ...] = ()  # who belongs to one of `departments`, where a grant reaches so far
    grants: Mapping[str, Scope] = field(default_factory=dict)
    field_rules: Mapping[str, str] = field(default_factory=dict)
    system: bool = False  # jobs and the product itself: every grant, no field rules
    locale: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    setup: UUID | None = None  # the state of what the tenant has set up; see kernel.tenancy.setup
    origin: Origin = Origin()
    idempotency: IdempotencyKey | None = None
    clock: datetime | None = None  # a fixed time for backdated acts (demo data, imports with history)

    @classmethod
    def for_system(cls, tenant_id: UUID, *, kind: str = "job", rule: str = "", **more: Any) -> Context:
        return cls(tenant_id=tenant_id, name="系统", system=True, origin=Origin(kind=kind, rule=rule), **more)

    @property
    def me(self) -> UUID:
        """The acting member, for acts that only a person can do."""
        if self.member_id is None:
            raise Forbidden
        return self.member_id

    @property
    def now(self) -> datetime:
        return self.clock or utc_now()

    @property
    def today(self) -> date:
        """The plain date where the member is."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).date()

    def at(self, moment: datetime) -> Context:
        return replace(self, clock=moment)

    def scope(self, object_code: str, action: str) -> Scope:
        return ALL if self.system else self.grants.get(f"{object_code}.{action}", NONE)

    def people(self, scope: Scope) -> tuple[UUID, ...]:
        """The members whose records a scope below ALL reaches."""
        return {SUBTREE: self.subordinates, DEPARTMENT: self.colleagues, SELF: (self.me,)}.get(scope, ())

    def may(self, object_code: str, action: str) -> bool:
        return self.scope(object_code, action) > NONE

    def require(self, object_code: str, action: str) -> Scope:
        scope = self.scope(object_code, action)
        if scope == NONE:
            raise Forbidden(permission=f"{object_code}.{action}")
        return scope

    def ruled(self, object_code: str, *rules: str) -> frozenset[str]:
        """The fields of an object for which one of these rules holds."""
        if self.system:
            return frozenset()
        start = f"{object_code}."
        return frozenset(
            name.removeprefix(start)
            for name, rule in self.field_rules.items()
            if rule in rules and name.startswith(start)
        )

    def field_rule(self, object_code: str, field_name: str) -> str:
        return "" if self.system else self.field_rules.get(f"{object_code}.{field_name}", "")
