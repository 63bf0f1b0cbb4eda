"""What the generic machinery needs to know of a business object, declared beside its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.scope import OwnerScope, ScopePolicy

if TYPE_CHECKING:
    from yuanliu.kernel.work.models import Record

STANDARD_ACTIONS = {
    "read": T("查看", "View"),
    "create": T("新建", "Create"),
    "update": T("编辑", "Edit"),
    "delete": T("删除", "Delete"),
    "export": T("导出", "Export"),
    "import": T("导入", "Import"),
}


@dataclass(frozen=True)
class Group:
    """Fields that stand together on the form and the record page."""

    code: str
    label: T
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Related:
    """A list on the record page: rows of `object` whose `field` is this record."""

    object: str
    field: str


@dataclass(frozen=True)
class Computed:
    """A field that follows from others at the moment of asking (overdue, days in stage): an SQL expression, never stored.

    `expression` gets the context, because today is where the member is. `currency` as in MoneyField.
    """

    name: str
    label: T
    kind: str
    expression: Callable[[Context], Any]
    options: type[Options] | None = None
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectType:
    """Labels, screens and permissions of one business object.

    `subtitle` fields tell one hit of a search from another of the same title. `protected` fields change through verbs only; those also in `initial` may be given when a record is made.
    `derived` fields are computed and never written by a person. `guarded` fields tell of another object, by its code:
    whoever may not read that one does not see them. `follows`: fields that are made of others, and so bound by the field
    rules of those; of another object by their full names.
    """

    code: str
    label: T
    plural: T
    path: str
    icon: str = "file"
    title: str = "name"
    subtitle: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    protected: frozenset[str] = frozenset()
    initial: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    guarded: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    computed: tuple[Computed, ...] = ()
    related: tuple[Related, ...] = ()
    stage_field: str = ""  # shown as a status path
    stage_group: str = ""  # where stages are rows of several ways: their reference to it (a stage's pipeline)
    board_sum: str = ""  # makes the list a board too: columns by stage_field, with the sum of this money field
    scope: ScopePolicy = field(default_factory=OwnerScope)
    verbs: dict[str, T] = field(default_factory=dict)

    @property
    def board(self) -> bool:
        return bool(self.board_sum)

    @property
    def actions(self) -> dict[str, T]:
        return {**STANDARD_ACTIONS, **self.verbs}

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that people see, in the order of the groups."""
        return tuple(name for group in self.groups for name in group.fields)

    @property
    def creatable(self) -> tuple[str, ...]:
        return tuple(n for n in self.fields if n not in self.derived and (n not in self.protected or n in self.initial))

    @property
    def patchable(self) -> tuple[str, ...]:
        return tuple(n for n in self.fields if n not in self.derived and n not in self.protected)


@dataclass(frozen=True)
class Permissions:
    """What a role can grant that belongs to no single object. They have no rows, so their scope is all or nothing."""

    code: str
    label: T
    actions: Mapping[str, T]


_permissions: dict[str, Permissions] = {}


def register_permissions(permissions: Permissions) -> None:
    _permissions[permissions.code] = permissions


def grantable() -> dict[str, ObjectType | Permissions]:
    """All that a role can grant, by code: what may be done to objects, and what stands beside them."""
    return {**{model.object_type.code: model.object_type for model in object_models()}, **_permissions}


def object_models() -> Iterator[type[Record]]:
    """Every installed object, in the order of the installed apps."""
    for model in apps.get_models():
        if getattr(model, "object_type", None) is not None:
            yield model  # type: ignore[misc]


@cache
def model_of(code: str) -> type[Record]:
    """The model of an object code; LookupError when there is none."""
    for model in object_models():
        if model.object_type.code == code:
            return model
    raise LookupError(code)


def has_field(model: type[Any], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
