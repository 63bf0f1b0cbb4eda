"""What comes in is read here, once for all routes: nothing that no column can hold gets further, and the error names it."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from yuanliu.base.errors import Invalid

MAX_DEPTH = 32
LARGEST = 10**24  # of a whole number; no column holds more, and longer ones cost time to read
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class CleanParser(Parser):
    """No NUL (PostgreSQL has none), no half characters, no number that is none, and nothing nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body, parse_constant=_no_number)
        except RecursionError:
            raise _too_deep("body") from None
        _check(body, "", 0)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name, values in data.lists():
            for value in values:
                _check(value, name, 0)
        return super().parse_querydict(data, list_fields, request)


def _check(value: Any, path: str, depth: int) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise Invalid.at(
                path, "control_characters", "包含无法保存的字符", "Contains characters that cannot be stored."
            )
    elif isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            below = f"{path}.{key}".lstrip(".")
            if isinstance(key, str):
                _check(key, path, depth)
            _check(item, below, depth + 1)
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise Invalid.at(path, "type", "数字过大", "The number is too large.")


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _too_deep(path: str) -> Invalid:
    return Invalid.at(path, "too_complex", "内容嵌套过深", "This is nested too deeply.")
