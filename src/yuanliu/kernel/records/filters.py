"""The filter language of lists, counts, boards, exports and drill-downs: JSON in, one condition out.

{"all": [{"field": "status", "op": "in", "value": ["new"]}, {"any": […]}]}: see docs/reference/http-api.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from yuanliu.base.errors import Invalid
from yuanliu.base.time import day_bounds, period_bounds
from yuanliu.kernel.metadata.models import CustomField, CustomValue
from yuanliu.kernel.metadata.services import typed_column
from yuanliu.kernel.records.fields import EMPTINESS, NO_TEXT, FieldInfo, clear_fields, custom_info
from yuanliu.kernel.records.output import annotated
from yuanliu.kernel.records.written import KEYS, is_written, names, says, searched
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import has_field, model_of
from yuanliu.kernel.work.search import ids_with

MAX_DEPTH = 5
MAX_CONDITIONS = 50
WRITTEN = ("text", "phone", "email")
PERIODS = ("last_days", "next_days", "this")


def parse_filter(text: str | None) -> Mapping[str, Any] | None:
    if not text:
        return None
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong("json", "筛选条件不是有效的 JSON", "The filter is not valid JSON.") from error
    if not isinstance(parsed, dict):
        raise _wrong("shape", "筛选条件应为对象", "The filter must be an object.")
    return parsed


class FilterCompiler:
    """Turns one filter into a Q for one model, as one member may ask it: hidden fields do not exist."""

    def __init__(self, ctx: Context, model: type[Record], customs: list[CustomField]):
        self.ctx = ctx
        self.model = model
        self.fields: dict[str, FieldInfo] = {
            **clear_fields(ctx, model),
            "id": FieldInfo("id", NO_TEXT, "reference", "id"),
        }
        self.customs = {f"custom.{field.code}": field for field in customs if self._may_ask(field)}
        self.count = 0
        self.names: set[str] = set()

    def _may_ask(self, field: CustomField) -> bool:
        rule = self.ctx.field_rule(self.model.object_type.code, f"custom.{field.code}")
        return field.filterable and rule not in ("hidden", "masked")

    def compile(self, node: Mapping[str, Any] | None, depth: int = 0) -> Q:
        if node is None:
            return Q()
        if depth > MAX_DEPTH or self.count > MAX_CONDITIONS:
            raise _wrong("too_complex", "筛选条件过于复杂", "The filter is too complex.")
        for key, connector in (("all", Q.AND), ("any", Q.OR)):
            if key in node:
                return self._group(node[key], connector, depth)
        self.count += 1
        return self._condition(node)

    def _group(self, parts: Any, connector: str, depth: int) -> Q:
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            raise _wrong("shape", "条件组应为列表", "A group must be a list of conditions.")
        return Q(*(self.compile(part, depth + 1) for part in parts), _connector=connector)

    def _condition(self, node: Mapping[str, Any]) -> Q:
        name, op, value = node.get("field"), node.get("op", "eq"), node.get("value")
        if not isinstance(name, str):
            raise _unknown(name)
        if name in self.customs:
            _require(custom_info(self.customs[name]), op)
            return self._custom(self.customs[name], op, value)
        if "." in name:
            return self._through(name, node)
        info = self.fields.get(name)
        if info is None:
            raise _unknown(name)
        _require(info, op)
        self.names.add(info.name)
        found = self._compare(info, info.column if info.kind != "reference" else info.name, op, value)
        if info.kind in WRITTEN and op in ("eq", "contains", "starts") and not (info.key and op == "eq"):
            found &= self._within(info, op, searched(info.kind, _text(value)))
        masked = self.model.masked_in(self.ctx, info.name)
        return found if masked is None else found & ~masked

    def _within(self, info: FieldInfo, op: str, text: str) -> Q:
        """No index knows pieces of text under the wall (ADR 2), but the search does."""
        known = ids_with(self.model, info.column, text, anywhere=op == "contains")
        return Q() if known is None else Q(pk__among=known)

    def _through(self, name: str, node: Mapping[str, Any]) -> Q:
        """`contract.campaign`: a condition on the record referred to, as far as the member may see that record."""
        reference, _, rest = name.partition(".")
        info = self.fields.get(reference)
        if info is None or info.kind != "reference" or not info.target or rest.count(".") > 1:
            raise _unknown(name)
        target = FilterCompiler(self.ctx, model_of(info.target), [])
        condition = target._condition({**node, "field": rest})
        rows = annotated(target.model.objects.visible_to(self.ctx), self.ctx, target.names).filter(condition)
        return Q(**{f"{info.name}__in": rows.values("pk")})

    def _compare(self, info: FieldInfo, path: str, op: str, value: Any) -> Q:
        if op in EMPTINESS:
            empty = Q(**{f"{path}__isnull": True})
            if info.kind in (*WRITTEN, "url"):
                empty |= Q(**{path: ""})
            if info.kind == "tags":
                empty |= Q(**{path: []})
            return empty if op == "is_empty" else ~empty
        if op in PERIODS:
            first, end = _period(op, value, self.ctx.today)
            return self._compare_time(info, path, "gte", first) & self._compare_time(info, path, "lt", end)
        if info.kind == "tags":
            return _tagged(path, op, value)
        if op in ("contains", "starts"):
            return says(info.kind, path, op, _text(value))
        return self._plain(info, path, op, value)

    def _plain(self, info: FieldInfo, path: str, op: str, value: Any) -> Q:
        if op in ("in", "not_in"):
            values = [self._value(info, item) for item in _list(value)]
            found = self._is_one_of(info, path, values)
            return found if op == "in" else self._but(info, path, found)
        if op == "between":
            low, high = (self._value(info, item) for item in _pair(value))
            return self._compare_time(info, path, "gte", low) & self._compare_time(info, path, "lte", high)
        typed = self._value(info, value)
        if info.kind in KEYS:
            found = is_written(info.kind, path, info.key, typed)
            return found if op == "eq" else ~found
        if op == "ne":
            return self._but(info, path, self._compare_time(info, path, "eq", typed))
        return self._compare_time(info, path, op, typed)

    def _is_one_of(self, info: FieldInfo, path: str, values: list[Any]) -> Q:
        if info.kind in KEYS:
            each = (is_written(info.kind, path, info.key, value) for value in values)
            return Q(*each, _connector=Q.OR) if values else Q(pk__in=[])
        return Q(**{f"{path}__in": values})

    def _but(self, info: FieldInfo, path: str, found: Q) -> Q:
        """All others, also those without a value, which Django knows of columns but not of expressions."""
        return ~found if has_field(self.model, info.name) else ~found | Q(**{f"{path}__isnull": True})

    def _compare_time(self, info: FieldInfo, path: str, op: str, value: Any) -> Q:
        """A moment compared with a plain date means the whole day where the member is."""
        if info.kind == "datetime" and type(value) is date:
            start, end = day_bounds(value, self.ctx.time_zone)
            return {
                "eq": Q(**{f"{path}__gte": start, f"{path}__lt": end}),
                "lt": Q(**{f"{path}__lt": start}),
                "lte": Q(**{f"{path}__lt": end}),
                "gt": Q(**{f"{path}__gte": end}),
                "gte": Q(**{f"{path}__gte": start}),
            }[op]
        return Q(**{path if op == "eq" else f"{path}__{op}": value})

    def _value(self, info: FieldInfo, value: Any) -> Any:
        if info.kind == "reference" and value == "me":
            return self.ctx.member_id
        try:
            if info.kind == "decimal":
                return _decimal(value, info.decimals)
            return _READERS.get(info.kind, _text)(value)
        except (ValueError, TypeError, InvalidOperation, AttributeError, OverflowError) as error:
            raise _wrong("value", f"“{info.name}”的值无效", f"Not a valid value for {info.name}.") from error

    def _custom(self, field: CustomField, op: str, value: Any) -> Q:
        """Through the typed mirror of filterable custom values."""
        rows = CustomValue.objects.filter(field=field)
        if op in EMPTINESS:
            present = Q(pk__in=rows.values("record_id"))
            return ~present if op == "is_empty" else present
        if op in PERIODS:
            first, end = _period(op, value, self.ctx.today)
            return Q(pk__in=rows.filter(day__gte=first, day__lt=end).values("record_id"))
        negative = op in ("ne", "not_in")
        matched = rows.filter(_mirror_condition(field, {"ne": "eq", "not_in": "in"}.get(op, op), value))
        found = Q(pk__in=matched.values("record_id"))
        return ~found if negative else found


def names_in(node: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a filter names."""
    for key in ("all", "any"):
        for part in node.get(key, ()):
            yield from names_in(part)
    if "field" in node:
        yield str(node["field"])


