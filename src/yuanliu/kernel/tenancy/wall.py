"""The wall between tenants, built from what the models declare.

`raise_wall` runs after every migration and brings the database to the declared state: nobody can add a table and forget
its policy. `faults` says what is missing; `yuanliu doctor` and the tests ask it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel

POLICY = "tenant_wall"
CONDITION = "tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid"
GRANTS = {"full": "SELECT, INSERT, UPDATE, DELETE", "append": "SELECT, INSERT", "hidden": ""}

# Tables of the framework and of libraries; what must precede the tenant (global) or carries no tenant's data (operational).
GLOBAL_PREFIXES = (
    "account_",
    "auth_",
    "identity_",
    "mfa_",
    "usersessions_",
    "tenancy_",
    "django_session",
    "django_content_type",
)
OPERATIONAL_PREFIXES = ("django_", "procrastinate_")

_functions: list[str] = []


def define_function(sql: str) -> None:
    """Registers a `CREATE OR REPLACE FUNCTION … SECURITY DEFINER`, made again by the owner at every migration."""
    _functions.append(sql)


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel) and model._meta.managed]


def raise_wall() -> None:
    """Policies, composite keys, indexes, functions and grants, as the owner. Safe to repeat."""
    app_role = _quote(settings.DATABASES["default"]["USER"])
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {app_role}")
        for table in _ungoverned_tables(cursor):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_quote(table)} TO {app_role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app_role}")
        for model in tenant_models():
            for statement in _statements(model, app_role):
                cursor.execute(statement)
        for model in tenant_models():
            for statement in _key_statements(model):
                cursor.execute(statement)
        for statement in list(_option_statements(cursor)):
            cursor.execute(statement)
        for sql in _functions:
            cursor.execute(sql)


def _option_statements(cursor: Any) -> Iterator[str]:
    """Closed lists as they are declared: a migration that alters a ChoiceField leaves the check of the old list behind."""
    for model, field, name, allowed in choice_checks(cursor):
        if allowed != set(field.values):
            table, check = _quote(model._meta.db_table), field.db_check(connections["owner"])
            yield f"ALTER TABLE {table} DROP CONSTRAINT {_quote(name)}, ADD CONSTRAINT {_quote(name)} CHECK ({check})"


def choice_checks(cursor: Any) -> Iterator[tuple[type[Model], ChoiceField, str, set[str]]]:
    """(model, field, name of its check, the codes that the check lets in) for every column with options."""
    cursor.execute(
        "SELECT c.relname, a.attname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k "
        "JOIN pg_class c ON c.oid = k.conrelid AND c.relnamespace = 'public'::regnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND k.conkey = ARRAY[a.attnum] WHERE k.contype = 'c'"
    )
    checks = {(table, column): (name, text) for table, column, name, text in cursor.fetchall()}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            found = checks.get((model._meta.db_table, field.column))
            if isinstance(field, ChoiceField) and found:
                yield model, field, found[0], set(re.findall(r"'([^']*)'::", found[1]))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _ungoverned_tables(cursor: Any) -> list[str]:
    """Tables that no TenantModel declares: the global and operational ones."""
    governed = {model._meta.db_table for model in tenant_models()}
    return [table for table in _tables(cursor) if table not in governed]


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def _statements(model: type[TenantModel], app_role: str) -> Iterator[str]:
    table = _quote(model._meta.db_table)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_policy WHERE polname = '{POLICY}' AND polrelid = '{table}'::regclass) "
        f"THEN CREATE POLICY {POLICY} ON {table} USING ({CONDITION}) WITH CHECK ({CONDITION}); END IF; END $$"
    )
    yield f"REVOKE ALL ON {table} FROM {app_role}"
    if grant := GRANTS[model.access]:
        yield f"GRANT {grant} ON {table} TO {app_role}"
    yield f"CREATE UNIQUE INDEX IF NOT EXISTS {_quote(_name(model, 'tenant_key'))} ON {table} (tenant_id, id)"


def _key_statements(model: type[TenantModel]) -> Iterator[str]:
    """Each reference holds only within the tenant, and is indexed for the way back."""
    table = _quote(model._meta.db_table)
    for field in tenant_keys(model):
        column, target = _quote(field.column), _quote(field.related_model._meta.db_table)
        name = _name(model, f"{field.column}_wall")
        yield f"CREATE INDEX IF NOT EXISTS {_quote(_name(model, field.column + '_idx'))} ON {table} (tenant_id, {column})"
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{name}') THEN "
            f"ALTER TABLE {table} ADD CONSTRAINT {_quote(name)} FOREIGN KEY (tenant_id, {column}) "
            f"REFERENCES {target} (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE; END IF; END $$"
        )


def tenant_keys(model: type[Model]) -> list[TenantForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def _name(model: type[Model], suffix: str) -> str:
    """An index or constraint name within PostgreSQL's 63 bytes."""
    return f"{model._meta.db_table[: 62 - len(suffix)]}_{suffix}"


def faults() -> list[str]:
    """What is wrong with the wall, one sentence each; empty when it stands."""
    with connections["default"].cursor() as cursor:
        return [*_role_faults(cursor), *_table_faults(cursor), *_key_faults(cursor)]


def _role_faults(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    superuser, bypasses = cursor.fetchone()
    if superuser:
        yield "the app role is a superuser: row-level security does not hold for it"
    if bypasses:
        yield "the app role has BYPASSRLS: row-level security does not hold for it"
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
        "AND pg_has_role(current_user, relowner, 'USAGE')"
    )
    for (table,) in cursor.fetchall():
        yield f"the app role owns table {table}: row-level security does not hold for it there"


def _table_faults(cursor: Any) -> Iterator[str]:
    declared = {model._meta.db_table: model for model in tenant_models()}
    cursor.execute(
        "SELECT c.relname, c.relrowsecurity, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), "
        "has_table_privilege(c.oid, 'TRUNCATE'), has_table_privilege(c.oid, 'UPDATE'), "
        "(SELECT count(*) FROM pg_policy o WHERE o.polrelid = c.oid) "
        "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname",
        [POLICY],
    )
    for table, secured, using, check, truncates, updates, policies in cursor.fetchall():
        if table not in declared:
            if not table.startswith(GLOBAL_PREFIXES + OPERATIONAL_PREFIXES):
                yield f"table {table} is declared neither tenant nor global nor operational"
            continue
        expected = f"({CONDITION})"
        if not secured or using != expected or check != expected or policies != 1:
            yield f"table {table} has no tenant wall"
        if truncates:
            yield f"the app role may truncate {table}"
        if updates and declared[table].access != "full":
            yield f"the app role may change {table}, which only grows"


def _key_faults(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND conname LIKE '%%\\_wall'")
    present = {name for (name,) in cursor.fetchall()}
    for model in tenant_models():
        for field in tenant_keys(model):
            if _name(model, f"{field.column}_wall") not in present:
                yield f"{model._meta.db_table}.{field.column} may point at another tenant's row"
