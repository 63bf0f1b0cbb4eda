"""The stages of a contract: into effect, executed, delivered, completed, terminated, void, reopened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.contracts.events import (
    ContractCompleted,
    ContractDelivered,
    ContractReopened,
    ContractStarted,
    ContractTerminated,
    ContractTookEffect,
    ContractVoided,
)
from yuanliu.modules.contracts.models import IN_FORCE, Contract, ContractApproval, ContractStage
from yuanliu.modules.contracts.queries import installments_of, plain_plan
from yuanliu.modules.contracts.terms import ApprovalPending, NotApproved, book, check_plan, facts, refused, subjects

DRAFT, EFFECTIVE, EXECUTING, COMPLETED, TERMINATED, VOID = ContractStage


class NotFinished(Conflict):
    code = "contract_not_finished"
    detail = T(
        "合同尚有 {outstanding} 未回款或尚未交付，提前结案请填写原因",
        "Outstanding {outstanding}, or not delivered yet; give a reason to close it short.",
    )


class HasReceipts(Conflict):
    code = "contract_has_receipts"
    detail = T("合同已有回款，不能作废，请终止并退款", "Money was received; terminate the contract and refund instead.")


def put_into_effect(ctx: Context, contract_id: UUID) -> Contract:
    """Only an approved contract becomes effective; without a date it counts as signed today."""
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


def complete_contract(ctx: Context, contract_id: UUID, reason: str = "") -> Contract:
    """结案: fully received and delivered, or closed short with a reason."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "execute")
        if contract.stage != EXECUTING:
            raise refused(contract)
        if (contract.outstanding > 0 or contract.delivered_on is None) and not reason:
            raise NotFinished(outstanding=str(contract.outstanding))
        return _close(w, contract, COMPLETED, ContractCompleted, reason)


def terminate_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """Ends a contract in force; what was received stays, or is refunded."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage not in IN_FORCE:
            raise refused(contract)
        return _close(w, contract, TERMINATED, ContractTerminated, reason)


def void_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """作废: it should never have been; so no money was received for it."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage not in (DRAFT, EFFECTIVE):
            raise refused(contract)
        if contract.received:
            raise HasReceipts
        return _close(w, contract, VOID, ContractVoided, reason)


def reopen_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """A completed contract goes on, so that what came after (a refund, a late payment) can be booked."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close")
        if contract.stage != COMPLETED:
            raise refused(contract)
        contract.stage, contract.close_reason = EXECUTING, ""
        w.emit(ContractReopened(**facts(contract), reason=reason), *subjects(contract))
        return contract


def _close(w: Work, contract: Contract, stage: ContractStage, event: Callable[..., Any], reason: str) -> Contract:
    if contract.approval == ContractApproval.APPROVING:
        raise ApprovalPending
    contract.stage, contract.close_reason = stage, reason
    w.emit(event(**facts(contract), reason=reason), *subjects(contract))
    return contract
