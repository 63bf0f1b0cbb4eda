"""What an opportunity is made of and how it moved; which ones rot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.output import in_currency, reference, titles_of
from yuanliu.kernel.records.seen import seen, seen_values
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.modules.opportunities.models import Line, Opportunity, StageChange, rotting

#: What a row of history says, and which field it says it of.
CHANGED = {
    "days_in_stage": "days_in_stage",
    "from_amount": "amount",
    "amount": "amount",
    "from_probability": "probability",
    "probability": "probability",
    "from_close": "expected_close",
    "expected_close": "expected_close",
}


def visible(ctx: Context, model: type[Record], record_id: UUID) -> Any:
    """The record that the member may see, for an answer about it; NotFound otherwise."""
    ctx.require(model.object_type.code, "read")
    record = model.objects.visible_to(ctx).filter(pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def rotting_opportunities(ctx: Context) -> RecordQuerySet:
    """停滞商机 that the member may see, the longest neglected first."""
    return Opportunity.objects.visible_to(ctx).filter(rotting(ctx)).order_by("stage_since", "pk")


def lines_of(ctx: Context, record: Any) -> dict[str, Any]:
    """{version, amount, items} of an opportunity or a contract. Who does not see what it is worth sees no prices,
    and who does not see the catalogue's names or prices does not see what was taken from there."""
    rows = list(record.lines.order_by("position"))
    titles = titles_of(ctx, {"product": {row.product_id for row in rows if row.product_id}})
    code = record.object_type.code
    items = [{**_seen_line(ctx, code, row), "product": product_of(row, titles)} for row in rows]
    worth = seen_values(ctx, code, {"amount": record.amount})
    return in_currency(record.currency, {"version": record.version, **worth, "items": items}, "amount")


def _seen_line(ctx: Context, code: str, row: Line) -> dict[str, Any]:
    from_catalogue = (f"{code}.amount", *(("product.price",) if row.product_id else ()))
    tells = dict.fromkeys(("quantity", "price", "discount", "amount"), from_catalogue)
    tells |= {"name": ("product.name",)} if row.product_id else {}
    line = {name: seen(ctx, tells[name], value) if name in tells else value for name, value in plain_line(row).items()}
    line.pop("currencies", None)  # of what is seen it is said anew
    return in_currency(row.currency, line, "price", "amount")


def product_of(row: Line, titles: dict[str, dict[UUID, str]]) -> dict[str, Any] | None:
    return reference("product", row.product_id, titles) if row.product_id else None


def plain_line(row: Line) -> dict[str, Any]:
    """A line as it is told to people and kept in events and snapshots."""
    names = ("position", "name", "quantity", "price", "discount", "amount")
    line = {**{name: getattr(row, name) for name in names}, "product": row.product_id}
    return in_currency(row.currency, line, "price", "amount")


def plain_lines(rows: Iterable[Line]) -> list[dict[str, Any]]:
    return [plain_line(row) for row in rows]


def history(ctx: Context, opportunity: Opportunity) -> dict[str, Any]:
    """{items}: every change of stage, amount, probability or close date, newest first."""
    rows = list(StageChange.objects.filter(opportunity=opportunity).order_by("-at", "-pk"))
    stages = {pk for row in rows for pk in (row.stage_id, row.from_stage_id) if pk}
    titles = titles_of(ctx, {"stage": stages, "member": {row.member_id for row in rows if row.member_id}})
    return {"items": [_change(ctx, row, titles) for row in rows]}


def _change(ctx: Context, row: StageChange, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    def staged(pk: UUID | None) -> dict[str, Any] | None:
        return seen(ctx, "opportunity.stage", reference("stage", pk, titles)) if pk else None

    change = {
        "at": row.at,
        **{name: seen(ctx, f"opportunity.{field}", getattr(row, name)) for name, field in CHANGED.items()},
        "member": reference("member", row.member_id, titles) if row.member_id else None,
        "from_stage": staged(row.from_stage_id),
        "stage": staged(row.stage_id),
    }
    return in_currency(row.currency, change, "from_amount", "amount")