def _require(info: FieldInfo, op: Any) -> None:
    if not info.ops:
        raise _unknown(info.name)
    if op not in info.ops:
        raise _wrong("unknown_op", f"“{info.name}”不支持条件 {op}", f"{info.name} does not know {op}.")


def _period(op: str, value: Any, today: date) -> tuple[date, date]:
    """The first day, and the day behind the last."""
    if op == "this":
        if value not in ("day", "week", "month", "quarter", "year"):
            raise _wrong("value", "周期无效", "Not a period.")
        return period_bounds(value, today)
    days = timedelta(days=_days(value))
    first, last = (today - days, today) if op == "last_days" else (today, today + days)
    return first, last + timedelta(days=1)


def _tagged(path: str, op: str, value: Any) -> Q:
    """With one of these tags, or with none of them."""
    tags = [_text(tag) for tag in (_list(value) if op != "contains" else [value])]
    found = Q(*(names(path, tag) for tag in tags), _connector=Q.OR) if tags else Q(pk__in=[])
    return ~found if op == "not_in" else found


def _mirror_condition(field: CustomField, op: str, value: Any) -> Q:
    if op == "in":
        each = [_mirror_condition(field, "eq", item) for item in _list(value)]
        return Q(*each, _connector=Q.OR) if each else Q(pk__in=[])
    if op == "between":
        low, high = _pair(value)
        return _mirror_condition(field, "gte", low) & _mirror_condition(field, "lte", high)
    try:
        typed = _MIRROR_READERS.get(field.kind, _text)(value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise _wrong("value", f"“{field.name}”的值无效", f"Not a valid value for {field.name}.") from error
    ((column, typed),) = typed_column(field.kind, typed).items()
    if op in ("contains", "starts"):
        return says(field.kind, column, op, typed)
    if op == "eq" and field.kind in KEYS:
        return is_written(field.kind, column, "", typed)
    return Q(**{column if op == "eq" else f"{column}__{op}": typed})


def _unknown(name: Any) -> Invalid:
    return _wrong("unknown_field", f"不能按“{name}”筛选", f"Cannot filter by {name}.")


def _wrong(code: str, zh: str, en: str) -> Invalid:
    return Invalid.at("filter", code, zh, en)


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float) or "\x00" in str(value):
        raise _wrong("value", "值无效", "Not a valid value.")
    return str(value)[:500]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > 1000:
        raise _wrong("value", "应为列表", "Must be a list.")
    return value


