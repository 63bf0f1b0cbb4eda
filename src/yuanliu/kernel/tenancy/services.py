"""Finding a tenant from outside, and keeping the addresses that lead to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yuanliu.kernel.tenancy.models import Locator, LocatorKind


@dataclass(frozen=True, slots=True)
class Located:
    tenant_id: UUID
    target_id: UUID


def locate(kind: LocatorKind, key: str) -> list[Located]:
    """The tenants that `key` leads to, oldest first: the one door from outside the wall."""
    rows = Locator.objects.filter(kind=kind, key=key).order_by("id")
    return [Located(*row) for row in rows.values_list("tenant_id", "target_id")]


def publish(kind: LocatorKind, key: str, tenant_id: UUID, target_id: UUID) -> None:
    Locator.objects.get_or_create(kind=kind, key=key, target_id=target_id, defaults={"tenant_id": tenant_id})


def withdraw(kind: LocatorKind, target_id: UUID) -> None:
    Locator.objects.filter(kind=kind, target_id=target_id).delete()
