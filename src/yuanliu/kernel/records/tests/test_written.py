"""Phone numbers and words are found however they were typed, and nothing passes for a number that is none."""

import json

import pytest

from tests.support.company import make_company
from yuanliu.base.text import dialled, is_phone
from yuanliu.kernel.work.object_type import object_models

#: One mobile and one landline, in ways in which people write them.
MOBILE = [
    "13812345678",
    "+86 138 1234 5678",
    "0086-138-1234-5678",
    "138-1234-5678",
    "１３８ １２３４ ５６７８",
    "8613812345678",
]
LANDLINE = ["021-62345678", "+86 21 6234 5678", "(021) 6234-5678", "0086 21 62345678", "０２１－６２３４５６７８"]


@pytest.fixture(scope="module")
def api():
    return make_company().api("admin")


def test_what_is_a_number():
    numbers = [*MOBILE, *LANDLINE, "95588", "62345678", "400-600-1234", "+1 650 253 0000", "13812345678 转 801"]
    assert [text for text in numbers if not is_phone(text)] == []
    words = ["abc", "138****5678", "1234", "12345678901", "138123456789", "无", "13812345678a bc", "+86 1234"]
    assert [text for text in words if is_phone(text)] == []


def test_what_all_ways_have_in_common():
    assert {dialled(text) for text in MOBILE} == {"13812345678"}
    assert {dialled(text) for text in LANDLINE} == {"2162345678"}
    assert [dialled(text) for text in ("+86 138", "0086 138", "0001", "138-12", "abc", "")] == [
        "138",
        "138",
        "0001",
        "13812",
        "",
        "",
    ]


def found(api, path, field, op, value):
    where = json.dumps({"field": field, "op": op, "value": value})
    response = api.get(f"/api/v1/{path}", {"limit": 200, "filter": where})
    assert response.status_code == 200, response.content
    return {item["title"] for item in response.json()["items"]}


@pytest.fixture(scope="module")
def known(api):
    """A contact of an account for each way of writing, also in a custom field."""
    custom = {"object": "account", "code": "hot", "name": "热线", "kind": "phone", "filterable": True}
    assert api.send("POST", "/custom-fields", custom).status_code == 201
    for number, text in enumerate([*MOBILE, *LANDLINE, "95588", "+1 650 253 0000"]):
        body = {"name": f"客户{number}", "phone": text, "custom": {"hot": text}}
        made = api.send("POST", "/accounts", body)
        assert made.status_code == 201, made.content
    return [f"客户{number}" for number in range(len(MOBILE) + len(LANDLINE) + 2)]


@pytest.mark.parametrize("field", ["phone", "custom.hot"])
def test_filters_find_every_way_by_every_way(api, known, field):
    mobiles, landlines = set(known[: len(MOBILE)]), set(known[len(MOBILE) : len(MOBILE) + len(LANDLINE)])
    for ways, titles in ((MOBILE, mobiles), (LANDLINE, landlines)):
        for way in ways:
            for op in ("eq", "contains", "starts"):
                assert found(api, "accounts", field, op, way) == titles, (op, way)
            assert found(api, "accounts", field, "in", [way, "95588"]) == {*titles, known[-2]}
            assert found(api, "accounts", field, "ne", way) == {*known} - titles
    assert found(api, "accounts", field, "contains", "1234-56") == mobiles
    assert (
        found(api, "accounts", field, "starts", "+86 138") == mobiles == found(api, "accounts", field, "starts", "138")
    )
    assert (
        found(api, "accounts", field, "starts", "021")
        == landlines
        == found(api, "accounts", field, "starts", "(021) 62")
    )
    assert found(api, "accounts", field, "eq", "95588") == {known[-2]}
    assert found(api, "accounts", field, "starts", "+1 650") == {known[-1]}
    assert found(api, "accounts", field, "contains", "0001") == set()


def test_search_finds_every_way_by_every_way(api, known):
    for ways, titles in ((MOBILE, known[: len(MOBILE)]), (LANDLINE, known[len(MOBILE) : -2])):
        for way in [*ways, f"{ways[1][:-2]}"]:
            listed = api.get("/api/v1/accounts", {"q": way, "limit": 200}).json()["items"]
            assert {item["title"] for item in listed} == {*titles}, way


PHONES = sorted(
    (model.object_type.code, name)
    for model in object_models()
    for name in model.object_type.patchable
    if type(model._meta.get_field(name)).__name__ == "PhoneField"
)


def test_no_way_in_takes_a_word_for_a_number(api, known):
    assert {("contact", "mobile"), ("lead", "mobile"), ("member", "phone")} <= {*PHONES}
    account = api.send("GET", "/accounts?limit=1").data["items"][0]
    patched = api.send("PATCH", f"/accounts/{account['id']}", {"version": account["version"], "phone": "abc"})
    bulk = {"action": "update", "ids": [account["id"]], "values": {"phone": "abc"}}
    assert api.send("POST", "/accounts/bulk", bulk).status_code != 200
    answers = [patched]
    answers += [
        api.send("POST", f"/{model.object_type.path}", {"name": "甲", field: "abc"})
        for model in object_models()
        for code, field in PHONES
        if code == model.object_type.code and code != "submission"
    ]
    for response in answers:
        assert response.status_code == 422, response.content
        assert "phone" in {error["code"] for error in response.data["errors"]}, response.data


@pytest.mark.parametrize("code", ["text", "custom"])
def test_words_in_any_case_and_width(api, code):
    if code == "custom":
        field = {"object": "product", "code": "note", "name": "注", "kind": "text", "filterable": True}
        assert api.send("POST", "/custom-fields", field).status_code == 201
    words = ["ＧＴＸ Pro 100%", "gtx pro 100%", "Gtx Pro 1000"]
    for word in words:
        body = {"name": f"{code}{word}", "custom": {"note": word} if code == "custom" else {}}
        assert api.send("POST", "/products", body).status_code == 201
    name = "custom.note" if code == "custom" else "name"
    assert found(api, "products", name, "contains", "TX PRO 100%") == {f"{code}{word}" for word in words[:2]}
    assert found(api, "products", name, "starts", "ＧＴＸ p" if code == "custom" else "TEXTｇ") == {
        f"{code}{w}" for w in words
    }


def test_tags_in_any_case(api):
    for name, tags in (("带标", ['VIP "A"']), ("全角", ['ｖｉｐ "a"']), ("无标", ["VIP"])):
        assert api.send("POST", "/accounts", {"name": name, "tags": tags}).status_code == 201
    assert found(api, "accounts", "tags", "contains", 'vip "A"') == {"带标", "全角"}
    assert found(api, "accounts", "tags", "contains", "vi") == set()


def test_addresses_by_their_key(api):
    assert api.send("POST", "/accounts", {"name": "邮件", "email": "Zhang@Example.cn"}).status_code == 201
    for way in ("zhang@example.cn", "ＺＨＡＮＧ@example.cn"):
        assert (
            found(api, "accounts", "email", "eq", way)
            == found(api, "accounts", "email", "contains", way[:8])
            == {"邮件"}
        )
