"""How members, departments and roles are made, changed and put away: by forms, the API, in bulk and by imports alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.kernel.access.guard import (
    check_department_moves,
    check_department_unused,
    check_member_changes,
    check_role,
    check_role_unused,
    check_within,
    is_administrator,
    keep_administered,
)
from yuanliu.kernel.access.models import Department, Member, Role
from yuanliu.kernel.access.rights import EVERYTHING
from yuanliu.kernel.access.schemas import check_field_rules, check_grants, check_whole
from yuanliu.kernel.access.services import check_roles
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work

Values = Mapping[str, Any]


def change_member(w: Work, member: Member, values: Values) -> Record:
    values = dict(values)
    if "roles" in values:
        values["roles"] = check_roles(values["roles"])
    codes, department_id = values.get("roles", member.roles), values.get("department", member.department_id)
    if department_id != member.department_id:
        check_within(w.ctx, "update", department_id)
    check_member_changes(w.ctx, member, codes, department_id)
    if is_administrator(member.roles) and not is_administrator(codes):
        keep_administered(w, without=member)
    return change(w, member, values)


def change_department(w: Work, department: Department, values: Values) -> Record:
    if "parent" in values:
        check_department_moves(w.ctx, department, values["parent"])
    return change(w, department, values)


def delete_department(w: Work, department: Department) -> None:
    check_department_unused(department)
    w.trash(department)


def add_role(w: Work, values: Values) -> Record:
    grants, rules = _checked_maps(values, {}, {})
    check_role(w.ctx, values["code"], (grants, rules))
    return insert(w, Role, values)


def change_role(w: Work, role: Role, values: Values) -> Record:
    grants, rules = _checked_maps(values, role.grants, role.field_rules)
    check_role(w.ctx, role.code, (grants, rules), (role.grants, role.field_rules))
    if EVERYTHING in role.grants and EVERYTHING not in grants:
        keep_administered(w, without_role=role)
    return change(w, role, values)


def delete_role(w: Work, role: Role) -> None:
    check_role_unused(role)
    w.trash(role)


def restore_role(w: Work, role: Role) -> None:
    check_role(w.ctx, role.code, (role.grants, role.field_rules))
    role.deleted_at = None


def _checked_maps(
    values: Values, grants: dict[str, str], rules: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The grants and field rules that the role will have, each naming only what there is."""
    stored_grants, stored_rules = grants, rules
    if "grants" in values:
        grants = values["grants"] or {}
        check_grants(grants, stored_grants)
    if "field_rules" in values:
        rules = values["field_rules"] or {}
        customs = CustomField.objects.alive().values_list("object", "code")
        check_field_rules(rules, {f"{of}.custom.{code}" for of, code in customs}, stored_rules)
    check_whole(grants, rules)
    return grants, rules
