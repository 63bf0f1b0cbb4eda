"""How far the migration has come, and whether what came in adds up."""

from __future__ import annotations

from typing import Any

from yuanliu.kernel.imports.fields import importable_fields
from yuanliu.kernel.imports.queries import visible_batches
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.invariants import all_invariants, breaches
from yuanliu.modules.takeover.steps import NEEDS, PURPOSE, STEPS


def progress(ctx: Context, language: str) -> dict[str, Any]:
    ctx.require(*NEEDS)
    batches = list(visible_batches(ctx).filter(purpose=PURPOSE).order_by("-id"))
    steps = []
    for step in STEPS:
        kind = step.model.object_type
        mine = [batch for batch in batches if batch.object == kind.code]
        came = (batch.counts.get("created", 0) - batch.counts.get("undone", 0) for batch in mine)
        columns = [info.label.into(language) for info in importable_fields(ctx, step.model, PURPOSE).values()]
        steps.append(
            {
                "object": kind.code,
                "label": kind.plural.into(language),
                "hint": step.hint.into(language),
                "columns": columns,
                "imports": [batch.pk for batch in mine],
                "records": sum(came),
            }
        )
    return {"steps": steps}


def check(ctx: Context, language: str) -> dict[str, Any]:
    """Every rule that the data must keep, asked of the whole company."""
    ctx.require(*NEEDS)
    broken = [
        {"code": found.invariant.code, "rule": found.invariant.rule.into(language), "count": found.count}
        for found in breaches()
    ]
    return {"rules": len(all_invariants()), "broken": broken}
