"""What happens to a contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows

REASON = {"reason": "contract.close_reason"}
#: What lines and installments tell, besides what a contract is worth.
LINES = ("contract.amount", "product.name", "product.price")
PLAN = ("contract.amount", "installment.amount", "installment.due_on", "installment.name")
TERMS = (
    *LINES,
    *PLAN,
    *(f"contract.{name}" for name in ("name", "contact", "signed_on", "starts_on", "ends_on", "remark")),
)


class ContractEvent(Event):
    """Every event of a contract says whose it is and what it is worth."""

    shows: ClassVar[Shows] = {"amount": "contract.amount", "currency": "contract.currency"}
    account_id: UUID
    opportunity_id: UUID | None
    amount: Decimal
    currency: str


class ContractAdded(ContractEvent):
    code: ClassVar[str] = "contract.created"
    text: ClassVar[T] = T("新建了合同，金额 {amount}", "added the contract: {amount}")


class ContractSubmitted(ContractEvent):
    code: ClassVar[str] = "contract.submitted"
    text: ClassVar[T] = T("提交合同给 {approver_name} 审批", "submitted the contract to {approver_name}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, "approver_name": "member.name"}
    approver_id: UUID
    approver_name: str


class ContractApproved(ContractEvent):
    code: ClassVar[str] = "contract.approved"
    text: ClassVar[T] = T("合同审批通过", "approved the contract")
    note: str = ""


class ContractRejected(ContractEvent):
    code: ClassVar[str] = "contract.rejected"
    text: ClassVar[T] = T("驳回了合同：{reason}", "rejected the contract: {reason}")
    reason: str


class ContractWithdrawn(ContractEvent):
    code: ClassVar[str] = "contract.withdrawn"
    text: ClassVar[T] = T("撤回了合同审批", "withdrew the contract")


class ContractTookEffect(ContractEvent):
    code: ClassVar[str] = "contract.effective"
    text: ClassVar[T] = T("合同生效，金额 {amount}", "put the contract into effect: {amount}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, "signed_on": "contract.signed_on"}
    signed_on: date


class ContractStarted(ContractEvent):
    code: ClassVar[str] = "contract.started"
    text: ClassVar[T] = T("合同开始执行", "started to execute the contract")


class ContractDelivered(ContractEvent):
    code: ClassVar[str] = "contract.delivered"
    text: ClassVar[T] = T("合同已交付（{delivered_on}）", "delivered the contract on {delivered_on}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, "delivered_on": "contract.delivered_on"}
    delivered_on: date


class ContractCompleted(ContractEvent):
    code: ClassVar[str] = "contract.completed"
    text: ClassVar[T] = T("合同结案 {reason}", "completed the contract {reason}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, **REASON}
    reason: str = ""


class ContractClosedShort(ContractEvent):
    code: ClassVar[str] = "contract.closed_short"
    text: ClassVar[T] = T("提前结案：{reason}", "closed the contract short: {reason}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, **REASON}
    reason: str


class ShortCloseAsked(ContractEvent):
    code: ClassVar[str] = "contract.short_close_asked"
    text: ClassVar[T] = T(
        "申请提前结案，放弃未回款 {outstanding}，由 {approver_name} 审批：{reason}",
        "asked {approver_name} to close the contract short by {outstanding}: {reason}",
    )
    shows: ClassVar[Shows] = {
        **ContractEvent.shows,
        **REASON,
        "outstanding": "contract.outstanding",
        "approver_name": "member.name",
    }
    reason: str
    outstanding: Decimal
    approver_id: UUID
    approver_name: str


class ShortCloseDropped(ContractEvent):
    code: ClassVar[str] = "contract.short_close_dropped"
    text: ClassVar[T] = T("提前结案未通过：{reason}", "the contract is not closed short: {reason}")
    reason: str


class ContractTerminated(ContractEvent):
    code: ClassVar[str] = "contract.terminated"
    text: ClassVar[T] = T("终止了合同：{reason}", "terminated the contract: {reason}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, **REASON}
    reason: str


class ContractVoided(ContractEvent):
    code: ClassVar[str] = "contract.voided"
    text: ClassVar[T] = T("作废了合同：{reason}", "made the contract void: {reason}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, **REASON}
    reason: str


class ContractReopened(ContractEvent):
    code: ClassVar[str] = "contract.reopened"
    text: ClassVar[T] = T("重新打开已结案的合同：{reason}", "reopened the completed contract: {reason}")
    reason: str


class AmendmentProposed(ContractEvent):
    code: ClassVar[str] = "contract.amendment_proposed"
    text: ClassVar[T] = T(
        "申请变更合同，由 {approver_name} 审批：{reason}", "proposed an amendment to {approver_name}: {reason}"
    )
    shows: ClassVar[Shows] = {**ContractEvent.shows, "approver_name": "member.name", "terms": TERMS}
    reason: str
    approver_id: UUID
    approver_name: str
    terms: dict[str, Any]


class AmendmentDropped(ContractEvent):
    code: ClassVar[str] = "contract.amendment_dropped"
    text: ClassVar[T] = T("合同变更未生效：{reason}", "the amendment was dropped: {reason}")
    reason: str


class ContractAmended(ContractEvent):
    code: ClassVar[str] = "contract.amended"
    text: ClassVar[T] = T(
        "合同变更为第 {contract_version} 版：{reason}", "amended the contract to version {contract_version}: {reason}"
    )
    shows: ClassVar[Shows] = {**ContractEvent.shows, "contract_version": "contract.contract_version"}
    reason: str
    contract_version: int


class ContractLinesChanged(ContractEvent):
    code: ClassVar[str] = "contract.lines_changed"
    text: ClassVar[T] = T("修改了合同产品明细，共 {count} 行", "changed the product lines: {count}")
    shows: ClassVar[Shows] = {**ContractEvent.shows, "before": LINES, "after": LINES}
    count: int
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


class InstallmentsPlanned(ContractEvent):
    code: ClassVar[str] = "contract.installments_planned"
    text: ClassVar[T] = T("修改了回款计划，共 {count} 期", "planned {count} installments")
    shows: ClassVar[Shows] = {**ContractEvent.shows, "before": PLAN, "after": PLAN}
    count: int
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
