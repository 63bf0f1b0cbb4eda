"""Contracts are drawn up, submitted, approved, rejected, withdrawn and amended.

Their stages are in `stages.py`; who asks for services finds both here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.approvals import services as approvals
from yuanliu.kernel.records.services import NOT_FOUND, change, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.contracts import amendments
from yuanliu.modules.contracts.closing import SHORT, close_as_approved, drop_short_close
from yuanliu.modules.contracts.closing import close_short as close_short
from yuanliu.modules.contracts.closing import complete_contract as complete_contract
from yuanliu.modules.contracts.events import (
    AmendmentDropped,
    AmendmentProposed,
    ContractAdded,
    ContractApproved,
    ContractRejected,
    ContractSubmitted,
    ContractWithdrawn,
)
from yuanliu.modules.contracts.models import AGREED, IN_FORCE, Contract, ContractApproval, ContractStage, Installment
from yuanliu.modules.contracts.numbers import next_number
from yuanliu.modules.contracts.queries import installments_of, plain_plan
from yuanliu.modules.contracts.schemas import Terms
from yuanliu.modules.contracts.stages import (
    deliver_contract as deliver_contract,
)
from yuanliu.modules.contracts.stages import (
    put_into_effect as put_into_effect,
)
from yuanliu.modules.contracts.stages import (
    reopen_contract as reopen_contract,
)
from yuanliu.modules.contracts.stages import (
    start_contract as start_contract,
)
from yuanliu.modules.contracts.stages import (
    terminate_contract as terminate_contract,
)
from yuanliu.modules.contracts.stages import (
    void_contract as void_contract,
)
from yuanliu.modules.contracts.terms import (
    ApprovalPending,
    ContractLocked,
    NotApproved,
    book,
    check_plan,
    copy_lines,
    facts,
    is_draft,
    refused,
    replace_lines,
    replace_plan,
    require_draft,
    subjects,
)
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.opportunities.queries import visible
from yuanliu.modules.opportunities.services import booked, carry_source, check_contact, check_money, price_lines, sum_of

Values = Mapping[str, Any]

NONE, APPROVING, APPROVED, REJECTED, WITHDRAWN, TAKEN_OVER = ContractApproval
TERMS = frozenset({"name", "number", "account", "contact", "amount", "currency", "signed_on", "starts_on", "ends_on"})
NEVER_EMPTY = frozenset({"amount", "currency", "number"})
CONTRACT, AMENDMENT = "contract", "amendment"  # kinds of approval


class InstallmentKept(Conflict):
    code = "installment_kept"
    detail = T(
        "回款计划通过合同维护，不能单独删除或恢复", "Installments are part of their contract; change its plan instead."
    )


# Drawing up


def add_contract(w: Work, values: Values, *, action: str | None = "create") -> Contract:
    """A draft. What it does not say of its source comes from its opportunity, else from its account."""
    values = dict(values)
    values["currency"] = values.get("currency") or w.ctx.currency
    values["amount"] = values.get("amount") or Decimal(0)
    check_money(values)
    check_contact(values, values["account"])
    check_opportunity(w.ctx, values.get("opportunity"), values["account"])
    settled = booked(w.ctx, values["amount"], values["currency"], values.get("signed_on") or w.ctx.today)
    settled["number"] = values.pop("number", "") or unused_number(w)
    contract = insert(w, Contract, values, action=action, settled=settled)
    carry_source(contract, contract.opportunity, contract.account)
    w.emit(ContractAdded(**facts(contract)), *subjects(contract))
    return contract


def unused_number(w: Work) -> str:
    """The day's next number that nobody has typed by hand before."""
    while Contract.objects.filter(number=(number := next_number(w, "HT"))).exists():
        pass
    return number


def draw_up(ctx: Context, opportunity_id: UUID, name: str = "", signed_on: date | None = None) -> Contract:
    """A draft from an opportunity: its account, contact, lines, amount, currency and source."""
    with work(ctx) as w:
        ctx.require("contract", "create")
        opportunity = visible(ctx, Opportunity, opportunity_id)
        values = {
            "name": name or opportunity.name,
            "account": opportunity.account_id,
            "contact": opportunity.contact_id,
            "opportunity": opportunity.pk,
            "amount": opportunity.amount,
            "currency": opportunity.currency,
            "signed_on": signed_on,
        }
        contract = add_contract(w, values)
        copy_lines(w, contract, opportunity.lines.order_by("position"))
        return contract


def check_opportunity(ctx: Context, opportunity_id: UUID | None, account_id: UUID | None) -> None:
    """Both sides of the sale are the same account."""
    if opportunity_id is None:
        return
    opportunity = Opportunity.objects.visible_to(ctx).filter(pk=opportunity_id).first()
    if opportunity is None:
        raise Invalid(errors=[FieldError("opportunity", "not_found", NOT_FOUND)])
    if opportunity.account_id != account_id:
        raise Invalid.at("opportunity", "other_account", "商机不属于该客户", "The opportunity is with another account.")


def change_contract(w: Work, contract: Contract, values: Values) -> Contract:
    """The terms of a draft; remarks and source of any contract."""
    values = {name: value for name, value in values.items() if value not in (None, "") or name not in NEVER_EMPTY}
    columns = {name: contract._meta.get_field(name).attname for name in TERMS & values.keys()}
    different = {name for name, column in columns.items() if getattr(contract, column) != values[name]}
    if different and not is_draft(contract):
        raise ContractLocked
    has_lines = bool({"amount", "currency"} & different) and contract.lines.exists()
    if has_lines:
        raise Invalid.at(
            "amount",
            "from_lines",
            "金额由产品明细合计，请修改明细",
            "The amount is the sum of the lines; change those.",
        )
    if "currency" in different and contract.planned:
        raise Invalid.at("currency", "has_installments", "请先清空回款计划", "Remove the installments first.")
    check_money({"amount": contract.amount, "currency": contract.currency, **values})
    account = values.get("account", contract.account_id)
    check_contact({"contact": contract.contact_id, **values}, account)
    if "account" in different:
        check_opportunity(w.ctx, contract.opportunity_id, account)
    change(w, contract, values)
    if {"amount", "currency", "signed_on"} & different:
        book(w.ctx, contract)
    return contract


