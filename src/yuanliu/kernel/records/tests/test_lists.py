"""Lists: what is found, in which order, by whom, and what a wrong question is answered with."""

import json
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import make_company
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.records import hits
from yuanliu.kernel.records.lists import ListQuery, list_page
from yuanliu.kernel.work import search
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account

ACCOUNTS = [
    {"name": "华为技术有限公司", "industry": "通信", "level": "key", "phone": "13800001111", "tags": ["老客户"]},
    {"name": "张三丰机电", "industry": "机电", "level": "normal", "phone": "021-55550000"},
    {"name": "安徽合力股份", "industry": "机电", "level": "minor", "email": "sales@heli.example.com"},
    {"name": "Acme Tools Ltd.", "industry": "工具", "level": "normal", "tags": ["海外", "老客户"]},
]


@pytest.fixture(scope="module")
def company():
    company = make_company()
    for account in ACCOUNTS:
        assert company.api("sales").send("POST", "/accounts", account).status_code == 201
    return company


def names(company, who="sales", **params):
    query = "&".join(
        f"{name}={quote(value if isinstance(value, str) else json.dumps(value))}" for name, value in params.items()
    )
    answer = company.api(who).send("GET", f"/accounts?{query}")
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.data["items"]]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("华为", {"华为技术有限公司"}),
        ("三", {"张三丰机电"}),
        ("hw", {"华为技术有限公司"}),
        ("huawei", {"华为技术有限公司"}),
        ("zsf", {"张三丰机电"}),
        ("1111", {"华为技术有限公司"}),
        ("5555", {"张三丰机电"}),
        ("acme", {"Acme Tools Ltd."}),
        ("heli.example", {"安徽合力股份"}),
        ("机电", {"张三丰机电"}),
        ("没有的公司", set()),
        ("%", set()),
    ],
)
def test_quick_search(company, q, expected):
    assert set(names(company, q=q)) == expected


def test_the_search_over_everything_shows_what_was_changed_last(monkeypatch):
    monkeypatch.setattr(hits, "OF_EACH", 2)
    api = make_company().api("admin")
    made = [api.send("POST", "/accounts", {"name": f"沅澜机电 {number}"}).data for number in range(4)]
    api.send("PATCH", f"/accounts/{made[1]['id']}", {"version": 1, "level": "key"})
    api.send("DELETE", f"/accounts/{made[3]['id']}")
    found = api.send("GET", "/search?q=yljd").data["items"]
    assert [(hit["object"], hit["title"]) for hit in found] == [("account", "沅澜机电 1"), ("account", "沅澜机电 2")]


def test_search_stays_inside_the_scope(company):
    assert names(company, "stranger", q="华为") == []
    assert company.api("stranger").send("GET", "/search?q=华为").data["items"] == []
    assert [hit["title"] for hit in company.api("manager").send("GET", "/search?q=华为").data["items"]] == [
        "华为技术有限公司"
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "level", "op": "in", "value": ["key", "minor"]}, {"华为技术有限公司", "安徽合力股份"}),
        ({"field": "industry", "op": "ne", "value": "机电"}, {"华为技术有限公司", "Acme Tools Ltd."}),
        ({"field": "name", "op": "contains", "value": "机"}, {"张三丰机电"}),
        ({"field": "name", "op": "starts", "value": "安"}, {"安徽合力股份"}),
        ({"field": "email", "op": "not_empty"}, {"安徽合力股份"}),
        ({"field": "tags", "op": "contains", "value": "海外"}, {"Acme Tools Ltd."}),
        ({"field": "owner", "op": "eq", "value": "me"}, {account["name"] for account in ACCOUNTS}),
        ({"field": "created_at", "op": "this", "value": "day"}, {account["name"] for account in ACCOUNTS}),
        ({"field": "created_at", "op": "last_days", "value": 7}, {account["name"] for account in ACCOUNTS}),
        ({"field": "created_at", "op": "lt", "value": "2020-01-01"}, set()),
        (
            {"all": [{"field": "industry", "op": "eq", "value": "机电"}, {"any": [{"field": "level", "op": "eq", "value": "minor"}]}]},
            {"安徽合力股份"},
        ),
        ({"any": [{"field": "level", "op": "eq", "value": "key"}, {"field": "industry", "op": "eq", "value": "工具"}]},
         {"华为技术有限公司", "Acme Tools Ltd."}),
    ],
)  # fmt: skip
def test_filters(company, condition, expected):
    assert set(names(company, filter=condition)) == expected
    count = company.api("sales").send("GET", f"/accounts/count?filter={quote(json.dumps(condition))}")
    assert count.data == {"count": len(expected), "exact": True}


