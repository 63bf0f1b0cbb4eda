"""What every object promises, tested on every object: audit, versions, paging, filter, export, recycle bin."""

import csv
import io
import json

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.kernel.records.services import _steps
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.site import urls

OBJECTS = sorted(model.object_type.code for model in object_models())


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(params=OBJECTS)
def made(request, company):
    """(path, id, api) of a new record of each object, made by the administrator."""
    code = request.param
    record_id = all_makers()[code](company, "admin")
    return model_of(code).object_type.path, str(record_id), company.api("admin")


def test_every_object_has_routes():
    assert urls.api is not None  # the routers register how records are made
    assert set(OBJECTS) == set(_steps)


def test_it_is_listed_counted_and_found_by_id(made):
    path, record_id, api = made
    where = json.dumps({"field": "id", "op": "eq", "value": record_id})
    listed = api.send("GET", f"/{path}?filter={where}")
    assert [item["id"] for item in listed.data["items"]] == [record_id]
    assert api.send("GET", f"/{path}/count?filter={where}").data == {"count": 1, "exact": True}
    assert api.send("GET", f"/{path}/{record_id}").data["id"] == record_id


def test_its_page_is_what_its_parts_are(made):
    path, record_id, api = made
    page = api.send("GET", f"/{path}/{record_id}/page").data
    assert page["record"] == api.send("GET", f"/{path}/{record_id}").data
    assert page["timeline"] == api.send("GET", f"/{path}/{record_id}/timeline").data
    objects = api.send("GET", "/meta").data["objects"]
    (kind,) = (kind for kind in objects.values() if kind["path"] == path)
    assert [(part["object"], part["field"]) for part in page["related"]] == [
        (related["object"], related["field"]) for related in kind["related"] if related["object"] in objects
    ]
    for part in page["related"]:
        target = objects[part["object"]]
        placed = any(field["name"] == "position" and field["sortable"] for field in target["fields"])
        where = json.dumps({"field": part["field"], "op": "in", "value": [record_id]})
        asked = f"/{target['path']}?filter={where}" + ("&sort=position" if placed else "&limit=20")
        assert {"items": part["items"], "next": part["next"]} == api.send("GET", asked).data
        assert (part["count"], part["exact"]) == (len(part["items"]), True)


def test_pages_cover_the_list_once(made):
    path, record_id, api = made
    seen, cursor = [], ""
    while cursor is not None:
        page = api.send("GET", f"/{path}?limit=2&cursor={cursor}").data
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == api.send("GET", f"/{path}/count").data["count"]
    assert record_id in seen


def test_every_column_sorts_and_pages_both_ways(made):
    path, _, api = made
    fields = next(o for o in api.send("GET", "/meta").data["objects"].values() if o["path"] == path)["fields"]
    for field in (f for f in fields if f["sortable"]):
        for sort in (field["name"], f"-{field['name']}"):
            first = api.send("GET", f"/{path}?limit=1&sort={sort}")
            assert first.status_code == 200, (sort, first.content)
            if first.data["next"]:
                second = api.send("GET", f"/{path}?limit=1&sort={sort}&cursor={first.data['next']}")
                assert second.data["items"][0]["id"] != first.data["items"][0]["id"], sort


def test_its_creation_is_on_record(made):
    path, record_id, api = made
    entries = api.send("GET", f"/{path}/{record_id}/timeline").data["items"]
    assert entries, path
    created = entries[-1]
    assert created["actor"]["title"] == "管理员"
    assert created["at"]


def test_two_edits_of_one_version_one_wins(made):
    path, record_id, api = made
    model = next(m for m in object_models() if m.object_type.path == path)
    page = api.send("GET", f"/{path}/{record_id}").data
    texts = [
        f["name"]
        for f in _fields(api, path)
        if f["kind"] in ("text", "long_text") and f["name"] in model.object_type.patchable
    ]
    if not texts or "update" not in page["can"]:
        return
    body = {"version": page["version"], texts[0]: "改过"}
    first = api.send("PATCH", f"/{path}/{record_id}", body)
    assert first.status_code == 200, first.content
    assert first.data[texts[0]] == "改过"
    second = api.send("PATCH", f"/{path}/{record_id}", {**body, texts[0]: "又改"})
    assert (second.status_code, second.data["code"]) == (409, "version_conflict")
    changes = api.send("GET", f"/{path}/{record_id}/timeline").data["items"][0]["changes"]
    assert [c["new"] for c in changes if c["field"] == texts[0]] == ["改过"]


def _fields(api, path):
    return next(o for o in api.send("GET", "/meta").data["objects"].values() if o["path"] == path)["fields"]


def test_deleted_is_out_of_the_list_and_comes_back(made):
    path, record_id, api = made
    where = json.dumps({"field": "id", "op": "eq", "value": record_id})
    deleted = api.send("DELETE", f"/{path}/{record_id}")
    if deleted.status_code == 409:  # what business rules keep: said with a code
        assert deleted.data["code"] not in ("conflict", ""), deleted.content
        return
    assert deleted.status_code == 204, deleted.content
    assert api.send("GET", f"/{path}?filter={where}").data["items"] == []
    assert api.send("GET", f"/{path}/{record_id}").status_code == 404
    assert [i["id"] for i in api.send("GET", f"/{path}?filter={where}&deleted=true").data["items"]] == [record_id]
    assert api.send("POST", f"/{path}/{record_id}/restore").status_code == 200
    assert api.send("GET", f"/{path}/{record_id}").status_code == 200


def test_it_exports_what_it_lists(made):
    path, record_id, api = made
    where = json.dumps({"field": "id", "op": "eq", "value": record_id})
    title = api.send("GET", f"/{path}/{record_id}").data["title"]
    response = api.send("GET", f"/{path}/export?filter={where}")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not title or title in rows[1] or path in ("saved-views", "roles"), rows
    assert api.send("GET", f"/{path}/export?filter={where}&format=xlsx").content[:2] == b"PK"


def test_unknown_fields_are_refused(made):
    path, _, api = made
    response = api.send("POST", f"/{path}", {"no_such_field": 1})
    assert response.status_code in (422, 405), response.content
    if response.status_code == 422:
        assert "no_such_field" in [error["field"] for error in response.data["errors"]]
