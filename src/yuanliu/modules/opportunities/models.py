"""Pipelines 销售流程, their stages, opportunities 商机 with lines, and the history of every move."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import ExtractDay, Greatest

from yuanliu.base.i18n import Options, T
from yuanliu.base.money import round_to
from yuanliu.kernel.tenancy.fields import (
    ChoiceField,
    MoneyField,
    PercentField,
    ScaledField,
    TagsField,
    TenantForeignKey,
)
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, in_order_of
from yuanliu.kernel.work.object_type import Computed, Group, ObjectType, Related
from yuanliu.kernel.work.scope import EveryoneScope
from yuanliu.modules.activities.models import Followed
from yuanliu.modules.catalog.models import Sourced


class Outcome(Options):
    OPEN = "open", "进行中", "Open", "processing"
    WON = "won", "赢单", "Won", "success"
    LOST = "lost", "输单", "Lost", "error"


class Forecast(Options):
    OMITTED = "omitted", "不计入", "Omitted", "default"
    PIPELINE = "pipeline", "储备", "Pipeline", "processing"
    BEST_CASE = "best_case", "最佳情况", "Best case", "warning"
    COMMIT = "commit", "承诺", "Commit", "success"
    CLOSED = "closed", "已成交", "Closed", "success"


class Pipeline(Record):
    """销售流程: an ordered way from the first contact to won or lost. One of them is the default."""

    setup = True

    name = models.CharField(T("流程名称", "Name"), max_length=60)
    default = models.BooleanField(T("默认流程", "Default"), default=False)

    object_type = ObjectType(
        code="pipeline",
        label=T("销售流程", "Pipeline"),
        plural=T("销售流程", "Pipelines"),
        path="pipelines",
        icon="funnel-plot",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "default")),),
        columns=("name", "default"),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], condition=Q(deleted_at=None), name="pipeline_name_once")
        ]


class Stage(Record):
    """阶段. Its outcome says whether it closes; what it means to history is fixed once it exists."""

    setup = True

    pipeline = TenantForeignKey(Pipeline, verbose_name=T("所属流程", "Pipeline"), related_name="+")
    name = models.CharField(T("阶段名称", "Name"), max_length=60)
    position = models.IntegerField(T("顺序", "Position"), default=0)
    probability = PercentField(T("赢率", "Probability"), default=0)
    forecast = ChoiceField(Forecast, verbose_name=T("预测类别", "Forecast category"), default="pipeline")
    outcome = ChoiceField(Outcome, verbose_name=T("结果", "Outcome"), default="open")
    rotten_days = models.IntegerField(T("停滞天数", "Rotten after days"), null=True, blank=True)
    required_fields = TagsField(T("进入此阶段的必填字段", "Fields required to enter"))

    object_type = ObjectType(
        code="stage",
        label=T("销售阶段", "Stage"),
        plural=T("销售阶段", "Stages"),
        path="stages",
        icon="flag",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                (
                    "pipeline",
                    "name",
                    "position",
                    "probability",
                    "forecast",
                    "outcome",
                    "rotten_days",
                    "required_fields",
                ),
            ),
        ),
        columns=("name", "pipeline", "position", "probability", "forecast", "outcome"),
        protected=frozenset({"pipeline", "outcome"}),
        initial=frozenset({"pipeline", "outcome"}),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "pipeline", "name"], condition=Q(deleted_at=None), name="stage_name_once"
            )
        ]

    @property
    def color(self) -> str:
        return next(outcome.color for outcome in Outcome if outcome == self.outcome)


class LostReason(Record):
    """输单原因: an entry of the tenant's list."""

    name = models.CharField(T("输单原因", "Reason"), max_length=60)
    position = models.IntegerField(T("顺序", "Position"), default=0)

    object_type = ObjectType(
        code="lost_reason",
        label=T("输单原因", "Lost reason"),
        plural=T("输单原因", "Lost reasons"),
        path="lost-reasons",
        icon="dislike",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "position")),),
        columns=("name", "position"),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], condition=Q(deleted_at=None), name="lost_reason_once")
        ]


