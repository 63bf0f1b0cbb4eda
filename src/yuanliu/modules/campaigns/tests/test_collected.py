"""The list of a campaign: corrections beside what was sent, existing records, imported lists, participation."""

import json
from dataclasses import replace

import pytest

from tests.support.company import make_company
from tests.support.races import race
from yuanliu.kernel.imports.tests.support import error_rows, imported, planned, step, uploaded
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Submission
from yuanliu.modules.campaigns.services.entries import listed_customs
from yuanliu.modules.leads.tests.makers import source_of


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture
def api(company):
    return company.api("admin")


@pytest.fixture
def campaign(api):
    return api.send("POST", "/campaigns", {"name": "客户答谢会", "mode": "offline", "kind": "salon"}).data["id"]


def collect(api, campaign, **answers):
    made = api.send("POST", f"/campaigns/{campaign}/submissions", {"answers": answers})
    assert made.status_code == 201, made.content.decode()
    return made.data["id"]


def entries(api, campaign):
    where = json.dumps({"field": "campaign", "value": campaign})
    names = "name,company,mobile,participation,state,way,lead,contact"
    return api.send("GET", f"/submissions?filter={where}&columns={names}&sort=created_at").data["items"]


def correct(api, entry, **answers):
    return api.send("PUT", f"/submissions/{entry}/answers", {"answers": answers})


def take_part(api, entry, participation):
    version = api.send("GET", f"/submissions/{entry}").data["version"]
    return api.send("PATCH", f"/submissions/{entry}", {"version": version, "participation": participation})


def known_lead(at, api, /, **values):
    made = api.send("POST", "/leads", {"source": source_of(at), **values})
    assert made.status_code == 201, made.content.decode()
    return made.data["id"]


# Corrections


def test_a_correction_stands_beside_what_was_sent_and_goes_into_the_lead(company, api, campaign):
    entry = collect(api, campaign, name="张山", mobile="13812345678", remark="乱填")
    corrected = correct(api, entry, name="张三", company="华为技术有限公司", remark=None)
    assert (corrected.data["name"], corrected.data["company"]) == ("张三", "华为技术有限公司")
    answers = {a["key"]: a for a in api.send("GET", f"/submissions/{entry}/answers").data["answers"]}
    assert (answers["name"]["value"], answers["name"]["sent"], answers["name"]["corrected"]) == ("张三", "张山", True)
    assert (answers["remark"]["value"], answers["remark"]["sent"]) == (None, "乱填")
    assert answers["mobile"]["corrected"] is False
    with reading(company.admin):
        kept = Submission.objects.get(pk=entry)
        assert kept.answers == {"name": "张山", "mobile": "13812345678", "remark": "乱填"}
    row = api.send("POST", f"/campaigns/{campaign}/sync", {}).data["rows"][0]
    made = api.send("GET", f"/leads/{row['record']['id']}").data
    assert (made["name"], made["company"], made["remark"]) == ("张三", "华为技术有限公司", "")


def test_writing_what_was_sent_takes_the_correction_back(company, api, campaign):
    entry = collect(api, campaign, name="张三", mobile="13812345678")
    correct(api, entry, name="李四")
    assert correct(api, entry, name="张三").data["name"] == "张三"
    with reading(company.admin):
        assert Submission.objects.get(pk=entry).corrections == {}


def test_after_the_sync_nothing_is_corrected(api, campaign):
    entry = collect(api, campaign, name="王五", mobile="13700000001")
    api.send("POST", f"/campaigns/{campaign}/sync", {})
    assert (correct(api, entry, name="王六").status_code, correct(api, entry, name="王六").data["code"]) == (
        409,
        "submission_synced",
    )


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"name": None}, "no_identifier"), ({"salary": "9"}, "unknown_field"), ({"consent": True}, "not_allowed")],
)
def test_a_correction_that_will_not_do(api, campaign, answers, code):
    refused = correct(api, collect(api, campaign, name="张三"), **answers)
    assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, code)


def test_who_may_not_change_entries_corrects_none(company, api, campaign):
    entry = collect(api, campaign, name="张三")
    assert correct(company.api("manager"), entry, name="李四").status_code == 403
    assert correct(company.api("sales"), entry, name="李四").status_code == 403


