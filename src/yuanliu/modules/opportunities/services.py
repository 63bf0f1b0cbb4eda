"""Opportunities are added, changed, moved through stages, closed and reopened; every step is history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from yuanliu.base.errors import Conflict, FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.money import round_to
from yuanliu.kernel.records.schemas import MAX_AMOUNT
from yuanliu.kernel.records.services import NOT_FOUND, REQUIRED, change, check_references, insert
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.audit import plain
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.catalog.models import Product
from yuanliu.modules.catalog.services import check_currency, rate_on, to_base
from yuanliu.modules.opportunities.events import (
    OpportunityAdded,
    OpportunityLinesChanged,
    OpportunityLost,
    OpportunityMoved,
    OpportunityReopened,
    OpportunityWon,
)
from yuanliu.modules.opportunities.history import history
from yuanliu.modules.opportunities.models import LostReason, Opportunity, OpportunityLine, Outcome, Pipeline, Stage
from yuanliu.modules.opportunities.queries import plain_lines
from yuanliu.modules.opportunities.resting import require_free

N = TypeVar("N", bound=Record)
Values = Mapping[str, Any]

FORECAST = frozenset({"amount", "currency", "probability", "expected_close"})  # what a closed opportunity keeps
NEVER_EMPTY = frozenset({"amount", "currency", "probability"})
SOURCE = ("source_id", "campaign_id", "promotion_link_id")
HUNDRED = Decimal(100)
TOO_PRECISE = T("金额的小数位数超过了币种 {currency}", "The amount has more decimals than {currency}.")


class OpportunityClosed(Conflict):
    code = "opportunity_closed"
    detail = T("商机已关闭，请先重新打开", "The opportunity is closed; reopen it first.")


class OpportunityOpen(Conflict):
    code = "opportunity_open"
    detail = T("商机没有关闭，无需重新打开", "The opportunity is open.")


# Making and changing


def add_opportunity(w: Work, values: Values, *, action: str | None = "create") -> Opportunity:
    """A new opportunity, in the first stage of the default pipeline unless it says where.

    One that is already closed (an import) enters the first open stage and closes at `closed_at`: now, or then.
    """
    closed_at = values.get("closed_at")
    if closed_at is not None and closed_at < w.now:  # it was there before it was closed
        with w.at(closed_at):
            return _add(w, values, action)
    return _add(w, values, action)


def _add(w: Work, values: Values, action: str | None) -> Opportunity:
    values = _complete(w.ctx, values)
    closing = {name: values.pop(name, None) for name in ("closed_at", "lost_reason", "lost_note")}
    target = find_stage(w.ctx, values.pop("stage", None), values.pop("pipeline", None))
    stage = target if target.outcome == Outcome.OPEN else first_stage(target.pipeline_id)
    if target.outcome == Outcome.LOST:
        _check_lost_reason(w.ctx, closing["lost_reason"])
    check_entry(target, values)
    settled = {**_entered(w, stage), **booked(w.ctx, values["amount"], values["currency"], w.ctx.today)}
    if values.get("probability") is not None:
        settled.pop("probability")
    opportunity = insert(w, Opportunity, values, action=action, settled=settled)
    carry_source(opportunity, opportunity.account)
    with history(w, opportunity, new=True):
        w.emit(_told(OpportunityAdded, opportunity), opportunity, _account_of(opportunity))
    if target.pk != stage.pk:
        with w.at(closing["closed_at"] or w.now):
            move(w, opportunity, target.pk, lost_reason=closing["lost_reason"], lost_note=closing["lost_note"] or "")
    return opportunity


def _complete(ctx: Context, values: Values) -> dict[str, Any]:
    """What was given, checked, with the defaults that depend on who makes it and when."""
    values = dict(values)
    values["currency"] = values.get("currency") or ctx.currency
    values["amount"] = values.get("amount") or Decimal(0)
    values["opened_on"] = values.get("opened_on") or ctx.today
    if not values.get("account"):
        raise Invalid(errors=[FieldError("account", "required", REQUIRED)])
    check_money(values)
    check_contact(values, values["account"])
    return values


def change_opportunity(w: Work, opportunity: Opportunity, values: Values) -> Opportunity:
    """A closed one keeps what it was closed with; an amount that comes from lines is changed by its lines."""
    with history(w, opportunity):
        _apply(w, opportunity, values)
    return opportunity


def _apply(w: Work, opportunity: Opportunity, values: Values) -> None:
    values = {name: value for name, value in values.items() if value is not None or name not in NEVER_EMPTY}
    different = {name for name in FORECAST & values.keys() if getattr(opportunity, name) != values[name]}
    if opportunity.outcome != Outcome.OPEN and different:
        raise OpportunityClosed
    if {"amount", "currency"} & different and opportunity.lines.exists():
        raise Invalid.at(
            "amount",
            "from_lines",
            "金额由产品明细合计，请修改明细",
            "The amount is the sum of the lines; change those.",
        )
    check_money({"amount": opportunity.amount, "currency": opportunity.currency, **values})
    if {"account", "contact"} & values.keys():
        check_contact({"contact": opportunity.contact_id, **values}, values.get("account", opportunity.account_id))
    rate = rate_on(w.ctx, values["currency"], w.ctx.today) if "currency" in different else opportunity.rate
    change(w, opportunity, values)
    opportunity.rate, opportunity.amount_base = rate, to_base(opportunity.amount, opportunity.currency, rate)


def set_lines(ctx: Context, opportunity_id: UUID, lines: Sequence[Values], version: int | None = None) -> Opportunity:
    """Replaces the lines; the amount becomes their sum. Without lines the amount stays, and is free again."""
    with work(ctx) as w:
        opportunity = w.get(Opportunity, opportunity_id, "update", version=version)
        if opportunity.outcome != Outcome.OPEN:
            raise OpportunityClosed
        priced = price_lines(ctx, lines, opportunity.currency)
        old = list(opportunity.lines.order_by("position"))
        w.remove_rows(OpportunityLine.objects.filter(opportunity=opportunity))
        new = w.add_rows([OpportunityLine(opportunity=opportunity, **line) for line in priced])
        with history(w, opportunity):
            if new:
                opportunity.amount = sum_of(priced)
                opportunity.amount_base = to_base(opportunity.amount, opportunity.currency, opportunity.rate)
        told = OpportunityLinesChanged(count=len(new), before=plain(plain_lines(old)), after=plain(plain_lines(new)))
        w.emit(told, opportunity)
        return opportunity


# Moving


def move_stage(
    ctx: Context,
    opportunity_id: UUID,
    stage_id: UUID,
    *,
    version: int | None = None,
    lost_reason: UUID | None = None,
    lost_note: str = "",
    values: Values | None = None,
) -> Opportunity:
    """推进: into another stage; `values` are the fields that the stage requires."""
    with work(ctx) as w:
        opportunity = w.get(Opportunity, opportunity_id, "move", version=version)
        if values:
            w.get(Opportunity, opportunity_id, "update")
        return move(w, opportunity, stage_id, lost_reason=lost_reason, lost_note=lost_note, values=values)


def move(
    w: Work,
    opportunity: Opportunity,
    stage_id: UUID,
    *,
    lost_reason: UUID | None = None,
    lost_note: str = "",
    values: Values | None = None,
) -> Opportunity:
    """Checks what the stage asks for, then enters it. A closing stage closes, at the rate of the day."""
    if opportunity.outcome != Outcome.OPEN:
        raise OpportunityClosed
    stage = find_stage(w.ctx, stage_id)
    if stage.outcome == Outcome.LOST:
        _check_lost_reason(w.ctx, lost_reason)
    check_entry(stage, values or {}, opportunity)
    with history(w, opportunity):
        if values:
            _apply(w, opportunity, values)
        if stage.pk != opportunity.stage_id:
            origin = _named(Stage, opportunity.stage_id)
            _enter(w, opportunity, stage)
            if stage.outcome == Outcome.LOST:
                opportunity.lost_reason_id, opportunity.lost_note = lost_reason, lost_note
            _tell_move(w, opportunity, origin, stage)
    return opportunity


def close_into(w: Work, opportunity: Opportunity, stage: Stage, *, document: str) -> None:
    """Into a stage that wins, for a document that was signed: nothing is asked for, and nothing stands in its way."""
    with history(w, opportunity):
        _enter(w, opportunity, stage)
        opportunity.lost_reason_id, opportunity.lost_note = None, ""
    w.emit(_told(OpportunityWon, opportunity, document=document), opportunity, _account_of(opportunity))


def reopen_opportunity(ctx: Context, opportunity_id: UUID, stage_id: UUID | None = None) -> Opportunity:
    """Back into the open stage that it was closed from, or another; not while a signed sale rests on it."""
    with work(ctx) as w:
        opportunity = w.get(Opportunity, opportunity_id, "reopen")
        if opportunity.outcome == Outcome.OPEN:
            raise OpportunityOpen
        require_free(opportunity)
        return open_again(w, opportunity, find_stage(ctx, stage_id) if stage_id else None)


def open_again(w: Work, opportunity: Opportunity, stage: Stage | None = None) -> Opportunity:
    stage = stage or _closed_from(opportunity)
    if stage.outcome != Outcome.OPEN:
        raise Invalid.at("stage", "not_open", "请选择进行中的阶段", "Choose an open stage.")
    with history(w, opportunity):
        _enter(w, opportunity, stage)
        opportunity.lost_reason_id, opportunity.lost_note = None, ""
    told = OpportunityReopened(account_id=opportunity.account_id, to_id=stage.pk, to_name=stage.name)
    w.emit(told, opportunity, _account_of(opportunity))
    return opportunity


def carry_source(record: Any, *origins: Any) -> None:
    """What does not say where it came from came from where its origin did, so that money finds its campaign."""
    for origin in origins:
        if origin is None or any(getattr(record, name) for name in SOURCE):
            continue
        for name in SOURCE:
            setattr(record, name, getattr(origin, name))


def find_stage(ctx: Context, stage_id: UUID | None, pipeline_id: UUID | None = None) -> Stage:
    """The stage asked for; else the first open one of the pipeline, or of the default pipeline."""
    if stage_id is None:
        return first_stage(pipeline_id)
    stage = remembered(("usable stage", stage_id), lambda: _usable_stage(stage_id), Stage, Pipeline)
    if stage is None or pipeline_id not in (None, stage.pipeline_id):
        raise Invalid(errors=[FieldError("stage", "not_found", NOT_FOUND)])
    return stage


def _usable_stage(stage_id: UUID) -> Stage | None:
    return Stage.objects.alive().filter(pk=stage_id, pipeline__deleted_at=None).first()


def first_stage(pipeline_id: UUID | None) -> Stage:
    stage = remembered(("first stage", pipeline_id), lambda: _first_stage(pipeline_id), Stage, Pipeline)
    if stage is None:
        raise Invalid(errors=[FieldError("pipeline", "not_found", NOT_FOUND)])
    return stage


def _first_stage(pipeline_id: UUID | None) -> Stage | None:
    stages = Stage.objects.alive().filter(outcome=Outcome.OPEN, pipeline__deleted_at=None)
    chosen = stages.filter(pipeline=pipeline_id) if pipeline_id else stages.filter(pipeline__default=True)
    return chosen.order_by("position", "pk").first()


def _closed_from(opportunity: Opportunity) -> Stage:
    """The open stage before it was closed; the pipeline's first when that one is gone."""
    closing = opportunity.changes.filter(stage=opportunity.stage_id, from_stage__outcome=Outcome.OPEN)
    last = closing.filter(from_stage__deleted_at=None).order_by("-at", "-pk").select_related("from_stage").first()
    return last.from_stage if last else first_stage(opportunity.pipeline_id)


