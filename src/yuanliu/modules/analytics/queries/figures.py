"""Figures: `{value, drill: {object, filter}}` under the viewer's scope, each the sum of the rows that its list shows.

All that is asked of one object is found in one pass over its rows. What the viewer may not read at all is null, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, F, Q
from django.db.models.functions import TruncDate

from yuanliu.kernel.records.fields import is_clear
from yuanliu.kernel.records.filters import FilterCompiler, names_in
from yuanliu.kernel.records.output import annotated, in_currency
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.analytics.queries.measures import Condition, Measure, where

Figure = dict[str, Any]
By = Callable[[Context, Measure], dict[str, Any]]  # the columns that make the key of an answer


@dataclass(frozen=True, slots=True)
class Period:
    """Both days count; an open end is None."""

    first: date | None = None
    last: date | None = None

    def conditions(self, measure: Measure) -> list[Condition]:
        ends = ((self.first, "gte"), (self.last, "lte"))
        return [where(measure.day, day.isoformat(), op) for day, op in ends if day]


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure under conditions. `beside`: what also holds, and what its list need not say.

    `alone`: an index of its own finds its few rows, so a pass over those of others as well would cost more. `along`: the
    fields by whose values it is broken down.
    """

    measure: Measure
    conditions: Sequence[Condition]
    beside: Sequence[Condition] = ()
    alone: bool = False
    along: Sequence[str] = ()

    @property
    def wanted(self) -> list[Condition]:
        return [*self.measure.where, *self.conditions, *self.beside]

    def is_open_to(self, ctx: Context) -> bool:
        """Whether the viewer may read the object, and sees every field that the figure is made of or narrowed by."""
        if not ctx.may(self.measure.object, "read"):
            return False
        model = model_of(self.measure.object)
        named = (name for condition in self.wanted for name in names_in(condition))
        return all(is_clear(ctx, model, name) for name in {*self.measure.made_of, *self.along, *named})


def answers(ctx: Context, asked: Sequence[Asked], by: By | None = None) -> list[dict[Any, Any] | None]:
    """Of each its values by key (without `by` the key is None); None where it is not the viewer's to know."""
    found: list[dict[Any, Any] | None] = [None] * len(asked)
    passes: dict[tuple[str, int | None], list[int]] = {}
    for index, one in enumerate(asked):
        if one.is_open_to(ctx):
            passes.setdefault((one.measure.object, index if one.alone else None), []).append(index)
    for places in passes.values():
        for index, values in zip(places, _pass(ctx, [asked[index] for index in places], by), strict=True):
            found[index] = values
    return found


def _pass(ctx: Context, asked: Sequence[Asked], by: By | None) -> list[dict[Any, Any]]:
    """One statement: what all of them ask decides which rows are read, what only some ask which of these each counts."""
    rows, own = _narrowed(ctx, asked)
    names = [f"of_{index}" for index in range(len(asked))]
    aggregates = {
        name: one.measure.aggregate(filter=condition) for name, one, condition in zip(names, asked, own, strict=True)
    }
    grouped: list[tuple[Any, Any]]
    if by is None:
        grouped = [(None, rows.aggregate(**aggregates))]
    else:
        keys = by(ctx, asked[0].measure)
        counted = rows.values(**keys).annotate(**aggregates)
        grouped = [
            (tuple(row[name] for name in keys) if len(keys) > 1 else row[next(iter(keys))], row) for row in counted
        ]
    return [{key: one.measure.read(row[name]) for key, row in grouped} for name, one in zip(names, asked, strict=True)]


def _narrowed(ctx: Context, asked: Sequence[Asked]) -> tuple[RecordQuerySet, list[Q | None]]:
    """The visible rows that any of them counts, and for each the condition that is its own."""
    model = model_of(asked[0].measure.object)
    compiler = FilterCompiler(ctx, model, [])
    shared = [c for c in asked[0].wanted if all(c in one.wanted for one in asked[1:])]
    rest = [[c for c in one.wanted if c not in shared] for one in asked]
    own = [compiler.compile({"all": conditions}) if conditions else None for conditions in rest]
    common = compiler.compile({"all": shared})
    rows = annotated(model.objects.visible_to(ctx), ctx, compiler.names).filter(common).order_by()
    if all(own):
        different = [q for index, q in enumerate(own) if rest[index] not in rest[:index]]
        rows = rows.filter(Q(*different, _connector=Q.OR))
    return rows, own


def rows_of(ctx: Context, measure: Measure, conditions: Sequence[Condition]) -> RecordQuerySet:
    return _narrowed(ctx, [Asked(measure, conditions)])[0]


def day_of(ctx: Context, measure: Measure) -> Any:
    """The day of a row where the viewer is; plain dates are the same everywhere."""
    if isinstance(model_of(measure.object)._meta.get_field(measure.day), DateTimeField):
        return TruncDate(measure.day, tzinfo=ZoneInfo(ctx.time_zone))
    return F(measure.day)


