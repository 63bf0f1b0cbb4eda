"""The shapes of roles and members beyond their plain fields."""

from __future__ import annotations

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.queries import FIELD_RULES
from yuanliu.kernel.work.context import Scope
from yuanliu.kernel.work.object_type import grantable, has_field, object_models

SCOPES = frozenset(scope.name.lower() for scope in Scope)
UNKNOWN = T("{name} 不存在", "{name} does not exist.")


def check_grants(grants: object) -> None:
    """Every grant names something that can be granted and a data scope."""
    known = {f"{code}.{action}" for code, kind in grantable().items() for action in kind.actions}
    _check_map(grants, "grants", known, SCOPES)


def check_field_rules(rules: object) -> None:
    codes = {m.object_type.code: m for m in object_models()}
    names = rules if isinstance(rules, dict) else {}
    known = {
        name for name in names
        if (parts := name.split(".", 1))[0] in codes and len(parts) == 2 and _is_field(codes[parts[0]], parts[1])
    }  # fmt: skip
    _check_map(rules, "field_rules", known, frozenset(FIELD_RULES))


def _is_field(model: type, name: str) -> bool:
    return name.startswith("custom.") or has_field(model, name)


def _check_map(value: object, field: str, names: set[str], values: frozenset[str]) -> None:
    if not isinstance(value, dict):
        raise Invalid.at(field, "type", "应为对象", "Must be an object.")
    wrong = [f"{name}: {item}" for name, item in value.items() if name not in names or item not in values]
    if wrong:
        raise Invalid(errors=[FieldError(field, "unknown", UNKNOWN.format(name=name)) for name in wrong])
