"""Field types that the wall and PostgreSQL's leakproof rule ask for (see docs/adr/0002-columns-under-row-security.md)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import F
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from yuanliu.base import money
from yuanliu.base.i18n import Options
from yuanliu.kernel.tenancy import scaled


@models.UUIDField.register_lookup
@models.ForeignObject.register_lookup
class Among(models.Lookup):
    """`owner__among=ids`: one array parameter however many ids there are. The planner looks into it, as into no subquery,
    so it knows how many rows to expect and may take the index of each column of an OR. An expression gives the array too.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        return self.rhs if hasattr(self.rhs, "resolve_expression") else list(self.rhs)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        array, values = self.process_rhs(compiler, connection)
        return f"{column} = ANY({array})", [*params, *values]


class Column:
    """Tells the type checker that an instance's attribute is a value, not the field."""

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...


class TenantForeignKey(Column, models.ForeignKey):
    """A reference to a row of the same tenant.

    The database constraint is composite, (tenant_id, x_id) → (tenant_id, id), and made by `wall.raise_wall`, together
    with the index; the tenant is part of every join. Deleting a row that is pointed at is refused by the database.
    """

    def __init__(self, to: Any, **kwargs: Any):
        kwargs.update(on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
        super().__init__(to, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("on_delete", "db_constraint", "db_index"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """`alias` stands for the row pointed at, `related_alias` for the row that points."""
        if alias is None or related_alias is None:
            return None
        target = self.related_model._meta.get_field("tenant")
        source = self.model._meta.get_field("tenant")
        return Exact(Col(alias, target), Col(related_alias, source))


class ChoiceField(Column, models.CharField):
    """A code out of a closed list: text with a check, because enum comparison is not leakproof."""

    def __init__(self, options: type[Options] | list[str], **kwargs: Any):
        self.options = options
        self.values = [str(option) for option in options]
        kwargs["max_length"] = 40
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, [self.values, *args], kwargs

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)

    def db_check(self, connection: Any) -> str:
        quoted = ", ".join(f"'{value}'" for value in self.values)
        return f"{connection.ops.quote_name(self.column)} IN ({quoted})"


class Units(int):
    """An amount as it is stored: whole minor units of a currency that stands beside it in the row."""


class _ScaledAttribute(DeferredAttribute):
    """Turns stored units into the Decimal that they mean, when somebody looks."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        return self.field.from_units(value, instance) if isinstance(value, Units) else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class ScaledField(Column, models.Field):
    """A decimal stored as a bigint of 1/10**scale: numeric comparison is not leakproof, bigint is.

    Python sees Decimal; digits beyond the scale raise ValueError, nothing is rounded in silence. Queries compare it with any
    number, in its own unit, and add it up; what they cannot do right they refuse (see `scaled.py`). `currency`: the sibling
    field that says in which currency it is (a unit price).
    """

    descriptor_class = _ScaledAttribute

    def __init__(self, *args: Any, scale: int = 4, currency: str | None = None, **kwargs: Any):
        self.scale = scale
        self.currency = currency
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "scale": self.scale}

    def db_type(self, connection: Any) -> str:
        return "bigint"

    @property
    def unit(self) -> Any:
        """What is counted: columns of one unit may be compared with, added to and taken from each other."""
        return self.scale

    @property
    def scales(self) -> dict[int, tuple[str, ...]]:
        """The decimals of rows in certain currencies; all others have those of `scale`."""
        return {}

    def scale_of(self, instance: Any) -> int:
        return self.scale

    def from_units(self, units: int, instance: Any) -> Decimal:
        return Decimal(int(units)).scaleb(-self.scale_of(instance))

    def to_units(self, value: Any, scale: int) -> Units:
        if isinstance(value, Units):
            return value
        scaled = Decimal(value).scaleb(scale)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{self.name}: {value} has more than {scale} decimals")
        return Units(scaled)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Decimal(value).scaleb(-self.scale)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        return None if value is None else self.to_units(value, self.scale_of(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int(self.to_units(value, self.scale))

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """What is written may be another column of the same unit, not a number whose unit nobody knows."""
        if hasattr(value, "resolve_expression"):
            scaled.check_same_unit(self, value)
        return "%s"


class MoneyField(ScaledField):
    """An amount in the minor units of the currency that stands in the sibling field `currency`.

    `currency=None` means the tenant's base currency, in which all of its documents are booked with two decimals. What is in
    other currencies is ordered by what it was booked at: `base` is the column that keeps that, or else `rate` leads to the
    rate. An amount is never added up over rows of several currencies.
    """

    def __init__(
        self, *args: Any, currency: str | None = "currency", base: str = "", rate: str = "rate", **kwargs: Any
    ):
        kwargs.pop("scale", None)
        super().__init__(*args, scale=2, currency=currency, **kwargs)
        self.base, self.rate = base, rate

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("scale")
        return name, path, args, {**kwargs, "currency": self.currency}

    @property
    def unit(self) -> Any:
        return self.currency or self.scale

    @property
    def scales(self) -> dict[int, tuple[str, ...]]:
        return money.OTHER_DIGITS if self.currency else {}

    def scale_of(self, instance: Any) -> int:
        code = getattr(instance, self.currency, None) if self.currency else None
        return money.exponent(code) if code else self.scale

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not self.currency:
            return super().from_db_value(value, expression, connection)
        if not isinstance(expression, Col):
            raise FieldError(
                f"{self.name} is in several currencies: group by the currency and ask for its minor units "
                "(output_field=BigIntegerField()), or add up what is booked in base currency"
            )
        return None if value is None else Units(value)

    @property
    def in_base(self) -> Any:
        """What orders amounts of several currencies: a column, or an expression of the rate at which they were booked."""
        if self.base:
            return F(self.base)
        return scaled.Booked(F(self.name), F(self.currency), F(self.rate), output_field=MoneyField(currency=None))


class PhoneField(Column, models.CharField):
    """A phone number as typed; its E.164 key, where one is kept, is in the column `key`."""

    def __init__(self, *args: Any, key: str = "", **kwargs: Any):
        self.key = key
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


class PercentField(Column, models.IntegerField):
    """Whole percent, 0 to 100."""

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} BETWEEN 0 AND 100"


class TagsField(Column, models.JSONField):
    """A list of short texts."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


scaled.register(ScaledField)