def _days_in_stage(ctx: Context) -> Case:
    """Whole days since it entered its stage; none once it is closed."""
    elapsed = ExpressionWrapper(Value(ctx.now) - F("stage_since"), output_field=DurationField())
    return Case(When(outcome="open", then=ExtractDay(elapsed)), output_field=models.IntegerField())


def rotting(ctx: Context) -> Q:
    """Open, and neither moved nor followed up for as many days as its stage allows."""
    patience = ExpressionWrapper(F("stage__rotten_days") * Value(timedelta(days=1)), output_field=DurationField())
    touched = Greatest(F("stage_since"), F("last_follow_up_at"))
    allowed = ExpressionWrapper(touched + patience, output_field=models.DateTimeField())
    return Q(outcome="open", stage__rotten_days__isnull=False) & Q(models.lookups.LessThan(allowed, Value(ctx.now)))


class Opportunity(Followed, Sourced):
    """商机: a possible sale to one account. What it is worth and where it stands is history at every change."""

    name = models.CharField(T("商机名称", "Opportunity name"), max_length=200)
    account = TenantForeignKey("accounts.Account", verbose_name=T("客户", "Account"), related_name="+")
    contact = TenantForeignKey(
        "accounts.Contact", verbose_name=T("联系人", "Contact"), null=True, blank=True, related_name="+"
    )
    pipeline = TenantForeignKey(Pipeline, verbose_name=T("销售流程", "Pipeline"), null=True, related_name="+")
    stage = TenantForeignKey(Stage, verbose_name=T("阶段", "Stage"), null=True, related_name="+")
    stage_since = models.DateTimeField(T("进入阶段时间", "In stage since"))
    outcome = ChoiceField(Outcome, verbose_name=T("结果", "Outcome"), default="open")
    amount = MoneyField(T("金额", "Amount"), base="amount_base", default=0)
    currency = models.CharField(T("币种", "Currency"), max_length=3, blank=True)
    rate = ScaledField(T("汇率", "Rate"), scale=8, default=1)
    amount_base = MoneyField(T("本位币金额", "Amount in base currency"), currency=None, default=0)
    probability = PercentField(T("赢率", "Probability"), default=0)
    expected_amount = MoneyField(T("预计金额", "Expected amount"), default=0)
    expected_close = models.DateField(T("预计成交日期", "Expected close"), null=True, blank=True)
    opened_on = models.DateField(T("立项日期", "Opened on"), null=True, blank=True)
    closed_at = models.DateTimeField(T("关闭时间", "Closed at"), null=True, blank=True)
    lost_reason = TenantForeignKey(
        LostReason, verbose_name=T("输单原因", "Lost reason"), null=True, blank=True, related_name="+"
    )
    lost_note = models.CharField(T("输单说明", "Lost note"), max_length=500, blank=True)
    competitor = models.CharField(T("竞争对手", "Competitor"), max_length=100, blank=True)
    description = models.TextField(T("备注", "Description"), blank=True)

    object_type = ObjectType(
        code="opportunity",
        label=T("商机", "Opportunity"),
        plural=T("商机", "Opportunities"),
        path="opportunities",
        icon="fund",
        subtitle=("account", "stage", "amount"),
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "account", "contact", "pipeline", "stage", "amount", "currency", "expected_close", "owner"),
            ),
            Group(
                "forecast",
                T("预测", "Forecast"),
                ("probability", "forecast", "expected_amount", "amount_base", "rate", "days_in_stage", "rotten"),
            ),
            Group("source", T("来源", "Source"), ("source", "campaign", "promotion_link", "opened_on", "competitor", "description")),
            Group("closing", T("结果", "Outcome"), ("outcome", "closed_at", "lost_reason", "lost_note")),
            Group("follow_up", T("跟进", "Follow-up"), ("last_follow_up_at", "next_follow_up_at", "stage_since")),
        ),
        columns=("name", "account", "stage", "amount", "expected_close", "probability", "owner", "next_follow_up_at"),
        search=("name",),
        protected=frozenset({"owner", "pipeline", "stage", "closed_at", "lost_reason", "lost_note"}),
        initial=frozenset({"owner", "pipeline", "stage", "closed_at", "lost_reason", "lost_note"}),
        derived=frozenset(
            {"outcome", "stage_since", "rate", "amount_base", "expected_amount", "last_follow_up_at", "next_follow_up_at",
             "forecast", "days_in_stage", "rotten"}
        ),
        follows={
            "amount_base": ("amount",),
            "expected_amount": ("amount", "probability"),
            "probability": ("stage",),
            "forecast": ("stage",),
            "outcome": ("stage",),
            "days_in_stage": ("stage_since",),
        },
        computed=(
            Computed("forecast", T("预测类别", "Forecast category"), "choice", lambda ctx: F("stage__forecast"), Forecast),
            Computed("days_in_stage", T("阶段停留天数", "Days in stage"), "integer", _days_in_stage),
            Computed(
                "rotten",
                T("停滞", "Rotten"),
                "boolean",
                lambda ctx: ExpressionWrapper(rotting(ctx), output_field=models.BooleanField()),
            ),
        ),
        stage_field="stage",
        stage_group="pipeline",
        board_sum="amount_base",
        related=(Related("contract", "opportunity"),),
        verbs={
            "assign": T("转移负责人", "Assign"),
            "move": T("推进阶段", "Move"),
            "reopen": T("重新打开", "Reopen"),
            "follow_up": T("跟进", "Follow up"),
        },
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at", "-id"], name="opportunity_newest"),
            *in_order_of("opportunity", "sort_key", "updated_at", "amount_base", "expected_close", "next_follow_up_at"),
            models.Index(fields=["tenant", "owner", "-created_at", "-id"], name="opportunity_by_owner"),
            models.Index(fields=["tenant", "stage", "-created_at", "-id"], name="opportunity_by_stage"),
            models.Index(  # with what figures of wins and losses count
                fields=["tenant", "outcome", "closed_at"],
                include=["id", "owner", "lost_reason", "amount_base", "opened_on", "created_at"],
                condition=Q(deleted_at=None),
                name="opportunity_by_outcome",
            ),
            models.Index(  # with what figures of campaigns and sources count, and by what a scope may ask
                fields=["tenant", "campaign", "created_at"],
                include=["id", "owner", "source", "outcome", "closed_at"],
                condition=Q(deleted_at=None),
                name="opportunity_by_campaign",
            ),
            models.Index(
                fields=["tenant", "owner", "stage"],
                include=["amount_base"],
                condition=Q(deleted_at=None, outcome="open"),
                name="opportunity_open",
            ),
        ]

    def derive(self) -> None:
        super().derive()
        self.expected_amount = round_to(self.amount * self.probability / 100, self.currency)


