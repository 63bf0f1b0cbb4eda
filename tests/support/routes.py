"""Every operation of the API, with a body that its schema accepts: made from the OpenAPI document, so none is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yuanliu.site.urls import api

NIL = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Operation:
    """One method of one path. `of` is the record type that its first id names, "" when it names none."""

    method: str
    path: str
    id: str
    of: str  # the object
    body: Any
    multipart: bool
    open: bool

    @property
    def takes_id(self) -> bool:
        return "{" in self.path

    def at(self, record_id: object) -> str:
        """The path with the first id filled in; further ids are nobody's."""
        first = re.sub(r"\{[^}]*\}", str(record_id), self.path, count=1)
        return re.sub(r"\{[^}]*\}", NIL, first)


def operations() -> Iterator[Operation]:
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield Operation(
                method=method.upper(),
                path=path.removeprefix("/api/v1"),
                id=operation["operationId"],
                of=(operation.get("tags") or [""])[0],
                body=smallest(schema, schemas) if schema else None,
                multipart="multipart/form-data" in content,
                open=not operation.get("security"),
            )


def smallest(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The least value that the schema accepts."""
    if "$ref" in schema:
        return smallest(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for key in ("const", "default", "example"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return smallest(schema[key][0], schemas)
    kind = schema.get("type", "object")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: smallest(properties[name], schemas) for name in schema.get("required", ())}
    if kind == "array":
        return [smallest(schema["items"], schemas)] * schema.get("minItems", 0)
    return _scalar(kind, schema)


def _scalar(kind: str, schema: dict[str, Any]) -> Any:
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    formats = {"uuid": NIL, "date": "2026-01-05", "date-time": "2026-01-05T08:00:00Z", "email": "a@example.com"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    if "pattern" in schema and kind == "string":
        return "1"
    return "x" * max(1, schema.get("minLength", 1))
