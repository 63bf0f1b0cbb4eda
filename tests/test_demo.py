"""The demo company holds every rule of the product, and a load that was cut short leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Locator, Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.site import demo
from yuanliu.site.demo.erasure import erase_tenant


@pytest.fixture(scope="module")
def ctx() -> Iterator[Context]:
    tenant = demo.build(lambda line: None)
    yield Context.for_system(tenant.pk)
    Tenant.objects.filter(pk=tenant.pk).exists() and erase_tenant(tenant)


def test_its_people_can_sign_in(ctx: Context) -> None:
    assert len(demo.LOGINS) == 6
    for _, email, password in demo.LOGINS:
        assert User.objects.get(email=email).check_password(password)
    with reading(ctx):
        assert Member.objects.count() == 16
        assert Department.objects.filter(manager=None).count() == 0


def test_a_load_that_was_cut_short_is_removed(ctx: Context) -> None:
    tenant = Tenant.objects.get(pk=ctx.tenant_id)
    erase_tenant(tenant)
    assert not Tenant.objects.filter(pk=ctx.tenant_id).exists()
    assert not Locator.objects.filter(tenant_id=ctx.tenant_id).exists()
    assert not User.objects.filter(email__endswith=f"@{demo.people.DOMAIN}").exists()
