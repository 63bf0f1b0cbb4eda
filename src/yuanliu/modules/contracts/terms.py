"""What a contract says: facts, lines, installments. Set freely in a draft, by amendment once it was approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.money import round_to
from yuanliu.kernel.records.services import NOT_FOUND
from yuanliu.kernel.work.audit import plain
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.catalog.services import rate_on, to_base
from yuanliu.modules.contracts.events import ContractLinesChanged, InstallmentsPlanned
from yuanliu.modules.contracts.models import Contract, ContractApproval, ContractLine, ContractStage, Installment
from yuanliu.modules.contracts.queries import installments_of, plain_plan
from yuanliu.modules.opportunities.queries import plain_lines
from yuanliu.modules.opportunities.services import price_lines

Values = Mapping[str, Any]

OPEN_APPROVALS = (ContractApproval.NONE, ContractApproval.REJECTED, ContractApproval.WITHDRAWN)
INCOMPLETE = T(
    "回款计划合计 {planned}，应等于合同金额 {amount}",
    "The installments add up to {planned}; they must be the amount, {amount}.",
)


class ContractLocked(Conflict):
    code = "contract_locked"
    detail = T(
        "合同已提交或已通过审批，只能通过变更修改", "The terms are submitted or approved; amend the contract instead."
    )


class StageRefused(Conflict):
    code = "contract_stage_refused"
    detail = T("合同当前处于“{stage}”，不能进行此操作", "The contract is {stage}; that is not possible now.")


class NotApproved(Conflict):
    code = "contract_not_approved"
    detail = T("合同尚未通过审批", "The contract has not been approved.")


class ApprovalPending(Conflict):
    code = "approval_pending"
    detail = T("合同正在审批中，请先撤回", "The contract waits for approval; withdraw it first.")


def is_draft(contract: Contract) -> bool:
    """Whether its terms may still be changed without an amendment."""
    return contract.stage == ContractStage.DRAFT and contract.approval in OPEN_APPROVALS


def require_draft(contract: Contract) -> None:
    if not is_draft(contract):
        raise ContractLocked


def refused(contract: Contract) -> StageRefused:
    return StageRefused(stage=next(stage.label for stage in ContractStage if stage == contract.stage))


def book(ctx: Context, contract: Contract) -> None:
    """At the rate of the day of signing; until then, of today."""
    contract.rate = rate_on(ctx, contract.currency, contract.signed_on or ctx.today)
    contract.amount_base = to_base(contract.amount, contract.currency, contract.rate)


def facts(contract: Contract) -> dict[str, Any]:
    """What every event of a contract tells."""
    return {
        "account_id": contract.account_id,
        "opportunity_id": contract.opportunity_id,
        "amount": contract.amount,
        "currency": contract.currency,
    }


def subjects(contract: Contract) -> list[Any]:
    """On whose timelines it shows: its own, the account's, the opportunity's."""
    return [record for record in (contract, contract.account, contract.opportunity) if record is not None]


def close(w: Work, contract: Contract, stage: ContractStage, event: Callable[..., Any], reason: str) -> Contract:
    if contract.approval == ContractApproval.APPROVING:
        raise ApprovalPending
    contract.stage, contract.close_reason = stage, reason
    w.emit(event(**facts(contract), reason=reason), *subjects(contract))
    return contract


def replace_lines(w: Work, contract: Contract, priced: Sequence[Values]) -> None:
    """The lines as they shall be; with lines, the amount is their sum."""
    old = list(contract.lines.order_by("position"))
    w.remove_rows(ContractLine.objects.filter(contract=contract))
    new = w.add_rows([ContractLine(contract=contract, **line) for line in priced])
    told = {"before": plain(plain_lines(old)), "after": plain(plain_lines(new))}
    w.emit(ContractLinesChanged(**facts(contract), count=len(new), **told), contract)


def copy_lines(w: Work, contract: Contract, rows: Any) -> None:
    """The lines of an opportunity, as they were agreed there."""
    names = ("position", "product_id", "name", "quantity", "price", "discount", "amount", "currency")
    w.add_rows([ContractLine(contract=contract, **{name: getattr(row, name) for name in names}) for row in rows])


def priced(w: Work, contract: Contract, lines: Sequence[Values]) -> list[dict[str, Any]]:
    return price_lines(w.ctx, lines, contract.currency)


# Installments


def check_plan(contract: Contract, items: Sequence[Values], *, amount: Decimal | None = None) -> None:
    """Each installment is more than nothing, and never less than what it was paid; one that was paid cannot go.

    With `amount` the plan must be complete.
    """
    existing = {row.pk: row for row in installments_of(contract)}
    errors = [
        error for at, item in enumerate(items) for error in _faults(f"installments.{at}", item, existing, contract)
    ]
    kept = [item["id"] for item in items if item.get("id")]
    lost = [row for pk, row in existing.items() if pk not in kept and row.allocated]
    if lost or len(kept) != len(set(kept)):
        text = T("已有回款的期次不能删除或重复", "An installment that was paid cannot be removed or named twice.")
        errors.append(FieldError("installments", "installment_paid", text))
    if errors:
        raise Invalid(errors=errors)
    planned = sum((item["amount"] for item in items), Decimal(0))
    if amount is not None and planned != amount:
        text = INCOMPLETE.format(planned=planned, amount=amount)
        raise Invalid(errors=[FieldError("installments", "plan_incomplete", text)])


def _faults(at: str, item: Values, existing: Mapping[UUID, Installment], contract: Contract) -> list[FieldError]:
    amount, known = item["amount"], existing.get(item["id"]) if item.get("id") else None
    if item.get("id") and known is None:
        return [FieldError(f"{at}.id", "not_found", NOT_FOUND)]
    if amount <= 0:
        return [FieldError(f"{at}.amount", "too_small", T("金额必须大于 0", "The amount must be greater than 0."))]
    if round_to(amount, contract.currency) != amount:
        text = T("金额的小数位数超过了币种", "The amount has more decimals than its currency.")
        return [FieldError(f"{at}.amount", "too_precise", text)]
    if known is not None and amount < known.allocated:
        text = T("不能低于已回款金额 {paid}", "Not less than what was paid: {paid}.").format(paid=known.allocated)
        return [FieldError(f"{at}.amount", "installment_paid", text)]
    return []


def replace_plan(w: Work, contract: Contract, items: Sequence[Values]) -> None:
    """The installments as they shall be: those with an id are changed, others are new, the rest goes."""
    rows = {row.pk: row for row in w.take(Installment, Installment.objects.alive().filter(contract=contract))}
    before = plain_plan(sorted(rows.values(), key=lambda row: row.position))
    after = []
    for position, item in enumerate(items, 1):
        row = rows.pop(item["id"], None) if item.get("id") else None
        facts_ = {"position": position, "name": item.get("name") or f"第{position}期", "due_on": item["due_on"]}
        facts_.update(amount=item["amount"], currency=contract.currency)
        if row is None:
            row = w.add(Installment(contract=contract, **facts_), None)
        else:
            for name, value in facts_.items():
                setattr(row, name, value)
        after.append(row)
    for row in rows.values():
        w.trash(row)
    contract.planned = sum((row.amount for row in after), Decimal(0))
    told = {"before": plain(before), "after": plain(plain_plan(after))}
    w.emit(InstallmentsPlanned(**facts(contract), count=len(after), **told), contract)
