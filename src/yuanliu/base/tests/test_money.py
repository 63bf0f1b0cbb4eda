from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.money import (
    CURRENCIES,
    MAX_MINOR,
    allocate,
    convert,
    exponent,
    from_minor,
    is_currency,
    round_to,
    to_minor,
)

CODES = st.sampled_from(CURRENCIES)
MINORS = st.integers(-MAX_MINOR, MAX_MINOR)
WEIGHTS = st.lists(
    st.integers(0, 10**9) | st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False),
    min_size=1,
    max_size=30,
)


def test_currencies() -> None:
    assert list(CURRENCIES) == sorted(set(CURRENCIES))
    assert {code: exponent(code) for code in ("CNY", "JPY", "KWD", "CLF", "USD")} == {
        "CNY": 2, "JPY": 0, "KWD": 3, "CLF": 4, "USD": 2,
    }  # fmt: skip
    assert is_currency("CNY") and is_currency("ZWG")
    assert not is_currency("cny") and not is_currency("DEM") and not is_currency("XAU")


def test_old_documents_keep_their_currency() -> None:
    assert exponent("DEM") == 2
    for code in ("", "cny", "CNYX", "人民币", "CNY\n"):
        with pytest.raises(ValueError):
            exponent(code)


def test_to_minor() -> None:
    assert to_minor(Decimal("12.30"), "CNY") == 1230
    assert to_minor(Decimal("-0.01"), "CNY") == -1
    assert to_minor(Decimal("100.000"), "JPY") == 100
    assert to_minor(Decimal("1E+3"), "CNY") == 100_000
    assert to_minor(Decimal("0E-999"), "CNY") == 0
    assert to_minor(Decimal("0.001"), "KWD") == 1


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.001", "CNY"), ("0.5", "JPY"), ("NaN", "CNY"), ("Infinity", "CNY"), ("sNaN", "CNY"), ("1E+30", "CNY"),
     ("92233720368547758.08", "CNY"), ("1E+999999", "CNY"), ("1E-999999", "CNY"), ("1", "yuan")],
)  # fmt: skip
def test_to_minor_refuses(amount: str, currency: str) -> None:
    with pytest.raises(ValueError):
        to_minor(Decimal(amount), currency)


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        to_minor(0.1, "CNY")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        allocate(1, [0.5, 0.5])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        convert(1, "USD", "CNY", 7.1)  # type: ignore[arg-type]


@given(MINORS, CODES)
def test_minor_units_come_back_whatever_the_caller_set_as_precision(minor: int, currency: str) -> None:
    with localcontext(prec=3):
        major = from_minor(minor, currency)
        assert to_minor(major, currency) == minor
    assert major.as_tuple().exponent == -exponent(currency)


def test_round_half_away_from_zero() -> None:
    assert str(round_to(Decimal("0.125"), "CNY")) == "0.13"
    assert str(round_to(Decimal("-0.125"), "CNY")) == "-0.13"
    assert str(round_to(Decimal("0.1249999"), "CNY")) == "0.12"
    assert str(round_to(Decimal("2.5"), "JPY")) == "3"
    assert str(round_to(Decimal(3), "CNY")) == "3.00"


@given(
    st.decimals(-(10**12), 10**12, places=6, allow_nan=False, allow_infinity=False),
    CODES,
)
def test_rounding_is_near_symmetric_and_storable(amount: Decimal, currency: str) -> None:
    rounded = round_to(amount, currency)
    assert abs(rounded - amount) * 2 <= Decimal(1).scaleb(-exponent(currency))
    assert round_to(-amount, currency) == -rounded
    assert from_minor(to_minor(rounded, currency), currency) == rounded


def test_allocate_examples() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(10_000, [40, 20, 40]) == [4000, 2000, 4000]
    assert allocate(5, [0, 1, 0]) == [0, 5, 0]
    assert allocate(5, [0, 0]) == [3, 2]
    assert allocate(1, [Decimal("0.1"), Decimal("0.2")]) == [0, 1]
    assert allocate(0, []) == []
    for weights in ([], [-1, 2], [Decimal("NaN")], [Decimal("Infinity")]):
        with pytest.raises(ValueError):
            allocate(1, weights)


@given(MINORS, WEIGHTS)
def test_allocate_is_exact_and_fair(total: int, weights: list[int | Decimal]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert allocate(-total, weights) == [-part for part in parts]
    if any(weights):
        whole = [int(weight * 10**4) for weight in weights]
        for part, weight in zip(parts, whole, strict=True):
            assert abs(part * sum(whole) - total * weight) < sum(whole)
            assert weight or part == 0


@given(MINORS, WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int | Decimal]) -> None:
    by_weight = sorted(
        zip(weights, allocate(abs(total), weights), strict=True),
        key=lambda pair: (pair[0], pair[1]),
    )
    assert [part for _, part in by_weight] == sorted(part for _, part in by_weight)


def test_convert() -> None:
    assert convert(100_00, "USD", "CNY", Decimal("7.1234")) == 712_34
    assert convert(1, "CNY", "JPY", Decimal("20.5")) == 0
    assert convert(5, "CNY", "JPY", Decimal(10)) == 1
    assert convert(-5, "CNY", "JPY", Decimal(10)) == -1
    assert convert(1000, "JPY", "KWD", Decimal("0.0021")) == 2100
    assert convert(7, "CNY", "CNY", Decimal(1)) == 7
    for rate, source in (
        ("0", "USD"),
        ("-1", "USD"),
        ("NaN", "USD"),
        ("7", "CNY"),
        ("1E+30", "USD"),
    ):
        with pytest.raises(ValueError):
            convert(MAX_MINOR, source, "CNY", Decimal(rate))


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.decimals("0.0001", "1000", places=6),
)
def test_convert_agrees_with_rounding_in_major_units(minor: int, source: str, rate: Decimal) -> None:
    with localcontext(prec=60):
        expected = round_to(from_minor(minor, source) * rate, "CNY")
    assert from_minor(convert(minor, source, "CNY", rate), "CNY") == expected
