"""A list as a kanban: counts, sums and first cards of every stage, under the list's own conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count, Sum

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.lists import ListQuery, list_page, matching
from yuanliu.kernel.tenancy.fields import ScaledField
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record

CARDS = 20


def board(ctx: Context, model: type[Record], query: ListQuery, language: str) -> dict[str, Any]:
    """{columns: [{value, label, color, count, sum, currency, items, next}]} in the order of the stages."""
    kind = model.object_type
    if not kind.board:
        raise NotFound
    ctx.require(kind.code, "read")
    info = model_fields(model)[kind.stage_field]
    rows = matching(ctx, model, query).order_by()
    totals = {
        key: (count, total)
        for key, count, total in rows.values_list(info.column).annotate(Count("pk"), Sum(kind.board_sum))
    }
    columns = []
    for value, label, color in _stages(ctx, model, kind.stage_field, language):
        count, total = totals.get(value, (0, None))
        page = list_page(ctx, model, _only(query, kind.stage_field, value)) if count else {"items": [], "next": None}
        amount = ScaledField(scale=2).from_units(total or 0, None)
        columns.append(
            {
                "value": value,
                "label": label,
                "color": color,
                "count": count,
                "sum": amount,
                "currency": ctx.currency,
                **page,
            }
        )
    return {"columns": columns}


def _only(query: ListQuery, field: str, value: Any) -> ListQuery:
    condition = {"field": field, "op": "eq", "value": str(value)}
    return replace(
        query, filter={"all": [query.filter, condition]} if query.filter else condition, limit=CARDS, cursor=""
    )


def _stages(ctx: Context, model: type[Record], field: str, language: str) -> list[tuple[Any, str, str]]:
    """The columns: a closed list's options, or the rows that the stage field points at, in their order."""
    info = model_fields(model)[field]
    if info.kind == "choice":
        return [(value, label.into(language), color) for value, label, color in info.options]
    target = model._meta.get_field(field).related_model
    return [
        (stage.pk, stage.title, getattr(stage, "color", "default"))
        for stage in target.objects.visible_to(ctx).order_by("position", "pk")
    ]
