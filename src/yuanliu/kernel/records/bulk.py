"""One act on many records, with a result for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from yuanliu.base.errors import Forbidden, Invalid, NotFound, Problem
from yuanliu.kernel.records.lookups import LookupsSpent, TellsOfOthers, count_refusal
from yuanliu.kernel.records.services import check_given, steps_of
from yuanliu.kernel.records.trees import take_turns
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work

BATCH = 200
Step = Callable[[Work, Any], Any]


def bulk_act(
    ctx: Context, model: type[Record], action: str, ids: Iterable[UUID], values: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """{done, failed: [{id, code, detail}]}; batches of their own transactions, rows that fail change nothing."""
    ids = list(dict.fromkeys(ids))
    step = _step(ctx, model, action, values)
    done, failed = 0, []
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        problems = _run_batch(ctx, model, action, batch, step, values)
        done += len(batch) - len(problems)
        failed += [{"id": pk, "code": p.code, "detail": p.detail.into(language)} for pk, p in problems.items()]
    return {"done": done, "failed": failed}


def _step(ctx: Context, model: type[Record], action: str, values: Mapping[str, Any]) -> Step:
    ctx.require(model.object_type.code, "delete" if action == "restore" else action)
    steps = steps_of(model)
    if action == "delete":
        return steps.delete
    if action == "restore":
        return steps.restore
    if action == "assign":
        owner = values.get("owner")
        if owner is None:
            raise Invalid.at("values.owner", "required", "请选择负责人", "Choose an owner.")
        return lambda w, record: steps.assign(w, record, owner)
    check_given(ctx, model, values)
    return lambda w, record: steps.update(w, record, values)


def _run_batch(
    ctx: Context, model: type[Record], action: str, ids: list[UUID], step: Step, values: Mapping[str, Any]
) -> dict[UUID, Problem]:
    """Problems by id. A rule that refuses is raised before its step changes anything; the rest of the batch goes on."""
    problems: dict[UUID, Problem] = {}
    with work(ctx) as w:
        take_turns(w, model, values)
        if action == "restore":
            records = [w.get_from_bin(model, pk) for pk in ids if model.objects.in_bin(ctx).filter(pk=pk).exists()]
        else:
            records = w.get_many(model, ids, action)
        found = {record.pk for record in records}
        seen = set(model.objects.visible_to(ctx).filter(pk__in=set(ids) - found).values_list("pk", flat=True))
        problems.update({pk: Forbidden() if pk in seen else NotFound() for pk in ids if pk not in found})
        for record in records:
            try:
                step(w, record)
            except Problem as problem:
                problems[record.pk] = _answered(w, problem)
    return problems


def _answered(w: Work, problem: Problem) -> Problem:
    """A refusal that tells of others' records is counted, and not told when nothing is left."""
    if isinstance(problem, TellsOfOthers):
        try:
            count_refusal(w, problem)
        except LookupsSpent as spent:
            return spent
    return problem
