"""What a schema refuses, said in the product's two languages at the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yuanliu.base.errors import FieldError
from yuanliu.base.i18n import T

# pydantic's error type → our stable code and sentence
SENTENCES: dict[str, tuple[str, T]] = {
    "missing": ("required", T("此项必填", "This is required.")),
    "extra_forbidden": ("unknown_field", T("没有这个字段", "There is no such field.")),
    "string_too_long": ("too_long", T("最多 {max_length} 个字", "At most {max_length} characters.")),
    "string_too_short": ("too_short", T("至少 {min_length} 个字", "At least {min_length} characters.")),
    "too_long": ("too_many", T("最多 {max_length} 项", "At most {max_length} entries.")),
    "string_unicode": ("control_characters", T("包含无法保存的字符", "Contains characters that cannot be stored.")),
    "literal_error": ("not_an_option", T("请从给定选项中选择", "Choose one of the options.")),
    "greater_than_equal": ("too_small", T("不能小于 {ge}", "Must be at least {ge}.")),
    "less_than_equal": ("too_large", T("不能大于 {le}", "Must be at most {le}.")),
    "decimal_max_places": ("too_precise", T("最多 {decimal_places} 位小数", "At most {decimal_places} decimals.")),
    "json_invalid": ("json", T("不是有效的 JSON", "This is not valid JSON.")),
}
BY_PREFIX: tuple[tuple[str, str, T], ...] = (
    ("uuid", "type", T("编号无效", "This is not an id.")),
    ("decimal", "type", T("请填写数字", "Enter a number.")),
    ("int", "type", T("请填写整数", "Enter a whole number.")),
    ("float", "type", T("请填写数字", "Enter a number.")),
    ("datetime", "type", T("请填写正确的时间", "Enter a valid time.")),
    ("date", "type", T("请填写正确的日期", "Enter a valid date.")),
    ("bool", "type", T("请选择是或否", "Choose yes or no.")),
    ("string", "type", T("请填写文字", "Enter text.")),
    ("list", "type", T("应为列表", "Must be a list.")),
    ("dict", "type", T("应为对象", "Must be an object.")),
)
BY_MESSAGE = {
    "required": T("此项必填", "This is required."),
    "email": T("邮箱格式不正确", "This is not an e-mail address."),
    "phone": T("电话号码格式不正确", "This is not a phone number."),
    "url": T("网址应以 http:// 或 https:// 开头", "A web address starts with http:// or https://."),
    "control_characters": T("包含无法保存的字符", "Contains characters that cannot be stored."),
}
OTHER = ("invalid", T("填写有误", "This is not valid."))


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    return [FieldError(_path(error["loc"]), *_sentence(error)) for error in errors]


def _path(loc: Iterable[Any]) -> str:
    """Where in the request, without the names that the framework puts in front."""
    parts = [str(part) for part in loc]
    while len(parts) > 1 and parts[0] in ("body", "query", "path", "params", "form", "file", "payload"):
        parts.pop(0)
    return ".".join(parts)


def _sentence(error: Mapping[str, Any]) -> tuple[str, T]:
    kind, values = error["type"], error.get("ctx") or {}
    if kind == "value_error":
        reason = str(values.get("error", "")) or error.get("msg", "").removeprefix("Value error, ")
        return (reason, BY_MESSAGE[reason]) if reason in BY_MESSAGE else OTHER
    if kind in SENTENCES:
        code, text = SENTENCES[kind]
        return code, text.format(**{name: str(value) for name, value in values.items()})
    return next(((code, text) for prefix, code, text in BY_PREFIX if kind.startswith(prefix)), OTHER)
