"""The routes of contracts and their installments."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.contracts.models import Contract, Installment

contracts = record_router(Contract)
installments = record_router(Installment, creatable=False)


def register(api: NinjaAPI) -> None:
    api.add_router("/contracts", contracts)
    api.add_router("/installments", installments)