def _pair(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise _wrong("value", "应为起止两个值", "Must be two values.")
    return value


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 36_500:
        raise _wrong("value", "天数无效", "Not a number of days.")
    return value


def _date(value: Any) -> date:
    """The years are those that dates may have: beyond them there is no next day to compare with."""
    day = date.fromisoformat(value)
    if not 1900 <= day.year < 3000:
        raise ValueError(value)
    return day


def _moment(value: Any) -> date | datetime:
    if len(value) == 10:
        return _date(value)
    moment = parse_datetime(value)
    if moment is None:
        raise ValueError(value)
    _date(moment.date().isoformat())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _integer(value: Any) -> int:
    number = int(value)
    if isinstance(value, bool) or abs(number) >= 2**31:
        raise ValueError(value)
    return number


def _decimal(value: Any, decimals: int = 4) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > 10**13 or number != round(number, decimals):
        raise ValueError(value)
    return number


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "reference": lambda value: UUID(str(value)),
    "date": _date,
    "datetime": _moment,
    "integer": _integer,
    "percent": _integer,
    "money": lambda value: _decimal(value),
    "boolean": _boolean,
}

# Whole numbers of custom fields are larger than those of columns.
_MIRROR_READERS: dict[str, Callable[[Any], Any]] = {
    "date": _READERS["date"],
    "boolean": _boolean,
    "decimal": _decimal,
    "integer": _decimal,
}
