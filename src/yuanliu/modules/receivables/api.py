"""The routes of receipts and invoices."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.receivables.models import Invoice, Receipt

receipts = record_router(Receipt)
invoices = record_router(Invoice)


def register(api: NinjaAPI) -> None:
    api.add_router("/receipts", receipts)
    api.add_router("/invoices", invoices)
