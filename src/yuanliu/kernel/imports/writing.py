"""From rows to records: what a run does, and what a check does, too, to take it back.

Records are made and changed by the steps of their object, under the member's rights; so a check and a run refuse the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from yuanliu.base.errors import FieldError, Forbidden, Invalid, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.duplicates import is_duplicate
from yuanliu.kernel.imports.models import RowState
from yuanliu.kernel.imports.plan import Plan, Row
from yuanliu.kernel.imports.sheets import Numbered
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.schemas import input_type
from yuanliu.kernel.records.services import steps_of
from yuanliu.kernel.records.trees import take_turns
from yuanliu.kernel.records.validation import field_errors
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work

NOT_UPDATED = T("与已有记录重复，且您无权修改它", "Exists already, and you may not change it.")
Outcome = tuple[Row, RowState]


def write_rows(w: Work, plan: Plan, chunk: list[Numbered]) -> list[Outcome]:
    """The outcome of each row of a batch: created, updated, skipped as a duplicate, or in error."""
    take_turns(w, plan.model, [source.info.name for source in plan.sources])
    rows = plan.evaluate(chunk)
    if _make_missing(w, plan, rows):
        rows = plan.evaluate(chunk)
    made: dict[int, Record] = {}
    with w.gathering():
        return [(row, _write(w, plan, row, made)) for row in rows]


def _make_missing(w: Work, plan: Plan, rows: Iterable[Row]) -> bool:
    """Departments and the like that good rows name and nobody has made, by their title alone; whether there were any.

    One for each key: who writes it in other letters, with a space or another legal form means the same one.
    """
    made = False
    for info, names, text in plan.missing(rows):
        if names.find(text):  # by its key, now that an earlier row has it made
            continue
        target = model_of(info.target)
        if not w.ctx.may(info.target, "create"):
            raise Forbidden(permission=f"{info.target}.create")
        names.note_made(steps_of(target).create(w, _titled(target, text, info.name)).pk, text)
        made = True
    return made


def _titled(target: type[Record], text: str, field: str) -> dict[str, str]:
    """What a form would take, with nothing but the title; what it would not is said at the field of the row."""
    title = target.object_type.title
    try:
        return {title: TypeAdapter(input_type(model_fields(target)[title])).validate_python(text)}
    except ValidationError as error:
        raise Invalid(errors=[replace(each, field=field) for each in field_errors(error.errors())]) from None


def _write(w: Work, plan: Plan, row: Row, made: dict[int, Record]) -> RowState:
    if is_duplicate(row.errors):
        return _meet(w, plan, row, made)
    if row.errors:
        return RowState.ERROR
    create = plan.profile.create or steps_of(plan.model).create
    with w.at(row.moment) if row.moment else nullcontext():
        made[row.number] = create(w, row.values)
    row.record_id = made[row.number].pk
    return RowState.CREATED


def _meet(w: Work, plan: Plan, row: Row, made: dict[int, Record]) -> RowState:
    """A row whose record exists: left alone, or the record takes the row's values."""
    record_id = row.duplicate or (row.same_as.record_id if row.same_as else None)
    if plan.options.get("duplicates") != "update" or record_id is None:
        return RowState.SKIPPED
    try:
        record = w.get(plan.model, record_id, "update")
    except Problem:
        row.errors = [FieldError("", "duplicate", NOT_UPDATED)]
        return RowState.ERROR
    changes = {name: row.values[name] for name in plan.model.object_type.patchable if name in row.values}
    custom = {code: value for code, value in row.values.get("custom", {}).items() if value is not None}
    steps_of(plan.model).update(w, record, {**changes, "custom": custom})
    row.record_id = record.pk
    made.setdefault(row.number, record)
    return RowState.UPDATED
