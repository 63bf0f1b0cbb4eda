"""After approval a contract changes by amendment only: a new version, the old one kept, approved again.

An amendment of a contract in force waits beside it: the approved terms hold, and receipts are booked against them, until
the new ones are approved. So no unapproved amount is ever in force, and a rejected amendment leaves no trace in the terms.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.base.errors import Invalid
from yuanliu.kernel.work.audit import plain
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.catalog.services import rate_on, to_base
from yuanliu.modules.contracts.events import ContractAmended
from yuanliu.modules.contracts.models import Contract, ContractVersion
from yuanliu.modules.contracts.queries import installments_of, plain_plan
from yuanliu.modules.contracts.schemas import Terms
from yuanliu.modules.contracts.terms import check_plan, facts, priced, replace_lines, replace_plan, subjects
from yuanliu.modules.opportunities.queries import plain_lines
from yuanliu.modules.opportunities.services import check_contact, check_money, sum_of

FACTS = ("name", "contact", "amount", "signed_on", "starts_on", "ends_on", "remark")
SNAPSHOT = (
    "name",
    "number",
    "contact_id",
    "amount",
    "currency",
    "rate",
    "amount_base",
    "signed_on",
    "starts_on",
    "ends_on",
    "remark",
)
NEVER_EMPTY = frozenset({"name", "amount", "signed_on", "lines", "installments"})


def given(terms: Terms) -> dict[str, Any]:
    """The terms that were named, as values."""
    named = {name: getattr(terms, name) for name in terms.model_fields_set}
    return {
        name: [item.model_dump() for item in value] if isinstance(value, list) else value
        for name, value in named.items()
        if value is not None or name not in NEVER_EMPTY
    }


def worked_out(w: Work, contract: Contract, terms: dict[str, Any], *, complete: bool) -> dict[str, Any]:
    """The terms with lines priced and the amount that follows, after every check. `complete`: as in force they must be."""
    terms = dict(terms)
    has_lines = bool(terms["lines"]) if "lines" in terms else contract.lines.exists()
    if "lines" in terms:
        terms["lines"] = priced(w, contract, terms["lines"])
        if terms["lines"]:
            terms["amount"] = sum_of(terms["lines"])
    elif has_lines and terms.get("amount", contract.amount) != contract.amount:
        raise Invalid.at(
            "amount",
            "from_lines",
            "金额由产品明细合计，请修改明细",
            "The amount is the sum of the lines; change those.",
        )
    amount = terms.get("amount", contract.amount)
    check_money({"amount": amount, "currency": contract.currency})
    if amount < contract.invoiced:
        raise Invalid.at("amount", "below_invoiced", "不能低于已开票金额", "Not less than what was invoiced.")
    check_contact(terms, contract.account_id)
    items = terms.get("installments")
    if items is None and complete:
        items = plain_plan(installments_of(contract))
    if items is not None:
        check_plan(contract, items, amount=amount if complete else None)
    return terms


def apply(w: Work, contract: Contract, terms: dict[str, Any], reason: str, *, complete: bool) -> None:
    """Keeps the old version, then makes the new terms those of the contract."""
    terms = worked_out(w, contract, terms, complete=complete)
    keep_version(w, contract, reason)
    if "lines" in terms:
        replace_lines(w, contract, terms["lines"])
    for name in FACTS:
        if name in terms:
            setattr(contract, "contact_id" if name == "contact" else name, terms[name])
    if "signed_on" in terms:
        contract.rate = rate_on(w.ctx, contract.currency, contract.signed_on)
    contract.amount_base = to_base(contract.amount, contract.currency, contract.rate)
    if terms.get("installments") is not None:
        replace_plan(w, contract, terms["installments"])
    contract.contract_version += 1
    told = ContractAmended(**facts(contract), reason=reason, contract_version=contract.contract_version)
    w.emit(told, *subjects(contract))


def keep_version(w: Work, contract: Contract, reason: str) -> None:
    terms = {name.removesuffix("_id"): getattr(contract, name) for name in SNAPSHOT}
    terms["lines"] = plain_lines(contract.lines.order_by("position"))
    terms["installments"] = plain_plan(installments_of(contract))
    row = ContractVersion(
        contract=contract,
        contract_version=contract.contract_version,
        terms=plain(terms),
        reason=reason,
        member_id=w.ctx.member_id,
        at=w.now,
    )
    w.add_rows([row])


def stored(terms: dict[str, Any]) -> dict[str, Any]:
    """Worked-out terms in the JSON that waits on the contract; prices are those of the day of the proposal."""
    lines = terms.get("lines")
    if lines is not None:
        terms = {**terms, "lines": [_as_given(line) for line in lines]}
    return plain(terms)


def read(waiting: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """(terms, reason) of the amendment that waits."""
    return given(Terms.model_validate(waiting["terms"])), waiting["reason"]


def _as_given(line: dict[str, Any]) -> dict[str, Any]:
    product: UUID | None = line["product_id"]
    return {"product": product, **{name: line[name] for name in ("name", "quantity", "price", "discount")}}