def column_of(measure: Measure, dimension: str) -> F:
    return F(measure.field(dimension).replace(".", "__") + "_id")


def drill(measure: Measure, conditions: Iterable[Condition]) -> dict[str, Any]:
    return {"object": measure.object, "filter": measure.filter(conditions)}


def figure(measure: Measure, currency: str, value: Any, opens: Any) -> Figure:
    """A value and the list that it opens; of money with what it is in, the company's currency."""
    found = {"value": value, "drill": opens}
    return in_currency(currency, found, "value") if measure.is_money else found


def figures(ctx: Context, asked: Sequence[Asked]) -> list[Figure | None]:
    return [
        None if found is None else figure(one.measure, ctx.currency, found[None], drill(one.measure, one.conditions))
        for one, found in zip(asked, answers(ctx, asked), strict=True)
    ]


def sum_up(ctx: Context, measures: Iterable[Measure], period: Period, **dimensions: Any) -> dict[str, Figure | None]:
    """Figures of a period, of those records whose dimensions (campaign, source, owner) are as given, by their codes."""
    asked = [Asked(measure, [*period.conditions(measure), *given(measure, dimensions)]) for measure in measures]
    return {one.measure.code: found for one, found in zip(asked, figures(ctx, asked), strict=True)}


def given(measure: Measure, dimensions: Mapping[str, Any]) -> list[Condition]:
    """Conditions of the dimensions that were asked for; a list means one of them."""
    return [
        where(measure.field(name), value, "in" if isinstance(value, list) else "eq")
        for name, value in dimensions.items()
        if value is not None
    ]


@dataclass(frozen=True)
class Breakdown:
    """A figure for each value of a dimension; `of` gives each its drill-down. `total`: of all, also where the record that
    has the dimension (the contract of a receipt) is not the viewer's to see."""

    measure: Measure
    dimension: str
    conditions: Sequence[Condition]
    currency: str
    values: Mapping[Any, Any]
    total: Any = None

    def of(self, key: UUID | None) -> Figure:
        field = self.measure.field(self.dimension)
        one = where(field, str(key)) if key else {"field": field, "op": "is_empty"}
        value = self.values.get(key, self.measure.read(None))
        return figure(self.measure, self.currency, value, drill(self.measure, [*self.conditions, one]))

    def of_any(self, keys: Collection[UUID | None]) -> Figure:
        """Of several values together: the links of a channel."""
        field = self.measure.field(self.dimension)
        parts = [where(field, sorted(str(key) for key in keys if key), "in")]
        if None in keys:
            parts.append({"field": field, "op": "is_empty"})
        value = self.together(keys)
        return figure(self.measure, self.currency, value, drill(self.measure, [*self.conditions, {"any": parts}]))

    def together(self, keys: Iterable[Any]) -> Any:
        return sum((self.values.get(key, 0) for key in keys), start=self.measure.read(None))

    @property
    def of_all(self) -> Figure:
        return figure(self.measure, self.currency, self.total, drill(self.measure, self.conditions))


def break_down(
    ctx: Context,
    measures: Sequence[Measure],
    dimension: str,
    period: Period,
    within: Mapping[str, Any] | None = None,
    *,
    totals: bool = False,
) -> dict[str, Breakdown | None]:
    """By the codes of the measures, of those records whose dimensions are as in `within`; `totals` where values add up."""
    asked = [_by_dimension(measure, dimension, period, within or {}) for measure in measures]
    hidden = [Asked(one.measure, one.conditions, along=one.along) for one in asked if totals and one.beside]
    found = answers(ctx, [*asked, *hidden], lambda ctx, measure: {"key": column_of(measure, dimension)})
    whole = {one.measure.code: values for one, values in zip(hidden, found[len(asked) :], strict=True)}
    breakdowns: dict[str, Breakdown | None] = {}
    for one, values in zip(asked, found, strict=False):
        measure, code = one.measure, one.measure.code
        all_of_them = (whole.get(code) or values or {}).values()
        total = sum(all_of_them, start=measure.read(None)) if totals else None
        breakdowns[code] = (
            None if values is None else Breakdown(measure, dimension, one.conditions, ctx.currency, values, total)
        )
    return breakdowns


def _by_dimension(measure: Measure, dimension: str, period: Period, dimensions: Mapping[str, Any]) -> Asked:
    """Where the dimension is that of a record referred to, this must be visible, as in the filter language."""
    conditions = [*period.conditions(measure), *given(measure, dimensions)]
    led_there = any(c["field"].startswith(f"{measure.through}.") for c in conditions)
    visible = {"field": f"{measure.through}.id", "op": "not_empty"}
    beside = [visible] if measure.through and not led_there else []
    return Asked(measure, conditions, beside, along=[measure.field(dimension)])