def delete_contract(w: Work, contract: Contract) -> None:
    """Only a draft that nobody is asked about; its installments go with it."""
    require_draft(contract)
    for row in w.take(Installment, Installment.objects.alive().filter(contract=contract)):
        w.trash(row)
    w.trash(contract)


def restore_contract(w: Work, contract: Contract) -> None:
    for row in w.take(Installment, Installment.objects.filter(contract=contract, deleted_at=contract.deleted_at)):
        row.deleted_at = None
    contract.deleted_at = None


def keep_installment(w: Work, installment: Installment) -> None:
    raise InstallmentKept


def set_lines(ctx: Context, contract_id: UUID, lines: Sequence[Values], version: int | None = None) -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "update", version=version)
        require_draft(contract)
        priced = price_lines(ctx, lines, contract.currency)
        if priced:
            contract.amount = sum_of(priced)
            book(ctx, contract)
        replace_lines(w, contract, priced)
        return contract


def set_installments(ctx: Context, contract_id: UUID, items: Sequence[Values], version: int | None = None) -> Contract:
    """The plan of a draft, which may be incomplete as yet."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "update", version=version)
        require_draft(contract)
        check_plan(contract, items)
        replace_plan(w, contract, items)
        return contract


# Approval


def submit_contract(ctx: Context, contract_id: UUID, approver_id: UUID | None = None) -> Contract:
    """What is submitted is the whole contract, its installments included: they must add up to the amount."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "submit")
        if contract.stage != ContractStage.DRAFT:
            raise refused(contract)
        require_draft(contract)
        check_plan(contract, plain_plan(installments_of(contract)), amount=contract.amount)
        contract.approval = APPROVING
        asked = approvals.request_approval(w, contract, CONTRACT, approver_id)
        to = {"approver_id": asked.approver_id, "approver_name": asked.approver.name}
        w.emit(ContractSubmitted(**facts(contract), **to), *subjects(contract))
        return contract


def approve_contract(ctx: Context, contract_id: UUID, note: str = "") -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "approve")
        asked = approvals.grant(w, contract, approvals.waiting_for(contract).kind, note)
        contract.approval = APPROVED
        w.emit(ContractApproved(**facts(contract), note=note), *subjects(contract))
        if asked.kind == SHORT:
            close_as_approved(w, contract, asked.reason)
        elif contract.amendment:
            terms, reason = amendments.read(contract.amendment)
            contract.amendment = None
            amendments.apply(w, contract, terms, reason, complete=True)
        return contract


def reject_contract(ctx: Context, contract_id: UUID, reason: str) -> Contract:
    """A draft goes back to its author; of a contract in force only what was asked for is dropped."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "approve")
        asked = approvals.reject(w, contract, approvals.waiting_for(contract).kind, reason)
        if not _drop(w, contract, asked.kind, reason):
            contract.approval = REJECTED
            w.emit(ContractRejected(**facts(contract), reason=reason), *subjects(contract))
        return contract


def withdraw_contract(ctx: Context, contract_id: UUID) -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "submit")
        asked = approvals.withdraw(w, contract, approvals.waiting_for(contract).kind)
        if not _drop(w, contract, asked.kind, "撤回"):
            contract.approval = WITHDRAWN
            w.emit(ContractWithdrawn(**facts(contract)), *subjects(contract))
        return contract


def _drop(w: Work, contract: Contract, kind: str, reason: str) -> bool:
    """The approved terms go on as if it had never been asked; False when what was asked for is the contract itself."""
    if kind == CONTRACT:
        return False
    contract.approval = APPROVED if approvals.was_granted(contract) else TAKEN_OVER
    if kind == SHORT:
        drop_short_close(w, contract, reason)
    else:
        contract.amendment = None
        w.emit(AmendmentDropped(**facts(contract), reason=reason), *subjects(contract))
    return True


def amend_contract(
    ctx: Context,
    contract_id: UUID,
    terms: Terms,
    reason: str,
    *,
    approver_id: UUID | None = None,
    version: int | None = None,
) -> Contract:
    """变更. An approved draft becomes a draft again, in a new version; of a contract in force the new terms wait for approval."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "amend", version=version)
        if contract.stage not in (ContractStage.DRAFT, *IN_FORCE):
            raise refused(contract)
        if contract.approval == APPROVING:
            raise ApprovalPending
        if contract.approval not in AGREED:
            raise NotApproved
        values = amendments.given(terms)
        if contract.stage == ContractStage.DRAFT:
            amendments.apply(w, contract, values, reason, complete=False)
            contract.approval = NONE
            return contract
        worked_out = amendments.worked_out(w, contract, values, complete=True)
        contract.amendment = {"terms": amendments.stored(worked_out), "reason": reason}
        contract.approval = APPROVING
        asked = approvals.request_approval(w, contract, AMENDMENT, approver_id)
        to = {"approver_id": asked.approver_id, "approver_name": asked.approver.name}
        told = AmendmentProposed(**facts(contract), **to, reason=reason, terms=contract.amendment["terms"])
        w.emit(told, *subjects(contract))
        return contract
