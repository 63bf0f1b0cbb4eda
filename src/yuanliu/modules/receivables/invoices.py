"""Invoices are issued against contracts, never for more than their amount; a wrong one is void, not deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.contracts.models import Contract, ContractStage
from yuanliu.modules.opportunities.services import check_money
from yuanliu.modules.receivables import queries
from yuanliu.modules.receivables.booking import check_day, facts, lock_contract, require_in_force, subjects
from yuanliu.modules.receivables.events import InvoiceIssued, InvoiceVoided
from yuanliu.modules.receivables.models import Invoice, InvoiceState
from yuanliu.modules.receivables.services import CENT

OVER = T("开票合计不能超过合同金额，还可开 {left}", "Invoices cannot exceed the contract; {left} is left to invoice.")


class AlreadyVoid(Conflict):
    code = "already_void"
    detail = T("发票已作废", "The invoice is void already.")


class InvoiceKept(Conflict):
    code = "invoice_kept"
    detail = T("发票不能删除，请作废", "Invoices are never deleted; make it void instead.")


def issue_invoice(w: Work, values: Mapping[str, Any]) -> Invoice:
    contract = lock_contract(w, values["contract"])
    require_in_force(contract, also=ContractStage.COMPLETED)
    check_money({"amount": values["amount"], "currency": contract.currency}, minimum=CENT)
    check_day(w.ctx, "issued_on", values["issued_on"])
    left = contract.amount - contract.invoiced
    if values["amount"] > left:
        raise Invalid(errors=[FieldError("amount", "over_invoiced", OVER.format(left=left))])
    invoice = insert(w, Invoice, values, settled={"currency": contract.currency})
    assert isinstance(invoice, Invoice)
    _sum_up(w, contract)
    w.concern(invoice)
    w.emit(InvoiceIssued(**facts(invoice)), *subjects(invoice, contract))
    return invoice


def void_invoice(ctx: Context, invoice_id: UUID, reason: str) -> Invoice:
    with work(ctx) as w:
        invoice = w.get(Invoice, invoice_id, "void")
        if invoice.state == InvoiceState.VOID:
            raise AlreadyVoid
        contract = w.lock(Contract, invoice.contract_id)
        invoice.state, invoice.reason = InvoiceState.VOID, reason
        _sum_up(w, contract)
        w.emit(InvoiceVoided(**facts(invoice), reason=reason), *subjects(invoice, contract))
        return invoice


def keep_invoice(w: Work, invoice: Invoice) -> None:
    raise InvoiceKept


def _sum_up(w: Work, contract: Contract) -> None:
    w.flush()
    contract.invoiced = queries.invoiced(contract)
