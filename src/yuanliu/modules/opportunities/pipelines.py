"""Pipelines and stages are the tenant's own; what history and reports rest on cannot be pulled away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.services import change, insert, restore
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.opportunities.models import Forecast, LostReason, Opportunity, Outcome, Pipeline, Stage

Values = Mapping[str, Any]

CLOSING = {"won": ("赢单", 100, Forecast.CLOSED), "lost": ("输单", 0, Forecast.OMITTED)}
STANDARD = (
    ("初步接洽", 10, Forecast.PIPELINE, 14),
    ("需求确认", 30, Forecast.PIPELINE, 14),
    ("方案报价", 50, Forecast.BEST_CASE, 21),
    ("商务谈判", 70, Forecast.COMMIT, 21),
)
LOST_REASONS = ("价格", "竞争对手", "需求取消", "预算不足", "无决策权", "其他")
AFTER_OPEN = 1000  # where the closing stages stand, so that open ones can be added before them
UNKNOWN_FIELD = T("商机没有字段“{name}”", "Opportunities have no field {name}.")


class PipelineInUse(Conflict):
    code = "pipeline_in_use"
    detail = T("流程中还有商机，或它是默认流程，不能删除", "The pipeline has opportunities or is the default one.")


class StageInUse(Conflict):
    code = "stage_in_use"
    detail = T("阶段中还有商机，不能删除", "There are opportunities in this stage.")


class StageNeeded(Conflict):
    code = "stage_needed"
    detail = T(
        "每个流程至少要有一个进行中、一个赢单和一个输单阶段", "A pipeline keeps an open, a won and a lost stage."
    )


def furnish(w: Work) -> None:
    """The pipeline and the reasons for losing that a new tenant starts with."""
    pipeline = w.add(Pipeline(name="标准销售流程", default=True))
    w.bulk_add(
        Stage(
            pipeline=pipeline,
            name=name,
            position=position,
            probability=probability,
            forecast=category,
            rotten_days=days,
        )
        for position, (name, probability, category, days) in enumerate(STANDARD, 1)
    )
    _add_closing_stages(w, pipeline)
    w.bulk_add(LostReason(name=name, position=position) for position, name in enumerate(LOST_REASONS, 1))


def _add_closing_stages(w: Work, pipeline: Record) -> None:
    w.bulk_add(
        Stage(
            pipeline=pipeline,
            name=name,
            position=AFTER_OPEN + offset,
            probability=probability,
            forecast=category,
            outcome=outcome,
        )
        for offset, (outcome, (name, probability, category)) in enumerate(CLOSING.items())
    )


def add_pipeline(w: Work, values: Values) -> Record:
    """A pipeline comes with a first stage and its two closing stages, so that it works at once."""
    pipeline = insert(w, Pipeline, values)
    w.add(Stage(pipeline=pipeline, name=STANDARD[0][0], position=1, probability=STANDARD[0][1]))
    _add_closing_stages(w, pipeline)
    _only_default(w, pipeline)
    return pipeline


def change_pipeline(w: Work, pipeline: Pipeline, values: Values) -> Record:
    if pipeline.default and values.get("default") is False:
        raise Invalid.at(
            "default", "one_default", "请将另一个流程设为默认", "Make another pipeline the default instead."
        )
    change(w, pipeline, values)
    _only_default(w, pipeline)
    return pipeline


def _only_default(w: Work, pipeline: Record) -> None:
    """The newest choice of a default ends the one before."""
    if pipeline.default:
        for other in w.take(Pipeline, Pipeline.objects.filter(default=True).exclude(pk=pipeline.pk)):
            other.default = False


def delete_pipeline(w: Work, pipeline: Pipeline) -> None:
    """An unused one goes with its stages."""
    if pipeline.default or Opportunity.objects.filter(pipeline=pipeline).exists():
        raise PipelineInUse
    for stage in w.take(Stage, Stage.objects.alive().filter(pipeline=pipeline)):
        w.trash(stage)
    w.trash(pipeline)


def restore_pipeline(w: Work, pipeline: Pipeline) -> None:
    """It comes back with the stages that went with it."""
    for stage in w.take(Stage, Stage.objects.filter(pipeline=pipeline, deleted_at=pipeline.deleted_at)):
        stage.deleted_at = None
    restore(w, pipeline)


def add_stage(w: Work, values: Values) -> Record:
    """An open stage stands behind the other open ones unless it says where."""
    values = {**values, "outcome": values.get("outcome") or Outcome.OPEN}
    _check_stage(values)
    if values.get("position") is None:
        others = Stage.objects.alive().filter(pipeline=values["pipeline"], outcome=values["outcome"])
        values["position"] = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    return insert(w, Stage, {**values, **_closing_facts(values["outcome"])})


def change_stage(w: Work, stage: Stage, values: Values) -> Record:
    _check_stage(values)
    return change(w, stage, {**values, **{k: v for k, v in _closing_facts(stage.outcome).items() if k in values}})


def delete_stage(w: Work, stage: Stage) -> None:
    if Opportunity.objects.filter(stage=stage).exists():
        raise StageInUse
    if (
        not Stage.objects.alive()
        .filter(pipeline=stage.pipeline_id, outcome=stage.outcome)
        .exclude(pk=stage.pk)
        .exists()
    ):
        raise StageNeeded
    w.trash(stage)


def _closing_facts(outcome: str) -> dict[str, Any]:
    """Won is certain and lost is nothing, whatever was typed."""
    if outcome not in CLOSING:
        return {}
    _, probability, category = CLOSING[outcome]
    return {"probability": probability, "forecast": category}


def _check_stage(values: Values) -> None:
    if (days := values.get("rotten_days")) is not None and days < 1:
        raise Invalid.at("rotten_days", "too_small", "停滞天数至少为 1", "At least 1 day.")
    known = {*Opportunity.object_type.creatable, *(f"custom.{field.code}" for field in custom_fields("opportunity"))}
    unknown = [name for name in values.get("required_fields") or [] if name not in known]
    if unknown:
        errors = [FieldError("required_fields", "unknown_field", UNKNOWN_FIELD.format(name=name)) for name in unknown]
        raise Invalid(errors=errors)
