"""One record as its page shows it, alone or with all that the page opens with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from yuanliu.base.errors import NotFound
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import FieldInfo, clear_fields, visible_fields
from yuanliu.kernel.records.lists import Found, ListQuery, count_rows, find_page
from yuanliu.kernel.records.output import (
    Row,
    Titles,
    Wanted,
    annotated,
    referred,
    render,
    stored_columns,
    titles_of,
    together,
)
from yuanliu.kernel.records.seen import titled
from yuanliu.kernel.records.timeline import entries, find_events, mentioned
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Related, model_of

CAN = "can_"  # before the number of a condition, among the columns of a record
#: Rows of a related list that come with the page: of what has an order of its own all that there are, as a rule.
FIRST, WHOLE = 20, 50


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """One record, not yet shown: see `lists.Found`."""

    model: type[Record]
    infos: list[FieldInfo]
    row: Row
    can: list[str]

    @property
    def referred(self) -> Wanted:
        return referred(self.infos, [self.row])

    def shown(self, ctx: Context, titles: Titles | None = None) -> dict[str, Any]:
        (record,) = render(ctx, self.model, [self.row], self.infos, titles)
        return {"custom": {}, **record, "can": self.can}


def record_page(ctx: Context, model: type[Record], record_id: UUID) -> dict[str, Any]:
    """Every field the member may see, and what they may do with it: `can`."""
    return find_record(ctx, model, record_id).shown(ctx)


def find_record(ctx: Context, model: type[Record], record_id: UUID) -> FoundRecord:
    kind = model.object_type
    ctx.require(kind.code, "read")
    fields = visible_fields(ctx, model, custom_fields(kind.code))
    infos, names = list(fields.values()), fields.keys()
    always, reaches = possible_actions(ctx, model)
    rows = annotated(model.objects.visible_to(ctx).filter(pk=record_id), ctx, names)
    rows = rows.annotate(
        **{f"{CAN}{number}": ExpressionWrapper(q, BooleanField()) for number, (q, _) in enumerate(reaches)}
    )
    columns = {*stored_columns(model, infos), *(c.name for c in kind.computed if c.name in names)}
    row = rows.values(*columns, *rows.query.annotations).first()
    if row is None:
        raise NotFound
    reached = [action for number, (_, actions) in enumerate(reaches) if row[f"{CAN}{number}"] for action in actions]
    return FoundRecord(model, infos, row, sorted(always + reached))


def possible_actions(ctx: Context, model: type[Record]) -> tuple[list[str], list[tuple[Q, list[str]]]]:
    """The acts that the member may do to every record of the object, and those that they may where a condition holds."""
    kind = model.object_type
    always: list[str] = []
    reaches: list[tuple[Q, list[str]]] = []
    for action in kind.actions:
        if action in ("read", "create", "export", "import") or not ctx.may(kind.code, action):
            continue
        condition = kind.scope.condition(model, ctx, ctx.scope(kind.code, action), action)
        same = always if not condition else next((actions for q, actions in reaches if q == condition), None)
        if same is None:
            reaches.append((condition, same := []))
        same.append(action)
    return always, reaches


def whole_page(ctx: Context, model: type[Record], record_id: UUID, language: str) -> dict[str, Any]:
    """{record, timeline, related}: all that the page of a record opens with, and its titles in one statement.

    `related`: for each list of the object that the member may read {object, field, items, next, count, exact}: its first
    rows, by their position where they have one.
    """
    record = find_record(ctx, model, record_id)
    events, following = find_events(model, record_id)
    lists = [(related, find_page(ctx, target, query)) for related, target, query in _related(ctx, model, record_id)]
    wanted = together(record.referred, mentioned(ctx, events), *(found.referred for _, found in lists))
    titles = _titles(ctx, wanted, [(model, [record.row]), *((found.model, found.rows) for _, found in lists)])
    return {
        "record": record.shown(ctx, titles),
        "timeline": {"items": entries(ctx, events, language, titles), "next": following},
        "related": [
            {"object": related.object, "field": related.field}
            | found.shown(ctx, titles)
            | _count(ctx, found, _belonging(related, record_id))
            for related, found in lists
        ],
    }


def _titles(ctx: Context, wanted: Wanted, known: Iterable[tuple[type[Record], Sequence[Row]]]) -> Titles:
    """Those of the rows that are here already need not be asked for."""
    titles: Titles = {}
    for model, rows in known:
        title, name = model.object_type.title, titled(ctx, model)
        titles.setdefault(model.object_type.code, {}).update((row["id"], name(row[title])) for row in rows)
    unknown = {code: ids - titles.get(code, {}).keys() for code, ids in wanted.items()}
    for code, found in titles_of(ctx, unknown).items():
        titles.setdefault(code, {}).update(found)
    return titles


def _related(ctx: Context, model: type[Record], record_id: UUID) -> Iterator[tuple[Related, type[Record], ListQuery]]:
    for related in model.object_type.related:
        target = model_of(related.object)
        fields = clear_fields(ctx, target)
        if ctx.may(related.object, "read") and related.field in fields:
            placed = "position" in fields
            yield (
                related,
                target,
                replace(
                    _belonging(related, record_id), sort="position" if placed else "", limit=WHOLE if placed else FIRST
                ),
            )


def _belonging(related: Related, record_id: UUID) -> ListQuery:
    return ListQuery(filter={"field": related.field, "op": "in", "value": [str(record_id)]})


def _count(ctx: Context, found: Found, query: ListQuery) -> dict[str, Any]:
    """Counted only where there are more than are shown."""
    if found.next is None:
        return {"count": len(found.rows), "exact": True}
    return count_rows(ctx, found.model, query)
