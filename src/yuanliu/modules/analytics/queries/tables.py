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
    return {"steps": funnel_steps([(measure, found[measure.code]) for measure in measures], language)}


def funnel_steps(figures: Iterable[tuple[Measure, Figure | None]], language: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for measure, found in figures:
        before = steps[-1] if steps else None
        alike = before is not None and (measure.aggregate is f.COUNT or measure is f.RECEIVED)
        rate = ratio(found, before["figure"]) if before and alike else None
        steps.append({"code": measure.code, "label": measure.label.into(language), "figure": found, "rate": rate})
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
    rows = [_person(breakdowns, key, titles) for key in people]
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


def _person(breakdowns: Breakdowns, key: UUID, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    found = cells(breakdowns, key)
    return {
        "member": reference("member", key, titles),
        **found,
        "attainment_contracted": ratio(found["contracted"], found["target_contracted"]),
        "attainment_received": ratio(found["received"], found["target_received"]),
    }


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
