"""What the routes of every object answer beside its own shape. The document tells it; answers are not validated again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from yuanliu.kernel.metadata.models import CustomKind
from yuanliu.kernel.records.fields import KINDS, OPS
from yuanliu.kernel.records.schemas import AnyRecord, Currencies, KnownReference, MoneyOut, Priced

KIND: Any = Literal[tuple(dict.fromkeys((*(kind for _, kind in KINDS), *(kind.value for kind in CustomKind))))]


OP: Any = Literal[tuple(dict.fromkeys(op for ops in OPS.values() for op in ops))]


class CountOut(Schema):
    count: int
    exact: bool


class ActorOut(Schema):
    """`id` null: the product itself, or a visitor."""

    id: UUID | None
    title: str


class OriginOut(Schema):
    """`kind`: api, job, import, automation, cli or public; `rule`: what acted by itself."""

    kind: str
    rule: str


class ChangeOut(Schema):
    """Old and new value of a field, as in the record itself; of an amount with what each was in."""

    field: str
    label: str
    old: Any
    new: Any
    currencies: Currencies | None = None


class EntryOut(Schema):
    """What happened; `data` is what an event of this `code` tells, with `currencies` where it tells of money."""

    id: UUID
    at: datetime
    code: str
    text: str
    actor: ActorOut
    origin: OriginOut
    record: KnownReference
    changes: list[ChangeOut]
    data: dict[str, Any]


class TimelineOut(Schema):
    items: list[EntryOut]
    next: str | None


class Way(Schema):
    id: UUID
    title: str


class FieldOption(Schema):
    """`group`, of stages: the way that they belong to (a pipeline), where there are several."""

    value: str
    label: str
    color: Literal["default", "processing", "success", "warning", "error"]
    group: Way | None = None


class BoardColumn(FieldOption, Priced):
    """A stage with its first cards. `sum` is of all its records; null where the viewer may not see what it adds up."""

    group: Way | None
    count: int
    sum: MoneyOut | None
    items: list[AnyRecord]
    next: str | None


class BoardOut(Schema):
    columns: list[BoardColumn]


class RelatedList(Schema):
    """The first of those records of `object` whose `field` is this one."""

    object: str
    field: str
    items: list[AnyRecord]
    next: str | None
    count: int
    exact: bool


class FailureOut(Schema):
    id: UUID
    code: str
    detail: str


class BulkOut(Schema):
    done: int
    failed: list[FailureOut]


class FieldOut(Schema):
    """`read_only`: derived, never written; `protected`: changes through its verb only; `object`: the target of a reference; `ops`:
    what a filter may ask of it, nothing of some."""

    name: str
    label: str
    help: str
    kind: KIND
    required: bool
    read_only: bool
    protected: bool
    custom: bool
    ops: list[OP]
    sortable: bool
    options: list[FieldOption]
    object: str | None
    max_length: int | None
    masked: bool


class GroupOut(Schema):
    code: str
    label: str
    fields: list[str]


class RelatedOut(Schema):
    object: str
    field: str
    label: str


class ObjectOut(Schema):
    """`creatable`: what may be given when a record is made; some of it is protected afterwards."""

    code: str
    path: str
    label: str
    plural: str
    icon: str
    title: str
    columns: list[str]
    groups: list[GroupOut]
    fields: list[FieldOut]
    creatable: list[str]
    related: list[RelatedOut]
    actions: list[str]
    stage_field: str | None
    board: bool


class MetaOut(Schema):
    """Every object that the member may read, by its code."""

    objects: dict[str, ObjectOut]
