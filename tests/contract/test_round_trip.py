"""What was exported imports again unchanged, as CSV and as a spreadsheet: every object that can do both."""

import io
import json

import openpyxl
import pytest

from tests.support.company import make_company
from tests.support.fixtures import drain_queue
from tests.support.makers import all_makers
from yuanliu.kernel.imports.fields import importable_fields
from yuanliu.kernel.imports.tests.support import error_rows, planned, step, upload
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.unit import reading
from yuanliu.site import urls

OBJECTS = sorted(model.object_type.code for model in object_models())
#: Where a file alone makes no second one, and what is said at its row instead.
NOT_ALONE = {
    "custom_field": "已存在相同的值",
    "duplicate_rule": "已存在相同的值",
    "exchange_rate": "",  # taken, or of a year after 2199, which no cell is read as and its maker likes
    "follow_up": "请选择要跟进的记录",
    "pool": "已存在相同的值",
    "stage": "已存在相同的值",
    "submission": "请至少填写",  # what was answered comes in through the questions of its form
    "target": "已存在相同的值",
}
#: Text that a spreadsheet or a reader of CSV could take for something else.
TEXTS = ["=1+1", "'=1", "0123", "+86 138", "a,b;c|d", 'say "x"', "-5", "1,234"]


@pytest.fixture
def company():
    """One for each object: a second customer of the same name would make every reference ambiguous."""
    assert urls.api is not None
    company = make_company()
    yield company
    drain_queue()


@pytest.mark.parametrize("code", OBJECTS)
def test_it_comes_back_as_it_was(company, code):
    api, model = company.api("admin"), model_of(code)
    path = model.object_type.path
    record_id = str(all_makers()[code](company, "admin"))
    before = _with_odd_text(api, model, record_id)
    with reading(company.admin):
        names = [name for name in importable_fields(company.admin, model) if name in model.object_type.creatable]
    where = {"filter": json.dumps({"field": "id", "op": "eq", "value": record_id}), "columns": ",".join(names)}
    files = {form: api.get(f"/api/v1/{path}/export", {**where, "format": form}).content for form in ("csv", "xlsx")}
    for form, content in files.items() if names else ():
        made = _imported(api, model, names, content, f"x.{form}")
        if isinstance(made, str):
            assert code in NOT_ALONE, (form, made)
            assert NOT_ALONE[code] in made
            continue
        after = _newest(api, path) if made["counts"].get("created") else api.send("GET", f"/{path}/{record_id}").data
        assert {name: after.get(name) for name in names} == {name: before.get(name) for name in names}, form


def _imported(api, model, names, content, name):
    """The import at its end, or why its row did not go in."""
    response = upload(api, model.object_type.code, content, name)
    assert response.status_code == 201, response.content.decode()
    labels = {model_fields(model)[name].label.zh: name for name in names}
    mapping = {column["name"]: labels.get(column["name"]) for column in response.data["columns"]}
    planned(api, response.data, mapping, options={"duplicates": "update"})
    checked = step(api, response.data, "check")
    done = step(api, response.data, "run")
    assert checked["counts"].get("error", 0) == done["counts"].get("error", 0)
    return error_rows(api, done)[0]["原因"] if done["counts"].get("error") else done


def _with_odd_text(api, model, record_id):
    """The record, with text that is easily misread in what may be written freely."""
    path = model.object_type.path
    shown = api.send("GET", f"/{path}/{record_id}").data
    free = [
        name
        for name in model.object_type.patchable
        if model_fields(model)[name].kind in ("text", "long_text")
        and name in shown
        and name != model.object_type.title
        and name not in ("locale", "time_zone", "code", "address_name", "currency")
    ]
    values = {name: TEXTS[at % len(TEXTS)] for at, name in enumerate(free)}
    tags = {"tags": ["a、b", "c"]} if "tags" in model.object_type.patchable else {}
    body = {"version": shown["version"], **values, **tags}
    patched = api.send("PATCH", f"/{path}/{record_id}", body)
    return patched.data if patched.status_code == 200 else shown


def _newest(api, path):
    (item,) = api.send("GET", f"/{path}?limit=1&sort=-created_at").data["items"]
    return api.send("GET", f"/{path}/{item['id']}").data


def test_spreadsheets_hold_numbers_and_days(company):
    """A spreadsheet calculates with what it is given, and what it would change stays text."""
    api = company.api("admin")
    body = {"name": "=价格", "price": "1234.5"}
    made = api.send("POST", "/products", body)
    assert made.status_code == 201, made.content
    where = {
        "filter": json.dumps({"field": "id", "op": "eq", "value": made.data["id"]}),
        "columns": "name,price,created_at",
    }
    content = api.get("/api/v1/products/export", {**where, "format": "xlsx"}).content
    name, price, _currency, day = (cell for cell in openpyxl.load_workbook(io.BytesIO(content)).active[2])
    assert (name.value, name.data_type) == ("=价格", "s")
    assert (price.value, price.data_type) == (1234.5, "n")
    assert day.is_date
    assert api.get("/api/v1/products/export", where).content.decode().splitlines()[1].startswith("'=价格,1234.5")