# Participation


def test_participation_by_hand_and_in_bulk_but_converted_comes_from_conversion(company, api, campaign):
    first, second = collect(api, campaign, name="甲", mobile="13711110001"), collect(api, campaign, name="乙")
    assert [entry["participation"] for entry in entries(api, campaign)] == ["registered", "registered"]
    assert take_part(api, first, "attended").data["participation"] == "attended"
    bulk = {"action": "update", "ids": [first, second], "values": {"participation": "responded"}}
    assert api.send("POST", "/submissions/bulk", bulk).data == {"done": 2, "failed": []}
    refused = take_part(api, first, "converted")
    assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, "not_by_hand")

    rows = api.send("POST", f"/campaigns/{campaign}/sync", {"owner": str(company.id("sales"))}).data["rows"]
    converted = company.api("sales").send("POST", f"/leads/{rows[0]['record']['id']}/convert", {})
    assert converted.status_code == 200, converted.content
    assert [entry["participation"] for entry in entries(api, campaign)] == ["converted", "responded"]
    back = take_part(api, first, "attended")
    assert (back.status_code, back.data["code"]) == (409, "participation_converted")


def test_nothing_else_of_an_entry_is_patched(api, campaign):
    entry = collect(api, campaign, name="张三")
    for name, value in (("state", "synced"), ("name", "李四"), ("way", "form"), ("note", "x")):
        assert api.send("PATCH", f"/submissions/{entry}", {"version": 1, name: value}).status_code == 422


# Existing records


def add(api, campaign, code, ids, **more):
    return api.send("POST", f"/campaigns/{campaign}/existing", {"object": code, "ids": ids, **more})


def test_existing_leads_become_entries_once_and_are_touched_when_they_come(company, api, campaign):
    known = known_lead(company, api, name="老客户", company="海康", mobile="13611110001")
    assert add(api, campaign, "lead", [known]).data == {"added": 1, "present": 0, "missing": 0}
    assert add(api, campaign, "lead", [known]).data == {"added": 0, "present": 1, "missing": 0}
    (entry,) = entries(api, campaign)
    assert (entry["lead"]["id"], entry["participation"], entry["state"]) == (known, "invited", "synced")
    assert (entry["name"], entry["company"], entry["mobile"]) == ("老客户", "海康", ""), "reached through the record"
    assert api.send("POST", f"/campaigns/{campaign}/sync", {}).data["rows"] == []
    assert api.send("GET", f"/touches?object=lead&record={known}").data["items"] == [], "an invitation is no touch"
    take_part(api, entry["id"], "attended")
    take_part(api, entry["id"], "responded")
    assert [t["kind"] for t in api.send("GET", f"/touches?object=lead&record={known}").data["items"]] == ["manual"]


def test_contacts_and_accounts_too(api, campaign):
    account = api.send("POST", "/accounts", {"name": "大华股份"}).data["id"]
    contact = api.send("POST", "/contacts", {"name": "赵工", "account": account}).data["id"]
    assert add(api, campaign, "contact", [contact], participation="attended").data["added"] == 1
    assert add(api, campaign, "account", [account]).data["added"] == 1
    assert len(api.send("GET", f"/touches?object=contact&record={contact}").data["items"]) == 1
    assert {entry["name"] for entry in entries(api, campaign)} == {"赵工", "大华股份"}


def test_what_one_may_not_see_is_missing(company, api):
    marketer = company.api("marketer")
    campaign = marketer.send("POST", "/campaigns", {"name": "沙龙", "mode": "offline"}).data["id"]
    account = api.send("POST", "/accounts", {"name": "看不见的公司"}).data["id"]
    contact = api.send("POST", "/contacts", {"name": "看不见的人", "account": account}).data["id"]
    assert add(marketer, campaign, "contact", [contact]).data == {"added": 0, "present": 0, "missing": 1}
    assert add(company.api("sales"), campaign, "lead", [contact]).status_code == 403


def test_two_who_add_the_same_at_once_add_it_once(company, api, campaign):
    known = [known_lead(company, api, name=f"同时{n}", mobile=f"1361111100{n}") for n in range(3)]
    answers = race(4, lambda _: add(company.api("admin"), campaign, "lead", known).data)
    assert sum(answer["added"] for answer in answers) == 3
    assert len(entries(api, campaign)) == 3


