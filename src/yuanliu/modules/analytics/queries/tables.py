"""Figures side by side: the funnel, salespeople, sources, won and lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from yuanliu.kernel.access.models import Department
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.figures import Breakdown, Figure, Period, break_down, sum_up
from yuanliu.modules.analytics.queries.measures import Measure
from yuanliu.modules.analytics.queries.whole import comparable

RATE = Decimal("0.0001")
Breakdowns = Mapping[str, Breakdown | None]


def ratio(part: Figure | None, whole: Figure | Decimal | None) -> Decimal | None:
    """part ÷ whole; null when there is nothing to divide by, or one of them is not the viewer's to know."""
    below = whole["value"] if isinstance(whole, dict) else whole
    if part is None or part["value"] is None or not below:
        return None
    return (Decimal(part["value"]) / Decimal(below)).quantize(RATE)


def funnel(ctx: Context, period: Period, language: str, **dimensions: Any) -> dict[str, Any]:
    """{steps}: distinct submissions → leads → accounts → opportunities → contracts → contracted → received.

    Each step counts its own records of the period. `rate` is the share of the step before, where both count records,
    and of the contracted money that was received.
    """
    asked = [name for name, value in dimensions.items() if value is not None]
    measures = [measure for measure in f.FUNNEL if all(measure.has(name) for name in asked)]
    found = sum_up(ctx, measures, period, **dimensions)
    return {"steps": funnel_steps(ctx, [(measure, found[measure.code]) for measure in measures], language)}


def funnel_steps(ctx: Context, figures: Iterable[tuple[Measure, Figure | None]], language: str) -> list[dict[str, Any]]:
    """`withheld`: there is a rate, but the viewer sees the two steps to different extents."""
    steps: list[dict[str, Any]] = []
    before: tuple[Measure, Figure | None] | None = None
    for measure, found in figures:
        alike = before is not None and (measure.aggregate is f.COUNT or measure is f.RECEIVED)
        rate = ratio(found, before[1]) if before and alike else None
        told = before is None or comparable(ctx, before[0], measure)
        steps.append(
            {"code": measure.code, "label": measure.label.into(language), "figure": found}
            | {"rate": rate if told else None, "withheld": rate is not None and not told}
        )
        before = (measure, found)
    return steps


def keys_of(breakdowns: Mapping[str, Any]) -> set[UUID | None]:
    return {key for found in breakdowns.values() if found for key in found.values}


def cells(breakdowns: Breakdowns, key: UUID | None) -> dict[str, Figure | None]:
    return {code: found.of(key) if found else None for code, found in breakdowns.items()}


def by_value(row: Mapping[str, Any], code: str) -> Decimal:
    found = row[code]
    return Decimal(found["value"] or 0) if found else Decimal(0)


RANKED = (
    f.CONTRACTED, f.RECEIVED, f.LEADS, f.CONVERSIONS, f.FOLLOW_UPS, f.RESPONSES, f.WON, f.LOST, f.CYCLES,
    *f.TARGETS.values(),
)  # fmt: skip


def salespeople(ctx: Context, period: Period, department: UUID | None) -> dict[str, Any]:
    """{items}: who contracted and received how much, and how they work. Most contracted first."""
    within = {"owner.department": _subtree(department) if department else None}
    breakdowns = break_down(ctx, RANKED, "owner", period, within)
    people = {key for key in keys_of(breakdowns) if key}
    titles = titles_of(ctx, {"member": people})
    rows = [_person(ctx, breakdowns, key, titles) for key in people]
    rows.sort(
        key=lambda row: (-by_value(row, "contracted"), -by_value(row, "received"), str(row["member"].get("title")))
    )
    return {"items": rows}


def _subtree(root: UUID) -> list[str]:
    """The department and all below it."""
    parents = dict(Department.objects.alive().values_list("pk", "parent_id"))
    found = {root}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(str(pk) for pk in found)


def _person(ctx: Context, breakdowns: Breakdowns, key: UUID, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    found = cells(breakdowns, key)
    reached = {m.code: attainment(ctx, m, found[m.code], found[f"target_{m.code}"], key) for m in AIMED}
    return {
        "member": reference("member", key, titles),
        **found,
        **{f"attainment_{code}": reached[code]["attainment"] for code in reached},
        "withheld": [f"attainment_{code}" for code in reached if reached[code]["withheld"]],
    }


AIMED = (f.CONTRACTED, f.RECEIVED)


def attainment(
    ctx: Context, measure: Measure, reached: Figure | None, target: Figure | None, whose: UUID | None
) -> dict[str, Any]:
    """{attainment, withheld}: what was reached of a target, where both are seen to the same extent. One's own always are."""
    found = ratio(reached, target)
    told = whose == ctx.member_id or comparable(ctx, measure, f.TARGETS[measure.code])
    return {"attainment": found if told else None, "withheld": found is not None and not told}


SOURCED = (
    f.LEADS, f.CONVERSIONS, f.ACCOUNTS, f.OPPORTUNITIES, f.WON, f.CONTRACTS, f.CONTRACTED, f.RECEIVED,
)  # fmt: skip


def sources(ctx: Context, period: Period, owner: UUID | None) -> dict[str, Any]:
    """{items}: what comes from where; `source` null: nobody said."""
    breakdowns = break_down(ctx, SOURCED, "source", period, {"owner": owner and str(owner)})
    keys = keys_of(breakdowns)
    titles = titles_of(ctx, {"source": {key for key in keys if key}})
    rows = [_source(breakdowns, key, titles) for key in keys]
    rows.sort(key=lambda row: (-by_value(row, "contracted"), -by_value(row, "leads")))
    return {"items": rows}


def _source(breakdowns: Breakdowns, key: UUID | None, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    found = cells(breakdowns, key)
    source = reference("source", key, titles) if key else None
    return {"source": source, **found, "conversion": ratio(found["conversions"], found["leads"])}


CLOSED = (f.WON, f.LOST, f.WON_AMOUNT, f.LOST_AMOUNT)


def outcomes(ctx: Context, period: Period, owner: UUID | None) -> dict[str, Any]:
    """Won and lost in the period, and why the lost ones were."""
    dimensions = {"owner": owner and str(owner)}
    found = sum_up(ctx, CLOSED, period, **dimensions)
    won, lost = found["won"], found["lost"]
    reasons = break_down(ctx, (f.LOST, f.LOST_AMOUNT), "lost_reason", period, dimensions)
    keys = keys_of(reasons)
    titles = titles_of(ctx, {"lost_reason": {key for key in keys if key}})
    rows = [{"reason": reference("lost_reason", k, titles) if k else None, **cells(reasons, k)} for k in keys]
    rows.sort(key=lambda row: -by_value(row, "lost"))
    closed = won["value"] + lost["value"] if won and lost else None
    return {
        **found,
        "win_rate": ratio(won, closed),
        "reasons": rows,
    }