PIECES = [
    "华为", "华为技术有限公司", "技", "公司", "有限公司", "Tools", "tools", "Acme T", "e T", "Ltd.", ".", " ", "ACME", "张三丰机电",
    "三 丰", "13800001111", "0000", "021-5555", "-", "heli.example", "@heli", "sales@heli.example.com", "没有", "zhang", "hw", "",
]  # fmt: skip


@pytest.mark.parametrize("most", [1000, 2], ids=["by the search", "too many for it"])
@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_of_text_is_found_in_any_case(company, monkeypatch, piece, most):
    """The search only narrows: neither more nor less than what the text says."""
    monkeypatch.setattr(search, "CANDIDATES", most)
    ctx = company.ctx("sales")
    with reading(ctx):
        for field in ("name", "phone", "email"):
            texts = {account["name"]: account.get(field, "") for account in ACCOUNTS}
            for op, holds in (("contains", str.__contains__), ("starts", str.startswith), ("eq", str.__eq__)):
                plain = str if field == "name" and op == "eq" else str.lower
                expected = {name for name, text in texts.items() if holds(plain(text), plain(piece))}
                query = ListQuery(filter={"field": field, "op": op, "value": piece})
                found = list_page(ctx, Account, query)["items"]
                assert {row["title"] for row in found} == expected, (field, op)


def test_a_piece_of_text_is_looked_up_and_not_looked_for(company):
    with CaptureQueriesContext(connection) as captured:
        assert names(company, filter={"field": "name", "op": "contains", "value": "技术"}) == ["华为技术有限公司"]
    (asked,) = [query["sql"] for query in captured if "LIKE" in query["sql"]]
    assert '"accounts_account"."id" = ANY(' in asked


def test_chinese_names_sort_by_pinyin(company):
    assert names(company, sort="name") == ["Acme Tools Ltd.", "安徽合力股份", "华为技术有限公司", "张三丰机电"]
    assert names(company, sort="-name")[0] == "张三丰机电"


@pytest.fixture(scope="module")
def seven_tasks():
    """Of which four are due on some day."""
    api = make_company().api("sales")
    for name in "1234567":
        due = {"due_at": f"2031-01-0{name}T08:00:00Z"} if name < "5" else {}
        assert api.send("POST", "/tasks", {"name": name, **due}).status_code == 201
    return api


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("due_at", ["1", "2", "3", "4", "5", "6", "7"]),
        ("-due_at", ["4", "3", "2", "1", "7", "6", "5"]),
        ("state", None),  # computed, and the same in all rows
        ("-state", None),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 4, 10])
