"""The routes of leads."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.leads.models import Lead

leads = record_router(Lead)


def register(api: NinjaAPI) -> None:
    api.add_router("/leads", leads)
