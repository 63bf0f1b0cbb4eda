"""Receipts 回款 and what they pay off, refunds, and invoices 发票."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, ScaledField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.models import Record, in_order_of
from yuanliu.kernel.work.object_type import Group, ObjectType, Related
from yuanliu.kernel.work.scope import OwnerScope
from yuanliu.modules.contracts.models import Installment


class ReceiptState(Options):
    REGISTERED = "registered", "待确认", "To be confirmed", "processing"
    CONFIRMED = "confirmed", "已确认", "Confirmed", "success"
    REJECTED = "rejected", "已驳回", "Rejected", "error"


class ReceiptMethod(Options):
    TRANSFER = "bank_transfer", "银行转账", "Bank transfer"
    CASH = "cash", "现金", "Cash"
    CHECK = "check", "支票", "Cheque"
    ACCEPTANCE = "acceptance", "承兑汇票", "Acceptance bill"
    WECHAT = "wechat", "微信支付", "WeChat Pay"
    ALIPAY = "alipay", "支付宝", "Alipay"
    PREPAYMENT = "prepayment", "预付款转抵", "From a prepayment"
    OTHER = "other", "其他", "Other"


class Receipt(Record):
    """回款: money received for a contract; a refund 退款 is a negative one. Only a confirmed one counts.

    `allocated` is what installments keep of it (negative for a refund: what it took back); the rest of a confirmed
    receipt is a prepayment of the account.
    """

    number = models.CharField(T("回款编号", "Number"), max_length=60)
    contract = TenantForeignKey("contracts.Contract", verbose_name=T("合同", "Contract"), related_name="+")
    account = TenantForeignKey("accounts.Account", verbose_name=T("客户", "Account"), related_name="+")
    amount = MoneyField(T("金额", "Amount"), base="amount_base")
    currency = models.CharField(T("币种", "Currency"), max_length=3, blank=True)
    rate = ScaledField(T("汇率", "Rate"), scale=8, default=1)
    amount_base = MoneyField(T("本位币金额", "Amount in base currency"), currency=None, default=0)
    received_on = models.DateField(T("回款日期", "Received on"))
    method = ChoiceField(ReceiptMethod, verbose_name=T("回款方式", "Method"), default="bank_transfer")
    state = ChoiceField(ReceiptState, verbose_name=T("状态", "State"), default="registered")
    allocated = MoneyField(T("已核销", "Allocated"), default=0)
    refund_of = TenantForeignKey(
        "receivables.Receipt", verbose_name=T("退款原回款", "Refund of"), null=True, blank=True, related_name="refunds"
    )
    moved_from = TenantForeignKey(
        "receivables.Receipt", verbose_name=T("转自", "Moved from"), null=True, blank=True, related_name="+"
    )
    confirmed_by = TenantForeignKey(
        "access.Member", verbose_name=T("确认人", "Confirmed by"), null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(T("确认时间", "Confirmed at"), null=True, blank=True)
    reason = models.CharField(T("原因", "Reason"), max_length=500, blank=True)
    note = models.CharField(T("备注", "Note"), max_length=500, blank=True)

    chosen = models.JSONField(
        null=True, editable=False
    )  # allocation by hand: [{installment, amount}]; null: oldest first

    object_type = ObjectType(
        code="receipt",
        label=T("回款", "Receipt"),
        plural=T("回款", "Receipts"),
        path="receipts",
        icon="money-collect",
        title="number",
        subtitle=("contract", "amount", "received_on", "state"),
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("number", "contract", "account", "amount", "currency", "received_on", "method", "note"),
            ),
            Group(
                "state",
                T("确认", "Confirmation"),
                (
                    "state",
                    "confirmed_by",
                    "confirmed_at",
                    "reason",
                    "refund_of",
                    "moved_from",
                    "allocated",
                    "rate",
                    "amount_base",
                ),
            ),
        ),
        columns=("number", "contract", "account", "amount", "received_on", "method", "state", "confirmed_by"),
        search=("number", "note"),
        protected=frozenset({"contract", "amount", "currency", "received_on", "state"}),
        initial=frozenset({"contract", "amount", "currency", "received_on"}),
        derived=frozenset(
            {
                "number",
                "account",
                "rate",
                "amount_base",
                "allocated",
                "refund_of",
                "moved_from",
                "confirmed_by",
                "confirmed_at",
                "reason",
            }
        ),
        follows={"amount_base": ("amount",), "allocated": ("amount",)},
        stage_field="state",
        related=(Related("receipt", "refund_of"),),
        scope=OwnerScope("contract"),
        verbs={
            "confirm": T("确认到账", "Confirm"),
            "reject": T("驳回", "Reject"),
            "refund": T("退款", "Refund"),
            "allocate": T("核销", "Allocate"),
            "take_over": T("期初迁移", "Take over existing business"),
        },
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="receipt_number_once")]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="receipt_newest"),
            *in_order_of("receipt", "received_on", "amount_base"),
            models.Index(  # with what figures add up
                fields=["tenant", "state", "received_on"],
                include=["id", "contract", "amount_base"],
                condition=Q(deleted_at=None),
                name="receipt_by_state",
            ),
        ]


class Allocation(TenantModel):
    """核销: what a receipt paid of an installment; a refund's are negative. The ledger behind both `allocated`."""

    access = "append"

    receipt = TenantForeignKey(Receipt, related_name="allocations")
    installment = TenantForeignKey(Installment, related_name="allocations")
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()


