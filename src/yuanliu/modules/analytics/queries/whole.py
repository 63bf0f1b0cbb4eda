"""Which ratios a viewer reads. Its two sides are counted to the same extent, or there is no ratio: cost of the whole company
against the money of one team is nobody's ROI.

With the permission `figures.whole` sums and ratios are those of the company; what a viewer may list stays what it was.
"""

from __future__ import annotations

from dataclasses import replace

from yuanliu.kernel.work.context import ALL, NONE, Context, Scope
from yuanliu.modules.analytics.queries.measures import Measure


def company_wide(ctx: Context) -> Context:
    """The viewer as one who adds up over the company, where they may; of what they may not read at all, still nothing."""
    if not ctx.may("figures", "whole"):
        return ctx
    grants = {name: ALL if name.endswith(".read") and scope > NONE else scope for name, scope in ctx.grants.items()}
    return replace(ctx, grants=grants)


def extent(ctx: Context, measure: Measure) -> Scope:
    """How far the viewer sees what is counted."""
    codes = [code for code in (measure.object, measure.through) if code]
    return min(ctx.scope(code, "read") for code in codes)


def comparable(ctx: Context, *measures: Measure) -> bool:
    """Whether these are counted to the same extent. What has no owner of its own (an entry of a campaign) reaches as far as
    its campaign, so beside others it is comparable as a whole only."""
    extents = {extent(ctx, measure) for measure in measures}
    return extents == {ALL} or (len(extents) == 1 and all(measure.has("owner") for measure in measures))
