"""Decimals that are stored as whole units, in queries: compared exactly, each row in its own unit, and never mixed.

Columns of one unit may stand on both sides of a comparison, be added to and taken from each other. All other arithmetic
with them is refused when the statement is made: the database knows the units only, 5 + 2 would become 5.0002.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db.models import Func, lookups
from django.db.models.expressions import Col, Combinable, CombinedExpression

from yuanliu.base import money

if TYPE_CHECKING:
    from yuanliu.kernel.tenancy.fields import ScaledField

_WIDE = Context(prec=80)
MAX_UNITS = 2**63 - 1


def unit_of(expression: Any) -> Any:
    """The unit in which the database has this number; None for a plain one."""
    if isinstance(expression, CombinedExpression):
        return unit_of(expression.lhs) if unit_of(expression.lhs) == unit_of(expression.rhs) else None
    return getattr(getattr(expression, "_output_field_or_none", None), "unit", None)


def check_same_unit(column: Any, value: Any) -> None:
    unit = unit_of(column) if hasattr(column, "resolve_expression") else column.unit
    if unit_of(value) != unit:
        raise FieldError(f"{value} is not in the unit of {column}: the two cannot meet in a query")


def _combined(expression: CombinedExpression, compiler: Any, connection: Any, **more: Any) -> Any:
    left, right = unit_of(expression.lhs), unit_of(expression.rhs)
    added = expression.connector in (Combinable.ADD, Combinable.SUB)
    if (left is not None or right is not None) and not (added and left == right):
        raise FieldError(f"{expression}: a column of scaled units takes part in no such arithmetic")
    return expression.as_sql(compiler, connection, **more)


class Compared(lookups.FieldGetDbPrepValueMixin, lookups.BuiltinLookup):
    """A column of units against a number, whatever its digits: in each currency by the number of units that it means."""

    def get_prep_lookup(self) -> Any:
        return self.rhs if hasattr(self.rhs, "resolve_expression") else _number(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not isinstance(self.rhs, Decimal):
            check_same_unit(self.lhs, self.rhs)
            return super().as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        parts, values = [], []
        for condition, known, scale in self._units(compiler):
            compared, units = self.bounded(column, self.rhs.scaleb(scale, _WIDE))
            parts.append(f"({condition} AND {compared})" if condition else compared)
            values += [*known, *params, *units]
        return (f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]), values

    def _units(self, compiler: Any) -> Iterator[tuple[str, list[Any], int]]:
        """The scales that rows may have: (condition, its parameters, scale). Zero is zero in all of them."""
        field = self.lhs.output_field
        if not field.scales or not self.rhs:
            yield "", [], field.scale
            return
        if not isinstance(self.lhs, Col):
            raise FieldError(f"{self.lhs} is in several currencies and cannot be compared with {self.rhs}")
        model = self.lhs.target.model
        currency, _ = compiler.compile(Col(self.lhs.alias, model._meta.get_field(field.currency)))
        for scale, codes in field.scales.items():
            yield f"{currency} = ANY(%s)", [list(codes)], scale
        yield f"{currency} <> ALL(%s)", [[code for codes in field.scales.values() for code in codes]], field.scale

    def bounded(self, column: str, units: Decimal) -> tuple[str, list[int]]:
        raise NotImplementedError


class Exact(Compared):
    lookup_name = "exact"

    def bounded(self, column: str, units: Decimal) -> tuple[str, list[int]]:
        whole = int(units)
        return (
            (f"{column} = %s", [whole]) if whole == units and abs(whole) <= MAX_UNITS else (f"{column} <> {column}", [])
        )


class Ordered(Compared):
    """Between two numbers of units the bound is the next one that a row can have; what no row has is the last of them."""

    rounding: str
    sign: str

    def bounded(self, column: str, units: Decimal) -> tuple[str, list[int]]:
        whole = int(units.to_integral_value(rounding=self.rounding))
        return f"{column} {self.sign} %s", [max(-MAX_UNITS, min(whole, MAX_UNITS))]


class Greater(Ordered):
    lookup_name, sign, rounding = "gt", ">", ROUND_FLOOR


class GreaterOrEqual(Ordered):
    lookup_name, sign, rounding = "gte", ">=", ROUND_CEILING


class Less(Ordered):
    lookup_name, sign, rounding = "lt", "<", ROUND_CEILING


class LessOrEqual(Ordered):
    lookup_name, sign, rounding = "lte", "<=", ROUND_FLOOR


class Among(lookups.Lookup):
    """`in` and `range`, each made of the comparisons above."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError(f"{self.lhs} {self.lookup_name} takes numbers")
        parts = [compiler.compile(part) for part in self.parts()]
        if not parts:
            raise EmptyResultSet
        return f"({self.joined.join(sql for sql, _ in parts)})", [value for _, values in parts for value in values]

    joined: str

    def parts(self) -> list[Compared]:
        raise NotImplementedError


class In(Among):
    lookup_name, joined = "in", " OR "

    def parts(self) -> list[Compared]:
        return [Exact(self.lhs, value) for value in self.rhs if value is not None]


class Range(Among):
    lookup_name, joined = "range", " AND "

    def parts(self) -> list[Compared]:
        low, high = self.rhs
        return [GreaterOrEqual(self.lhs, low), LessOrEqual(self.lhs, high)]


class Booked(Func):
    """An amount of any currency in base currency, at the rate at which its document was booked, rounded as `to_base` does."""

    arity = 3  # amount, currency, rate

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        (amount, a), (currency, b), (rate, c) = (compiler.compile(part) for part in self.get_source_expressions())
        factor = " ".join(f"WHEN {currency} = ANY(%s) THEN {10.0 ** (2 - digits):g}" for digits in money.OTHER_DIGITS)
        codes = [part for known in money.OTHER_DIGITS.values() for part in (*b, list(known))]
        return f"round({amount} * CASE {factor} ELSE 1 END * {rate} / 100000000)::bigint", [*a, *codes, *c]


def register(scaled: type[ScaledField]) -> None:
    for lookup in (Exact, Greater, GreaterOrEqual, Less, LessOrEqual, In, Range):
        scaled.register_lookup(lookup)
    # Django's hook for what one database does of its own; nothing else is asked when arithmetic becomes SQL
    CombinedExpression.as_postgresql = _combined  # type: ignore[attr-defined]


def _number(value: Any) -> Decimal:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ValueError(f"{value} is not a number")
    return number
