"""Values that no person sends, in every parameter and every field of every operation: never a server error."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests.support.company import make_company
from tests.support.makers import all_makers
from tests.support.routes import NIL, operations
from yuanliu.kernel.work.unit import reading
from yuanliu.site.urls import api as ninja_api

LEAVES = {"disable_member", "set_member_password"}
ODD: tuple[object, ...] = (
    None,
    "",
    "a\x00b",
    "\ud800",
    [],
    ["x"],
    {},
    {"a": {"b": [1]}},
    True,
    -1,
    10**30,
    1.5,
    "0001-01-01",
    "9999-12-31",
    "x" * 30_000,
)
DEEP = "[" * 100_000
CURSORS = (
    "AA",
    "WyJ4IiwxXQ",
    "W251bGwsbnVsbF0",
    "WyJcdTAwMDAiLCIwMDAwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ",
    "Wzk5OTk5OTk5OTk5OTk5OTk5OTksIjAwMDAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCJd",
)
FILTERS = (
    "[]",
    "1",
    '{"all":' * 2000,
    '{"field":"created_at","op":"gte","value":"0001-01-01"}',
    '{"field":"created_at","op":"eq","value":"9999-12-31"}',
    '{"field":["a"],"op":"eq","value":1}',
    '{"field":"created_at","op":["x"],"value":1}',
    '{"field":"created_at","op":"eq","value":[1]}',
    '{"field":"id","op":"eq","value":"\\u0000"}',
)
DOCUMENT = ninja_api.get_openapi_schema()
OPERATIONS = [operation for operation in operations() if operation.id not in LEAVES and not operation.multipart]


@pytest.fixture(scope="module")
def company():
    made = make_company()
    return made.api("admin"), {code: str(make(made, "admin")) for code, make in all_makers().items()}


def parameters(operation):
    item = DOCUMENT["paths"][f"/api/v1{operation.path}"][operation.method.lower()]
    return [each["name"] for each in item.get("parameters", ()) if each["in"] == "query"]


def requests(operation, number):
    """(query, body) with one odd value each; of many values some for each field, others for the next."""
    for at, name in enumerate(parameters(operation)):
        values = {"cursor": CURSORS, "filter": FILTERS}.get(name, ())
        for value in (*values, *ODD[(number + at) % 3 :: 3]):
            yield {name: str(value).encode("utf-8", "replace")}, operation.body
    if isinstance(operation.body, dict):
        schema = DOCUMENT["paths"][f"/api/v1{operation.path}"][operation.method.lower()]["requestBody"]
        names = _fields(schema["content"]["application/json"]["schema"])
        for at, name in enumerate(names):
            for value in ODD[(number + at) % 5 :: 5]:
                yield {}, {**operation.body, name: value}


def _fields(schema):
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", {}))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_no_server_error(operation, company):
    api, ids = company
    path = operation.at(ids.get(operation.of, NIL))
    for query, body in requests(operation, OPERATIONS.index(operation)):
        response = api.send(operation.method, f"{path}?{urlencode(query)}", body)
        assert response.status_code < 500 or response.data["code"] in ("too_busy",), (
            query,
            str(body)[:200],
            response.content,
        )
        if response.status_code == 422:
            assert all("field" in error for error in response.data["errors"])


def test_a_body_nested_without_end_is_refused(company):
    api, _ = company
    response = api.generic("POST", "/api/v1/leads", DEEP, content_type="application/json")
    assert response.status_code in (400, 422)
    assert json.loads(response.content)["code"]


def test_no_statement_waits_for_ever():
    with reading(make_company().admin), connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] not in ("0", ""), name
