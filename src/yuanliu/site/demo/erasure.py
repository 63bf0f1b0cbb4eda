"""Removing a demo company that was cut short while it was loaded."""

from __future__ import annotations

from django.db import connections, transaction

from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Locator, Tenant
from yuanliu.kernel.tenancy.wall import tenant_models

from .people import DOMAIN


def erase_tenant(tenant: Tenant) -> None:
    """Every row of the tenant, by the owner of the tables: the product itself has no right to remove history."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in tenant_models():
            table = connections["owner"].ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table} WHERE tenant_id = %s", [tenant.pk])  # noqa: S608  our own table names
        for rows in (
            Locator.objects.using("owner").filter(tenant=tenant),
            User.objects.using("owner").filter(email__endswith=f"@{DOMAIN}"),  # nobody has signed in yet
            Tenant.objects.using("owner").filter(pk=tenant.pk),
        ):
            rows._raw_delete("owner")
