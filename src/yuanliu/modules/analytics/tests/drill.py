"""Opens every figure of an answer as the client does, and adds up the rows behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from tests.support.company import Api
from yuanliu.kernel.work.object_type import model_of

SUMMED = {"target": "amount"}
MEDIANS = ("first_response", "cycle")


def figures(answer: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every figure of an answer that opens a list."""
    if isinstance(answer, dict) and {"value", "drill"} <= set(answer):
        if answer["drill"]:
            yield path, answer
    elif isinstance(answer, dict):
        for name, part in answer.items():
            yield from figures(part, f"{path}.{name}")
    elif isinstance(answer, list):
        for index, part in enumerate(answer):
            yield from figures(part, f"{path}[{index}]")


def rows_behind(api: Api, drill: Any) -> tuple[list[Any], str]:
    """The whole list, page by page, as the client opens it; and what stands for its amount."""
    if "credit" in drill:
        return credits_behind(api, drill["credit"]), "credit"
    kind = model_of(drill["object"]).object_type
    column = SUMMED.get(kind.code, "amount_base")
    cursor: str | None = ""
    rows: list[dict[str, str]] = []
    while cursor is not None:
        query = f"filter={json.dumps(drill['filter'])}&columns={column}&limit=200&cursor={cursor}"
        page = api.send("GET", f"/{kind.path}?{query}")
        assert page.status_code == 200, (drill, page.content.decode())
        rows += page.data["items"]
        cursor = page.data["next"]
    return rows, column


def credits_behind(api: Api, asked: Any) -> list[Any]:
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = api.send("GET", f"/analytics/credits?{urlencode({**asked, 'limit': 2, **more})}")
        assert page.status_code == 200, (asked, page.content.decode())
        rows += page.data["items"]
        cursor = page.data["next"]
    assert len(rows) == page.data["count"]
    assert sum(Decimal(row["credit"]) for row in rows) == Decimal(page.data["total"])
    return rows


def check_figures(api: Api, query: str, *, credited_only: bool = False) -> None:
    """Every figure is what its rows add up to; `credited_only`: those that follow a model of touches."""
    answer = api.send("GET", query)
    assert answer.status_code == 200, answer.content.decode()
    for path, found in figures(answer.data):
        if credited_only and "credit" not in found["drill"]:
            continue
        rows, column = rows_behind(api, found["drill"])
        if path.endswith(MEDIANS):
            assert (found["value"] is None) == (not rows), path
        elif isinstance(found["value"], str):
            assert sum((Decimal(row[column]) for row in rows), start=Decimal(0)) == Decimal(found["value"]), path
        else:
            assert len(rows) == found["value"], path
