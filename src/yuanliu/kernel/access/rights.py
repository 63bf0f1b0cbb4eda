"""What a member may do, added up from their roles, and the one rule about giving it: nobody gives more than they hold.

Whatever gives rights asks `check_given` before it changes anything: roles to a member, permissions to a role, a place in
the tree of departments, a pool, an import of any of these, and whatever acts in a company without being a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import ALL, DEPARTMENT, NONE, SELF, SUBTREE, Context, Scope
from yuanliu.kernel.work.object_type import grantable, model_of, object_models

#: The permission of administrators: everything there is at scope all, also what a later version brings.
EVERYTHING = "*.*"

# The most permissive rule wins when a member has several roles.
FIELD_RULES = ("", "read_only", "masked", "hidden")

BEYOND = T("您自己没有这些权限，不能授予：{names}", "You cannot give what you do not hold yourself: {names}.")
SHOWN = 5  # of what is beyond, by name

Role = tuple[Mapping[str, str], Mapping[str, str]]  # grants and field rules, as they are stored


class Holder(Protocol):
    """Whoever holds rights: a context that acts, or `Rights` that somebody would have."""

    @property
    def grants(self) -> Mapping[str, Scope]: ...
    @property
    def field_rules(self) -> Mapping[str, str]: ...
    @property
    def department_id(self) -> UUID | None: ...
    @property
    def departments(self) -> tuple[UUID, ...]: ...


@dataclass(frozen=True, slots=True)
class Rights:
    """Of whoever stands in `department_id`; `departments` are that one and all below. The least is nothing at all."""

    grants: Mapping[str, Scope] = field(default_factory=dict)
    field_rules: Mapping[str, str] = field(default_factory=dict)
    department_id: UUID | None = None
    departments: tuple[UUID, ...] = ()


NO_RIGHTS = Rights()


def add_up(roles: Iterable[Role]) -> tuple[dict[str, Scope], dict[str, str]]:
    """The grants and field rules of whoever has these roles."""
    roles = list(roles)
    grants = widest_grants(grants for grants, _ in roles)
    return grants, bound_rules(mildest_rules(rules for _, rules in roles) | _guarded_rules(grants))


def widest_grants(roles: Iterable[Mapping[str, str]]) -> dict[str, Scope]:
    widest: dict[str, Scope] = {}
    for grants in roles:
        if EVERYTHING in grants:
            return dict(_everything())
        for permission, name in grants.items():
            widest[permission] = max(widest.get(permission, Scope.NONE), Scope[name.upper()])
    return widest


@cache
def permissions() -> frozenset[str]:
    """Every permission that there is to give."""
    return frozenset(f"{code}.{action}" for code, kind in grantable().items() for action in kind.actions)


@cache
def _everything() -> dict[str, Scope]:
    return dict.fromkeys((EVERYTHING, *sorted(permissions())), ALL)


def mildest_rules(roles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """A rule holds only when every role of the member has one for the field."""
    all_rules = list(roles)
    if not all_rules:
        return {}
    shared = set.intersection(*(set(rules) for rules in all_rules))
    return {name: min((rules[name] for rules in all_rules), key=FIELD_RULES.index) for name in shared}


def _guarded_rules(grants: Mapping[str, Scope]) -> dict[str, str]:
    """Fields that tell of objects which this member may not read."""
    return {name: "hidden" for name, code in _guarded_fields().items() if not grants.get(f"{code}.read")}


@cache
def _guarded_fields() -> dict[str, str]:
    kinds = [model.object_type for model in object_models()]
    return {f"{kind.code}.{name}": code for kind in kinds for name, code in kind.guarded.items()}


def bound_rules(rules: Mapping[str, str]) -> dict[str, str]:
    """With the rules of fields that follow from others: what is made of a hidden amount is hidden too."""
    bound = dict(rules)
    for name, sources in _following_fields().items() if rules else ():
        found = {bound.get(source) for source in (name, *sources)}
        if strictest := next((rule for rule in ("hidden", "masked") if rule in found), None):
            bound[name] = strictest
    return bound


@cache
def _following_fields() -> dict[str, tuple[str, ...]]:
    kinds = [model.object_type for model in object_models()]
    return {
        f"{kind.code}.{name}": tuple(source if "." in source else f"{kind.code}.{source}" for source in sources)
        for kind in kinds
        for name, sources in kind.follows.items()
    }


# Giving


def check_given(ctx: Context, field: str, after: Holder, before: Holder = NO_RIGHTS) -> None:
    """Refuses, at `field`, when somebody who stands at `before` would get more by `after` than the actor holds."""
    refuse(field, beyond(ctx, after, before))


def beyond(ctx: Context, after: Holder, before: Holder = NO_RIGHTS) -> list[str]:
    """The permissions and fields that `after` has beyond `before` and beyond what the actor holds."""
    if holds_everything(ctx):
        return []
    gained = [name for name, scope in after.grants.items() if not reaches(before, name, scope, after.department_id)]
    lacking = [name for name in gained if not reaches(ctx, name, after.grants[name], after.department_id)]
    return [*lacking, *_opened_fields(ctx, after, before, {_object_of(name) for name in gained})]


def beyond_role(ctx: Context, after: Role, before: Role = ({}, {})) -> list[str]:
    """The same for what a role itself says, wherever those stand who will have it: scopes are compared by their width."""
    if holds_everything(ctx):
        return []
    (grants, rules), (old_grants, old_rules) = add_up([after]), add_up([before])
    gained = [name for name, scope in grants.items() if scope > old_grants.get(name, NONE)]
    lacking = [name for name in gained if grants[name] > ctx.grants.get(name, NONE)]
    new, old = Rights(grants, rules), Rights(old_grants, old_rules)
    return [*lacking, *_opened_fields(ctx, new, old, {_object_of(name) for name in gained})]


def reaches(holder: Holder, permission: str, scope: Scope, place: UUID | None) -> bool:
    """Whether the holder's own grant covers what `scope` covers for somebody whose department is `place`.

    Without a department there are no colleagues: every scope below ALL is that of oneself.
    """
    held = holder.grants.get(permission, NONE)
    if held == ALL or scope == NONE:
        return True
    if scope == ALL or held == NONE:
        return False
    if scope == SELF or place is None:
        return held >= SELF
    if scope == SUBTREE:
        return held == SUBTREE and place in holder.departments
    return held >= DEPARTMENT and place in departments_of(holder, held)


def departments_of(holder: Holder, scope: Scope) -> tuple[UUID | None, ...]:
    """The departments that a scope below ALL reaches for its holder."""
    return {SUBTREE: holder.departments, DEPARTMENT: (holder.department_id,)}.get(scope, ())


def _opened_fields(ctx: Context, after: Holder, before: Holder, gained: set[str]) -> Iterator[str]:
    """Fields under a rule for the actor that `after` shows or lets write where `before` did not."""
    objects = {_object_of(name) for name in after.grants}
    for name, rule in ctx.field_rules.items():
        now, was = (FIELD_RULES.index(holder.field_rules.get(name, "")) for holder in (after, before))
        opened = _object_of(name) in gained or now < was
        if opened and now < FIELD_RULES.index(rule) and _object_of(name) in objects:
            yield name


def _object_of(name: str) -> str:
    return name.partition(".")[0]


def holds_everything(ctx: Context) -> bool:
    return ctx.system or EVERYTHING in ctx.grants


def refuse(field: str, names: list[str]) -> None:
    """Says at `field` what of it the actor does not hold themselves."""
    if names:
        raise Invalid(errors=[FieldError(field, "beyond_own_rights", BEYOND.format(names=_named(names)))])


def _named(names: list[str]) -> T:
    labels = [_label(name) for name in names[:SHOWN]]
    more = len(names) - SHOWN
    zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
    return T(f"{zh} 等 {len(names)} 项", f"{en} and {more} more") if more > 0 else T(zh, en)


def _label(name: str) -> T:
    """“线索 · 删除” of lead.delete, “线索 · 手机” of lead.mobile."""
    if name == EVERYTHING:
        return T("全部权限", "every permission")
    code, _, rest = name.partition(".")
    model = model_of(code)
    kind = model.object_type
    fields: dict[str, Any] = {f.name: f.verbose_name for f in model._meta.get_fields() if hasattr(f, "verbose_name")}
    fields |= {computed.name: computed.label for computed in kind.computed}
    label = kind.actions.get(rest) or fields.get(rest)
    label = label if isinstance(label, T) else T(rest, rest)
    return T(f"{kind.label.zh} · {label.zh}", f"{kind.label.en} · {label.en}")
