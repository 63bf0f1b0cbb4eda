"""From a signed-in user to the context that every act carries."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection

from yuanliu.kernel.access.rights import add_up
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import LocatorKind, code_of
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.tenancy.wall import define_function
from yuanliu.kernel.work.context import Context

# Who a member is comes before any transaction of their tenant can be opened, and with every request: one statement, as
# the owner, for exactly one member. UNION (not ALL) ends a loop in the tree of departments.
define_function(
    """
    DROP FUNCTION IF EXISTS access_context(uuid, uuid);
    CREATE FUNCTION access_context(of_tenant uuid, of_member uuid)
    RETURNS TABLE (name varchar, department_id uuid, departments uuid[], colleagues uuid[], subordinates uuid[],
                   roles jsonb, locale varchar, time_zone varchar, currency varchar, setup uuid,
                   needs_second_factor boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT m.name, m.department_id, tree.ids,
        ARRAY(SELECT p.id FROM access_member p
              WHERE p.tenant_id = of_tenant AND (p.id = of_member OR p.department_id = m.department_id)),
        ARRAY(SELECT p.id FROM access_member p
              WHERE p.tenant_id = of_tenant AND (p.id = of_member OR p.department_id = ANY(tree.ids))
                AND granted.roles::text LIKE '%"subtree"%'),
        granted.roles, m.locale, m.time_zone, t.base_currency, t.setup,
        coalesce((SELECT s.second_factor FROM access_signinrule s WHERE s.tenant_id = of_tenant
                  ORDER BY s.at DESC, s.id DESC LIMIT 1), false)
      FROM access_member m JOIN tenancy_tenant t ON t.id = m.tenant_id
      CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(jsonb_build_array(r.grants, r.field_rules)), '[]') AS roles FROM access_role r
        WHERE r.tenant_id = of_tenant AND r.deleted_at IS NULL AND m.roles ? r.code
      ) granted
      CROSS JOIN LATERAL (
        SELECT ARRAY(
          WITH RECURSIVE below AS (
            SELECT m.department_id AS id
            UNION
            SELECT d.id FROM access_department d JOIN below ON d.parent_id = below.id
            WHERE d.tenant_id = of_tenant AND d.deleted_at IS NULL
          ) SELECT id FROM below WHERE id IS NOT NULL
        ) AS ids
      ) tree
      WHERE m.tenant_id = of_tenant AND m.id = of_member AND m.status = 'active' AND m.deleted_at IS NULL
    $$
    """
)


# With every request, so the user, the locators and the function are asked together.
_COLUMNS = [field.attname for field in User._meta.concrete_fields]  # as the statement names them
_USER = f"""
    SELECT {", ".join(f"u.{column}" for column in _COLUMNS)},
      EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type = 'totp'), places.*
    FROM identity_user u LEFT JOIN LATERAL (
      SELECT l.tenant_id, l.target_id, c.* FROM tenancy_locator l, access_context(l.tenant_id, l.target_id) c
      WHERE l.kind = %s AND l.key = u.id::text ORDER BY l.id
    ) places ON true
    WHERE u.id = %s
"""  # noqa: S608  made of constants


def find_user(user_id: UUID) -> User | None:
    """The user, and with them their active memberships, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_USER, [LocatorKind.MEMBER, user_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    width = len(_COLUMNS)
    user = User.from_db(connection.alias, _COLUMNS, rows[0][:width])
    user.has_second_factor = rows[0][width]
    user.memberships = tuple(row[width + 1 :] for row in rows if row[width + 1])
    return user


def context_of(user: User, company: str = "", **more: Any) -> Context | None:
    """The context of who `find_user` found in the company whose code this is, else in their first; None without a place."""
    places = [place for place in user.memberships if not company or code_of(place[0]) == company]
    return _context(*places[0], **more) if places else None


def needs_second_factor(user: User, ctx: Context) -> bool:
    """Whether the company asks for a second factor that this person has not turned on."""
    return not user.has_second_factor and any(place[0] == ctx.tenant_id and place[-1] for place in user.memberships)


def contexts_of(user_id: UUID, **more: Any) -> list[Context]:
    """The user's contexts as they are now, in each company where they have an active place."""
    user = find_user(user_id)
    return [_context(*place, **more) for place in user.memberships] if user else []


def context_for_user(user_id: UUID, **more: Any) -> Context | None:
    """The context of the user's first active membership as it is now; None when there is none."""
    return next(iter(contexts_of(user_id, **more)), None)


def context_for_member(located: Located, **more: Any) -> Context | None:
    """What the member's roles and place in the tree add up to; None when the member is no longer active."""
    place = (located.tenant_id, located.target_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_context(%s, %s)", place)
        row = cursor.fetchone()
    return _context(*place, *row, **more) if row else None


def _context(tenant_id: UUID, member_id: UUID, *row: Any, **more: Any) -> Context:
    name, department_id, departments, colleagues, subordinates, stored, locale, time_zone, currency, setup, _ = row
    grants, field_rules = add_up(json.loads(stored))
    return Context(
        tenant_id=tenant_id,
        member_id=member_id,
        name=name,
        department_id=department_id,
        departments=tuple(departments),
        colleagues=tuple(colleagues),
        subordinates=tuple(subordinates),
        grants=grants,
        field_rules=field_rules,
        locale=locale,
        time_zone=time_zone,
        currency=currency,
        setup=setup,
        **more,
    )
