"""What an import makes of each row, before anything is written: values, what was repaired, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, ValidationError, create_model

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.text import pinyin
from yuanliu.kernel.imports.cells import CellError, CellReader
from yuanliu.kernel.imports.duplicates import Duplicates
from yuanliu.kernel.imports.family import Family, Named
from yuanliu.kernel.imports.fields import importable_fields
from yuanliu.kernel.imports.models import ImportBatch
from yuanliu.kernel.imports.profiles import customs_of, profile_of
from yuanliu.kernel.imports.references import Names
from yuanliu.kernel.imports.sheets import Numbered
from yuanliu.kernel.imports.unread import shown
from yuanliu.kernel.metadata.services import clean_custom
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.records.schemas import create_parts, given_values, input_type
from yuanliu.kernel.records.trees import CIRCULAR
from yuanliu.kernel.records.validation import field_errors
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of

NO_SUCH = T("没有名为“{text}”的{label}", "There is no {label} called “{text}”.")
SEVERAL = T(
    "有多个名为“{text}”的{label}，请写明编号或邮箱", "More than one {label} is called “{text}”; give an id or e-mail."
)
TOO_MANY_CELLS = T("单元格多于列名", "There are more cells than columns.")
IN_FUTURE = T("创建时间不能晚于现在", "The record cannot be created in the future.")
EMPTY: tuple[Any, ...] = (None, "", [])
WRITTEN = (("date_order", "date_orders"), ("decimal_mark", "decimal_marks"))  # (what a column shows, what is chosen)
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True, eq=False)
class Row:
    """One row of the file on its way."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    moment: datetime | None = None  # when its record was made, for history
    errors: list[FieldError] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)  # what it refers to and nobody knows
    keys: dict[str, str] = field(default_factory=dict)  # by which duplicates are found
    duplicate: UUID | None = None
    same_as: Row | None = None  # an earlier row of the file
    record_id: UUID | None = None

    def refuse(self, name: str, code: str, detail: T) -> None:
        self.errors.append(FieldError(name, code, detail))


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a field comes from: a column, a constant, or what fills the gaps."""

    info: FieldInfo
    read: CellReader
    column: int | None
    constant: Any
    default: Any


class Plan:
    """The mapping of a batch, made ready to be applied to rows. Built and used inside an open transaction."""

    def __init__(self, ctx: Context, batch: ImportBatch, family: Family | None = None):
        self.ctx = ctx
        self.model = model_of(batch.object)
        self.purpose = batch.purpose
        self.profile = profile_of(self.model, self.purpose)
        self.fields = importable_fields(ctx, self.model, self.purpose)
        self.columns = [column["name"] for column in batch.columns]
        self.options = batch.options
        self.family = family or Family()  # a row may refer to another
        self.sources = self._sources(batch)
        self.names = {info.target: Names(ctx, info.target) for info in self.fields.values() if info.kind == "reference"}
        self.schema = self._schema()
        self.duplicates = Duplicates(ctx, self.model, self.profile, batch.options)

    def _sources(self, batch: ImportBatch) -> list[Source]:
        columns = {target: self.columns.index(name) for name, target in batch.mapping.items() if target}
        orders, marks = (self._as_chosen(batch, *names) for names in WRITTEN)
        sources = []
        for name in dict.fromkeys([*columns, *batch.constants, *batch.defaults]):
            if (info := self.fields.get(name)) is None:
                continue
            column = columns.get(name)
            order: Any = orders[self.columns[column]] if column is not None else "ymd"
            mark: Any = marks[self.columns[column]] if column is not None else "."
            read = CellReader(info, order=order, mark=mark, time_zone=self.ctx.time_zone)
            sources.append(Source(info, read, column, batch.constants.get(name), batch.defaults.get(name)))
        return sources

    def _as_chosen(self, batch: ImportBatch, found: str, choices: str) -> dict[str, Any]:
        """How each column is written: as the member says, else as its cells show."""
        chosen = self.options.get(choices) or {}
        general = self.options.get(found)
        return {c["name"]: chosen.get(c["name"]) or general or c.get(found) or None for c in batch.columns}

    def _schema(self) -> Any:
        parts: dict[str, Any] = {
            info.name: (input_type(info) | None, None) for info in self.profile.extra_fields if info.name in self.fields
        }
        parts = {**create_parts(self.model), **parts}
        return create_model(f"{self.model.__name__}Row", __config__=ConfigDict(extra="forbid"), **parts)

    @cached_property
    def refers_to_itself(self) -> list[str]:
        code = self.model.object_type.code
        return [source.info.name for source in self.sources if source.info.target == code]

    def title_of(self, cells: Sequence[str]) -> str:
        """What other rows of the file may call this one."""
        title = self.model.object_type.title
        index = next((s.column for s in self.sources if s.info.name == title and s.column is not None), None)
        return cells[index] if index is not None and index < len(cells) else ""

    def texts(self, cells: list[str]) -> dict[str, Any]:
        """What each field is given in this row, as it is written, for people to look at."""
        given = ((source.info.name, self._given(source, cells)[0]) for source in self.sources)
        return {n: shown(value)[:200] if isinstance(value, str) else value for n, value in given if value not in EMPTY}

    def named(self, cells: list[str]) -> Named:
        """What a row is called, and what it calls others of its kind."""
        given = ((source.info.name, self._given(source, cells)[0]) for source in self.sources)
        referred = {name: self.key_of(str(text)) for name, text in given if name in self.refers_to_itself and text}
        return self.key_of(self.title_of(cells)), referred

    def key_of(self, text: str) -> int:
        """By what a row is known that is called so."""
        return hash(self.names[self.model.object_type.code].key(text))

    def missing(self, rows: Iterable[Row]) -> Iterator[tuple[FieldInfo, Names, str]]:
        """What no record is called, where the importer wants it made, of rows in which nothing else is wrong."""
        wanted = self.options.get("create_missing", ())
        for row in rows:
            if row.unknown.keys() <= set(wanted) and all(error.field in row.unknown for error in row.errors):
                for name, text in row.unknown.items():
                    yield self.fields[name], self.names[self.fields[name].target], text

    def forget_made(self) -> None:
        for names in self.names.values():
            names.forget_made()

    def keep_made(self) -> None:
        for names in self.names.values():
            names.made = False

    # Rows

    def evaluate(self, chunk: Iterable[Numbered]) -> list[Row]:
        rows = [self._read(number, cells, self.sources) for number, cells in chunk]
        self._resolve(rows)
        customs = customs_of(self.ctx, self.model, self.purpose)
        prepare = self.profile.prepare(self.ctx)
        for row in rows:
            self._validate(row, customs, prepare)
        self.duplicates.mark([row for row in rows if not row.errors])
        return rows

    def misfits(self) -> list[FieldError]:
        """What no row can hold, whatever its cells say: fields that columns go to, against what is the same in every row."""
        row = self._read(0, [], [source for source in self.sources if source.column is None])
        self._resolve([row])
        mapped = {source.info.name: None for source in self.sources if source.column is not None}
        try:
            self.profile.prepare(self.ctx)({**mapped, **row.values})
        except Invalid as invalid:
            return list(invalid.errors)
        return []

    def _read(self, number: int, cells: list[str], sources: Iterable[Source]) -> Row:
        row = Row(number, cells)
        if any(cells[len(self.columns) :]):
            row.refuse("", "too_many_cells", TOO_MANY_CELLS)
        for source in sources:
            name = source.info.name
            value, filled = self._given(source, cells)
            if value in EMPTY:
                continue
            if filled:
                row.repaired.append(name)
            try:
                row.values[name] = source.read(value) if isinstance(value, str) else value
            except CellError as error:
                row.refuse(name, error.code, error.detail)
        return row

    def _given(self, source: Source, cells: list[str]) -> tuple[Any, bool]:
        """(the value, whether it fills a gap of this row)"""
        if source.column is not None and source.column < len(cells) and cells[source.column]:
            return cells[source.column], False
        if source.constant not in EMPTY:
            return self._filled_in(source.info, source.constant, cells), source.column is not None
        return self._filled_in(source.info, source.default, cells), True

    def _filled_in(self, info: FieldInfo, value: Any, cells: list[str]) -> Any:
        """A constant may name columns: "{product} {opportunity_id}", "{sales_agent}@example.com"."""
        if not isinstance(value, str) or "{" not in value:
            return value

        def cell(match: re.Match[str]) -> str:
            index = self.columns.index(match[1]) if match[1] in self.columns else len(cells)
            text = cells[index] if index < len(cells) else ""
            return ".".join(filter(None, map(pinyin, text.split()))) if info.kind == "email" else text

        return _PLACEHOLDER.sub(cell, value).strip()

    def _resolve(self, rows: list[Row]) -> None:
        for source in self.sources:
            if (info := source.info).kind != "reference":
                continue
            names, named = self.names[info.target], [row for row in rows if info.name in row.values]
            names.learn(str(row.values[info.name]) for row in named)
            for row in named:
                self._refer(row, info, names, str(row.values.pop(info.name)))

    def _refer(self, row: Row, info: FieldInfo, names: Names, text: str) -> None:
        ids = names.find(text)
        if self._is_circular(row, info):
            row.refuse(info.name, "circular", CIRCULAR.format(label=info.label))
        elif len(ids) == 1:
            row.values[info.name] = ids[0]
        elif ids:
            row.refuse(info.name, "ambiguous", SEVERAL.format(text=text[:80], label=info.label.small))
        elif info.target == self.model.object_type.code and self.key_of(text) in self.family.titles:
            row.later[info.name] = text
        else:
            row.unknown[info.name] = text
            row.refuse(info.name, "not_found", NO_SUCH.format(text=text[:80], label=info.label.small))

    def _is_circular(self, row: Row, info: FieldInfo) -> bool:
        circles = self.family.circles.get(info.name)
        return circles is not None and self.key_of(self.title_of(row.cells)) in circles

    def _validate(self, row: Row, customs: list[Any], prepare: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        try:
            row.values = prepare(row.values)
        except Invalid as invalid:
            row.errors += invalid.errors
        row.repaired = [name for name in row.repaired if name in row.values]
        row.moment = row.values.pop("created_at", None)
        if row.moment is not None and row.moment > self.ctx.now:
            row.refuse("created_at", "in_future", IN_FUTURE)
        custom = {n.removeprefix("custom."): v for n, v in row.values.items() if n.startswith("custom.")}
        plain = {name: value for name, value in row.values.items() if not name.startswith("custom.")}
        known = {error.field for error in row.errors} | set(row.later)
        try:
            row.values = given_values(self.schema.model_validate(plain))
        except ValidationError as error:
            row.errors += [e for e in field_errors(error.errors()) if e.field not in known]  # type: ignore[arg-type]
        try:
            row.values["custom"] = clean_custom(customs, custom, present={}, complete=True)
        except Invalid as error:
            row.errors += [e for e in error.errors if e.field not in known]
