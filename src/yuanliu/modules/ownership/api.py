"""The routes of pools."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.ownership.models import Pool

pools = record_router(Pool)


def register(api: NinjaAPI) -> None:
    api.add_router("/pools", pools)
