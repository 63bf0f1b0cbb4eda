"""What every act on money shares: the contract under lock, what events tell, and the sums that follow from the rows."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import NOT_FOUND
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.contracts.models import IN_FORCE, Contract, ContractStage
from yuanliu.modules.receivables import queries


class ContractNotInForce(Conflict):
    code = "contract_not_in_force"
    detail = T("只有已生效或执行中的合同可以回款", "Receipts are for effective or executing contracts only.")


def lock_contract(w: Work, contract_id: UUID) -> Contract:
    """The contract that the actor may see, locked for what is booked on it."""
    if not Contract.objects.visible_to(w.ctx).filter(pk=contract_id).exists():
        raise Invalid(errors=[FieldError("contract", "not_found", NOT_FOUND)])
    return w.lock(Contract, contract_id)


def require_in_force(contract: Contract, *, also: ContractStage | None = None) -> None:
    if contract.stage not in (*IN_FORCE, also):
        raise ContractNotInForce


def check_day(ctx: Context, field: str, day: date) -> None:
    if day > ctx.today:
        raise Invalid.at(field, "in_future", "日期不能晚于今天", "This cannot be later than today.")


def settle(w: Work, contract: Contract) -> None:
    """`received` is the sum of the rows; `outstanding` follows from it. The contract is locked."""
    w.flush()
    contract.received = queries.received(contract)


def facts(record: Any) -> dict[str, Any]:
    contract = record.contract
    return {
        "contract_id": contract.pk,
        "account_id": contract.account_id,
        "amount": record.amount,
        "currency": record.currency,
    }


def subjects(record: Record, contract: Contract) -> list[Any]:
    """On whose timelines it shows: its own, the contract's, the account's, the opportunity's."""
    return [subject for subject in (record, contract, contract.account, contract.opportunity) if subject is not None]
