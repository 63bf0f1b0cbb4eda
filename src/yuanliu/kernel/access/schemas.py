"""The shapes of roles and members beyond their plain fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.rights import EVERYTHING, FIELD_RULES, permissions
from yuanliu.kernel.work.context import Scope
from yuanliu.kernel.work.object_type import has_field, model_of

SCOPES = frozenset(scope.name.lower() for scope in Scope)
SEE_ALL = T("拥有全部权限的角色不能有字段规则", "A role with every permission has no field rules.")
MOST = 20  # errors that are told at once
UNKNOWN = T("{name} 不存在", "{name} does not exist.")


def check_grants(grants: object, stored: Collection[str] = ()) -> None:
    """Every grant names an installed object's action and a data scope. What is `stored` already may stay: it may be of a
    module that is away."""
    _check_map(grants, "grants", permissions() | {EVERYTHING} | set(stored), SCOPES)
    if isinstance(grants, dict) and grants.get(EVERYTHING, "all") != "all":
        raise Invalid(
            errors=[FieldError("grants", "unknown", UNKNOWN.format(name=f"{EVERYTHING}: {grants[EVERYTHING]}"))]
        )


def check_field_rules(rules: object, customs: Collection[str], stored: Collection[str] = ()) -> None:
    """Every rule names a field of an installed object, or one of its custom fields (`lead.custom.grade`)."""
    names = rules if isinstance(rules, dict) else {}
    known = {name for name in names if name in customs or name in stored or _is_field(name)}
    _check_map(rules, "field_rules", known, frozenset(FIELD_RULES))


def check_whole(grants: Mapping[str, str], rules: Mapping[str, str]) -> None:
    """Administrators see every field: a rule that one of them sets, nobody could take back."""
    if EVERYTHING in grants and rules:
        raise Invalid(errors=[FieldError("field_rules", "administrators_see_all", SEE_ALL)])


def _is_field(name: str) -> bool:
    code, _, field = name.partition(".")
    try:
        model = model_of(code)
    except LookupError:
        return False
    return has_field(model, field) or field in {computed.name for computed in model.object_type.computed}


def _check_map(value: object, field: str, names: Collection[str], values: frozenset[str]) -> None:
    if not isinstance(value, dict):
        raise Invalid.at(field, "type", "应为对象", "Must be an object.")
    wrong = [
        f"{name}: {item}"
        for name, item in value.items()
        if name not in names or not isinstance(item, str) or item not in values
    ]
    if wrong:
        raise Invalid(errors=[FieldError(field, "unknown", UNKNOWN.format(name=name)) for name in wrong[:MOST]])
