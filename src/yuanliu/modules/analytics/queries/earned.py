"""The contracts and receipts behind a figure of credits, each with its part: from channel to contract to the single receipt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Sum

from yuanliu.base.errors import NotFound
from yuanliu.kernel.records.output import in_currency, reference, titles_of
from yuanliu.kernel.records.seen import seen, titled
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.analytics.queries import measures as f
from yuanliu.modules.analytics.queries.credits import NONE, SUMMED, Earning, credits_of, is_known_to, without_credits
from yuanliu.modules.analytics.queries.measures import Measure
from yuanliu.modules.campaigns.models import Campaign, PromotionLink

Part = tuple[UUID, Decimal]  # a contract or receipt, and what was earned of it


def earned_page(ctx: Context, kind: str, earning: Earning, cursor: UUID | None, limit: int) -> dict[str, Any]:
    """{items, next, count, total}: newest first; `total` is of all pages. Null where the amounts are not the viewer's to see."""
    measure = SUMMED[kind]
    ctx.require(kind, "read")
    _check_places(ctx, earning)
    if not is_known_to(ctx, measure, earning):
        return {"items": [], "next": None, "count": None, "total": None}
    parts = _parts(ctx, measure, earning)
    whole = parts.aggregate(count=Count("key"), total=Sum("part"))
    if cursor:
        parts = parts.filter(key__lt=cursor)
    found: list[Part] = list(parts.order_by("-key").values_list("key", "part")[: limit + 1])
    page = found[:limit]
    answer = {
        "items": _rows(ctx, measure, page),
        "next": page[-1][0] if len(found) > limit else None,
        "count": whole["count"],
        "total": f.CONTRACTED.read(whole["total"]),
    }
    return in_currency(ctx.currency, answer, "total")


def _parts(ctx: Context, measure: Measure, earning: Earning) -> Any:
    """Rows with `key` and `part`, those that earned nothing left out."""
    if earning.unattributed:
        return without_credits(ctx, measure, earning).annotate(key=F("pk"), part=F("amount_base")).values("key", "part")
    rows = credits_of(ctx, measure, earning)
    if "campaign" not in earning.where:
        rows = rows.filter(campaign__in=Campaign.objects.visible_to(ctx).values("pk"))
    grouped = rows.order_by().values(key=F(f"{measure.object}_id")).annotate(part=Sum(earning.model))
    return grouped.exclude(part=0)


def _check_places(ctx: Context, earning: Earning) -> None:
    """Who may not see a campaign or a link is not told what it earned."""
    for name, model in (("campaign", Campaign), ("link", PromotionLink)):
        wanted = earning.where.get(name, NONE)
        if wanted != NONE and not model.objects.within_scope(ctx).filter(pk=wanted).exists():
            raise NotFound


def _rows(ctx: Context, measure: Measure, page: Sequence[Part]) -> list[dict[str, Any]]:
    model = model_of(measure.object)
    names = (
        "pk",
        model.object_type.title,
        "contract_id" if measure.through else "pk",
        "account_id",
        measure.day,
        "amount_base",
    )
    found = {row[0]: row[1:] for row in model.objects.filter(pk__in=[pk for pk, _ in page]).values_list(*names)}
    titles = titles_of(ctx, _referred(found.values()))
    read = titled(ctx, model)
    rows = []
    for pk, part in page:
        title, contract, account, day, amount = found[pk]
        row = {
            "record": {"object": measure.object, "id": pk, "title": read(title)},
            "contract": reference("contract", contract, titles),
            "account": seen(ctx, f"{measure.object}.account", reference("account", account, titles)),
            "day": seen(ctx, f"{measure.object}.{measure.day}", day),
            "amount": measure.read(amount),
            "credit": measure.read(part),
        }
        rows.append(in_currency(ctx.currency, row, "amount", "credit"))
    return rows


def _referred(rows: Iterable[Sequence[Any]]) -> dict[str, set[UUID]]:
    rows = list(rows)
    return {"contract": {row[1] for row in rows}, "account": {row[2] for row in rows}}
