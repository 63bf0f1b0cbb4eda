"""The wall, seen from the database: over every table that is there, not over a list that somebody keeps."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections, transaction

from tests.support.company import make_company
from yuanliu.kernel.tenancy.fields import ChoiceField
from yuanliu.kernel.tenancy.session import TenantRequired
from yuanliu.kernel.tenancy.wall import choice_checks, faults, raise_wall, tenant_models
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account

TABLES = sorted(model._meta.db_table for model in tenant_models())
READABLE = sorted(model._meta.db_table for model in tenant_models() if model.access != "hidden")
CHANGEABLE = sorted(model._meta.db_table for model in tenant_models() if model.access == "full")


@pytest.fixture(scope="module")
def two():
    """Two companies with members and roles; the tests below only look at them."""
    return make_company(), make_company()


def as_app(statement, tenant=None):
    """Runs one statement as the app role, with a tenant set by SET LOCAL or with none; returns rows or their number."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        if tenant:
            cursor.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def as_owner(statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def test_every_column_with_options_takes_exactly_its_options():
    declared = {(m, f) for m in apps.get_models() for f in m._meta.local_fields if isinstance(f, ChoiceField)}
    with connections["owner"].cursor() as cursor:
        checks = {(model, field): allowed for model, field, _, allowed in choice_checks(cursor)}
    assert {where: set(where[1].values) for where in declared} == checks


def test_every_table_is_declared_and_walled():
    assert faults() == []


def test_every_tenant_table_in_the_catalogue_is_known():
    rows = as_app(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' "
        "AND table_name <> 'tenancy_locator'"
    )
    readable = {name for (name,) in rows}
    assert readable <= set(TABLES)
    assert readable >= set(READABLE)


@pytest.mark.parametrize("table", READABLE)
def test_without_a_tenant_nothing_is_read(table, two):
    assert as_app(f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize("table", READABLE)
def test_no_row_of_another_tenant_is_read(table, two):
    for company in two:
        tenant = company.admin.tenant_id
        assert as_app(f"SELECT count(*) FROM {table} WHERE tenant_id <> '{tenant}'", tenant) == [(0,)]


@pytest.mark.parametrize("table", READABLE)
@pytest.mark.parametrize("mine", ["another", None])
def test_no_row_is_written_for_another_tenant(table, mine, two):
    tenant = two[0].admin.tenant_id if mine else None
    other = two[1].admin.tenant_id
    with pytest.raises(Exception, match="row-level security"):
        as_app(f"INSERT INTO {table} (id, tenant_id) VALUES ('{uuid4()}', '{other}')", tenant)


@pytest.mark.parametrize("table", CHANGEABLE)
def test_no_row_of_another_tenant_is_changed_or_deleted(table, two):
    mine, other = (company.admin.tenant_id for company in two)
    assert as_app(f"UPDATE {table} SET id = id WHERE tenant_id = '{other}'", mine) == 0
    assert as_app(f"DELETE FROM {table} WHERE tenant_id = '{other}'", mine) == 0


@pytest.mark.parametrize("table", sorted(set(READABLE) - set(CHANGEABLE)))
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_logs_only_grow(table, verb, two):
    with pytest.raises(Exception, match="permission denied"):
        as_app(verb.format(table), two[0].admin.tenant_id)


@pytest.mark.parametrize("table", sorted(set(TABLES) - set(READABLE)))
def test_hidden_tables_are_out_of_reach(table, two):
    with pytest.raises(Exception, match="permission denied"):
        as_app(f"SELECT 1 FROM {table}", two[0].admin.tenant_id)


def test_the_tests_above_would_notice_a_missing_policy(two):
    """Positive control: with the policy of one table gone, another tenant's rows are read."""
    mine, other = (company.admin.tenant_id for company in two)
    statement = f"SELECT count(*) FROM access_member WHERE tenant_id = '{other}'"
    as_owner("DROP POLICY tenant_wall ON access_member; CREATE POLICY open ON access_member USING (true)")
    try:
        assert as_app(statement, mine)[0][0] > 0
        assert "table access_member has no tenant wall" in faults()
    finally:
        as_owner("DROP POLICY open ON access_member")
        raise_wall()
    assert as_app(statement, mine) == [(0,)]
    assert faults() == []


def test_no_reference_reaches_another_tenant(two):
    """Even a bug that writes a foreign id is stopped by the composite key."""
    mine, other = two
    with pytest.raises(Exception, match="violates foreign key"), work(Context.for_system(mine.admin.tenant_id)) as w:
        w.add(Account(name="越界", owner_id=other.id("sales")))


def test_joins_carry_the_tenant(two):
    with reading(two[0].admin):
        sql = str(Account.objects.filter(owner__name="x").query)
    assert '"access_member"."tenant_id" = ("accounts_account"."tenant_id")' in sql


def test_a_query_without_a_tenant_raises():
    with pytest.raises(TenantRequired):
        Account.objects.all()


def test_the_tenant_ends_with_the_transaction(two):
    with reading(two[0].admin):
        pass
    assert as_app("SELECT current_setting('app.tenant_id', true)")[0][0] in (None, "")


def test_reading_cannot_write(two):
    with pytest.raises(Exception, match="read-only"), reading(two[0].admin), connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM accounts_account")


def test_a_closed_list_that_was_left_behind_is_brought_to_its_declaration():
    """Django does not see that the choices of a ChoiceField have changed."""
    check = "campaigns_submission_state_check"
    as_owner(
        f"ALTER TABLE campaigns_submission DROP CONSTRAINT {check}, ADD CONSTRAINT {check} CHECK (state IN ('collected')) "
        "NOT VALID"  # rows of other tests are there
    )
    raise_wall()
    rows = as_app(f"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{check}'")
    assert "'waiting'" in rows[0][0]