def _entered(w: Work, stage: Stage) -> dict[str, Any]:
    """What being in a stage says about an opportunity."""
    return {
        "stage": stage.pk,
        "pipeline": stage.pipeline_id,
        "stage_since": w.now,
        "outcome": stage.outcome,
        "probability": stage.probability,
    }


def _enter(w: Work, opportunity: Opportunity, stage: Stage) -> None:
    opportunity.stage_id, opportunity.pipeline_id = stage.pk, stage.pipeline_id
    opportunity.stage_since, opportunity.probability = w.now, stage.probability
    opportunity.outcome = stage.outcome
    opportunity.closed_at = None if stage.outcome == Outcome.OPEN else w.now
    if stage.outcome != Outcome.OPEN:
        for name, value in booked(w.ctx, opportunity.amount, opportunity.currency, w.ctx.today).items():
            setattr(opportunity, name, value)


def _tell_move(w: Work, opportunity: Opportunity, origin: Stage, stage: Stage) -> None:
    if stage.outcome == Outcome.WON:
        w.emit(_told(OpportunityWon, opportunity), opportunity, _account_of(opportunity))
    elif stage.outcome == Outcome.LOST:
        reason = _named(LostReason, opportunity.lost_reason_id).name
        told = OpportunityLost(account_id=opportunity.account_id, reason=reason, note=opportunity.lost_note)
        w.emit(told, opportunity, _account_of(opportunity))
    else:
        ends = {"from_id": origin.pk, "from_name": origin.name, "to_id": stage.pk, "to_name": stage.name}
        w.emit(OpportunityMoved(account_id=opportunity.account_id, **ends), opportunity, _account_of(opportunity))


