"""Contracts that were signed before, with the stage that they have reached; and how their amount is to be paid.

A contract in effect has a complete plan at every moment: what no installment of the file takes yet stands in one that is
called the rest, which shrinks with each row and goes with the last.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.services import REQUIRED
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.contracts.events import ContractTookEffect
from yuanliu.modules.contracts.models import IN_EFFECT, Contract, ContractApproval, ContractStage, Installment
from yuanliu.modules.contracts.services import add_contract
from yuanliu.modules.contracts.terms import facts, subjects
from yuanliu.modules.opportunities.models import StageChange
from yuanliu.modules.opportunities.services import check_money
from yuanliu.modules.opportunities.winning import give_back, win
from yuanliu.modules.takeover.steps import Values, not_later, on_its_day, requires

DRAFT, _, _, COMPLETED, TERMINATED, VOID = ContractStage
REST, REST_POSITION = T("期初余款", "Rest"), 999  # the last: money pays what the file names first
TAKEN_OVER = T("期初迁入", "Taken over")
ABOVE = T("超出合同金额，还可安排 {room}", "This is more than the contract's amount; {room} is left to plan.")


class HasFollowers(Conflict):
    code = "contract_has_receipts"
    detail = T("合同已有回款，请先撤销回款的导入", "Money was received for it; undo that import first.")


class InstallmentPaid(Conflict):
    code = "installment_paid"
    detail = T("该期已有回款，请先撤销回款的导入", "It has been paid; undo the import of receipts first.")


def take_over_contract(w: Work, values: Values) -> Contract:
    """As it stands: nobody is asked to approve again what was agreed long ago, and its approval says so."""
    values = dict(values)
    stage = values.pop("stage", None) or DRAFT
    then = {name: values.pop(name, None) for name in ("delivered_on", "close_reason")}
    signed_on = values.get("signed_on")
    if stage != DRAFT and signed_on is None:
        raise Invalid(errors=[FieldError("signed_on", "required", REQUIRED)])
    not_later(w, "signed_on", signed_on if stage != DRAFT else None)
    not_later(w, "delivered_on", then["delivered_on"])
    with on_its_day(w, min(signed_on or w.ctx.today, w.ctx.today)):
        contract = add_contract(w, values)
        if stage != DRAFT:
            _as_it_stands(w, contract, stage, then)
        return contract


def _as_it_stands(w: Work, contract: Contract, stage: str, then: Values) -> None:
    contract.stage, contract.approval = stage, ContractApproval.TAKEN_OVER
    contract.delivered_on = then["delivered_on"]
    if stage in (COMPLETED, TERMINATED, VOID):
        contract.close_reason = then["close_reason"] or TAKEN_OVER.into(w.ctx.locale)
    if contract.amount:
        _add(
            w, contract, REST_POSITION, contract.amount, contract.ends_on or contract.signed_on, REST.into(w.ctx.locale)
        )
        contract.planned = contract.amount
    if stage in IN_EFFECT:
        w.emit(ContractTookEffect(**facts(contract), signed_on=contract.signed_on), *subjects(contract))
        if contract.opportunity_id:
            _win(w, contract)


def _win(w: Work, contract: Contract) -> None:
    """On the day of signing, and after what the history of the opportunity says already."""
    w.flush()
    last = StageChange.objects.filter(opportunity=contract.opportunity_id).aggregate(last=Max("at"))["last"]
    with w.at(max(w.now, last + timedelta(microseconds=1)) if last else w.now):
        win(w, contract.opportunity_id, contract.number)


def undo_contract(w: Work, contract: Contract) -> None:
    """It goes with its plan; an opportunity that it won is open again."""
    if contract.received:
        raise HasFollowers
    for row in w.take(Installment, Installment.objects.alive().filter(contract=contract)):
        w.trash(row)
    w.trash(contract)
    w.flush()
    won = EventLog.objects.filter(record_id=contract.opportunity_id, code="opportunity.won")
    if contract.opportunity_id and won.filter(origin__rule=w.ctx.origin.rule).exists():
        give_back(w, contract.opportunity_id)


# Installments


def take_over_installment(w: Work, values: Values) -> Installment:
    contract = w.lock(Contract, values["contract"])
    amount: Decimal = values["amount"]
    check_money({"amount": amount, "currency": contract.currency}, minimum=Decimal("0.01"))
    rest = _rest(w, contract)
    room = contract.amount - contract.planned if rest is None else rest.amount - rest.allocated
    if amount > room:
        raise Invalid(errors=[FieldError("amount", "above_contract", ABOVE.format(room=room))])
    position = Installment.objects.alive().filter(contract=contract).exclude(position=REST_POSITION).count() + 1
    row = _add(w, contract, position, amount, values["due_on"], values.get("name") or f"第{position}期")
    if rest is None:
        contract.planned += amount
    else:
        rest.due_on = max(rest.due_on, values["due_on"])
        _shrink(w, rest, -amount)
    return row


def undo_installment(w: Work, row: Installment) -> None:
    """What it took of the amount stands in the rest again."""
    if row.allocated:
        raise InstallmentPaid
    contract = w.lock(Contract, row.contract_id)
    w.trash(row)
    if contract.stage == DRAFT:
        contract.planned -= row.amount
    elif (rest := _rest(w, contract)) is not None:
        _shrink(w, rest, row.amount)
    else:
        _add(w, contract, REST_POSITION, row.amount, row.due_on, REST.into(w.ctx.locale))


def _rest(w: Work, contract: Contract) -> Installment | None:
    rows = w.take(Installment, Installment.objects.alive().filter(contract=contract, position=REST_POSITION))
    return next((row for row in rows if row.deleted_at is None), None)


def _shrink(w: Work, rest: Installment, by: Decimal) -> None:
    rest.amount += by
    if not rest.amount:
        w.trash(rest)


def _add(w: Work, contract: Contract, position: int, amount: Decimal, due_on: date, name: str) -> Installment:
    row = Installment(
        contract=contract, position=position, name=name, amount=amount, currency=contract.currency, due_on=due_on
    )
    return w.add(row, None)


def _fields(model: Any, *names: str) -> tuple[Any, ...]:
    return tuple(model_fields(model)[name] for name in names)


CONTRACTS = ImportProfile(
    extra_fields=_fields(Contract, "stage", "delivered_on", "close_reason"),
    keys=("number",),
    synonyms={
        "number": ("合同编号", "合同号", "contract no", "contract number"),
        "stage": ("合同状态", "状态", "status"),
        "signed_on": ("签约日期", "签订日期", "signed"),
        "amount": ("合同额", "合同总额", "total"),
        "opportunity": ("商机名称", "deal", "opportunity name"),
    },
    prepare=requires("name", "account", "amount"),
    create=take_over_contract,
    undo=undo_contract,
)
INSTALLMENTS = ImportProfile(
    extra_fields=_fields(Installment, "contract", "name", "amount", "due_on"),
    keys=(),
    synonyms={
        "contract": ("合同编号", "合同号", "contract no", "contract number"),
        "name": ("期次", "款项", "installment"),
        "due_on": ("应收日期", "计划回款日期", "到期日", "due", "due date"),
        "amount": ("应收金额", "计划金额"),
    },
    prepare=requires("contract", "amount", "due_on"),
    create=take_over_installment,
    undo=undo_installment,
)
