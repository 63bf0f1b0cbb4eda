"""The routes of receipts and invoices, and of what is to come."""

from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI, Query, Router
from pydantic import Field

from yuanliu.kernel.records import services as records
from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.schemas import given_values
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts.schemas import ReasonIn
from yuanliu.modules.opportunities.queries import visible
from yuanliu.modules.receivables import invoices as invoicing
from yuanliu.modules.receivables import queries, services
from yuanliu.modules.receivables.forecast import cash_forecast
from yuanliu.modules.receivables.models import Invoice, Receipt
from yuanliu.modules.receivables.schemas import (
    MAX_ALLOCATIONS,
    AllocateIn,
    AllocationIn,
    AllocationsOut,
    ForecastOut,
    PrepaymentsOut,
    RefundIn,
)

receipts = record_router(
    Receipt,
    creatable=False,
    create=services.register_receipt,
    delete=services.keep_receipt,
    restore=services.keep_receipt,
)
invoices = record_router(
    Invoice, create=invoicing.issue_invoice, delete=invoicing.keep_invoice, restore=invoicing.keep_invoice
)
receivables = Router(tags=["receivables"])


class RegisterReceiptIn(receipts.In):  # type: ignore[name-defined,misc]
    """A receipt, and by hand which installments it pays."""

    allocations: list[AllocationIn] | None = Field(None, max_length=MAX_ALLOCATIONS)


@receipts.post("", response={201: receipts.Out}, operation_id="create_receipt")
def create_receipt(request: Request, body: RegisterReceiptIn) -> HttpResponse:
    values = given_values(body)
    if body.allocations is not None:
        values["allocations"] = [choice.dict() for choice in body.allocations]
    return receipts.answer(request, records.create_record(request.auth, Receipt, values), 201)


@receipts.post("/{uuid:receipt_id}/confirm", response=receipts.Out, operation_id="confirm_receipt")
def confirm(request: Request, receipt_id: UUID) -> HttpResponse:
    return receipts.answer(request, services.confirm_receipt(request.auth, receipt_id))


@receipts.post("/{uuid:receipt_id}/reject", response=receipts.Out, operation_id="reject_receipt")
def reject(request: Request, receipt_id: UUID, body: ReasonIn) -> HttpResponse:
    return receipts.answer(request, services.reject_receipt(request.auth, receipt_id, body.reason))


@receipts.post("/{uuid:receipt_id}/refund", response={201: receipts.Out}, operation_id="refund_receipt")
def refund(request: Request, receipt_id: UUID, body: RefundIn) -> HttpResponse:
    made = services.refund_receipt(request.auth, receipt_id, body.amount, body.reason, body.paid_on)
    return receipts.answer(request, made, 201)


@receipts.get("/{uuid:receipt_id}/allocations", response=AllocationsOut, operation_id="get_receipt_allocations")
def get_allocations(request: Request, receipt_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.allocations(request.auth, visible(request.auth, Receipt, receipt_id)))


@receipts.post("/{uuid:receipt_id}/allocate", response=AllocationsOut, operation_id="allocate_receipt")
def allocate(request: Request, receipt_id: UUID, body: AllocateIn) -> HttpResponse:
    chosen = None if body.allocations is None else [choice.dict() for choice in body.allocations]
    services.allocate_receipt(request.auth, receipt_id, chosen, body.contract)
    return get_allocations(request, receipt_id)


@invoices.post("/{uuid:invoice_id}/void", response=invoices.Out, operation_id="void_invoice")
def void(request: Request, invoice_id: UUID, body: ReasonIn) -> HttpResponse:
    return invoices.answer(request, invoicing.void_invoice(request.auth, invoice_id, body.reason))


@receivables.get("/forecast", response=ForecastOut, operation_id="forecast_cash")
def forecast(request: Request, weeks: int = Query(12, ge=1, le=53)) -> HttpResponse:
    request.auth.require("installment", "read")
    with reading(request.auth):
        return reply(cash_forecast(request.auth, weeks))


@receivables.get("/prepayments", response=PrepaymentsOut, operation_id="list_prepayments")
def prepayments(request: Request, account: UUID) -> HttpResponse:
    request.auth.require("receipt", "read")
    with reading(request.auth):
        return reply(queries.prepayments(request.auth, account))


def register(api: NinjaAPI) -> None:
    api.add_router("/receipts", receipts)
    api.add_router("/invoices", invoices)
    api.add_router("/receivables", receivables)