def _named(model: type[N], record_id: UUID | None) -> N:
    """Furniture that many opportunities share, for what it is called."""
    return remembered(("named", model, record_id), lambda: model.objects.get(pk=record_id))


def _account_of(opportunity: Opportunity) -> Record:
    """Whom an event concerns besides the opportunity."""
    return _named(Opportunity._meta.get_field("account").related_model, opportunity.account_id)


def _told(kind: Any, opportunity: Opportunity, **more: Any) -> Any:
    return kind(account_id=opportunity.account_id, amount=opportunity.amount, currency=opportunity.currency, **more)


def _check_lost_reason(ctx: Context, reason_id: UUID | None) -> None:
    if reason_id is None:
        raise Invalid.at("lost_reason", "required", "请选择输单原因", "Choose why it was lost.")
    check_references(ctx, Opportunity, {"lost_reason": reason_id})


def check_entry(stage: Stage, values: Values, opportunity: Opportunity | None = None) -> None:
    """Every field that the stage requires has a value, given now or before."""
    if missing := lacking(stage, values, opportunity):
        raise Invalid(errors=[FieldError(name, "required", REQUIRED) for name in missing])


def lacking(stage: Stage, values: Values, opportunity: Opportunity | None = None) -> list[str]:
    """The fields that the stage requires and that have no value, neither in `values` nor from before."""
    custom = {**(opportunity.custom if opportunity else {}), **(values.get("custom") or {})}
    missing = []
    for name in stage.required_fields:
        group, _, code = name.partition(".")
        value = custom.get(code) if group == "custom" and code else values.get(name, getattr(opportunity, name, None))
        if value in (None, "", [], {}, 0):
            missing.append(name)
    return missing


