"""What a contract consists of: lines, installments, versions; and proposals for its plan."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from yuanliu.base.errors import Invalid
from yuanliu.base.money import allocate, from_minor, to_minor
from yuanliu.kernel.records.output import annotated, in_currency, reference, titles_of
from yuanliu.kernel.records.seen import rule_of, seen, seen_values
from yuanliu.kernel.work.context import Context
from yuanliu.modules.contracts.events import LINES, PLAN
from yuanliu.modules.contracts.models import Contract, ContractVersion, Installment

MONTHS = {"month": 1, "quarter": 3, "year": 12}
ROW = ("position", "name", "amount", "due_on", "allocated", "state", "overdue")


def plan(ctx: Context, contract: Contract) -> dict[str, Any]:
    """{version, amount, planned, items} of the installments, in their order."""
    rows = annotated(installments_of(contract), ctx, ("state", "overdue"))
    items = [
        in_currency(
            row.currency,
            {"id": row.pk, **seen_values(ctx, "installment", {name: getattr(row, name) for name in ROW})},
            "amount",
            "allocated",
        )
        for row in rows
    ]
    worth = seen_values(ctx, "contract", {"amount": contract.amount, "planned": contract.planned})
    return in_currency(contract.currency, {"version": contract.version, **worth, "items": items}, "amount", "planned")


def installments_of(contract: Contract) -> Any:
    return Installment.objects.alive().filter(contract=contract).order_by("position", "pk")


def plain_plan(rows: Iterable[Installment]) -> list[dict[str, Any]]:
    """Installments as events and snapshots keep them."""
    return [
        in_currency(
            row.currency, {"id": row.pk, "name": row.name, "amount": row.amount, "due_on": row.due_on}, "amount"
        )
        for row in rows
    ]


def versions(ctx: Context, contract: Contract) -> dict[str, Any]:
    rows = list(ContractVersion.objects.filter(contract=contract).order_by("-contract_version"))
    titles = titles_of(ctx, {"member": {row.member_id for row in rows if row.member_id}})
    numbered = partial(seen, ctx, "contract.contract_version")
    items = [
        {
            "contract_version": numbered(row.contract_version),
            "reason": row.reason,
            "at": row.at,
            "terms": _priced(contract.currency, seen_terms(ctx, row.terms)),
            "member": reference("member", row.member_id, titles) if row.member_id else None,
        }
        for row in rows
    ]
    pending = contract.amendment and {
        **contract.amendment,
        "terms": _priced(contract.currency, seen_terms(ctx, contract.amendment["terms"])),
    }
    return {"current": numbered(contract.contract_version), "pending": pending, "items": items}


def seen_terms(ctx: Context, terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a version or an amendment without what a field rule keeps from the viewer."""
    kept = {name: ("contract." + name.removesuffix("_id"),) for name in terms} | {"lines": LINES, "installments": PLAN}
    return {name: value for name, value in terms.items() if not rule_of(ctx, kept[name])}


def _priced(currency: str, terms: dict[str, Any]) -> dict[str, Any]:
    """Terms are kept plain; what their amounts are in is said when they are shown. A contract keeps its currency."""
    named = in_currency(currency, terms, *({"amount"} & terms.keys()))
    parts = {"lines": ("price", "amount"), "installments": ("amount",)}
    return named | {
        part: [in_currency(currency, row, *(set(names) & row.keys())) for row in terms[part]]
        for part, names in parts.items()
        if terms.get(part)
    }


def split(
    contract: Contract, *, parts: int, first_due: date, every: str, percentages: list[Decimal] | None = None
) -> list[dict[str, Any]]:
    """A proposal of installments that add up to the amount exactly: equal, or by percentages."""
    if contract.amount <= 0:
        raise Invalid.at("amount", "too_small", "合同金额为零，无法拆分", "A contract of nothing cannot be split.")
    if percentages is not None and sum(percentages) != 100:
        raise Invalid.at("percentages", "not_100", "各期比例之和应为 100%", "The percentages must add up to 100.")
    shares = allocate(to_minor(contract.amount, contract.currency), percentages or [1] * parts)
    if not all(shares):
        raise Invalid.at(
            "parts", "too_many", "金额太小，无法拆成这么多期", "The amount is too small for so many parts."
        )
    return [
        in_currency(
            contract.currency,
            {
                "name": f"第{number}期",
                "amount": from_minor(share, contract.currency),
                "due_on": months_after(first_due, (number - 1) * MONTHS[every]),
            },
            "amount",
        )
        for number, share in enumerate(shares, 1)
    ]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 2999:
        raise Invalid.at("first_due", "too_late", "日期超出范围", "The dates are out of range.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
