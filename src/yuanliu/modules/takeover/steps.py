"""What is taken over, in the order in which it is given: what comes later refers to what came before.

Each step is an import of its own, with check, preview, run and undo; what a row becomes is said beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile, register_import
from yuanliu.kernel.records.services import REQUIRED, steps_of
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.takeover.events import RecordTakenOver

Values = dict[str, Any]
Create = Callable[[Work, Values], Record]

PURPOSE = "takeover"
NEEDS = ("receipt", "take_over")  # it confirms money and puts contracts into effect, so it is the administrator's


@dataclass(frozen=True)
class Step:
    """`hint`: what a file of this step should hold."""

    model: type[Record]
    hint: T


STEPS: list[Step] = []


def take_over(model: type[Record], hint: T, profile: ImportProfile | None = None) -> None:
    """Makes a step of an object, after those that are there already. Without a profile it is made as always."""
    profile = profile or ImportProfile()
    register_import(model, replace(profile, create=_told(model, profile.create), needs=NEEDS), PURPOSE)
    STEPS.append(Step(model, hint))


def _told(model: type[Record], create: Create | None) -> Create:
    def made(w: Work, values: Values) -> Record:
        record = (create or steps_of(model).create)(w, values)
        w.emit(RecordTakenOver(), record)
        return record

    return made


def requires(*names: str) -> Callable[[Context], Callable[[Values], Values]]:
    """What a row cannot do without, told before anything is written."""

    def check(values: Values) -> Values:
        if missing := [name for name in names if name not in values]:
            raise Invalid(errors=[FieldError(name, "required", REQUIRED) for name in missing])
        return values

    return lambda ctx: check


def on_its_day(w: Work, day: date) -> AbstractContextManager[None]:
    """What a document says happened on its own day; where the file says when its record was made, that holds."""
    if w.ctx.clock is not None:
        return nullcontext()
    return w.at(datetime.combine(day, time(12), ZoneInfo(w.ctx.time_zone)))


def not_later(w: Work, name: str, day: date | None) -> None:
    if day is not None and day > w.ctx.today:
        raise Invalid.at(name, "in_future", "日期不能晚于今天", "This cannot be later than today.")