def test_pages_go_through_all_rows_once_and_those_without_a_value_last(seven_tasks, sort, expected, size):
    read, cursor = [], ""
    while cursor is not None:
        page = seven_tasks.send("GET", f"/tasks?sort={sort}&limit={size}&columns=name&cursor={cursor}").data
        read += [task["name"] for task in page["items"]]
        cursor = page["next"]
        assert len(page["items"]) == size or cursor is None
    assert read == expected if expected else sorted(read) == list("1234567")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("filter=nonsense", "filter"),
        ("filter=[]", "filter"),
        ('filter={"field":"name","op":"dance"}', "filter"),
        ('filter={"field":"password","op":"eq","value":"x"}', "filter"),
        ('filter={"field":"owner","op":"eq","value":"nobody"}', "filter"),
        ('filter={"field":"created_at","op":"gt","value":"never"}', "filter"),
        ('filter={"field":"name","op":"eq","value":"\\u0000"}', "filter"),
        ('filter={"all":[{"all":[{"all":[{"all":[{"all":[{"all":[{"all":[]}]}]}]}]}]}]}', "filter"),
        ("sort=password", "sort"),
        ("sort=tags", "sort"),
        ("cursor=broken", "cursor"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
    ],
)
def test_a_wrong_question_is_answered_at_its_field(company, query, field):
    answer = company.api("sales").send("GET", f"/accounts?{quote(query, safe='=&')}")
    assert answer.status_code == 422, answer.content
    assert answer.data["errors"][0]["field"] == field


def test_errors_speak_the_askers_language(company):
    for language, title in (("zh-CN", "提交的内容有误"), ("en-GB", "Some of what was sent is not valid.")):
        answer = company.api("sales").send("GET", "/accounts?sort=x", **{"Accept-Language": language})
        assert answer.data["title"] == title


def test_a_hidden_field_does_not_exist_and_a_masked_one_is_masked_everywhere():
    company = make_company()
    company.api("sales").send("POST", "/accounts", {"name": "甲", "phone": "13812345678", "industry": "机密行业"})
    with work(company.admin) as w:
        rules = {"account.industry": "hidden", "account.phone": "masked"}
        grants = {"account.read": "all", "account.export": "all", "member.read": "all"}
        w.add(Role(code="shy", name="受限", grants=grants, field_rules=rules))
        w.get(Member, company.id("peer"), "update").roles = ["shy"]
    api = company.api("peer")
    (row,) = api.send("GET", "/accounts?columns=name,phone,industry").data["items"]
    assert row["phone"] == "138****5678"
    assert "industry" not in row
    page = api.send("GET", f"/accounts/{row['id']}").data
    assert page["phone"] == "138****5678"
    assert "industry" not in page
    text = json.dumps(api.send("GET", f"/accounts/{row['id']}/timeline").data, ensure_ascii=False)
    export = api.send("GET", "/accounts/export?columns=name,phone,industry").content.decode()
    for out in (text, export):
        assert "13812345678" not in out
        assert "机密行业" not in out
    assert api.send("GET", '/accounts?filter={"field":"industry","op":"eq","value":"机密行业"}').status_code == 422
    assert api.send("GET", "/accounts?sort=industry").status_code == 422
    assert api.send("GET", "/accounts?q=5678").data["items"] == []
    fields = {f["name"]: f for f in api.send("GET", "/meta").data["objects"]["account"]["fields"]}
    assert "industry" not in fields
    assert fields["phone"]["masked"] is True


def test_a_hidden_custom_field_does_not_exist_either():
    company = make_company()
    field = {"object": "account", "code": "margin", "name": "毛利", "kind": "text"}
    assert company.api("admin").send("POST", "/custom-fields", field).status_code == 201
    company.api("sales").send("POST", "/accounts", {"name": "甲", "custom": {"margin": "三成"}})
    with work(company.admin) as w:
        grants, rules = {"account.read": "all"}, {"account.custom.margin": "hidden"}
        w.add(Role(code="shy", name="受限", grants=grants, field_rules=rules))
        w.get(Member, company.id("peer"), "update").roles = ["shy"]
    seen = {}
    for who in ("admin", "peer"):
        api = company.api(who)
        (row,) = api.send("GET", "/accounts?columns=name,custom.margin").data["items"]
        page = api.send("GET", f"/accounts/{row['id']}").data
        described = api.send("GET", "/meta").data["objects"]["account"]
        groups = [group["code"] for group in described["groups"]]
        names = [field["name"] for field in described["fields"]]
        seen[who] = row.get("custom", {}), page["custom"], "custom" in groups, "custom.margin" in names
    assert seen["admin"] == ({"margin": "三成"}, {"margin": "三成"}, True, True)
    assert seen["peer"] == ({}, {}, False, False)


