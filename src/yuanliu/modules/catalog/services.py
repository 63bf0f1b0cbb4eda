"""Prices and rates are checked before they are kept; documents ask here what foreign money is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as Arithmetic
from typing import Any

from yuanliu.base import money
from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.records.services import change, insert
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.catalog.models import ExchangeRate, Product, Source

Values = Mapping[str, Any]

SOURCES = ("官网", "搜索推广", "展会", "市场活动", "老客户介绍", "电话营销", "自行开发", "合作伙伴", "其他")
CENT = Decimal("0.01")
NO_RATE = T("没有 {currency} 在 {day} 或之前的汇率", "There is no exchange rate of {currency} on or before {day}.")

_EXACT = Arithmetic(prec=60, rounding=ROUND_HALF_UP)


def furnish(w: Work) -> None:
    """The sources that a new tenant starts with."""
    w.bulk_add(Source(name=name, position=position) for position, name in enumerate(SOURCES, 1))


def add_product(w: Work, values: Values) -> Record:
    """A product; its price is in the tenant's base currency unless it says otherwise."""
    values = {**values, "currency": values.get("currency") or w.ctx.currency}
    _check_product(values)
    return insert(w, Product, values)


def change_product(w: Work, product: Product, values: Values) -> Record:
    _check_product(values)
    return change(w, product, values)


def add_rate(w: Work, values: Values) -> Record:
    check_currency(values)
    if values.get("currency") == w.ctx.currency:
        raise Invalid.at("currency", "base_currency", "本位币没有汇率", "The base currency has no exchange rate.")
    _check_rate(values)
    return insert(w, ExchangeRate, values)


def change_rate(w: Work, rate: ExchangeRate, values: Values) -> Record:
    """Documents have booked the rate of their date; changing an entry changes none of them."""
    _check_rate(values)
    return change(w, rate, values)


def rate_on(ctx: Context, currency: str, day: date) -> Decimal:
    """What one unit of `currency` is worth in the base currency on `day`: the latest entry that is not later.

    Runs inside an open transaction. Invalid at `currency` when there is none: nothing is booked at a guessed rate.
    """
    if currency == ctx.currency:
        return Decimal(1)
    rates = ExchangeRate.objects.alive().filter(currency=currency, day__lte=day)
    found = rates.order_by("-day").first()
    if found is None:
        raise Invalid(errors=[FieldError("currency", "no_rate", NO_RATE.format(currency=currency, day=day))])
    return found.rate


def to_base(amount: Decimal, currency: str, rate: Decimal) -> Decimal:
    """An amount of `currency` in the base currency, at two decimals, rounded half away from zero."""
    return _EXACT.multiply(money.round_to(amount, currency), rate).quantize(CENT, context=_EXACT)


def check_currency(values: Values) -> None:
    """Only money that exists: an active ISO 4217 code."""
    if "currency" in values and not money.is_currency(values["currency"] or ""):
        raise Invalid.at("currency", "unknown_currency", "没有这个币种", "There is no such currency.")


def _check_product(values: Values) -> None:
    check_currency(values)
    if (values.get("price") or 0) < 0:
        raise Invalid.at("price", "too_small", "单价不能为负数", "A price cannot be negative.")


def _check_rate(values: Values) -> None:
    if "rate" in values and not (values["rate"] or 0) > 0:
        raise Invalid.at("rate", "too_small", "汇率必须大于 0", "A rate is greater than 0.")
