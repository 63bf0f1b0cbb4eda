"""From a file to records and back, over the API."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from tests.support.company import make_company
from yuanliu.kernel.files.sweeping import sweep_files
from yuanliu.kernel.imports import engine
from yuanliu.kernel.imports.models import ImportBatch
from yuanliu.kernel.imports.running import Run
from yuanliu.kernel.imports.services import let_files_go
from yuanliu.kernel.imports.tests.support import (
    error_rows,
    fetched,
    imported,
    listed,
    planned,
    step,
    upload,
    uploaded,
)
from yuanliu.kernel.jobs.services import run_long_job
from yuanliu.kernel.work.unit import reading


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def api(company):
    return company.api("admin")


def test_from_upload_to_records(company, api):
    batch = uploaded(
        api,
        "account",
        "客户名称,客户级别,电话,标签,负责人\n甲公司,重点客户,13812345678,老客户、华东,sales\n乙公司,,,,\n",
    )
    assert batch["state"] == "uploaded"
    assert batch["total"] == 2
    assert [c["field"] for c in batch["columns"]] == ["name", "level", "phone", "tags", "owner"]
    assert batch["columns"][0]["samples"] == ["甲公司", "乙公司"]
    planned(api, batch)
    checked = step(api, batch, "check")
    assert checked["counts"] == {"ready": 2, "repaired": 0}
    assert checked["preview"][0]["values"]["name"] == "甲公司"
    assert listed(api, "accounts") == [], "a check writes no record"
    done = step(api, batch, "run")
    assert done["state"] == "done"
    assert done["counts"]["created"] == 2
    first = next(a for a in listed(api, "accounts") if a["name"] == "甲公司")
    page = api.send("GET", f"/accounts/{first['id']}").data
    assert page["level"] == "key"
    assert page["tags"] == ["老客户", "华东"]
    assert page["owner"]["title"] == "sales"
    entry = api.send("GET", f"/accounts/{first['id']}/timeline").data["items"][-1]
    assert entry["origin"] == {"kind": "import", "rule": batch["id"]}
    assert [a["title"] for a in api.send("GET", "/accounts?q=甲公").data["items"]] == ["甲公司"]


def test_a_bad_row_leaves_the_others_alone_and_is_told_why(api):
    text = "客户名称,客户级别,邮箱\n好公司,重点客户,a@b.cn\n坏公司,=最好,不是邮箱\n,普通客户,\n"
    done = imported(api, "account", text)
    assert (done["counts"]["created"], done["counts"]["error"]) == (1, 2)
    rows = error_rows(api, done)
    assert [row["客户名称"] for row in rows] == ["坏公司", ""]
    assert rows[0]["客户级别"] == "'=最好", "a formula is escaped"
    assert "不在选项中" in rows[0]["原因"]
    assert "邮箱格式不正确" in rows[0]["原因"]
    assert rows[1]["原因"] == "客户名称：此项必填"


def test_duplicates_are_skipped_updated_or_made(api):
    assert imported(api, "account", "客户名称,地区\n华为技术有限公司,深圳\n")["counts"]["created"] == 1
    again = "客户名称,地区\n华为技术,东莞\n新公司,北京\n新公司 有限公司,上海\n"
    batch = uploaded(api, "account", again)
    planned(api, batch, options={"duplicates": "skip"})
    assert step(api, batch, "check")["counts"] == {"ready": 1, "duplicate": 2, "repaired": 0}
    done = step(api, batch, "run")
    assert (done["counts"]["created"], done["counts"]["skipped"]) == (1, 2)
    assert "负责人：管理员" in error_rows(api, done)[0]["原因"]
    updated = imported(api, "account", again, options={"duplicates": "update"})
    assert updated["counts"]["updated"] == 3
    regions = {a["name"]: a["region"] for a in listed(api, "accounts")}
    assert regions == {"华为技术": "东莞", "新公司 有限公司": "上海"}
    assert imported(api, "account", again, options={"duplicates": "create"})["counts"]["created"] == 3


def test_a_duplicate_that_one_may_not_see_is_not_updated(company):
    company.api("stranger").send("POST", "/accounts", {"name": "机密公司"})
    done = imported(company.api("manager"), "account", "客户名称\n机密公司\n", options={"duplicates": "update"})
    assert done["counts"]["error"] == 1


def test_constants_and_defaults(api):
    text = "客户名称,行业\n甲,软件\n乙,\n"
    plan = {"constants": {"region": "华东", "remark": "来自 {行业}"}, "defaults": {"industry": "未知"}}
    done = imported(api, "account", text, **plan)
    assert done["counts"]["repaired"] == 1
    assert done["repairs"] == {"industry": 1}
    pages = {a["name"]: api.send("GET", f"/accounts/{a['id']}").data for a in listed(api, "accounts")}
    assert [pages[n]["industry"] for n in "甲乙"] == ["软件", "未知"]
    assert pages["甲"]["region"] == "华东"
    assert pages["甲"]["remark"] == "来自 软件"


def test_rows_refer_to_each_other(api):
    done = imported(api, "account", "客户名称,母公司\n子公司甲,集团总部\n集团总部,\n子公司乙,没有这家\n")
    assert (done["counts"]["created"], done["counts"]["error"]) == (2, 1)
    child = next(a for a in listed(api, "accounts") if a["name"] == "子公司甲")
    assert api.send("GET", f"/accounts/{child['id']}").data["parent"]["title"] == "集团总部"
    assert step(api, done, "undo")["counts"]["undone"] == 2, "the import's own second pass is no change by others"


def test_history_keeps_its_dates(api):
    text = "客户名称,创建时间\n" + "".join(f"公司{d},{d:02}/03/2019\n" for d in range(1, 29))
    done = imported(api, "account", text)
    assert done["columns"][1]["date_order"] == "dmy"
    made = {a["name"]: a for a in listed(api, "accounts")}
    page = api.send("GET", f"/accounts/{made['公司5']['id']}").data
    assert page["created_at"].startswith("2019-03-05")
    assert api.send("GET", f"/accounts/{made['公司5']['id']}/timeline").data["items"][0]["at"].startswith("2019-03-05")


def test_missing_references_are_made_when_asked_for(api):
    text = "姓名,邮箱,部门\n王一,w1@example.com,西南部\n王二,w2@example.com,西南部\n"
    text = text.replace("example", f"m{id(api)}")
    assert imported(api, "member", text)["counts"]["error"] == 2
    done = imported(
        api, "member", text, constants={"roles": ["salesperson"]}, options={"create_missing": ["department"]}
    )
    assert done["counts"]["created"] == 2
    assert [d["name"] for d in listed(api, "departments")].count("西南部") == 1


def test_custom_fields(api):
    field = {"object": "account", "code": "size", "name": "规模", "kind": "integer", "filterable": True}
    assert api.send("POST", "/custom-fields", field).status_code == 201
    done = imported(api, "account", '客户名称,规模\n甲,"1,200"\n乙,很大\n')
    assert (done["counts"]["created"], done["counts"]["error"]) == (1, 1)
    assert api.send("GET", f"/accounts/{listed(api, 'accounts')[0]['id']}").data["custom"] == {"size": 1200}


def test_undo_takes_back_what_nobody_touched(api):
    done = imported(api, "account", "客户名称\n甲\n乙\n丙\n丁\n")
    followed = next(a for a in listed(api, "accounts") if a["name"] == "丁")
    about = {"object": "account", "id": followed["id"]}
    assert api.send("POST", "/follow-ups", {"record": about, "kind": "call", "content": "谈过"}).status_code == 201
    changed = next(a for a in listed(api, "accounts") if a["name"] == "乙")
    api.send("PATCH", f"/accounts/{changed['id']}", {"version": changed["version"], "region": "改过"})
    undone = step(api, done, "undo")
    assert undone["state"] == "undone"
    assert (undone["counts"]["undone"], undone["counts"]["kept"]) == (2, 2)
    assert sorted(a["name"] for a in listed(api, "accounts")) == ["丁", "乙"]
    assert len(api.send("GET", "/accounts?deleted=true").data["items"]) == 2


def test_it_goes_on_where_it_was_cut_off(api, monkeypatch):
    """The worker dies after the second batch; the next attempt makes the rest, and nothing twice."""
    monkeypatch.setattr(engine, "BATCH", 10)
    batch = uploaded(api, "account", "客户名称\n" + "".join(f"公司{n}\n" for n in range(45)))
    planned(api, batch)
    step(api, batch, "check")
    passed = []

    class Died(BaseException):
        pass

    def die(self, chunk, go_on=Run._passed):
        go_on(self, chunk)
        passed.append(chunk)
        if len(passed) == 2:
            raise Died

    api.send("POST", f"/imports/{batch['id']}/run")
    with monkeypatch.context() as patch:
        patch.setattr(Run, "_passed", die)
        with pytest.raises(Died):
            _run_once(api, fetched(api, batch))
    assert len(listed(api, "accounts")) == 20
    _run_once(api, fetched(api, batch))
    assert fetched(api, batch)["counts"]["created"] == 45
    assert sorted(a["name"] for a in listed(api, "accounts")) == sorted(f"公司{n}" for n in range(45))


def _run_once(api, batch):
    """What the queue does when a worker takes the job, or takes it again."""
    session = api.send("GET", "/session").data
    run_long_job(session["tenant"]["id"], str(batch["job"]))


def test_one_step_at_a_time(api):
    batch = uploaded(api, "account", "客户名称\n甲\n")
    assert api.send("POST", f"/imports/{batch['id']}/run").data["code"] == "import_state"
    planned(api, batch)
    first = api.send("POST", f"/imports/{batch['id']}/check").data
    assert api.send("POST", f"/imports/{batch['id']}/check").data["job"] == first["job"], "asked twice, done once"
    step(api, batch, "check")
    step(api, batch, "run")
    assert api.send("POST", f"/imports/{batch['id']}/run").status_code == 409


def test_a_wrong_plan_is_refused_at_its_place(api):
    batch = uploaded(api, "account", "客户名称,x\n甲,1\n")
    body = {"mapping": {"客户名称": "name", "x": "nonsense", "y": "region"}, "constants": {"z": 1}}
    errors = {e["field"]: e["code"] for e in api.send("PUT", f"/imports/{batch['id']}", body).data["errors"]}
    assert errors == {"mapping.x": "unknown_field", "mapping.y": "unknown_column", "constants.z": "unknown_field"}
    twice = {"mapping": {"客户名称": "name", "x": "name"}}
    assert {e["code"] for e in api.send("PUT", f"/imports/{batch['id']}", twice).data["errors"]} == {"twice"}


def test_who_may_import_and_see_it(company, api):
    assert upload(company.api("sales"), "account", "客户名称\n甲\n").status_code == 403
    assert upload(api, "nonsense", "客户名称\n甲\n").status_code == 422
    batch = uploaded(company.api("manager"), "account", "客户名称\n甲\n")
    assert company.api("manager").send("GET", f"/imports/{batch['id']}").status_code == 200
    assert api.send("GET", f"/imports/{batch['id']}").status_code == 200
    for who in ("sales", "stranger"):
        assert company.api(who).send("GET", f"/imports/{batch['id']}").status_code == 404
        assert company.api(who).send("GET", "/imports").data["items"] == []
    assert make_company().api("admin").send("GET", f"/imports/{batch['id']}").status_code == 404


def test_a_step_that_refuses_costs_only_its_row(api):
    """Seen only when it is written: two members with one address, in other cases."""
    text = f"姓名,邮箱\n一,u{id(api)}@x.cn\n二,bad@x.cn\n三,v{id(api)}@x.cn\n"
    done = imported(api, "member", text, constants={"roles": ["no_such_role"]})
    assert done["counts"]["error"] == 3
    assert "no_such_role" in error_rows(api, done)[0]["原因"]


def test_files_go_after_their_time_and_the_undo_stays(company, api):
    done = imported(api, "account", "客户名称,邮箱\n甲,\n乙,不是邮箱\n")
    waiting = uploaded(api, "account", "客户名称\n丙\n")
    assert done["file_until"] > done["created_at"]
    assert let_files_go(company.admin) == 0
    with reading(company.admin):
        stored = ImportBatch.objects.get(pk=done["id"]).file.name
    later = company.admin.at(company.admin.now + timedelta(days=31))
    assert let_files_go(later) == 2
    assert sweep_files(later) == 2
    assert not default_storage.exists(stored)
    assert fetched(api, done)["file_until"] is None
    for refused in (
        api.send("GET", f"/imports/{done['id']}/errors"),
        api.send("POST", f"/imports/{waiting['id']}/check"),
    ):
        assert (refused.status_code, refused.data["code"]) == (409, "import_file_gone")
    assert step(api, done, "undo")["counts"]["undone"] == 1


def test_a_file_that_is_being_read_does_not_go(company, api):
    batch = uploaded(api, "account", "客户名称\n甲\n")
    planned(api, batch)
    api.send("POST", f"/imports/{batch['id']}/check")
    assert let_files_go(company.admin.at(company.admin.now + timedelta(days=31))) == 0


def test_a_member_maps_the_same_file_once(company, api):
    text = "单位,备注,代号\n甲,x,1\n"
    batch = uploaded(api, "account", text)
    assert batch["mapping"] == {"单位": None, "备注": "remark", "代号": None}
    planned(api, batch, {"单位": "name", "备注": None, "代号": "remark"})
    assert uploaded(api, "account", text)["mapping"]["单位"] is None, "only what went in counts"
    step(api, batch, "check")
    step(api, batch, "run")
    again = uploaded(api, "account", "代号,客户名称,备注,单位,电话\n2,b,y,乙,1\n")
    assert again["mapping"] == {"代号": "remark", "客户名称": None, "备注": None, "单位": "name", "电话": "phone"}
    assert uploaded(company.api("manager"), "account", text)["mapping"]["单位"] is None
