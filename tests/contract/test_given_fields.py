"""What a rule keeps from a member they cannot write either, of any object: by form, bulk edit or import."""

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers, post
from yuanliu.kernel.access.models import Role
from yuanliu.kernel.imports.fields import importable_fields
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.schemas import patch_schema
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.unit import reading, work

OBJECTS = sorted(model.object_type.code for model in object_models())
VALUE = {
    "phone": "13812345678",
    "email": "a@example.com",
    "boolean": True,
    "tags": ["x"],
    "json": {},
    "integer": 1,
    "percent": 1,
    "date": "2026-01-05",
    "url": "https://a.b",
}


@pytest.fixture(scope="module")
def records():
    """One of everything, and an administrator from whom then every field is hidden."""
    company = make_company()
    made = {code: str(make(company, "admin")) for code, make in all_makers().items()}
    for code in OBJECTS:
        post(
            company,
            "admin",
            "/custom-fields",
            {"object": code, "code": "kept", "name": "x", "kind": "text"},
        )
    rules = {f"{code}.{name}": "hidden" for code in OBJECTS for name in (*model_fields(model_of(code)), "custom.kept")}
    with work(company.admin) as w:
        for role in w.take(Role, Role.objects.alive().filter(code="admin")):
            role.field_rules = rules
    return company, made


@pytest.mark.parametrize("code", OBJECTS)
def test_a_hidden_field_cannot_be_given(code, records):
    company, made = records
    model = model_of(code)
    api, path = company.api("admin"), f"/{model.object_type.path}"
    version = api.send("GET", f"{path}/{made[code]}").data["version"]
    custom = api.send("PATCH", f"{path}/{made[code]}", {"version": version, "custom": {"kept": "x"}})
    if custom.status_code != 409:  # a converted, confirmed or locked record, or one that was changed meanwhile
        assert (custom.status_code, [e["field"] for e in custom.data["errors"]]) == (422, ["custom.kept"]), (
            custom.content
        )
    for name in patch_schema(model).model_fields:
        info = model_fields(model).get(name)
        if info is None or info.kind in ("choice", "reference", "datetime"):
            continue
        value = VALUE.get(info.kind, "1")
        bulk = api.send("POST", f"{path}/bulk", {"action": "update", "ids": [made[code]], "values": {name: value}})
        assert bulk.status_code == 422, (name, bulk.content)
    with reading(company.ctx("admin")):
        assert set(importable_fields(company.ctx("admin"), model)) & set(model_fields(model)) <= {"created_at"} - {
            "created_at"
        }
