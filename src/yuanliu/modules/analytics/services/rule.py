"""Changing the rule of attribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.base.errors import Forbidden
from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import start_job
from yuanliu.kernel.work.context import ALL, Context
from yuanliu.kernel.work.unit import work
from yuanliu.modules.analytics.models import AttributionRule
from yuanliu.modules.analytics.queries.rule import current_rule

REBUILD = "credits"


def may_change_rule(ctx: Context) -> bool:
    """It changes the figures of every campaign, so it takes the right to change every campaign."""
    return ctx.scope("campaign", "update") == ALL


def change_rule(ctx: Context, values: Mapping[str, Any]) -> JobRun | None:
    """The new rule holds at once; the job that works all credits out again, or None when they do not depend on the change."""
    if not may_change_rule(ctx):
        raise Forbidden(permission="campaign.update")
    with work(ctx) as w:
        before = current_rule()
        w.add_rows([AttributionRule(**values, at=w.now, member_id=ctx.member_id)])
        same = all(getattr(before, name) == values[name] for name in ("half_life_days", "look_back_days"))
        return None if same else start_job(w, REBUILD)
