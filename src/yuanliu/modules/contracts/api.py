"""The routes of contracts and their installments."""

from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI, Router

from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.output import in_currency
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.rules import rule_page
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.contracts import queries, services
from yuanliu.modules.contracts.closing import set_closing_rule
from yuanliu.modules.contracts.models import ClosingRule, Contract, Installment
from yuanliu.modules.contracts.schemas import (
    AmendIn,
    CloseShortIn,
    ClosingRuleIn,
    ClosingRuleOut,
    DeliverIn,
    FromOpportunityIn,
    InstallmentPlanIn,
    NoteIn,
    PlanOut,
    ReasonIn,
    SplitIn,
    SplitOut,
    SubmitIn,
    VersionsOut,
    VoidIn,
)
from yuanliu.modules.opportunities.queries import lines_of, visible
from yuanliu.modules.opportunities.schemas import LinesIn, LinesOut

contracts = record_router(
    Contract,
    create=services.add_contract,
    update=services.change_contract,
    delete=services.delete_contract,
    restore=services.restore_contract,
)
closing = Router(tags=["contract"])
installments = record_router(
    Installment, creatable=False, delete=services.keep_installment, restore=services.keep_installment
)


@contracts.post("/from-opportunity", response={201: contracts.Out}, operation_id="draw_up_contract")
def draw_up(request: Request, body: FromOpportunityIn) -> HttpResponse:
    contract = services.draw_up(request.auth, body.opportunity, body.name, body.signed_on)
    return contracts.answer(request, contract, 201)


@contracts.get("/{uuid:contract_id}/lines", response=LinesOut, operation_id="get_contract_lines")
def get_lines(request: Request, contract_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(lines_of(request.auth, visible(request.auth, Contract, contract_id)))


@contracts.put("/{uuid:contract_id}/lines", response=LinesOut, operation_id="set_contract_lines")
def set_lines(request: Request, contract_id: UUID, body: LinesIn) -> HttpResponse:
    services.set_lines(request.auth, contract_id, [line.dict() for line in body.lines], body.version)
    return get_lines(request, contract_id)


@contracts.get("/{uuid:contract_id}/installments", response=PlanOut, operation_id="get_contract_installments")
def get_installments(request: Request, contract_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.plan(request.auth, visible(request.auth, Contract, contract_id)))


@contracts.put("/{uuid:contract_id}/installments", response=PlanOut, operation_id="set_contract_installments")
def set_installments(request: Request, contract_id: UUID, body: InstallmentPlanIn) -> HttpResponse:
    services.set_installments(request.auth, contract_id, [item.dict() for item in body.installments], body.version)
    return get_installments(request, contract_id)


@contracts.post("/{uuid:contract_id}/installments/split", response=SplitOut, operation_id="split_contract")
def split(request: Request, contract_id: UUID, body: SplitIn) -> HttpResponse:
    with reading(request.auth):
        contract = visible(request.auth, Contract, contract_id)
        return reply({"installments": queries.split(contract, **body.dict())})


@contracts.get("/{uuid:contract_id}/versions", response=VersionsOut, operation_id="get_contract_versions")
def get_versions(request: Request, contract_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.versions(request.auth, visible(request.auth, Contract, contract_id)))


@contracts.post("/{uuid:contract_id}/submit", response=contracts.Out, operation_id="submit_contract")
def submit(request: Request, contract_id: UUID, body: SubmitIn) -> HttpResponse:
    return contracts.answer(request, services.submit_contract(request.auth, contract_id, body.approver))


@contracts.post("/{uuid:contract_id}/approve", response=contracts.Out, operation_id="approve_contract")
def approve(request: Request, contract_id: UUID, body: NoteIn) -> HttpResponse:
    return contracts.answer(request, services.approve_contract(request.auth, contract_id, body.note))


@contracts.post("/{uuid:contract_id}/reject", response=contracts.Out, operation_id="reject_contract")
def reject(request: Request, contract_id: UUID, body: ReasonIn) -> HttpResponse:
    return contracts.answer(request, services.reject_contract(request.auth, contract_id, body.reason))


@contracts.post("/{uuid:contract_id}/withdraw", response=contracts.Out, operation_id="withdraw_contract")
def withdraw(request: Request, contract_id: UUID) -> HttpResponse:
    return contracts.answer(request, services.withdraw_contract(request.auth, contract_id))


@contracts.post("/{uuid:contract_id}/amend", response=contracts.Out, operation_id="amend_contract")
def amend(request: Request, contract_id: UUID, body: AmendIn) -> HttpResponse:
    contract = services.amend_contract(
        request.auth, contract_id, body.terms(), body.reason, approver_id=body.approver, version=body.version
    )
    return contracts.answer(request, contract)


@contracts.post("/{uuid:contract_id}/effect", response=contracts.Out, operation_id="put_contract_into_effect")
def effect(request: Request, contract_id: UUID) -> HttpResponse:
    return contracts.answer(request, services.put_into_effect(request.auth, contract_id))


@contracts.post("/{uuid:contract_id}/start", response=contracts.Out, operation_id="start_contract")
def start(request: Request, contract_id: UUID) -> HttpResponse:
    return contracts.answer(request, services.start_contract(request.auth, contract_id))


@contracts.post("/{uuid:contract_id}/deliver", response=contracts.Out, operation_id="deliver_contract")
def deliver(request: Request, contract_id: UUID, body: DeliverIn) -> HttpResponse:
    return contracts.answer(request, services.deliver_contract(request.auth, contract_id, body.delivered_on))


@contracts.post("/{uuid:contract_id}/complete", response=contracts.Out, operation_id="complete_contract")
def complete(request: Request, contract_id: UUID) -> HttpResponse:
    return contracts.answer(request, services.complete_contract(request.auth, contract_id))


@contracts.post("/{uuid:contract_id}/close-short", response=contracts.Out, operation_id="close_contract_short")
def close_short(request: Request, contract_id: UUID, body: CloseShortIn) -> HttpResponse:
    return contracts.answer(request, services.close_short(request.auth, contract_id, body.reason, body.approver))


@contracts.post("/{uuid:contract_id}/terminate", response=contracts.Out, operation_id="terminate_contract")
def terminate(request: Request, contract_id: UUID, body: ReasonIn) -> HttpResponse:
    return contracts.answer(request, services.terminate_contract(request.auth, contract_id, body.reason))


@contracts.post("/{uuid:contract_id}/void", response=contracts.Out, operation_id="void_contract")
def void(request: Request, contract_id: UUID, body: VoidIn) -> HttpResponse:
    voided = services.void_contract(request.auth, contract_id, body.reason, reopen_opportunity=body.reopen_opportunity)
    return contracts.answer(request, voided)


@contracts.post("/{uuid:contract_id}/reopen", response=contracts.Out, operation_id="reopen_contract")
def reopen(request: Request, contract_id: UUID, body: ReasonIn) -> HttpResponse:
    return contracts.answer(request, services.reopen_contract(request.auth, contract_id, body.reason))


@closing.get("", response=ClosingRuleOut, operation_id="get_closing_rule")
def get_closing_rule(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(in_currency(request.auth.currency, rule_page(request.auth, ClosingRule), "free_up_to"))


@closing.put("", response=ClosingRuleOut, operation_id="set_closing_rule")
def put_closing_rule(request: Request, body: ClosingRuleIn) -> HttpResponse:
    set_closing_rule(request.auth, body.dict())
    return get_closing_rule(request)


def register(api: NinjaAPI) -> None:
    api.add_router("/contract-closing", closing)
    api.add_router("/contracts", contracts)
    api.add_router("/installments", installments)
