"""What a campaign may cost, line by line, and what it did cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.base.errors import Invalid
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.campaigns.models import BudgetLine, CostItem
from yuanliu.modules.catalog.services import check_currency, rate_on, to_base

Values = Mapping[str, Any]


def add_cost(w: Work, values: Values) -> Record:
    """Money that was spent, booked at the rate of its date."""
    values = {**values, "currency": values.get("currency") or w.ctx.currency}
    return insert(w, CostItem, {**values, **_booked(w.ctx, values)})


def change_cost(w: Work, item: CostItem, values: Values) -> Record:
    whole = {"currency": item.currency, "amount": item.amount, "spent_on": item.spent_on, **values}
    change(w, item, values)
    for name, value in _booked(w.ctx, whole).items():
        setattr(item, name, value)
    return item


def _booked(ctx: Context, values: Values) -> dict[str, Any]:
    check_currency(values)
    rate = rate_on(ctx, values["currency"], values["spent_on"])
    return {"rate": rate, "amount_base": to_base(values["amount"], values["currency"], rate)}


def add_budget_line(w: Work, values: Values) -> Record:
    _check_budget(values)
    return insert(w, BudgetLine, values)


def change_budget_line(w: Work, line: BudgetLine, values: Values) -> Record:
    _check_budget(values)
    return change(w, line, values)


def _check_budget(values: Values) -> None:
    if (values.get("amount") or 0) < 0:
        raise Invalid.at("amount", "too_small", "不能为负数", "This cannot be negative.")
