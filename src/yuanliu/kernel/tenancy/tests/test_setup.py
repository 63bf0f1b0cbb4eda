"""What a tenant has set up is asked once by a process, and is never an older one than its context knows."""

import json
import urllib.error
import urllib.request
from itertools import count
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import make_company
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work

CODES = (f"field_{number}" for number in count())


@pytest.fixture
def company():
    return make_company()


def add_field(ctx: Context) -> str:
    code = next(CODES)
    with work(ctx) as w:
        w.add(CustomField(object="account", code=code, name=code, kind="text"))
    return code


def codes(ctx: Context) -> list[str]:
    with reading(ctx):
        return [field.code for field in custom_fields("account")]


def asked(ctx: Context) -> bool:
    """Whether the database was asked for the fields."""
    with CaptureQueriesContext(connection) as captured:
        codes(ctx)
    return any("metadata_customfield" in query["sql"] for query in captured)


def test_it_is_asked_once(company):
    code = add_field(company.ctx())
    assert asked(company.ctx())
    assert not asked(company.ctx("sales"))
    assert codes(company.ctx("sales")) == [code]


def test_a_tenant_without_any_is_not_asked_again_either(company):
    assert codes(company.ctx()) == []
    assert not asked(company.ctx())


def test_a_change_is_seen_by_all_who_come_after_it(company):
    first = add_field(company.ctx())
    assert codes(company.ctx("sales")) == [first]
    second = add_field(company.ctx())
    assert codes(company.ctx("sales")) == [first, second]


def test_who_made_the_change_sees_it_with_the_context_from_before(company):
    ctx = company.ctx()
    assert codes(ctx) == []
    code = add_field(ctx)
    assert codes(ctx) == [code]


def test_others_see_it_even_with_a_context_from_before(company):
    """Contexts live as long as a request; one that is kept longer never sees an older setup than its process made."""
    first = company.ctx()
    add_field(first)
    second = company.ctx("sales")
    assert len(codes(second)) == 1
    add_field(first)
    assert len(codes(second)) == 2


def test_it_is_seen_within_the_act_that_makes_it(company):
    ctx = company.ctx()
    assert codes(ctx) == []
    with work(ctx) as w:
        w.add(CustomField(object="account", code="own", name="own", kind="text"))
        assert [field.code for field in custom_fields("account")] == ["own"]


def test_what_was_rolled_back_was_never_seen(company):
    with pytest.raises(ZeroDivisionError), work(company.ctx()) as w:
        w.add(CustomField(object="account", code="never", name="never", kind="text"))
        assert len(custom_fields("account")) == 1
        raise ZeroDivisionError
    assert codes(company.ctx()) == []


def test_other_acts_do_not_touch_it(company):
    before = company.ctx().setup
    assert company.api("sales").send("POST", "/accounts", {"name": "沅澜"}).status_code == 201
    assert company.ctx().setup == before
    add_field(company.ctx())
    assert company.ctx().setup != before


def test_another_process_sees_it_with_its_next_request(company, server):
    key = company.api("sales").cookies[settings.SESSION_COOKIE_NAME].value

    def known(code: str) -> bool:
        """Whether the server's lists can be filtered by the field."""
        condition = json.dumps({"field": f"custom.{code}", "op": "eq", "value": "A"})
        address = f"{server.url}/api/v1/accounts?filter={quote(condition)}"
        request = urllib.request.Request(address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
        try:
            urllib.request.urlopen(request).close()
        except urllib.error.HTTPError as refused:
            return refused.code != 422
        return True

    assert not known("later")
    with work(company.ctx()) as w:
        w.add(CustomField(object="account", code="later", name="later", kind="text", filterable=True))
    assert known("later")


def test_tenants_share_nothing_even_by_the_same_name_of_their_setup(company):
    other = make_company()
    same = uuid4()
    Tenant.objects.filter(pk__in=[company.admin.tenant_id, other.admin.tenant_id]).update(setup=same)
    code = next(CODES)
    with work(Context.for_system(company.admin.tenant_id)) as w:
        w.add(CustomField(object="account", code=code, name=code, kind="text"))
    Tenant.objects.filter(pk=company.admin.tenant_id).update(setup=same)
    assert codes(company.ctx()) == [code]
    assert codes(other.ctx()) == []


def test_who_knows_no_setup_asks_the_database(company):
    system = Context.for_system(company.admin.tenant_id)
    assert codes(system) == []
    add_field(company.ctx())
    assert len(codes(system)) == 1
