"""The demo company 示例企业: a distributor of industrial goods with a history that ends today.

Everything in it happened through the same services as in life, each act at its own moment, and the same seed tells the
same story. All names, addresses and numbers are invented.
"""

from __future__ import annotations

from collections.abc import Callable

from yuanliu.base.time import utc_now
from yuanliu.kernel.tenancy.models import Tenant

from .erasure import erase_tenant
from .people import LOGINS, found_company

__all__ = ["LOGINS", "load"]

NAME = "沅澜衡机电设备（上海）有限公司"
UNFINISHED = f"{NAME}（载入中）"

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """Founds the company where there is none yet.

    It carries another name until it is complete, so a load that was cut short is seen by the next, which begins anew.
    """
    for half in Tenant.objects.filter(name=UNFINISHED):
        progress("清除未完成的示例企业 · removing a demo company that was cut short")
        erase_tenant(half)
    if not Tenant.objects.exists():
        build(progress)


def build(progress: Progress) -> Tenant:
    """A new demo company beside whatever else there is."""
    progress("创建示例企业 · founding the demo company")
    company = found_company(UNFINISHED, utc_now())
    tenant = Tenant.objects.get(pk=company.admin.tenant_id)
    tenant.name = NAME
    tenant.save(update_fields=["name"])
    return tenant