class Line(TenantModel):
    """A product, how many, at which price: what amounts are made of. Replaced as a whole, and kept in the event."""

    position = models.IntegerField()
    product = TenantForeignKey("catalog.Product", null=True, related_name="+")
    name = models.CharField(max_length=200)
    quantity = ScaledField(scale=4)
    price = ScaledField(scale=4)
    discount = ScaledField(scale=2, default=0)  # percent off
    amount = MoneyField()
    currency = models.CharField(max_length=3)

    class Meta:
        abstract = True


class OpportunityLine(Line):
    opportunity = TenantForeignKey(Opportunity, related_name="lines")


class StageChange(TenantModel):
    """One change of stage, amount, probability or close date; the first row is the creation."""

    access = "append"

    opportunity = TenantForeignKey(Opportunity, related_name="changes")
    at = models.DateTimeField()
    member = TenantForeignKey("access.Member", null=True, related_name="+")
    from_stage = TenantForeignKey(Stage, null=True, related_name="+")
    stage = TenantForeignKey(Stage, related_name="+")
    days_in_stage = models.IntegerField(null=True)  # spent in the stage that it left
    currency = models.CharField(max_length=3)
    from_amount = MoneyField(null=True)
    amount = MoneyField()
    amount_base = MoneyField(currency=None)
    from_probability = PercentField(null=True)
    probability = PercentField()
    from_close = models.DateField(null=True)
    expected_close = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "opportunity", "at"], name="stage_change_by_time")]
