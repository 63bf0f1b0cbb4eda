"""The tenant, the locator that finds it, and the base of every tenant table."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Literal

from django.db import models
from django.utils import timezone

from yuanliu.base.i18n import Options
from yuanliu.base.ids import uuid7
from yuanliu.kernel.tenancy.fields import ChoiceField
from yuanliu.kernel.tenancy.session import require_tenant, require_writing


def code_of(tenant_id: uuid.UUID) -> str:
    """A company's short name in addresses (`/~1f2e3d4c/leads`). Among the few companies of one person it is unique."""
    return tenant_id.hex[-8:]


class Tenant(models.Model):
    """企业: one customer organisation of the software. Global, because it must be found before it is chosen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    base_currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    setup = models.UUIDField(default=uuid.uuid4, editable=False)  # another one whenever what it has set up changes
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @property
    def local(self) -> dict[str, Any]:
        """What the product itself must know to act here: `Context.for_system(tenant.pk, **tenant.local)`."""
        return {"currency": self.base_currency, "time_zone": self.time_zone, "setup": self.setup}


class LocatorKind(Options):
    MEMBER = "member", "成员", "Member"
    FORM = "form", "表单", "Form"


class Locator(models.Model):
    """What leads from outside to a tenant: a user's memberships, a public address. Read through `tenancy.locate` only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = ChoiceField(LocatorKind)
    key = models.CharField(max_length=200)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    target_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "target_id"], name="locator_once")]


class TenantQuerySet(models.QuerySet):
    """Writes only while `work` writes; see `yuanliu.kernel.work`."""

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        require_writing(self.db)
        return super()._insert(*args, **kwargs)

    def _update(self, values: Any) -> Any:
        require_writing(self.db)
        return super()._update(values)

    def update(self, **kwargs: Any) -> int:
        require_writing(self.db)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_writing(self.db)
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        require_writing(self.db)
        return super()._raw_delete(using)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Refuses to build a query where no tenant is open."""

    def get_queryset(self) -> TenantQuerySet:
        queryset = super().get_queryset()
        require_tenant(queryset.db)
        return queryset


class TenantModel(models.Model):
    """A row that belongs to one tenant. `access` says what the app role may do with the table; `setup`, that it is part of
    what the tenant has set up: hardly ever written, and read with every request, so processes keep what they found."""

    access: ClassVar[Literal["full", "append", "hidden"]] = "full"
    setup: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.DO_NOTHING, db_index=False, related_name="+", editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        require_writing()
        return super().delete(*args, **kwargs)
