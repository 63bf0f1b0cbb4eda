"""The API document tells the truth: what every reading route answers fits the schema that it declares."""

import jsonschema_rs
import pytest
from ninja import Schema

from tests.support.company import make_company
from tests.support.makers import all_makers
from tests.support.routes import operations
from yuanliu.base.ids import uuid7
from yuanliu.kernel.jobs.services import run_long_job
from yuanliu.kernel.work.object_type import object_models
from yuanliu.site.urls import api as ninja_api

OBJECTS = {model.object_type.code for model in object_models()}
DOCUMENT = ninja_api.get_openapi_schema()
READING = [o for o in operations() if o.method == "GET" and (o.of in OBJECTS or not o.takes_id)]


def answer_schema(path, method="get"):
    """The declared schema of a 200, self-contained; None where the answer is a file."""
    declared = DOCUMENT["paths"][f"/api/v1{path}"][method]["responses"].get(200, {})
    schema = declared.get("content", {}).get("application/json", {}).get("schema")
    return {**schema, "components": DOCUMENT["components"]} if schema else None


@pytest.fixture(scope="module")
def records():
    company = make_company()
    return company.api("admin"), {code: str(make(company, "admin")) for code, make in all_makers().items()}


def test_it_is_openapi_31_and_every_operation_says_what_it_answers():
    assert DOCUMENT["openapi"].startswith("3.1")
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            assert operation["responses"], (method, path)


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.id)
def test_the_answer_fits_its_schema(operation, records):
    api, ids = records
    schema = answer_schema(operation.path)
    response = api.send("GET", operation.at(ids.get(operation.of, "")))
    if response.status_code == 200 and schema is not None:
        assert _misfits(schema, response) == []


def test_what_many_acts_and_a_finished_job_answer_fits_its_schema(records):
    api, _ = records
    bulk = api.send("POST", "/leads/bulk", {"action": "delete", "ids": [str(uuid7())]})
    assert bulk.data["failed"]
    assert _misfits(answer_schema("/leads/bulk", "post"), bulk) == []
    job = api.send("PUT", "/analytics/attribution", {"model": "last", "half_life_days": 8, "look_back_days": 9}).data[
        "job"
    ]
    run_long_job.func(api.send("GET", "/session").data["tenant"]["id"], job)
    done = api.send("GET", f"/jobs/{job}")
    assert done.data["result"]
    assert _misfits(answer_schema("/jobs/{job_id}"), done) == []


def _misfits(schema, response):
    errors = _validator(schema).iter_errors(response.data)
    return [f"{error.instance_path}: {error.message}"[:300] for error in errors]


def _validator(schema):
    return jsonschema_rs.Draft202012Validator(schema)


def test_no_two_schemas_share_a_name():
    """In the document the later one would stand for both."""
    seen, waiting = {}, list(Schema.__subclasses__())
    while waiting:
        schema = waiting.pop()
        waiting += schema.__subclasses__()
        if schema.__module__.startswith("yuanliu"):
            seen.setdefault(schema.__name__, set()).add(schema.__module__)
    assert {name: sorted(modules) for name, modules in seen.items() if len(modules) > 1} == {}