def test_what_was_added_goes_again_while_nothing_came_of_it(company, api, campaign):
    known = known_lead(company, api, name="误加", mobile="13611110099")
    add(api, campaign, "lead", [known])
    (entry,) = entries(api, campaign)
    assert api.send("DELETE", f"/submissions/{entry['id']}").status_code == 204
    add(api, campaign, "lead", [known], participation="attended")
    (entry,) = entries(api, campaign)
    assert api.send("DELETE", f"/submissions/{entry['id']}").data["code"] == "submission_kept"
    assert api.send("DELETE", f"/submissions/{collect(api, campaign, name='访客')}").data["code"] == "submission_kept"


# A list

LIST = "姓名,公司,手机,职位,参与状态\n张三,华为,13500000001,总监,已参加\n李四,中兴,13500000002,经理,\n,,,,已邀请\n"


def test_a_list_comes_in_as_entries_of_the_campaign_and_becomes_leads(company, api, campaign):
    batch = imported(api, "submission", LIST, constants={"campaign": campaign})
    assert batch["counts"]["created"] == 2, batch
    assert "至少填写" in str(error_rows(api, batch)[0])
    found = entries(api, campaign)
    assert [(e["name"], e["way"], e["participation"], e["state"]) for e in found] == [
        ("张三", "import", "attended", "collected"),
        ("李四", "import", "registered", "collected"),
    ]
    rows = api.send("POST", f"/campaigns/{campaign}/sync", {}).data["rows"]
    made = api.send("GET", f"/leads/{rows[0]['record']['id']}").data
    assert (made["name"], made["job_title"], made["campaign"]["id"]) == ("张三", "总监", campaign)


def test_the_same_line_comes_once_until_it_is_undone(company, api, campaign):
    first = imported(api, "submission", LIST, constants={"campaign": campaign})
    again = imported(api, "submission", LIST, constants={"campaign": campaign})
    assert (again["counts"].get("created", 0), again["counts"]["error"]) == (0, 3)
    undone = step(api, first, "undo")
    assert undone["counts"]["undone"] == 2
    assert entries(api, campaign) == []
    assert imported(api, "submission", LIST, constants={"campaign": campaign})["counts"]["created"] == 2


def test_a_list_for_a_campaign_of_others_does_not_come_in(company, api, campaign):
    marketer = company.api("marketer")
    batch = imported(marketer, "submission", LIST, constants={"campaign": campaign})
    assert batch["counts"].get("created", 0) == 0
    assert entries(api, campaign) == []


def test_a_list_of_companies_becomes_accounts(company, api):
    target = api.send("POST", "/campaigns", {"name": "老板会", "mode": "offline", "target": "account"}).data["id"]
    imported(api, "submission", "公司,姓名,手机\n汇川技术,周总,13500000009\n", constants={"campaign": target})
    row = api.send("POST", f"/campaigns/{target}/sync", {}).data["rows"][0]
    made = api.send("GET", f"/accounts/{row['record']['id']}").data
    assert (made["name"], made["phone"], made["remark"]) == ("汇川技术", "13500000009", "联系人：周总")


def own_campaign():
    """In a company whose custom fields are no other test's."""
    api = make_company().api("admin")
    return api, api.send("POST", "/campaigns", {"name": "名单", "mode": "offline"}).data["id"]


def custom_field(api, code, name, kind, target="lead", **more):
    made = api.send("POST", "/custom-fields", {"object": target, "code": code, "name": name, "kind": kind, **more})
    assert made.status_code == 201, made.content.decode()


def test_a_list_carries_the_custom_fields_of_what_it_becomes():
    api, campaign = own_campaign()
    custom_field(api, "erp", "现用系统", "choice", options=["金蝶", "用友"], required=True)
    custom_field(api, "since", "合作日期", "date")
    custom_field(api, "lines", "产线数", "integer")
    rows = "姓名,手机,现用系统,合作日期,产线数\n张三,13500000001,金蝶,2026/3/1,12.0\n李四,13500000002,,,\n王五,13500000003,鼎捷,,\n"
    batch = imported(api, "submission", rows, constants={"campaign": campaign})
    assert batch["counts"]["created"] == 2, batch
    assert "鼎捷" in str(error_rows(api, batch))
    rows = api.send("POST", f"/campaigns/{campaign}/sync", {}).data["rows"]
    assert [(row["submission"]["title"], row["state"]) for row in rows] == [("张三", "synced"), ("李四", "failed")]
    made = api.send("GET", f"/leads/{rows[0]['record']['id']}").data
    assert made["custom"] == {"erp": "金蝶", "since": "2026-03-01", "lines": 12}


