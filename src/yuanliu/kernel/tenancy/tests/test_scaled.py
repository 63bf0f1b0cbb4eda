"""Decimals in queries against the same arithmetic in Python: what the database answers is exact, or it is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import FieldError
from django.db.models import Avg, BigIntegerField, ExpressionWrapper, F, Max, Min, Q, Sum, Value
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.base.money import exponent, from_minor, to_minor
from yuanliu.kernel.tenancy.fields import MoneyField, ScaledField
from yuanliu.kernel.tenancy.scaled import Booked
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.campaigns.models import CostItem
from yuanliu.modules.catalog.models import ExchangeRate, Product
from yuanliu.modules.catalog.services import to_base

DAY = date(2026, 3, 1)
RATES = {"CNY": "1", "USD": "7.1", "JPY": "0.04861234", "KWD": "23.1", "CLF": "290.5"}
COMPARED = {
    "exact": Decimal.__eq__, "gt": Decimal.__gt__, "gte": Decimal.__ge__, "lt": Decimal.__lt__, "lte": Decimal.__le__,
}  # fmt: skip
PROFILE = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
# As people type: a few digits on either side, often the very amount of a row.
numbers = st.decimals(min_value=-3000, max_value=3000, places=5) | st.integers(-3000, 3000).map(Decimal)
money = st.tuples(st.sampled_from(sorted(RATES)), st.integers(-300_000, 300_000))


@pytest.fixture(scope="module")
def place():
    """A company with a campaign, and the costs that an example has written."""
    made = make_company()
    return made.admin, all_makers()["campaign"](made, "admin")


def spend(place, amounts):
    """Cost items of these amounts, in the place of those of the example before."""
    ctx, campaign = place
    with work(ctx) as w:
        w.remove_rows(CostItem.objects.all())
        for currency, units in amounts:
            amount, rate = from_minor(units, currency), Decimal(RATES[currency])
            base = to_base(amount, currency, rate)
            w.add(
                CostItem(
                    campaign_id=campaign, name="费用", spent_on=DAY, currency=currency, amount=amount, rate=rate, amount_base=base
                )
            )  # fmt: skip
    return [(currency, from_minor(units, currency)) for currency, units in amounts]


def found(condition):
    rows = CostItem.objects.filter(condition)
    return sorted((row.currency, row.amount) for row in rows)


@PROFILE
@given(amounts=st.lists(money, max_size=8), number=numbers, other=numbers, data=st.data())
def test_an_amount_is_compared_in_its_own_unit(place, amounts, number, other, data):
    kept = spend(place, amounts)
    if kept and data.draw(st.booleans(), label="the amount of a row"):
        number = data.draw(st.sampled_from(kept))[1]
    with reading(place[0]):
        for lookup, holds in COMPARED.items():
            expected = sorted(row for row in kept if holds(row[1], number))
            assert found(Q(**{f"amount__{lookup}": number})) == expected, lookup
            assert found(~Q(**{f"amount__{lookup}": number})) == sorted(set_aside(kept, expected)), lookup
        assert found(Q(amount__in=[number, other])) == sorted(row for row in kept if row[1] in (number, other))
        assert found(Q(amount__range=(number, other))) == sorted(row for row in kept if number <= row[1] <= other)


def set_aside(rows, some):
    rest = list(rows)
    for row in some:
        rest.remove(row)
    return rest


@PROFILE
@given(amounts=st.lists(money, min_size=1, max_size=8))
def test_what_is_booked_adds_up_and_orders(place, amounts):
    kept = spend(place, amounts)
    base = [to_base(amount, currency, Decimal(RATES[currency])) for currency, amount in kept]
    with reading(place[0]):
        column = F("amount_base")
        sums = CostItem.objects.aggregate(Sum(column), Min(column), Max(column), mean=Avg(column))
        assert sums["amount_base__sum"] == sum(base)
        assert (sums["amount_base__min"], sums["amount_base__max"]) == (min(base), max(base))
        assert abs(sums["mean"] - sum(base) / len(base)) < Decimal("1e-12")
        booked = Booked(F("amount"), F("currency"), F("rate"), output_field=MoneyField(currency=None))
        rows = CostItem.objects.annotate(booked=booked).order_by("booked")
        assert list(rows.values_list("booked", flat=True)) == sorted(base)


@PROFILE
@given(prices=st.lists(st.decimals(-1000, 1000, places=4), min_size=1, max_size=8), number=numbers)
def test_a_decimal_adds_up_and_is_compared(place, prices, number):
    with work(place[0]) as w:
        w.remove_rows(ExchangeRate.objects.all())
        w.add_rows(rate(place[0], index, price) for index, price in enumerate(prices))
    with reading(place[0]):
        rows = ExchangeRate.objects.all()
        assert rows.aggregate(total=Sum("rate"))["total"] == sum(prices)
        for lookup, holds in COMPARED.items():
            assert rows.filter(**{f"rate__{lookup}": number}).count() == sum(holds(p, number) for p in prices)
        assert rows.filter(rate__lte=F("rate")).count() == len(prices)


def rate(ctx, index, price):
    return ExchangeRate(
        currency="USD", day=DAY + timedelta(days=index), rate=price, created_at=ctx.now, updated_at=ctx.now
    )


def test_beyond_what_a_row_can_have(place):
    kept = spend(place, [("CNY", 5)])
    with reading(place[0]):
        assert found(Q(amount__lt=Decimal("1e40"))) == found(Q(amount__gt=Decimal("-1e40"))) == kept
        assert found(Q(amount__gt=Decimal("1e40"))) == found(Q(amount=Decimal("1e40"))) == []


REFUSED = {
    "a number to a decimal": lambda: Product.objects.annotate(x=F("price") + Decimal(2)),
    "with a type of one's own": lambda: Product.objects.annotate(
        x=ExpressionWrapper(F("price") + Value(Decimal(2)), output_field=ScaledField())
    ),
    "a product": lambda: CostItem.objects.annotate(
        x=ExpressionWrapper(F("amount_base") * F("rate"), output_field=ScaledField())
    ),
    "in a condition": lambda: Product.objects.filter(price__gt=F("price") + Decimal(2)),
    "an amount against its base": lambda: CostItem.objects.filter(amount__gt=F("amount_base")),
    "a price against money": lambda: CostItem.objects.filter(amount_base__gt=F("rate")),
    "a sum over currencies": lambda: CostItem.objects.annotate(x=Sum("amount")),
    "the dearest of all currencies": lambda: CostItem.objects.annotate(x=Max("amount")),
    "a sum against a number": lambda: CostItem.objects.annotate(x=Sum("amount")).filter(x__gt=Decimal(2)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(place, name):
    ctx, _ = place
    spend(place, [("JPY", 5)])
    with work(ctx) as w:
        w.remove_rows(Product.objects.all())
        w.add(Product(name="货", price=Decimal(5), currency="CNY"))
    with reading(ctx), pytest.raises(FieldError):
        list(REFUSED[name]())


@pytest.mark.parametrize("value", [F("rate") + Decimal(2), F("amount_base"), Value(5)])
def test_refused_when_written(place, value):
    spend(place, [("JPY", 5)])
    with pytest.raises(FieldError), work(place[0]) as w:
        w.change_rows(CostItem.objects.all(), rate=value)


def test_what_is_asked_for_in_minor_units_is_given(place):
    spend(place, [("JPY", 5), ("JPY", 7), ("KWD", 1)])
    with reading(place[0]):
        rows = CostItem.objects.values_list("currency").annotate(Sum("amount", output_field=BigIntegerField()))
        assert {c: from_minor(int(units), c) for c, units in rows} == {"JPY": Decimal(12), "KWD": Decimal("0.001")}
    assert {exponent(code) for code in RATES} == {0, 2, 3, 4}
    assert to_minor(Decimal(12), "JPY") == 12
