"""The routes of competitors: list, count, record, create, patch, recycle bin, timeline, bulk, import, export."""

from ninja import NinjaAPI

from competitor.models import Competitor
from yuanliu.kernel.records.router import record_router


def register(api: NinjaAPI) -> None:
    api.add_router("/competitors", record_router(Competitor))
