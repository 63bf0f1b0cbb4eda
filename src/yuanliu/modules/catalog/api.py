"""The routes of sources, products and exchange rates."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.catalog import services
from yuanliu.modules.catalog.models import ExchangeRate, Product, Source

sources = record_router(Source)
products = record_router(Product, create=services.add_product, update=services.change_product)
exchange_rates = record_router(ExchangeRate, create=services.add_rate, update=services.change_rate)


def register(api: NinjaAPI) -> None:
    api.add_router("/sources", sources)
    api.add_router("/products", products)
    api.add_router("/exchange-rates", exchange_rates)
