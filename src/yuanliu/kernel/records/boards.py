"""A list as a kanban: counts, sums and first cards of every stage, under the list's own conditions."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.lists import ListQuery, chosen_fields, matching, next_cursor, ordering
from yuanliu.kernel.records.output import Row, in_currency, render, stored_columns
from yuanliu.kernel.records.seen import sees_all, title_of, titled
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import ObjectType

CARDS = 20


def board(ctx: Context, model: type[Record], query: ListQuery, language: str) -> dict[str, Any]:
    """{columns: [{value, label, color, group, count, sum, currencies, items, next}]} in the order of the stages.

    Two statements whatever the number of columns: the totals, and the first cards of all of them.
    """
    kind = model.object_type
    if not has_board(ctx, kind):
        raise NotFound
    ctx.require(kind.code, "read")
    column = model_fields(model)[kind.stage_field].column
    rows = matching(ctx, model, query).order_by()
    summed = [Sum(kind.board_sum)] if sees_all(ctx, kind.code, kind.board_sum) else []
    totals = {key: totals for key, *totals in rows.values_list(column).annotate(Count("pk"), *summed)}
    nothing = [0, *([0] if summed else [])]
    cards = _first_cards(ctx, rows, column, list(totals))
    return {
        "columns": [
            stage
            | _totals(ctx, *totals.get(stage["value"], nothing))
            | cards.get(stage["value"], {"items": [], "next": None})
            for stage in stage_options(ctx, model, language)
        ]
    }


def has_board(ctx: Context, kind: ObjectType) -> bool:
    """For whoever sees by what it is divided."""
    return kind.board and sees_all(ctx, kind.code, kind.stage_field)


def _totals(ctx: Context, count: int, *total: Decimal | None) -> dict[str, Any]:
    """Without a sum for whoever does not see what it would add up."""
    added = (total[0] or Decimal("0.00")) if total else None
    return in_currency(ctx.currency, {"count": count, "sum": added}, "sum")


def _first_cards(ctx: Context, rows: RecordQuerySet, column: str, stages: list[Any]) -> dict[Any, dict[str, Any]]:
    """{stage: {items, next}}: the newest cards of every stage that has any, with one more to know whether there are others."""
    if not stages:
        return {}
    model = rows.model
    infos, order = chosen_fields(ctx, model, ()), ordering(ctx, model, "")
    names = sorted({*stored_columns(model, infos), column, order.column})
    parts = [rows.filter(**{column: stage}).order_by(*order.terms())[: CARDS + 1].values(*names) for stage in stages]
    by_stage: dict[Any, list[Row]] = defaultdict(list)
    for row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        by_stage[row[column]].append(row)
    pages = {stage: found[:CARDS] for stage, found in by_stage.items()}
    shown = iter(render(ctx, model, [row for page in pages.values() for row in page], infos))
    return {
        stage: {"items": [next(shown) for _ in page], "next": next_cursor(by_stage[stage], CARDS, order)}
        for stage, page in pages.items()
    }


def stage_options(ctx: Context, model: type[Record], language: str) -> list[dict[str, Any]]:
    """[{value, label, color, group}]: a closed list's options, or the rows that the stage field points at, in their order.

    `group` is the way that a stage belongs to (its pipeline), where there are such; each way's stages stand together.
    """
    kind = model.object_type
    info = model_fields(model)[kind.stage_field]
    if info.kind == "choice":
        return [{**option, "group": None} for option in info.as_json(language)["options"]]
    stages = model._meta.get_field(kind.stage_field).related_model.objects.visible_to(ctx)
    way = kind.stage_group
    if way:
        stages = stages.select_related(way).order_by(f"{way}__created_at", way, "position", "pk")
    else:
        stages = stages.order_by("position", "pk")
    name = titled(ctx, stages.model)
    return [
        {
            "value": stage.pk,
            "label": name(stage.title),
            "color": getattr(stage, "color", "default"),
            "group": _group(ctx, getattr(stage, way)) if way else None,
        }
        for stage in stages
    ]


def _group(ctx: Context, way: Record) -> dict[str, Any]:
    return {"id": way.pk, "title": title_of(ctx, way)}
