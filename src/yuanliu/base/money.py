"""Money: exact amounts in the minor units of an ISO 4217 currency (分 for CNY).

An amount is stored as an ``int`` of minor units and shown as a ``Decimal`` of major units (元). Binary floats are
refused everywhere. Rounding is ROUND_HALF_UP, half away from zero: the commercial practice 四舍五入 of contracts and
invoices (not the half even of statistics); a refund then mirrors its receipt exactly.

Source: ISO 4217 list one (current currencies and funds), with the amendments up to number 179 of May 2025 and
without BGN, which the euro replaced on 2026-01-01.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import lcm

_LIST_ONE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
#: Active codes, sorted. Without precious metals, the IMF's and banks' units of account, and test codes: those
#: have no minor unit, nothing can be booked in them.
CURRENCIES: tuple[str, ...] = tuple(_LIST_ONE.split())
_ACTIVE = frozenset(CURRENCIES)
_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
#: Currencies that do not have two decimals, by how many they have.
OTHER_DIGITS: dict[int, tuple[str, ...]] = {digits: tuple(codes.split()) for digits, codes in _DIGITS.items()}
_EXPONENTS = {code: digits for digits, codes in OTHER_DIGITS.items() for code in codes}
_CODE = re.compile(r"[A-Z]{3}")
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
#: What a PostgreSQL bigint holds.
MAX_MINOR = 2**63 - 1


def is_currency(code: str) -> bool:
    """Whether ``code`` is an active ISO 4217 currency, in capitals."""
    return code in _ACTIVE


def exponent(currency: str) -> int:
    """How many decimal digits the currency has: 2 for CNY, 0 for JPY, 3 for KWD.

    A withdrawn currency still answers (with 2), because old documents stay; whoever takes a new currency in asks
    `is_currency`. Raises ValueError for what is not three capital letters.
    """
    found = _EXPONENTS.get(currency)
    if found is not None:
        return found
    if not _CODE.fullmatch(currency):
        raise ValueError(f"not a currency code: {currency!r}")
    return 2


def to_minor(amount: Decimal, currency: str) -> int:
    """Major units to minor units, exactly: 12.30 CNY is 1230.

    Raises ValueError when ``amount`` has more digits than the currency (trailing zeros do not count), is not finite,
    or does not fit a bigint; TypeError when it is not a Decimal.
    """
    digits = exponent(currency)
    _check(amount)
    numerator, denominator = amount.as_integer_ratio()
    minor, rest = divmod(numerator * 10**digits, denominator)
    if rest:
        raise ValueError(f"{currency} has {digits} decimal digits, {amount} has more")
    return _bounded(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """Minor units to major units, with all digits of the currency: 1230 CNY is Decimal("12.30")."""
    return Decimal(minor).scaleb(-exponent(currency), _WIDE)


def round_to(amount: Decimal, currency: str) -> Decimal:
    """``amount`` in major units rounded to the currency, half away from zero (四舍五入): 0.125 CNY is 0.13.

    Raises ValueError and TypeError as `to_minor` does.
    """
    digits = exponent(currency)
    _check(amount)
    rounded = amount.quantize(Decimal(1).scaleb(-digits), context=_WIDE)
    _bounded(int(rounded.scaleb(digits, _WIDE)))
    return rounded


#: Signs that leave no doubt; other currencies are named by their code.
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "KRW": "₩", "INR": "₹"}


def written(amount: Decimal, currency: str) -> str:
    """An amount within a sentence, the same in Chinese and English: ¥1,234,567.80, -$5.00, 1,000 JPY."""
    digits = f"{abs(round_to(amount, currency)):,}"
    sign = _SIGNS.get(currency)
    return f"{'-' if amount < 0 else ''}{sign}{digits}" if sign else f"{'-' if amount < 0 else ''}{digits} {currency}"


def allocate(total_minor: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Split an amount in proportion to ``weights``; the parts add up to it exactly.

    Largest remainder (Hamilton): every part is the exact share rounded down or up, towards the largest remainders;
    on equal remainders the earlier part gets the unit. A negative total is split like its opposite. A weight of
    zero gets nothing, unless all are zero: then the parts are equal. Raises ValueError for a negative or infinite
    weight, and for a total other than 0 over no weights; TypeError for a float.
    """
    for weight in weights:
        if isinstance(weight, Decimal):
            _check(weight)
        elif not isinstance(weight, int):
            raise TypeError(f"a weight is an int or a Decimal, not {type(weight).__name__}")
        if weight < 0:
            raise ValueError(f"negative weight {weight}")
    if not weights:
        if total_minor:
            raise ValueError("nothing to allocate to")
        return []
    fractions = [Fraction(weight) for weight in weights]
    scale = lcm(*(fraction.denominator for fraction in fractions))
    whole = [int(fraction * scale) for fraction in fractions]
    if not any(whole):
        whole = [1] * len(whole)
    total, sign = abs(total_minor), -1 if total_minor < 0 else 1
    divided = [divmod(total * weight, sum(whole)) for weight in whole]
    parts = [quotient for quotient, _ in divided]
    by_remainder = sorted(range(len(parts)), key=lambda index: -divided[index][1])
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


def convert(amount_minor: int, source: str, target: str, rate: Decimal) -> int:
    """Minor units of ``source`` to minor units of ``target``, rounded half away from zero.

    ``rate`` is how many major units of ``target`` one major unit of ``source`` is worth: USD to CNY at Decimal("7.1").
    Raises ValueError when the rate is not positive and finite, or is not 1 within one currency, or when the result
    does not fit a bigint; TypeError when the rate is not a Decimal.
    """
    _check(rate)
    if rate <= 0:
        raise ValueError(f"rate {rate} is not positive")
    if source == target and rate != 1:
        raise ValueError(f"{source} to itself has the rate 1, not {rate}")
    exact = amount_minor * Fraction(rate) * Fraction(10) ** (exponent(target) - exponent(source))
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return _bounded(-rounded if exact < 0 else rounded)


def _check(number: Decimal) -> None:
    """Refuse floats, NaN, infinity, and sizes whose exact arithmetic would take for ever."""
    if not isinstance(number, Decimal):
        raise TypeError(f"money is a Decimal, not {type(number).__name__}")
    if not number.is_finite():
        raise ValueError(f"{number} is not a number")
    if number and not -40 < number.adjusted() < 40:
        raise ValueError(f"{number:e} is out of range")


def _bounded(minor: int) -> int:
    if abs(minor) > MAX_MINOR:
        raise ValueError("amount is too large")
    return minor
