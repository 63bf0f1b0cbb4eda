"""结案 and 提前结案: a contract is completed when everything was received and delivered. Closing it short gives up money, so
it takes a permission of its own, a reason, and above a limit that the company sets, somebody's approval.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict
from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.kernel.approvals import services as approvals
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.rules import change_rule
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.catalog.services import to_base
from yuanliu.modules.contracts.events import (
    ContractClosedShort,
    ContractCompleted,
    ShortCloseAsked,
    ShortCloseDropped,
)
from yuanliu.modules.contracts.models import ClosingRule, Contract, ContractApproval, ContractStage
from yuanliu.modules.contracts.terms import ApprovalPending, close, facts, refused, subjects

SHORT = "short_close"  # a kind of approval


class NotFinished(Conflict):
    code = "contract_not_finished"
    detail = T(
        "合同尚不能结案：{open}。如要提前结案，需有权限并说明原因",
        "Not finished: {open}. Closing it short takes a permission and a reason.",
    )


class Finished(Conflict):
    code = "contract_finished"
    detail = T("款已收齐且已交付，请直接结案", "Everything was received and delivered; complete it.")


OUTSTANDING = T("尚有 {amount} 未回款", "{amount} is outstanding")
NOT_DELIVERED = T("尚未交付", "it was not delivered")


def what_is_open(contract: Contract) -> T | None:
    """What stands between the contract and its completion, in words; None when nothing does."""
    found = []
    if contract.outstanding > 0:
        found.append(OUTSTANDING.format(amount=written(contract.outstanding, contract.currency)))
    if contract.delivered_on is None:
        found.append(NOT_DELIVERED)
    return T("，".join(text.zh for text in found), ", ".join(text.en for text in found)) if found else None


def complete_contract(ctx: Context, contract_id: UUID) -> Contract:
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "execute")
        _require_executing(contract)
        if still_open := what_is_open(contract):
            raise NotFinished(open=still_open)
        return close(w, contract, ContractStage.COMPLETED, ContractCompleted, "")


def close_short(ctx: Context, contract_id: UUID, reason: str, approver_id: UUID | None = None) -> Contract:
    """At once where little is given up; else it waits for an approver, and the contract goes on until then."""
    with work(ctx) as w:
        contract = w.get(Contract, contract_id, "close_short")
        _require_executing(contract)
        if what_is_open(contract) is None:
            raise Finished
        if contract.approval == ContractApproval.APPROVING:
            raise ApprovalPending
        if given_up(contract) <= ClosingRule.current().free_up_to:
            return close(w, contract, ContractStage.COMPLETED, ContractClosedShort, reason)
        contract.approval = ContractApproval.APPROVING
        asked = approvals.request_approval(w, contract, SHORT, approver_id, reason=reason)
        to = {"approver_id": asked.approver_id, "approver_name": asked.approver.name}
        told = ShortCloseAsked(**facts(contract), **to, reason=reason, outstanding=contract.outstanding)
        w.emit(told, *subjects(contract))
        return contract


def given_up(contract: Contract) -> Decimal:
    """In base currency, at the contract's booked rate."""
    return max(to_base(contract.outstanding, contract.currency, contract.rate), Decimal(0))


def close_as_approved(w: Work, contract: Contract, reason: str) -> None:
    _require_executing(contract)
    close(w, contract, ContractStage.COMPLETED, ContractClosedShort, reason)


def drop_short_close(w: Work, contract: Contract, reason: str) -> None:
    w.emit(ShortCloseDropped(**facts(contract), reason=reason), *subjects(contract))


def set_closing_rule(ctx: Context, values: Mapping[str, Any]) -> None:
    with work(ctx) as w:
        change_rule(w, ClosingRule, values)


def _require_executing(contract: Contract) -> None:
    if contract.stage != ContractStage.EXECUTING:
        raise refused(contract)
