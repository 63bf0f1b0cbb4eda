"""Opportunities out of another system: with the product that they were about, closed on the day when they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.kernel.imports.profiles import ImportProfile
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.opportunities.models import Opportunity, OpportunityLine, Outcome, Stage
from yuanliu.modules.opportunities.services import add_opportunity, price_lines

Values = dict[str, Any]

PRODUCT = FieldInfo(
    name="product", label=T("产品", "Product"), kind="reference", column="product", target="product", sortable=False
)
ONLY_LOST = frozenset({"lost_reason", "lost_note"})
ONLY_CLOSED = ONLY_LOST | {"closed_at"}


def what_counts(ctx: Context) -> Callable[[Values], Values]:
    """An open deal has no day of closing, and only a lost one a reason for it."""
    outcomes = dict(Stage.objects.alive().values_list("pk", "outcome"))
    idle = {Outcome.OPEN.value: ONLY_CLOSED, Outcome.WON.value: ONLY_LOST, Outcome.LOST.value: frozenset[str]()}

    def counting(values: Values) -> Values:
        outcome = outcomes.get(values.get("stage"), Outcome.OPEN.value)
        return {name: value for name, value in values.items() if name not in idle[outcome]}

    return counting


def add_imported(w: Work, values: Mapping[str, Any]) -> Opportunity:
    """A product becomes the one line; it stands at the amount, or at its list price when the file has none."""
    values = dict(values)
    product = values.pop("product", None)
    if product is None:
        return add_opportunity(w, values)
    asked = {"product": product, "price": values.get("amount")}
    lines = price_lines(w.ctx, [asked], values.get("currency") or w.ctx.currency)
    opportunity = add_opportunity(w, {**values, "amount": lines[0]["amount"]})
    w.add_rows(OpportunityLine(opportunity=opportunity, **line) for line in lines)
    return opportunity


OPPORTUNITY_IMPORT = ImportProfile(
    extra_fields=(PRODUCT,),
    synonyms={
        "stage": ("deal stage", "销售阶段", "阶段"),
        "closed_at": ("close date", "closed", "成交日期", "关闭日期"),
        "owner": ("sales agent",),
        "product": ("product name", "产品名称"),
    },
    prepare=what_counts,
    create=add_imported,
)
