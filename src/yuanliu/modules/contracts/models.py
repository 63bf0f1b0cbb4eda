"""Contracts 合同 with lines and installments 回款计划, the versions that amendments left behind, and daily numbers."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, MoneyField, ScaledField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import OwnedRecord, Record, in_order_of
from yuanliu.kernel.work.object_type import Computed, Group, ObjectType, Related
from yuanliu.kernel.work.rules import TenantRule
from yuanliu.kernel.work.scope import OwnerScope
from yuanliu.modules.catalog.models import Sourced
from yuanliu.modules.opportunities.models import Line


class ContractStage(Options):
    DRAFT = "draft", "草稿", "Draft", "default"
    EFFECTIVE = "effective", "已生效", "Effective", "processing"
    EXECUTING = "executing", "执行中", "Executing", "processing"
    COMPLETED = "completed", "已结案", "Completed", "success"
    TERMINATED = "terminated", "已终止", "Terminated", "error"
    VOID = "void", "已作废", "Void", "error"


IN_FORCE = (ContractStage.EFFECTIVE, ContractStage.EXECUTING)
IN_EFFECT = (*IN_FORCE, ContractStage.COMPLETED)  # what counts as sold


class ContractApproval(Options):
    """Where the terms stand with their approver; an amendment of an effective contract passes through it again."""

    NONE = "none", "未提交", "Not submitted", "default"
    APPROVING = "approving", "审批中", "Approving", "processing"
    APPROVED = "approved", "已通过", "Approved", "success"
    REJECTED = "rejected", "已驳回", "Rejected", "error"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", "default"
    TAKEN_OVER = "taken_over", "期初迁入", "Taken over", "success"  # approved before this product was there


AGREED = (ContractApproval.APPROVED, ContractApproval.TAKEN_OVER)  # terms that may be in force


class Contract(OwnedRecord, Sourced):
    """合同: a signed sale with one account.

    `planned` is the sum of its installments, `received` that of its confirmed receipts, refunds included, `invoiced` that
    of its invoices; they are kept by the acts that change those rows, under a lock on the contract.
    """

    name = models.CharField(T("合同名称", "Contract name"), max_length=200)
    number = models.CharField(T("合同编号", "Number"), max_length=60, blank=True)
    account = TenantForeignKey("accounts.Account", verbose_name=T("客户", "Account"), related_name="+")
    contact = TenantForeignKey(
        "accounts.Contact", verbose_name=T("联系人", "Contact"), null=True, blank=True, related_name="+"
    )
    opportunity = TenantForeignKey(
        "opportunities.Opportunity", verbose_name=T("商机", "Opportunity"), null=True, blank=True, related_name="+"
    )
    amount = MoneyField(T("合同金额", "Amount"), base="amount_base", default=0)
    currency = models.CharField(T("币种", "Currency"), max_length=3, blank=True)
    rate = ScaledField(T("汇率", "Rate"), scale=8, default=1)
    amount_base = MoneyField(T("本位币金额", "Amount in base currency"), currency=None, default=0)
    signed_on = models.DateField(T("签订日期", "Signed on"), null=True, blank=True)
    starts_on = models.DateField(T("开始日期", "Starts on"), null=True, blank=True)
    ends_on = models.DateField(T("结束日期", "Ends on"), null=True, blank=True)
    delivered_on = models.DateField(T("交付日期", "Delivered on"), null=True, blank=True)
    stage = ChoiceField(ContractStage, verbose_name=T("合同阶段", "Stage"), default="draft")
    approval = ChoiceField(ContractApproval, verbose_name=T("审批状态", "Approval"), default="none")
    contract_version = models.IntegerField(T("合同版本", "Contract version"), default=1)
    close_reason = models.CharField(T("结案/终止/作废原因", "Reason for closing"), max_length=500, blank=True)
    planned = MoneyField(T("计划回款", "Planned"), default=0)
    received = MoneyField(T("已回款", "Received"), default=0)
    outstanding = MoneyField(T("未回款", "Outstanding"), default=0)
    invoiced = MoneyField(T("已开票", "Invoiced"), default=0)
    remark = models.TextField(T("备注", "Remark"), blank=True)

    amendment = models.JSONField(null=True, editable=False)  # terms that wait for approval; see schemas.Amendment

    object_type = ObjectType(
        code="contract",
        label=T("合同", "Contract"),
        plural=T("合同", "Contracts"),
        path="contracts",
        icon="file-protect",
        subtitle=("number", "account", "stage", "amount"),
        groups=(
            Group("basic", T("基本信息", "Basics"), ("name", "number", "account", "contact", "opportunity", "owner")),
            Group(
                "state", T("状态", "State"), ("stage", "approval", "contract_version", "delivered_on", "close_reason")
            ),
            Group(
                "money",
                T("金额", "Money"),
                ("amount", "currency", "rate", "amount_base", "planned", "received", "outstanding", "invoiced"),
            ),
            Group("dates", T("日期", "Dates"), ("signed_on", "starts_on", "ends_on", "remark")),
            Group("source", T("来源", "Source"), ("source", "campaign", "promotion_link")),
        ),
        columns=(
            "name",
            "number",
            "account",
            "amount",
            "received",
            "outstanding",
            "stage",
            "approval",
            "signed_on",
            "owner",
        ),
        search=("name", "number"),
        protected=frozenset({"owner", "stage", "approval", "delivered_on", "close_reason", "opportunity"}),
        initial=frozenset({"owner", "opportunity"}),
        derived=frozenset(
            {"rate", "amount_base", "contract_version", "planned", "received", "outstanding", "invoiced"}
        ),
        follows={
            "amount_base": ("amount",),
            "planned": ("amount", "installment.amount"),
            "received": ("receipt.amount",),
            "outstanding": ("amount", "received"),
            "invoiced": ("invoice.amount",),
        },
        stage_field="stage",
        related=(
            Related("installment", "contract"),
            Related("receipt", "contract"),
            Related("invoice", "contract"),
        ),
        verbs={
            "assign": T("转移负责人", "Assign"),
            "submit": T("提交审批", "Submit for approval"),
            "approve": T("审批", "Approve"),
            "execute": T("生效与执行", "Put into effect and execute"),
            "amend": T("变更", "Amend"),
            "close": T("终止、作废与重新打开", "Terminate, void and reopen"),
            "close_short": T("提前结案", "Close short"),
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="contract_number_once"),
            models.CheckConstraint(condition=Q(outstanding=F("amount") - F("received")), name="contract_outstanding"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="contract_newest"),
            *in_order_of("contract", "updated_at", "amount_base", "signed_on"),
            models.Index(fields=["tenant", "owner", "-created_at", "-id"], name="contract_by_owner"),
            models.Index(  # with what figures add up
                fields=["tenant", "stage", "signed_on"],
                include=["id", "owner", "campaign", "source", "amount_base"],
                condition=Q(deleted_at=None),
                name="contract_by_stage",
            ),
        ]

    def derive(self) -> None:
        super().derive()
        self.outstanding = self.amount - self.received


class ClosingRule(TenantRule):
    """结案规则: how much may be given up without an approval. First nothing: each short closing is approved.

    `free_up_to`: outstanding of a contract, in base currency, up to which it is closed short at once.
    """

    about = "contract"

    free_up_to = MoneyField(currency=None, default=Decimal("0.00"))


class ContractLine(Line):
    contract = TenantForeignKey(Contract, related_name="lines")


class ContractVersion(TenantModel):
    """What a contract said before an amendment: its terms, lines and installments as they were."""

    access = "append"

    contract = TenantForeignKey(Contract, related_name="versions")
    contract_version = models.IntegerField()
    terms = models.JSONField()
    reason = models.CharField(max_length=500)
    member = TenantForeignKey("access.Member", null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "contract", "contract_version"], name="contract_version_once"),
        ]


class InstallmentState(Options):
    PENDING = "pending", "待回款", "Pending", "default"
    PARTIAL = "partial", "部分回款", "Partly paid", "warning"
    PAID = "paid", "已回款", "Paid", "success"


def _state(ctx: Context) -> Case:
    return Case(
        When(allocated__gte=F("amount"), then=Value("paid")),
        When(allocated__gt=0, then=Value("partial")),
        default=Value("pending"),
        output_field=models.CharField(),
    )


def overdue(ctx: Context) -> Q:
    """Due before today where the member is, not fully paid, and the contract is in force."""
    return Q(due_on__lt=ctx.today, allocated__lt=F("amount"), contract__stage__in=IN_FORCE)


class Installment(Record):
    """回款计划: a part of a contract's amount and its due date. `allocated` is what confirmed receipts have paid of it."""

    contract = TenantForeignKey(Contract, verbose_name=T("合同", "Contract"), related_name="installments")
    position = models.IntegerField(T("期次", "Number"))
    name = models.CharField(T("名称", "Name"), max_length=60)
    amount = MoneyField(T("计划金额", "Amount"), rate="contract__rate")
    currency = models.CharField(T("币种", "Currency"), max_length=3)
    due_on = models.DateField(T("应收日期", "Due on"))
    allocated = MoneyField(T("已回款", "Paid"), rate="contract__rate", default=0)

    object_type = ObjectType(
        code="installment",
        label=T("回款计划", "Installment"),
        plural=T("回款计划", "Installments"),
        path="installments",
        icon="schedule",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("contract", "position", "name", "amount", "currency", "due_on", "allocated", "state", "overdue"),
            ),
        ),
        columns=("name", "contract", "amount", "due_on", "allocated", "state", "overdue"),
        derived=frozenset(
            {"contract", "position", "name", "amount", "currency", "due_on", "allocated", "state", "overdue"}
        ),
        follows={"allocated": ("receipt.amount",), "state": ("allocated",), "overdue": ("due_on", "allocated")},
        computed=(
            Computed("state", T("状态", "State"), "choice", _state, InstallmentState),
            Computed(
                "overdue",
                T("逾期", "Overdue"),
                "boolean",
                lambda ctx: ExpressionWrapper(overdue(ctx), output_field=models.BooleanField()),
            ),
        ),
        scope=OwnerScope("contract"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="installment_newest"),
            models.Index(fields=["tenant", "due_on", "id"], name="installment_by_due"),
            models.Index(
                fields=["tenant", "due_on"],
                include=["contract"],
                condition=Q(deleted_at=None, allocated__lt=F("amount")),
                name="installment_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("amount")), name="installment_paid_within"
            ),
        ]


class DailyNumber(TenantModel):
    """The last number that was given out on a day: HT-20260101-0001. Raised by one statement, so never given twice."""

    prefix = models.CharField(max_length=10)
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "prefix", "day"], name="daily_number_once")]
