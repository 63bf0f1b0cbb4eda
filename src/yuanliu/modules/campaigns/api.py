"""The routes of campaigns."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.campaigns.models import Campaign, CostItem

campaigns = record_router(Campaign)
cost_items = record_router(CostItem)


def register(api: NinjaAPI) -> None:
    api.add_router("/campaigns", campaigns)
    api.add_router("/cost-items", cost_items)