# Money


def booked(ctx: Context, amount: Decimal, currency: str, day: date) -> dict[str, Any]:
    """The rate of the document's date, and what the amount is worth by it."""
    rate = rate_on(ctx, currency, day)
    return {"rate": rate, "amount_base": to_base(amount, currency, rate)}


def check_money(values: Values, *, field: str = "amount", minimum: Decimal = Decimal(0)) -> None:
    """An existing currency, an amount with no more decimals than it has, and not below `minimum`."""
    check_currency(values)
    amount, currency = values.get(field), values["currency"]
    if amount is None:
        return
    if amount < minimum:
        raise Invalid.at(field, "too_small", f"不能小于 {minimum}", f"Must be at least {minimum}.")
    if round_to(amount, currency) != amount:
        raise Invalid(errors=[FieldError(field, "too_precise", TOO_PRECISE.format(currency=currency))])


def check_contact(values: Values, account_id: UUID | None) -> None:
    """The contact is one of the account's people."""
    if (contact_id := values.get("contact")) is None:
        return
    contacts = Opportunity._meta.get_field("contact").related_model.objects.alive()
    if not contacts.filter(pk=contact_id, account=account_id).exists():
        raise Invalid.at("contact", "other_account", "联系人不属于该客户", "The contact is not at this account.")


def price_lines(ctx: Context, lines: Sequence[Values], currency: str) -> list[dict[str, Any]]:
    """Lines with name and price filled in from the catalogue, and each with its amount, rounded to the currency."""
    ids = frozenset(line["product"] for line in lines if line.get("product"))
    found = remembered(("products", ids), lambda: list(Product.objects.visible_to(ctx).filter(pk__in=ids)))
    products = {product.pk: product for product in found}
    return [_price_line(position, line, products, currency) for position, line in enumerate(lines, 1)]


def _price_line(position: int, line: Values, products: Mapping[UUID, Product], currency: str) -> dict[str, Any]:
    at = f"lines.{position - 1}"
    product = products.get(line["product"]) if line.get("product") else None
    if line.get("product") and product is None:
        raise Invalid(errors=[FieldError(f"{at}.product", "not_found", NOT_FOUND)])
    price, name = line.get("price"), line.get("name") or (product.name if product else "")
    if price is None and product is not None and product.currency == currency:
        price = product.price
    missing = [field for field, value in (("name", name), ("price", price)) if value in (None, "")]
    if missing:
        raise Invalid(errors=[FieldError(f"{at}.{field}", "required", REQUIRED) for field in missing])
    quantity, discount = line.get("quantity", Decimal(1)), line.get("discount") or Decimal(0)
    exact = quantity * price * (HUNDRED - discount) / HUNDRED
    if exact > MAX_AMOUNT:
        raise Invalid.at(f"{at}.price", "too_large", "金额过大", "The amount is too large.")
    return {
        "position": position, "product_id": product.pk if product else None, "name": name, "quantity": quantity,
        "price": price, "discount": discount, "amount": round_to(exact, currency), "currency": currency,
    }  # fmt: skip


def sum_of(lines: Sequence[Values]) -> Decimal:
    """Σ of the lines' amounts; Invalid when it is more than an amount can be."""
    total = sum((line["amount"] for line in lines), Decimal(0))
    if total > MAX_AMOUNT:
        raise Invalid.at("lines", "too_large", "合计金额过大", "The sum is too large.")
    return total
