"""Setting targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.base.errors import Invalid
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.analytics.models import Target, TargetKind

Values = Mapping[str, Any]


def add_target(w: Work, values: Values) -> Record:
    """Of one member or of one department, for the month in which the given day lies."""
    if bool(values.get("member")) == bool(values.get("department")):
        raise Invalid.at(
            "member", "one_of", "请选择一位成员或一个部门", "Choose a member or a department, one of them."
        )
    _check_amount(values)
    month = values["month"].replace(day=1)
    return insert(w, Target, {**values, "month": month, "name": _name(values, month)})


def change_target(w: Work, target: Target, values: Values) -> Record:
    _check_amount(values)
    return change(w, target, values)


def _check_amount(values: Values) -> None:
    if "amount" in values and not (values["amount"] or 0) > 0:
        raise Invalid.at("amount", "too_small", "目标金额必须大于 0", "A target is greater than 0.")


def _name(values: Values, month: Any) -> str:
    whose = Member.objects.filter(pk=values.get("member")) if values.get("member") else None
    named = whose if whose is not None else Department.objects.filter(pk=values.get("department"))
    label = next(kind.label for kind in TargetKind if kind == values.get("kind", TargetKind.CONTRACTED))
    return f"{month:%Y-%m} {named.values_list('name', flat=True).first() or ''} {label}"
