"""What `/meta` says a filter may ask of a field is what the server answers, and answers right; nothing else is accepted."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.base.errors import Invalid
from yuanliu.base.time import period_bounds
from yuanliu.kernel.metadata.models import CustomKind
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import OPS
from yuanliu.kernel.records.filters import FilterCompiler
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.unit import reading

OBJECTS = sorted(model.object_type.code for model in object_models())
EVERY_OP = list(dict.fromkeys(op for ops in OPS.values() for op in ops))
SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(SHANGHAI).date()
NOBODY = "00000000-0000-7000-8000-000000000000"
CUSTOM = {
    "text": "一号", "long_text": "很长", "integer": 123_456_789_012, "decimal": "12.5", "date": TODAY.isoformat(), "boolean": True,
    "choice": "甲", "multi_choice": ["甲", "乙"], "phone": "13812345678", "email": "a@example.com", "url": "https://example.com/a",
}  # fmt: skip


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def api(company):
    return company.api("admin")


def meta(api, code):
    return api.send("GET", "/meta").data["objects"][code]


def add_custom_fields(api, code):
    for kind in CustomKind:
        values = {"object": code, "code": f"any_{kind.value}", "name": kind.value, "kind": kind.value}
        options = ["甲", "乙", "丙"] if "choice" in kind.value else []
        made = api.send(
            "POST", "/custom-fields", {**values, "options": options, "filterable": kind != CustomKind.LONG_TEXT}
        )
        assert made.status_code == 201, made.content


@pytest.mark.parametrize("code", OBJECTS)
def test_what_meta_offers_is_answered_right(api, company, code):
    kind, record_id = meta(api, code), str(all_makers()[code](company, "admin"))
    names = ",".join(field["name"] for field in kind["fields"])
    (record,) = _found(api, kind, {"field": "id", "op": "eq", "value": record_id}, names)
    _all_answered(api, kind, record)


def test_custom_fields_of_each_kind_are_answered_right(api):
    add_custom_fields(api, "account")
    kind = meta(api, "account")
    for values in ({f"any_{kind}": value for kind, value in CUSTOM.items()}, {}):
        made = api.send("POST", "/accounts", {"name": "江阴法兰有限公司", "custom": values})
        assert made.status_code == 201, made.content
        custom = {f"custom.{name}": value for name, value in made.data["custom"].items()}
        fields = [field for field in kind["fields"] if field["custom"]]
        assert {field["name"] for field in fields if field["ops"]} == {f"custom.any_{k}" for k in CUSTOM} - {
            "custom.any_long_text"
        }
        _all_answered(api, {**kind, "fields": fields}, {**made.data, **custom})


def test_a_long_text_cannot_become_filterable(api):
    field = {"object": "contact", "code": "story", "name": "经历", "kind": "long_text", "filterable": True}
    refused = api.send("POST", "/custom-fields", field)
    assert (refused.status_code, refused.data["errors"][0]["field"]) == (422, "filterable"), refused.content


@pytest.mark.parametrize("code", OBJECTS)
def test_what_meta_does_not_offer_is_refused(api, company, code):
    kind = meta(api, code)
    with reading(company.ctx("admin")):
        customs = custom_fields(code)
        for field in kind["fields"]:
            for op in {*EVERY_OP, "like"} - set(field["ops"]):
                compiler = FilterCompiler(company.ctx("admin"), model_of(code), customs)
                with pytest.raises(Invalid) as refused:
                    compiler.compile({"field": field["name"], "op": op, "value": None})
                assert refused.value.errors[0].code == ("unknown_op" if field["ops"] else "unknown_field"), (field, op)


def test_a_refusal_names_the_field_and_the_condition(api):
    asked = json.dumps({"field": "status", "op": "contains", "value": "n"})
    refused = api.send("GET", f"/leads?filter={asked}", **{"Accept-Language": "en"})
    (error,) = refused.data["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "filter", "unknown_op")
    assert error["detail"] == "status does not know contains."


def test_a_masked_field_offers_nothing(company):
    role = company.api("admin").send("GET", "/roles?columns=code,field_rules").data["items"]
    (sales,) = [one for one in role if one["code"] == "salesperson"]
    body = {"version": sales["version"], "field_rules": {"account.phone": "masked"}}
    assert company.api("admin").send("PATCH", f"/roles/{sales['id']}", body).status_code == 200
    fields = {field["name"]: field for field in meta(company.api("sales"), "account")["fields"]}
    assert fields["phone"]["ops"] == []
    assert fields["name"]["ops"]


def _found(api, kind, condition, columns=""):
    answer = api.send("GET", f"/{kind['path']}?filter={json.dumps(condition)}&columns={columns}")
    assert answer.status_code == 200, (condition, answer.content)
    return answer.data["items"]


def _all_answered(api, kind, record):
    """Conditions that hold are asked all at once, and those that do not: only where that fails each is asked by itself."""
    itself = {"field": "id", "op": "eq", "value": record["id"]}
    right, wrong = [], []
    for field in kind["fields"]:
        for condition, holds in _conditions(field, record.get(field["name"])):
            (right if holds else wrong).append(condition)
    for first in range(0, len(right), 40):
        together = right[first : first + 40]
        if not _found(api, kind, {"all": [itself, *together]}):
            missed = [one for one in together if not _found(api, kind, {"all": [itself, one]})]
            pytest.fail(f"holds, and is not found by: {missed}")
    for first in range(0, len(wrong), 40):
        together = wrong[first : first + 40]
        if _found(api, kind, {"all": [itself, {"any": together}]}):
            found = [one for one in together if _found(api, kind, {"all": [itself, one]})]
            pytest.fail(f"does not hold, and is found by: {found}")


def _conditions(field, shown):
    """Every operator of a field with fitting values, and whether it holds for the value shown."""
    value = _typed(field, shown)
    for op in field["ops"]:
        for asked in _asked(field, op, shown):
            yield (
                {"field": field["name"], "op": op, **({} if asked is None else {"value": asked})},
                _holds(field, op, value, asked),
            )


def _typed(field, shown):
    if shown in (None, "", []):
        return None
    if field["kind"] == "reference":
        return shown["id"]
    return _READERS.get(field["kind"], lambda text: text)(shown)


def _moment_as_day(text):
    return datetime.fromisoformat(text).astimezone(SHANGHAI).date()


_READERS = {
    "date": date.fromisoformat, "datetime": _moment_as_day, "integer": Decimal, "decimal": Decimal, "money": Decimal, "percent": Decimal,
}  # fmt: skip


def _asked(field, op, shown):
    """The value itself, and another one of its kind."""
    if op in ("is_empty", "not_empty"):
        return [None]
    if op == "this":
        return ["day", "week", "month", "quarter", "year"]
    if op in ("last_days", "next_days"):
        return [0, 30]
    plain = _as_asked(field, shown)
    ones = [*([] if plain is None else [plain]), _other(field)]
    if op == "between":
        return [[one, one] for one in ones]
    if op in ("in", "not_in"):
        return [[one] for one in ones] + [ones, []]
    if op in ("contains", "starts") and field["kind"] not in ("tags", "multi_choice"):
        return [one[:3] for one in ones]
    return ones


def _as_asked(field, shown):
    if shown in (None, "", []):
        return None
    if field["kind"] == "reference":
        return shown["id"]
    if field["kind"] == "datetime":
        return _moment_as_day(shown).isoformat()
    return shown[0] if isinstance(shown, list) else shown


def _other(field):
    kind = field["kind"]
    if field["options"] and kind != "reference":
        return field["options"][-1]["value"]
    numbers = dict.fromkeys(("integer", "decimal", "money", "percent"), "7")
    return {
        "reference": NOBODY, "boolean": False, "date": "2020-02-29", "datetime": "2020-02-29", "phone": "13900000000",
        "email": "nobody@example.com", **numbers,
    }.get(kind, "查无此值")  # fmt: skip


def _holds(field, op, value, asked):
    if op in ("is_empty", "not_empty"):
        return (value is None) == (op == "is_empty")
    if op in ("ne", "not_in"):
        return not _holds(field, {"ne": "eq", "not_in": "in"}[op], value, asked)
    if value is None:
        return False
    if isinstance(value, list):
        return bool(set(value) & set(asked if isinstance(asked, list) else [asked]))
    if op == "this":
        first, end = period_bounds(asked, TODAY)
        return first <= value < end
    if op in ("last_days", "next_days"):
        days = timedelta(days=asked)
        return TODAY - days <= value <= TODAY if op == "last_days" else TODAY <= value <= TODAY + days
    if op == "between":
        return (
            _typed(field | {"kind": _plain(field)}, asked[0])
            <= value
            <= _typed(field | {"kind": _plain(field)}, asked[1])
        )
    if op == "in":
        return value in asked
    if op in ("contains", "starts"):
        return asked in value if op == "contains" else value.startswith(asked)
    typed = _READERS.get(_plain(field), lambda one: one)(asked)
    return {"eq": value == typed, "lt": op[:2] == "lt" and value < typed, "lte": op[:2] == "lt" and value <= typed,
            "gt": op[:2] == "gt" and value > typed, "gte": op[:2] == "gt" and value >= typed}[op]  # fmt: skip


def _plain(field):
    """A moment is asked by its day."""
    return "date" if field["kind"] == "datetime" else field["kind"]