def test_formulas_are_harmless_in_exports(company):
    made = company.api("sales").send("POST", "/accounts", {"name": "=HYPERLINK(1)"})
    content = company.api("manager").send("GET", "/accounts/export?columns=name").content.decode()
    assert "'=HYPERLINK(1)" in content
    company.api("manager").send("DELETE", f"/accounts/{made.data['id']}")


def test_bulk_says_what_happened_to_each(company):
    first, second = (company.api("sales").send("POST", "/accounts", {"name": f"批{n}"}).data["id"] for n in (1, 2))
    foreign = company.api("stranger").send("POST", "/accounts", {"name": "别人的"}).data["id"]
    body = {"action": "update", "ids": [first, second, foreign], "values": {"level": "key"}}
    answer = company.api("manager").send("POST", "/accounts/bulk", body)
    assert answer.data["done"] == 2
    assert [(f["id"], f["code"]) for f in answer.data["failed"]] == [(foreign, "not_found")]
    assert company.api("manager").send("GET", f"/accounts/{first}").data["level"] == "key"
    company.api("manager").send("POST", "/accounts/bulk", {"action": "delete", "ids": [first, second]})
    assert company.api("manager").send("GET", f"/accounts/{first}").status_code == 404


def test_an_idempotency_key_makes_one_record_of_many_requests(company):
    api, key = company.api("sales"), {"Idempotency-Key": "k-1"}
    made = [api.send("POST", "/accounts", {"name": "一次"}, **key) for _ in range(5)]
    assert len({answer.data["id"] for answer in made}) == 1
    other = api.send("POST", "/accounts", {"name": "另一个"}, **key)
    assert (other.status_code, other.data["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": ""}, "name", "required"),
        ({"name": None}, "name", "required"),
        ({"name": 7}, "name", "type"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"name": "字" * 3_500_000}, "name", "too_long"),
        ({"name": "a\x00b"}, "name", "control_characters"),
        ({"name": "\ud800"}, "name", "control_characters"),
        ({"name": "x", "level": "royal"}, "level", "not_an_option"),
        ({"name": "x", "email": "nobody"}, "email", "email"),
        ({"name": "x", "website": "javascript:alert(1)"}, "website", "url"),
        ({"name": "x", "owner": "me"}, "owner", "type"),
        ({"name": "x", "owner": "0192f000-0000-7000-8000-000000000000"}, "owner", "inactive_member"),
        ({"name": "x", "tags": "one"}, "tags", "type"),
        ({"name": "x", "tags": ["t"] * 51}, "tags", "too_many"),
        ({"name": "x", "version": 3}, "version", "unknown_field"),
    ],
)
def test_bad_input_is_an_error_at_its_field_and_writes_nothing(company, body, field, code):
    before = company.api("sales").send("GET", "/accounts/count").data
    answer = company.api("sales").send("POST", "/accounts", body)
    assert answer.status_code in (422, 413), answer.content
    if answer.status_code == 422:
        assert (field, code) in [(error["field"], error["code"]) for error in answer.data["errors"]]
    else:
        assert len(str(body)) > 3_000_000
    assert company.api("sales").send("GET", "/accounts/count").data == before


def test_a_body_that_is_no_json_is_400(company):
    api = company.api("sales")
    for body in (b"{", b"\xff\xfe{", b"[]", b'"text"', b"null"):
        response = api.generic("POST", "/api/v1/accounts", data=body, content_type="application/json")
        assert response.status_code in (400, 422), (body, response.content)
        assert response.headers["Content-Type"].startswith("application/problem+json")
