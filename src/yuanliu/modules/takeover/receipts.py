"""Money that was received before: it counts at once, on its own day, and pays the oldest installments first."""

from __future__ import annotations

from decimal import Decimal

from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.services import insert
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.contracts.models import IN_EFFECT, Contract, ContractStage
from yuanliu.modules.contracts.numbers import next_number
from yuanliu.modules.opportunities.services import booked, check_money
from yuanliu.modules.receivables import allocation
from yuanliu.modules.receivables.booking import ContractNotInForce, facts, settle, subjects
from yuanliu.modules.receivables.events import ReceiptConfirmed
from yuanliu.modules.receivables.models import Allocation, Receipt, ReceiptState
from yuanliu.modules.receivables.services import CENT
from yuanliu.modules.takeover.steps import Values, not_later, on_its_day, requires

TAKEN_BACK = T("撤销期初迁入", "Taken back")


def take_over_receipt(w: Work, values: Values) -> Receipt:
    values = dict(values)
    contract = w.lock(Contract, values["contract"])
    if contract.stage not in (*IN_EFFECT, ContractStage.TERMINATED):
        raise ContractNotInForce
    check_money({"amount": values["amount"], "currency": contract.currency}, minimum=CENT)
    not_later(w, "received_on", values["received_on"])
    with on_its_day(w, values["received_on"]):
        settled = {
            **booked(w.ctx, values["amount"], contract.currency, values["received_on"]),
            "number": values.pop("number", "") or next_number(w, "HK"),
            "currency": contract.currency,
            "account": contract.account_id,
            "state": ReceiptState.CONFIRMED,
            "confirmed_by": w.ctx.member_id,
            "confirmed_at": w.now,
        }
        receipt = insert(w, Receipt, values, action=None, settled=settled)
        assert isinstance(receipt, Receipt)
        installments = allocation.held(w, contract)
        allocation.book(w, receipt, installments, allocation.oldest_first(installments, receipt.amount))
        settle(w, contract)
        w.emit(ReceiptConfirmed(**facts(receipt)), *subjects(receipt, contract))
        return receipt


def undo_receipt(w: Work, receipt: Receipt) -> None:
    """As if it had been rejected: what it paid is open again."""
    contract = w.lock(Contract, receipt.contract_id)
    shares: allocation.Shares = {}
    for row in Allocation.objects.filter(receipt=receipt):
        shares[row.installment_id] = shares.get(row.installment_id, Decimal(0)) - row.amount
    allocation.book(w, receipt, allocation.held(w, contract), shares)
    receipt.state, receipt.reason = ReceiptState.REJECTED, TAKEN_BACK.into(w.ctx.locale)
    w.trash(receipt)
    settle(w, contract)


RECEIPTS = ImportProfile(
    extra_fields=(model_fields(Receipt)["number"],),
    keys=("number",),
    synonyms={
        "contract": ("合同编号", "合同号", "contract no", "contract number"),
        "number": ("回款编号", "流水号", "receipt no"),
        "received_on": ("到账日期", "回款日期", "收款日期", "received"),
        "amount": ("回款金额", "到账金额", "收款金额"),
        "method": ("收款方式", "回款方式", "payment method"),
    },
    prepare=requires("contract", "amount", "received_on"),
    create=take_over_receipt,
    undo=undo_receipt,
)