def test_a_custom_field_of_another_object_is_refused_and_one_code_serves_both():
    api, campaign = own_campaign()
    custom_field(api, "erp", "现用系统", "text")
    custom_field(api, "erp", "现用系统", "text", target="account")
    custom_field(api, "grade", "等级", "text", target="account")
    target = api.send("POST", "/campaigns", {"name": "老板会", "mode": "offline", "target": "account"}).data["id"]
    rows = "公司,现用系统,等级\n汇川技术,金蝶,A\n"
    first = uploaded(api, "submission", rows)
    plan = {"mapping": first["mapping"], "options": {"duplicates": "skip"}}
    address = f"/imports/{first['id']}"
    for given in ({"constants": {"campaign": campaign}}, {"defaults": {"campaign": campaign}}):
        refused = api.send("PUT", address, {**plan, **given})
        (error,) = refused.data["errors"]
        assert refused.status_code == 422
        assert (error["field"], error["code"]) == ("mapping.等级", "not_of_target")
        assert error["detail"] == "线索没有这个字段"
    assert api.send("GET", address).data["constants"] == {}, "what is refused is not kept"
    for kind in ("constants", "defaults"):
        given = {"mapping": {"公司": "company"}, "constants": {"campaign": campaign}}
        given[kind] = {**given.get(kind, {}), "custom.grade": "A"}
        (error,) = api.send("PUT", address, {**plan, **given}).data["errors"]
        assert (error["field"], error["code"]) == (f"{kind}.custom.grade", "not_of_target")
    imported(api, "submission", rows, constants={"campaign": target})
    row = api.send("POST", f"/campaigns/{target}/sync", {}).data["rows"][0]
    made = api.send("GET", f"/accounts/{row['record']['id']}").data
    assert made["custom"] == {"erp": "金蝶", "grade": "A"}


def test_where_the_campaign_stands_in_a_column_the_check_says_which_rows_have_another_objects_field():
    api, campaign = own_campaign()
    custom_field(api, "grade", "等级", "text", target="account")
    target = api.send("POST", "/campaigns", {"name": "老板会", "mode": "offline", "target": "account"}).data["id"]
    rows = f"公司,市场活动,等级\n汇川技术,{target},A\n埃斯顿,{campaign},B\n新松,{campaign},\n"
    batch = uploaded(api, "submission", rows)
    planned(api, batch)
    checked = step(api, batch, "check")
    assert (checked["counts"]["ready"], checked["counts"]["error"]) == (2, 1)
    wrong = [(row["row"], error["field"], error["code"]) for row in checked["preview"] for error in row["errors"]]
    assert [(field, code) for _, field, code in wrong] == [("custom.grade", "not_of_target")]


def test_one_code_of_two_kinds_is_read_as_it_is_written():
    api, campaign = own_campaign()
    custom_field(api, "size", "规模", "integer")
    custom_field(api, "size", "规模", "choice", target="account", options=["大", "小"])
    batch = imported(api, "submission", "姓名,规模\n张三,12\n李四,大\n", constants={"campaign": campaign})
    assert batch["counts"]["created"] == 1, batch
    (entry,) = entries(api, campaign)
    answers = api.send("GET", f"/submissions/{entry['id']}/answers").data["answers"]
    assert {answer["key"]: answer["value"] for answer in answers}["custom.size"] == 12


def test_a_custom_field_that_is_hidden_from_a_member_is_none_of_their_lists():
    company = make_company()
    api = company.api("admin")
    custom_field(api, "margin", "毛利", "integer")
    barred = replace(company.admin, field_rules={"lead.custom.margin": "hidden"})
    with reading(company.admin):
        assert [field.code for field in listed_customs(company.admin)] == ["margin"]
        assert listed_customs(barred) == []
