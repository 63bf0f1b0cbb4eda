"""The search over everything: the newest hits of each object, told apart from their namesakes in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from yuanliu.base.money import written
from yuanliu.kernel.records.fields import FieldInfo, visible_fields
from yuanliu.kernel.records.lists import Found
from yuanliu.kernel.records.output import Row, annotated, stored_columns, titles_of, together
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import object_models
from yuanliu.kernel.work.search import newest_found

OF_EACH = 8


def find_hits(ctx: Context, q: str, language: str) -> list[dict[str, Any]]:
    """[{object, id, title, subtitle}] of all that the member may read; runs inside an open transaction."""
    readable = [m for m in object_models() if m.object_type.search and ctx.may(m.object_type.code, "read")]
    found = [part for model in readable if (part := _newest(ctx, model, q)).rows]
    titles = titles_of(ctx, together(*(part.referred for part in found)))
    return [
        {
            "object": part.model.object_type.code,
            "id": record["id"],
            "title": record["title"],
            "subtitle": " · ".join(_words(ctx, part, record, row, language)),
        }
        for part in found
        for record, row in zip(part.shown(ctx, titles)["items"], part.rows, strict=True)
    ]


def _newest(ctx: Context, model: type[Record], q: str) -> Found:
    ids = newest_found(ctx, model, q, OF_EACH)
    fields = visible_fields(ctx, model)
    infos = [fields[name] for name in model.object_type.subtitle if name in fields]
    rows = annotated(model.objects.filter(pk__among=ids), ctx, [info.name for info in infos])
    newest = rows.order_by("-updated_at", "-pk").values(*stored_columns(model, infos))
    return Found(model, infos, list(newest) if ids else [], None)


def _words(ctx: Context, part: Found, record: Mapping[str, Any], row: Row, language: str) -> Iterator[str]:
    for info in part.infos:
        if words := _in_words(ctx, info, record[info.name], row, language):
            yield words


def _in_words(ctx: Context, info: FieldInfo, value: Any, row: Row, language: str) -> str:
    """ "" where there is nothing, or nothing that the member may read."""
    if info.kind == "reference":
        return str((value or {}).get("title", ""))
    if info.kind == "choice":
        return next((label.into(language) for code, label, _ in info.options if code == value), str(value or ""))
    if info.kind == "money" and isinstance(value, Decimal):
        return written(value, row.get(info.currency) or ctx.currency)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ctx.time_zone)).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)
