"""The routes of accounts and contacts."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.accounts.models import Account, Contact

accounts = record_router(Account)
contacts = record_router(Contact)


def register(api: NinjaAPI) -> None:
    api.add_router("/accounts", accounts)
    api.add_router("/contacts", contacts)
