"""Custom fields: stored, validated, shown, filtered."""

import json

import pytest

from tests.support.company import make_company

FIELDS = [
    {"code": "grade", "name": "信用等级", "kind": "choice", "options": ["A", "B"], "filterable": True},
    {"code": "staff", "name": "员工数", "kind": "integer", "filterable": True},
    {"code": "since", "name": "合作起始", "kind": "date", "filterable": True},
    {"code": "lines", "name": "产品线", "kind": "multi_choice", "options": ["泵", "阀"], "filterable": True},
    {"code": "note", "name": "说明", "kind": "long_text"},
    {"code": "vat", "name": "税号", "kind": "text", "required": True, "filterable": True},
    {"code": "rate", "name": "折扣率", "kind": "decimal"},
    {"code": "vip", "name": "大客户", "kind": "boolean", "filterable": True},
]


@pytest.fixture(scope="module")
def company():
    company = make_company()
    for position, field in enumerate(FIELDS):
        made = company.api().send("POST", "/custom-fields", {"object": "account", "position": position, **field})
        assert made.status_code == 201, made.content
    return company


def create(company, name, **custom):
    return company.api("sales").send("POST", "/accounts", {"name": name, "custom": {"vat": "91310000", **custom}})


def listed(company, condition):
    answer = company.api("sales").send("GET", f"/accounts?filter={json.dumps(condition)}&columns=name")
    assert answer.status_code == 200, answer.content
    return {item["name"] for item in answer.data["items"]}


def test_values_are_stored_and_shown(company):
    made = create(company, "全", grade="A", staff=12, since="2024-05-01", lines=["泵", "阀"], rate="0.85", vip=True)
    assert made.status_code == 201, made.content
    page = company.api("sales").send("GET", f"/accounts/{made.data['id']}").data
    expected = {"grade": "A", "staff": 12, "since": "2024-05-01", "lines": ["泵", "阀"], "rate": "0.85", "vip": True}
    assert {name: page["custom"][name] for name in expected} == expected
    row = company.api("sales").send("GET", "/accounts?columns=name,custom.grade").data["items"][0]
    assert row["custom"] == {"grade": "A"}


@pytest.mark.parametrize(
    ("custom", "field", "code"),
    [
        ({"vat": ""}, "custom.vat", "required"),
        ({"grade": "Z"}, "custom.grade", "invalid"),
        ({"staff": "many"}, "custom.staff", "invalid"),
        ({"staff": 1.5}, "custom.staff", "invalid"),
        ({"since": "gestern"}, "custom.since", "invalid"),
        ({"lines": ["泵", "船"]}, "custom.lines", "invalid"),
        ({"rate": "NaN"}, "custom.rate", "invalid"),
        ({"vip": "yes"}, "custom.vip", "invalid"),
        ({"note": "x" * 10_001}, "custom.note", "invalid"),
        ({"ghost": 1}, "custom.ghost", "unknown_field"),
    ],
)
def test_a_wrong_value_is_an_error_at_its_field_and_nothing_is_written(company, custom, field, code):
    before = company.api("sales").send("GET", "/accounts/count").data
    answer = create(company, "错", **custom)
    assert answer.status_code == 422, answer.content
    assert [(e["field"], e["code"]) for e in answer.data["errors"]] == [(field, code)]
    assert company.api("sales").send("GET", "/accounts/count").data == before


