"""The routes of accounts and contacts, of who works on them, and of what is known already."""

from typing import Any

from django.http import HttpResponse
from ninja import NinjaAPI, Query

from yuanliu.kernel.records.collaborators import add_collaborator_routes
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.lookups import also_told, answer
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.schemas import given_values
from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts import queries, services
from yuanliu.modules.accounts.models import Account, Contact, DuplicateRule
from yuanliu.modules.accounts.schemas import (
    AccountKeys,
    HitsOut,
    created_schema,
)
from yuanliu.modules.ownership.routes import add_pool_routes
from yuanliu.modules.ownership.services import give

accounts: Any = record_router(
    Account,
    create=services.add_account,
    update=services.change_account,
    assign=give,
    delete=services.delete_account,
    restore=services.restore_account,
    creatable=False,
)
add_pool_routes(accounts)
add_collaborator_routes(accounts)
contacts = record_router(Contact)
duplicate_rules = record_router(DuplicateRule)


@accounts.post("", response={201: created_schema(accounts)}, operation_id="create_account")
def create_account(request: Request, body: accounts.In) -> HttpResponse:
    account = create_record(request.auth, Account, given_values(body))
    with reading(request.auth):
        hits = queries.account_warnings(request.auth, account)
    return accounts.answer(request, account, 201, duplicates=also_told(request.auth, "account", hits))


@accounts.get("/duplicates", response=HitsOut, operation_id="find_duplicate_accounts")
def find_duplicates(request: Request, params: Query[AccountKeys]) -> HttpResponse:
    ctx = request.auth
    ctx.require("account", "create")
    keys = queries.normalised(phones=[params.phone], email=params.email, company=params.name)
    hits = answer(ctx, ("account", "contact"), params.dict(), lambda: queries.find_customers(ctx, keys))
    return reply({"items": [hit.as_json() for hit in hits]})


def register(api: NinjaAPI) -> None:
    api.add_router("/accounts", accounts)
    api.add_router("/contacts", contacts)
    api.add_router("/duplicate-rules", duplicate_rules)
