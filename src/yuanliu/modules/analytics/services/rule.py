"""Changing the rule of attribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import start_job
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.rules import change_rule
from yuanliu.kernel.work.unit import work
from yuanliu.modules.analytics.models import AttributionRule

REBUILD = "credits"


def change_attribution(ctx: Context, values: Mapping[str, Any]) -> JobRun | None:
    """The new rule holds at once; the job that works all credits out again, or None when they do not depend on the change."""
    with work(ctx) as w:
        before = AttributionRule.current()
        change_rule(w, AttributionRule, values)
        same = all(getattr(before, name) == values[name] for name in ("half_life_days", "look_back_days"))
        return None if same else start_job(w, REBUILD)
