"""The salesperson who asks, and the records that they ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from bench.data.size import DOMAIN

EMAIL = f"seller9@{DOMAIN}"  # no heavy owner; has one among the colleagues of large

ADMIN = f"admin@{DOMAIN}"


@dataclass(frozen=True)
class Viewer:
    """Ids as the floors need them, found by the owner of the tables."""

    tenant: str
    member: str
    department: str
    colleagues: list[str]  # of the department, the member included
    account: str  # the colleague's account that has seen most
    company_name: str  # of an account of the department
    phone: str
    campaign: str
    slug: str

    @property
    def parameters(self) -> dict[str, Any]:
        return vars(self)


def find_viewer(connection: psycopg.Connection) -> Viewer:
    def one(sql: str, *values: Any) -> tuple[Any, ...]:
        row = connection.execute(sql, values).fetchone()  # type: ignore[call-overload]
        assert row is not None, sql
        return tuple(row)

    tenant, member, department = one(
        "SELECT tenant_id::text, id::text, department_id::text FROM access_member WHERE email = %s", EMAIL
    )
    colleagues = [
        str(row[0]) for row in connection.execute("SELECT id FROM access_member WHERE department_id = %s", [department])
    ]
    account, name, phone = one(
        "SELECT a.id::text, a.name, a.phone FROM accounts_account a WHERE a.tenant_id = %s AND a.owner_id = ANY(%s::uuid[]) "
        "ORDER BY (SELECT count(*) FROM opportunities_opportunity o WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) DESC, "
        "a.id LIMIT 1",
        tenant, colleagues,
    )  # fmt: skip
    campaign, slug = one(
        "SELECT campaign_id::text, slug FROM campaigns_promotionlink WHERE tenant_id = %s ORDER BY id LIMIT 1 OFFSET 30",
        tenant,
    )
    return Viewer(tenant, member, department, colleagues, account, name, phone, campaign, slug)
