"""What a browser, or somebody with curl, may send: a clear answer at its place each time, never a 500."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadhandler import FileUploadHandler

from tests.support.company import make_company
from yuanliu.kernel.imports import services
from yuanliu.kernel.imports.tests.support import error_rows, imported, planned, step, upload, uploaded


@pytest.fixture(scope="module")
def api():
    return make_company().api("admin")


def sheet(*table) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_an_xlsx_named_csv_and_a_csv_named_xlsx(api):
    batch = uploaded(api, "contact", sheet(["姓名", "手机"], ["张三", 13812345678]), "名单.csv")
    assert batch["encoding"] is None
    assert batch["columns"][1]["samples"] == ["13812345678"]
    assert uploaded(api, "contact", "姓名\n张三\n".encode("gbk"), "名单.xlsx")["encoding"] == "gb18030"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"\x89PNG\r\n\x1a\n\0", "not_a_table"), (b"a,a,b\n1,2,3\n", "duplicate_headers")],
)
def test_errors_are_said_at_the_file(api, content, code):
    response = upload(api, "account", content)
    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.data["errors"]] == [("file", code)]


def test_too_large_is_said_before_a_byte_is_kept(api, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("the upload was read")

    monkeypatch.setattr(FileUploadHandler, "new_file", never)
    headers = {"CONTENT_LENGTH": str(1024**3), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = api.generic("POST", "/api/v1/imports", b"--x\r\n", **headers)
    assert response.status_code == 413
    assert json.loads(response.content)["code"] == "too_large"
    assert services.MAX_SIZE == 200 * 1024 * 1024


def test_without_a_file(api):
    response = api.post("/api/v1/imports", {"object": "account"})
    assert response.status_code == 422
    assert {error["field"] for error in json.loads(response.content)["errors"]} == {"file"}


@pytest.mark.parametrize(
    "plan",
    [
        {"mapping": {"客户名称": "name\u0000"}},
        {"mapping": {"客户名称": "\ud800"}},
        {"mapping": {"客户名称": 1}},
        {"mapping": {}, "constants": {"name": {"a": 1}}},
        {"mapping": {}, "constants": {"name": "x" * 20_000}},
        {"mapping": {}, "options": {"duplicates": "merge"}},
        {"mapping": {}, "options": {"create_missing": ["nonsense"]}},
        {"nonsense": 1},
    ],
)
def test_plans_that_make_no_sense(api, plan):
    batch = uploaded(api, "account", "客户名称\n甲\n")
    response = api.send("PUT", f"/imports/{batch['id']}", plan)
    assert response.status_code == 422, response.content
    assert response.data["errors"]


def test_constants_of_the_wrong_kind_are_errors_of_each_row(api):
    batch = uploaded(api, "account", "客户名称\n错误的常量\n")
    planned(api, batch, constants={"level": ["key"], "parent": 3, "tags": True, "phone": 1.5})
    checked = step(api, batch, "check")
    assert checked["counts"]["error"] == 1
    assert {error["field"] for error in checked["preview"][0]["errors"]} == {"level", "parent", "tags", "phone"}


def test_cells_that_no_column_can_hold(api):
    text = "客户名称,网址\n" + "长" * 300 + ",\n甲\0公司,=cmd|' /C calc'!A0\n乙,a,b,c\n"
    done = imported(api, "account", text)
    assert done["counts"]["error"] == 3
    rows = error_rows(api, done)
    assert rows[0]["原因"].startswith("客户名称：最多 200")
    assert rows[1]["网址"].startswith("'=")
    assert "单元格多于列名" in rows[2]["原因"]


def test_names_that_two_share(api):
    imported(api, "account", "客户名称,地区\n同名公司,上海\n同名公司,北京\n", options={"duplicates": "create"})
    done = imported(api, "contact", "姓名,客户\n张三,同名公司\n李四,没有的公司\n")
    assert done["counts"]["error"] == 2
    reasons = [row["原因"] for row in error_rows(api, done)]
    assert "有多个" in reasons[0]
    assert "没有名为" in reasons[1]


def test_dates_that_could_be_several_are_asked_about(api):
    text = "客户名称,创建时间\n甲零,05/06/2019\n乙零,07/08/2019\n"
    assert imported(api, "account", text)["counts"]["error"] == 2
    done = imported(api, "account", text, options={"date_order": "mdy"})
    assert done["counts"]["created"] == 2


def test_money_as_people_write_it(api):
    done = imported(api, "product", '产品名称,标准单价\n一,"¥1,234.50"\n二,1.2万\n三,很贵\n四,(5)\n五,１２\n')
    prices = {item["name"]: item["price"] for item in api.send("GET", "/products").data["items"]}
    assert (prices["一"], prices["二"], prices["五"]) == ("1234.5000", "12000.0000", "12.0000")
    assert done["counts"]["error"] == 2, "a word, and a price below zero"