def test_each_kind_can_be_filtered_and_a_change_is_found_at_once(company):
    made = create(company, "筛", grade="B", staff=500, since="2020-01-01", lines=["阀"], vip=False)
    create(company, "别", grade="A", staff=5, since="2026-01-01", lines=["泵"], vip=True)
    for condition in (
        {"field": "custom.grade", "op": "eq", "value": "B"},
        {"field": "custom.staff", "op": "between", "value": [400, 600]},
        {"field": "custom.since", "op": "lt", "value": "2021-01-01"},
        {"all": [{"field": "custom.lines", "op": "in", "value": ["阀"]}, {"field": "name", "op": "eq", "value": "筛"}]},
        {
            "all": [
                {"field": "custom.vip", "op": "eq", "value": False},
                {"field": "custom.staff", "op": "gt", "value": 400},
            ]
        },
    ):
        assert listed(company, condition) == {"筛"}, condition
    body = {"version": made.data["version"], "custom": {"grade": "A", "staff": None}}
    assert company.api("sales").send("PATCH", f"/accounts/{made.data['id']}", body).status_code == 200
    assert "筛" not in listed(company, {"field": "custom.grade", "op": "eq", "value": "B"})
    assert "筛" in listed(company, {"field": "custom.staff", "op": "is_empty"})


def test_an_unfilterable_field_cannot_be_asked_for(company):
    condition = json.dumps({"field": "custom.note", "op": "contains", "value": "x"})
    answer = company.api("sales").send("GET", f"/accounts?filter={condition}")
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (422, "unknown_field")


def test_a_value_that_is_not_sent_stays(company):
    made = create(company, "留", grade="A")
    body = {"version": made.data["version"], "custom": {"staff": 3}}
    page = company.api("sales").send("PATCH", f"/accounts/{made.data['id']}", body).data
    assert (page["custom"]["grade"], page["custom"]["staff"]) == ("A", 3)


@pytest.mark.parametrize(
    ("field", "at", "code"),
    [
        ({"object": "nothing", "kind": "text"}, "object", "unknown_object"),
        ({"kind": "choice"}, "options", "required"),
        ({"kind": "text", "carries_to": ["account.staff"]}, "carries_to", "not_found"),
        ({"kind": "text", "carries_to": ["nonsense"]}, "carries_to", "not_found"),
    ],
)
def test_a_field_that_could_hold_nothing_is_not_declared(company, field, at, code):
    refused = company.api().send("POST", "/custom-fields", {"object": "lead", "code": "x", "name": "x", **field})
    assert [(error["field"], error["code"]) for error in refused.data["errors"]] == [(at, code)]


def test_what_becomes_filterable_later_is_found_by_the_values_that_are_there(company):
    api, other = company.api(), make_company()
    values = {"a": "A", "b": 7, "c": "2024-05-01", "d": ["泵", "阀"], "e": "0.85", "f": True, "g": "长" * 600}
    kinds = {
        "a": "choice",
        "b": "integer",
        "c": "date",
        "d": "multi_choice",
        "e": "decimal",
        "f": "boolean",
        "g": "text",
    }
    fields = {}
    for code, kind in kinds.items():
        options = {"options": ["A", "泵", "阀"]} if "choice" in kind else {}
        body = {"object": "contact", "code": code, "name": code, "kind": kind, **options}
        fields[code] = api.send("POST", "/custom-fields", body).data
        other.api().send("POST", "/custom-fields", body)
    values["g"] = "长" * 400
    for at in (company, other):
        account = at.api().send(
            "POST", "/accounts", {"name": "甲", "custom": {"vat": "1"}} if at is company else {"name": "甲"}
        )
        made = at.api().send("POST", "/contacts", {"account": account.data["id"], "name": "全", "custom": values})
        assert made.status_code == 201, made.content

    def found(code, value):
        condition = json.dumps({"field": f"custom.{code}", "op": "eq", "value": value})
        return api.send("GET", f"/contacts?filter={condition}&columns=name")

    asked = {**values, "d": "阀"}
    for code, field in fields.items():
        assert found(code, asked[code]).status_code == 422
        path = f"/custom-fields/{field['id']}"
        on = api.send("PATCH", path, {"version": field["version"], "filterable": True})
        assert [row["name"] for row in found(code, asked[code]).data["items"]] == ["全"], code
        off = api.send("PATCH", path, {"version": on.data["version"], "filterable": False})
        assert off.status_code == 200, off.content
        assert found(code, asked[code]).status_code == 422
