"""The stages of a contract: into effect, executed, delivered, terminated, void, reopened. How it is completed: `closing.py`."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yuanliu.base.errors import Conflict, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.modules.contracts.events import (
    ContractDelivered,
    ContractReopened,
    ContractStarted,
    ContractTerminated,
    ContractTookEffect,
    ContractVoided,
)
from yuanliu.modules.contracts.models import IN_EFFECT, IN_FORCE, Contract, ContractApproval, ContractStage
from yuanliu.modules.contracts.queries import installments_of, plain_plan
from yuanliu.modules.contracts.terms import NotApproved, book, check_plan, close, facts, refused, subjects
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.opportunities.resting import keeps_won
from yuanliu.modules.opportunities.winning import give_back, win

DRAFT, EFFECTIVE, EXECUTING, COMPLETED, TERMINATED, VOID = ContractStage


class HasReceipts(Conflict):
    code = "contract_has_receipts"
    detail = T("合同已有回款，不能作废，请终止并退款", "Money was received; terminate the contract and refund instead.")


@keeps_won
def has_contract_in_effect(opportunity: Opportunity) -> bool:
    return Contract.objects.alive().filter(opportunity=opportunity, stage__in=IN_EFFECT).exists()


def put_into_effect(ctx: Context, contract_id: UUID) -> Contract:
    """Only an approved contract becomes effective; without a date it counts as signed today. It wins its opportunity, so
    that pipeline and contracts never count one sale twice."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "execute")
        if contract.stage != DRAFT:
            raise refused(contract)
        if contract.approval != ContractApproval.APPROVED:
            raise NotApproved
        check_plan(contract, plain_plan(installments_of(contract)), amount=contract.amount)
        contract.stage = EFFECTIVE
        if contract.signed_on is None:
            contract.signed_on = ctx.today
            book(ctx, contract)
        w.emit(ContractTookEffect(**facts(contract), signed_on=contract.signed_on), *subjects(contract))
        if contract.opportunity_id:
            win(w, contract.opportunity_id, contract.number)
        return contract


def start_contract(ctx: Context, contract_id: UUID) -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "execute")
        if contract.stage != EFFECTIVE:
            raise refused(contract)
        contract.stage = EXECUTING
        w.emit(ContractStarted(**facts(contract)), *subjects(contract))
        return contract


def deliver_contract(ctx: Context, contract_id: UUID, delivered_on: date | None = None) -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "execute")
        if contract.stage not in IN_FORCE:
            raise refused(contract)
        day = delivered_on or ctx.today
        if day > ctx.today:
            raise Invalid.at(
                "delivered_on", "in_future", "交付日期不能晚于今天", "It cannot be delivered later than today."
            )
        contract.delivered_on = day
        w.emit(ContractDelivered(**facts(contract), delivered_on=day), *subjects(contract))
        return contract


def terminate_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """Ends a contract in force; what was received stays, or is refunded."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage not in IN_FORCE:
            raise refused(contract)
        return close(w, contract, TERMINATED, ContractTerminated, reason)


def void_contract(ctx: Context, contract_id: UUID, reason: str, *, reopen_opportunity: bool = False) -> Contract:
    """作废: it should never have been; so no money was received for it. On request the sale goes on: its opportunity opens
    again, unless another contract of it is in effect."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage not in (DRAFT, EFFECTIVE):
            raise refused(contract)
        if contract.received:
            raise HasReceipts
        close(w, contract, VOID, ContractVoided, reason)
        if reopen_opportunity and contract.opportunity_id:
            w.flush(contract)
            give_back(w, contract.opportunity_id)
        return contract


def reopen_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """A completed contract goes on, so that what came after (a refund, a late payment) can be booked."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage != COMPLETED:
            raise refused(contract)
        contract.stage, contract.close_reason = EXECUTING, ""
        w.emit(ContractReopened(**facts(contract), reason=reason), *subjects(contract))
        return contract