class DueReminder(TenantModel):
    """One reminder of one installment at one of its moments (7 days before, on the day, …): never sent twice."""

    access = "append"

    installment = TenantForeignKey(Installment, related_name="+")
    due_on = models.DateField()
    days = models.IntegerField()  # after the due date; negative: before
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "installment", "due_on", "days"], name="due_reminder_once"),
        ]


class InvoiceState(Options):
    ISSUED = "issued", "已开具", "Issued", "success"
    VOID = "void", "已作废", "Void", "default"


class InvoiceKind(Options):
    SPECIAL = "special", "增值税专用发票", "Special VAT invoice"
    GENERAL = "general", "增值税普通发票", "General VAT invoice"
    OTHER = "other", "其他", "Other"


class Invoice(Record):
    """发票: issued against a contract; those that stand never add up to more than its amount."""

    number = models.CharField(T("发票号码", "Number"), max_length=60)
    contract = TenantForeignKey("contracts.Contract", verbose_name=T("合同", "Contract"), related_name="+")
    kind = ChoiceField(InvoiceKind, verbose_name=T("发票类型", "Kind"), default="special")
    amount = MoneyField(T("金额", "Amount"), rate="contract__rate")
    currency = models.CharField(T("币种", "Currency"), max_length=3, blank=True)
    issued_on = models.DateField(T("开票日期", "Issued on"))
    state = ChoiceField(InvoiceState, verbose_name=T("状态", "State"), default="issued")
    reason = models.CharField(T("作废原因", "Reason"), max_length=500, blank=True)
    note = models.CharField(T("备注", "Note"), max_length=500, blank=True)

    object_type = ObjectType(
        code="invoice",
        label=T("发票", "Invoice"),
        plural=T("发票", "Invoices"),
        path="invoices",
        icon="profile",
        title="number",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("number", "contract", "kind", "amount", "currency", "issued_on", "state", "reason", "note"),
            ),
        ),
        columns=("number", "contract", "kind", "amount", "issued_on", "state"),
        search=("number",),
        subtitle=("contract", "amount", "issued_on", "state"),
        protected=frozenset({"number", "contract", "amount", "issued_on", "state", "reason"}),
        initial=frozenset({"number", "contract", "amount", "issued_on"}),
        derived=frozenset({"currency"}),
        scope=OwnerScope("contract"),
        verbs={"void": T("作废", "Void")},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="invoice_number_once"),
        ]
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="invoice_newest")]
