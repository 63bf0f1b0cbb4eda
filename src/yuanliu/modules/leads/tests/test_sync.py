"""执行同步: what each collected entry becomes, again for the rest, and by two people at once."""

import json
import threading
import time

import pytest
from django.db import OperationalError, connection

from tests.support.company import make_company
from tests.support.fixtures import drain_queue
from tests.support.races import race
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.campaigns.models import Submission, Touch
from yuanliu.modules.leads import sync
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.sync import Wish, sync_campaign


class Fair:
    """A campaign with collected entries."""

    def __init__(self, **facts):
        self.company = make_company()
        self.api = self.company.api("admin")
        self.campaign = self.api.send(
            "POST", "/campaigns", {"name": "2025年AI行业峰会", "mode": "offline", **facts}
        ).data["id"]
        self.link = self.api.send("POST", f"/campaigns/{self.campaign}/links", {"channel": "展台"}).data["id"]

    def collect(self, **answers):
        body = {"answers": answers, "link": self.link}
        made = self.api.send("POST", f"/campaigns/{self.campaign}/submissions", body)
        assert made.status_code == 201, made.content.decode()
        return made.data["id"]

    def sync(self, who="admin", **home):
        return self.company.api(who).send("POST", f"/campaigns/{self.campaign}/sync", home)

    def leads(self, who="admin"):
        where = json.dumps({"field": "campaign", "value": self.campaign})
        names = "name,company,mobile,source,campaign,promotion_link,owner,pool,remark,custom.erp"
        return self.company.api(who).send("GET", f"/leads?filter={where}&columns={names}&sort=created_at").data["items"]


@pytest.fixture
def fair():
    return Fair()


def test_entries_become_leads_of_the_pool_with_their_source(fair):
    fair.collect(name="张三", company="华为技术有限公司", mobile="13812345678")
    result = fair.sync().data
    assert {k: result[k] for k in ("synced", "duplicate", "failed")} == {"synced": 1, "duplicate": 0, "failed": 0}
    (lead,) = fair.leads()
    assert result["rows"][0]["record"] == {"object": "lead", "id": lead["id"], "title": "张三"}
    assert (lead["source"]["title"], lead["campaign"]["title"]) == ("市场活动", "2025年AI行业峰会")
    assert lead["promotion_link"]["title"] == "展台"
    assert lead["owner"] is None
    assert lead["pool"]["title"] == "线索公海"


def test_to_an_owner(fair):
    fair.collect(name="张三")
    fair.sync(owner=str(fair.company.id("sales")))
    assert fair.leads()[0]["owner"]["title"] == "sales"
    assert fair.leads("sales")[0]["name"] == "张三"
    assert fair.leads("peer") == []


def test_free_questions_reach_sales_as_remark_and_custom_ones_as_fields(fair):
    fair.api.send("POST", "/custom-fields", {"object": "lead", "code": "erp", "name": "现用系统", "kind": "text"})
    fields = [{"key": "name"}, {"key": "custom.erp"}, {"kind": "text", "label": "最想解决的问题"}]
    assert fair.api.send("PUT", f"/campaigns/{fair.campaign}/form", {"fields": fields}).status_code == 200
    fair.collect(**{"name": "张三", "custom.erp": "金蝶", "q3": "线索流失"})
    fair.sync()
    (lead,) = fair.leads()
    assert (lead["remark"], lead["custom"]) == ("最想解决的问题: 线索流失", {"erp": "金蝶"})


def test_running_again_takes_only_the_rest(fair):
    fair.collect(name="张三", mobile="13812345678")
    fair.sync()
    fair.collect(name="李四", mobile="13912345678")
    again = fair.sync().data
    assert [row["submission"]["title"] for row in again["rows"]] == ["李四"]
    assert fair.sync().data["rows"] == []
    assert [lead["name"] for lead in fair.leads()] == ["张三", "李四"]


def test_a_duplicate_says_of_whom_and_leaves_a_touch(fair):
    known = fair.api.send("POST", "/leads", {"name": "张三", "mobile": "13812345678", "source": source(fair)}).data
    entry = fair.collect(name="张总", mobile="138 1234 5678")
    row = fair.sync().data["rows"][0]
    assert (row["state"], row["note"]) == ("duplicate", "与已有线索重复")
    assert row["record"]["id"] == known["id"]
    with reading(fair.company.admin):
        assert str(Touch.objects.get(record_id=known["id"]).submission_id) == entry
    assert fair.sync().data["rows"] == [], "the rest is what no sync has dealt with"


def test_what_the_syncing_person_may_not_see_is_told_by_its_owner_only(fair):
    stranger = fair.company.api("stranger")
    assert (
        stranger.send("POST", "/leads", {"name": "张三", "mobile": "13812345678", "source": source(fair)}).status_code
        == 201
    )
    give_role(
        fair,
        "peer",
        "campaigner",
        {"campaign.read": "all", "campaign.sync": "all", "promotion_link.read": "all", "source.read": "all"},
    )
    fair.collect(name="张总", mobile="13812345678")
    row = fair.sync("peer").data["rows"][0]
    assert (row["note"], row["record"]) == ("与stranger的记录重复", None)


def test_one_that_fails_stops_no_other_and_is_tried_again(fair):
    fair.collect(name="张三")
    fair.api.send(
        "POST", "/custom-fields", {"object": "lead", "code": "city", "name": "城市", "kind": "text", "required": True}
    )
    fair.collect(**{"name": "李四", "custom.city": "上海"})
    result = fair.sync().data
    assert [row["state"] for row in result["rows"]] == ["failed", "synced"]
    assert "custom.city" in result["rows"][0]["note"]
    (field,) = fair.api.send("GET", "/custom-fields").data["items"]
    fair.api.send("PATCH", f"/custom-fields/{field['id']}", {"version": field["version"], "required": False})
    assert [row["state"] for row in fair.sync().data["rows"]] == ["synced"]
    assert {lead["name"] for lead in fair.leads()} == {"张三", "李四"}


def test_into_accounts_when_the_campaign_collects_accounts():
    fair = Fair(target="account")
    fair.collect(name="华为技术有限公司", phone="0755-28780808")
    row = fair.sync().data["rows"][0]
    assert (row["state"], row["record"]["object"]) == ("synced", "account")
    account = fair.api.send("GET", f"/accounts/{row['record']['id']}").data
    assert (account["campaign"]["title"], account["pool"]["title"]) == ("2025年AI行业峰会", "客户公海")


def test_quarantined_and_rejected_entries_are_not_synced(fair):
    entry = fair.collect(name="张三")
    fair.api.send("POST", f"/submissions/{entry}/reject", {})
    assert fair.sync().data["rows"] == []


@pytest.mark.parametrize(
    "home", [{"pool": "00000000-0000-7000-8000-000000000000"}, {"owner": "00000000-0000-7000-8000-000000000000"}]
)
def test_a_home_that_is_not_there_is_refused_before_anything_happens(fair, home):
    entry = fair.collect(name="张三")
    assert fair.sync(**home).status_code == 422
    assert fair.api.send("GET", f"/submissions/{entry}").data["state"] == "collected"


def test_two_syncs_at_once_make_each_lead_once(fair):
    for number in range(12):
        fair.collect(name=f"访客{number}", mobile=f"1381234{5000 + number}")
    ctx, start, done = fair.company.admin, threading.Barrier(4), []

    def run():
        start.wait()
        done.extend(sync_campaign(ctx, fair.campaign, Wish(), "zh-hans"))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(set(done)) == 12
    with reading(ctx):
        assert Lead.objects.count() == 12
        assert Submission.objects.filter(state="synced").count() == 12
        assert Touch.objects.count() == 12


def test_a_sync_in_the_request_and_one_in_the_queue_make_each_lead_once(fair, monkeypatch):
    monkeypatch.setattr("yuanliu.modules.leads.sync.AT_ONCE", 5)
    for number in range(12):
        fair.collect(name=f"访客{number}", mobile=f"1381234{5000 + number}")
    started = fair.sync().data
    assert started["job"] and started["rows"] == []
    race(2, lambda number: sync_campaign(fair.company.admin, fair.campaign, Wish(), "zh") if number else drain_queue())
    job = fair.api.send("GET", f"/jobs/{started['job']}").data
    assert (job["state"], job["result"]["campaign"]) == ("done", fair.campaign)
    with reading(fair.company.admin):
        assert Lead.objects.count() == Submission.objects.filter(state="synced").count() == 12


def test_more_than_a_page_is_a_job_with_progress_and_a_result_for_each(fair, monkeypatch):
    monkeypatch.setattr("yuanliu.modules.leads.sync.AT_ONCE", 2)
    known = fair.api.send("POST", "/leads", {"name": "张三", "mobile": "13812345678", "source": source(fair)}).data
    for number in range(3):
        fair.collect(name=f"访客{number}", mobile=f"1391234{5000 + number}")
    fair.collect(name="张总", mobile="13812345678")
    started = fair.sync(owner=str(fair.company.id("sales"))).data
    drain_queue()
    job = fair.api.send("GET", f"/jobs/{started['job']}").data
    assert (job["state"], job["total"]) == ("done", 4)
    assert job["result"] == {"campaign": fair.campaign, "synced": 3, "duplicate": 1, "failed": 0}
    where = {
        "all": [
            {"field": "campaign", "value": fair.campaign},
            {"field": "synced_at", "op": "gte", "value": started["began"]},
        ]
    }
    path = f"/submissions?filter={json.dumps(where)}&columns=state,note,lead&sort=synced_at"
    told = fair.api.send("GET", path).data["items"]
    assert [(row["state"], row["note"]) for row in told] == [("synced", "")] * 3 + [("duplicate", "与已有线索重复")]
    assert told[3]["lead"]["id"] == known["id"]
    assert fair.sync().data["job"] is None, "nothing is left"


def test_only_the_chosen_ones(fair):
    first, second, _ = (fair.collect(name=name) for name in ("张三", "李四", "王五"))
    other = Fair()
    stranger = other.collect(name="赵六")
    result = fair.sync(ids=[second, stranger]).data
    assert [row["submission"]["title"] for row in result["rows"]] == ["李四"]
    assert [lead["name"] for lead in fair.leads()] == ["李四"]
    assert fair.sync(ids=[second]).data["rows"] == [], "what was dealt with is left alone"
    assert fair.sync(ids=[]).status_code == 422
    assert fair.sync(ids=[first] * 10_001).status_code == 422
    assert len(fair.sync().data["rows"]) == 2


def test_many_chosen_ones_are_a_job_that_leaves_the_others(fair, monkeypatch):
    monkeypatch.setattr("yuanliu.modules.leads.sync.AT_ONCE", 2)
    entries = [fair.collect(name=f"访客{number}", mobile=f"1391234{5000 + number}") for number in range(5)]
    started = fair.sync(ids=entries[1:4]).data
    assert started["job"]
    drain_queue()
    job = fair.api.send("GET", f"/jobs/{started['job']}").data
    assert (job["state"], job["total"], job["result"]["synced"]) == ("done", 3, 3)
    assert sorted(lead["name"] for lead in fair.leads()) == ["访客1", "访客2", "访客3"]
    assert len(fair.sync().data["rows"]) == 2


def test_a_job_that_was_cut_off_goes_on_with_the_rest(fair, monkeypatch):
    for number in range(4):
        fair.collect(name=f"访客{number}", mobile=f"1391234{5000 + number}")
    monkeypatch.setattr("yuanliu.modules.leads.sync.AT_ONCE", 2)
    fair.sync()
    made, add = [], sync.MAKE["lead"]

    def dies(*args, **more):
        if len(made) == 2:
            made.append("died")
            raise OperationalError("the server went away")
        made.append(add(*args, **more))
        return made[-1]

    monkeypatch.setitem(sync.MAKE, "lead", dies)
    drain_queue()
    monkeypatch.setitem(sync.MAKE, "lead", add)
    time.sleep(2.2)  # the queue tries again after two seconds
    drain_queue()
    assert len(fair.leads()) == 4


def test_what_nobody_expected_stops_no_other(fair, monkeypatch):
    fair.collect(name="张三", mobile="13812345678")
    fair.collect(name="李四", mobile="13912345678")
    add = sync.MAKE["lead"]

    def trips(w, values, **more):
        if values["name"] == "张三":
            raise ZeroDivisionError
        return add(w, values, **more)

    monkeypatch.setitem(sync.MAKE, "lead", trips)
    rows = fair.sync().data["rows"]
    assert [(row["state"], row["note"]) for row in rows] == [("failed", "系统出现意外错误，已记录"), ("synced", "")]


# By itself


def goes_by_itself(fair, **home):
    answer = fair.api.send("PUT", f"/campaigns/{fair.campaign}/auto-sync", home)
    assert answer.status_code == 200, answer.content.decode()
    return answer.data


def test_what_arrives_becomes_a_lead_by_itself_and_one_job_takes_all(fair):
    shown = goes_by_itself(fair, owner=str(fair.company.id("sales")))
    assert (shown["auto_owner"]["title"], shown["auto_pool"]) == ("sales", None)
    for number in range(3):
        fair.collect(name=f"访客{number}", mobile=f"1391234{5000 + number}")
    assert fair.leads() == [], "nobody waits for it"
    drain_queue()
    assert {(lead["name"], lead["owner"]["title"]) for lead in fair.leads()} == {
        (f"访客{number}", "sales") for number in range(3)
    }
    with reading(fair.company.admin):
        assert JobRun.objects.filter(kind="campaign.auto_sync").count() == 1


def test_what_is_quarantined_waits_until_it_is_released(fair):
    goes_by_itself(fair)
    entry = fair.collect(name="张三", mobile="13812345678")
    fair.api.send("POST", f"/submissions/{entry}/reject", {})
    drain_queue()
    assert fair.leads() == []
    fair.api.send("POST", f"/submissions/{entry}/release", {})
    drain_queue()
    assert [lead["pool"]["title"] for lead in fair.leads()] == ["线索公海"]


def test_by_itself_a_duplicate_is_told_by_its_owner_only(fair):
    goes_by_itself(fair)
    stranger = fair.company.api("stranger")
    stranger.send("POST", "/leads", {"name": "机密客户", "mobile": "13812345678", "source": source(fair)})
    entry = fair.collect(name="张总", mobile="13812345678")
    drain_queue()
    shown = fair.api.send("GET", f"/submissions/{entry}").data
    assert (shown["state"], shown["note"]) == ("duplicate", "与stranger的记录重复")


def test_an_owner_who_left_stops_it_and_a_person_syncs(fair):
    goes_by_itself(fair, owner=str(fair.company.id("peer")))
    with work(fair.company.admin) as w:
        w.get(Member, fair.company.id("peer"), "update").status = "disabled"
    entry = fair.collect(name="张三", mobile="13812345678")
    drain_queue()
    assert fair.api.send("GET", f"/submissions/{entry}").data["state"] == "collected"
    assert fair.sync().data["synced"] == 1


def test_off_again_a_person_syncs(fair):
    goes_by_itself(fair)
    shown = goes_by_itself(fair, active=False)
    assert (shown["auto_owner"], shown["auto_pool"]) == (None, None)
    fair.collect(name="张三")
    drain_queue()
    assert fair.leads() == []


def test_who_may_not_sync_sets_nothing(fair):
    path = f"/campaigns/{fair.campaign}/auto-sync"
    assert fair.company.api("sales").send("PUT", path, {}).status_code == 403
    assert fair.api.send("PUT", path, {"owner": "00000000-0000-7000-8000-000000000000"}).status_code == 422


def test_conversion_carries_the_touches_and_counts_none_twice(fair):
    fair.collect(name="张三", company="华为技术有限公司", mobile="13812345678")
    lead = fair.sync(owner=str(fair.company.id("sales"))).data["rows"][0]["record"]["id"]
    converted = fair.company.api("sales").send("POST", f"/leads/{lead}/convert", {})
    assert converted.status_code == 200, converted.content.decode()
    account = converted.data["account"]["id"]
    items = fair.api.send("GET", f"/touches?object=account&record={account}").data["items"]
    assert [(t["campaign"]["title"], t["kind"], t["carried"]) for t in items] == [
        ("2025年AI行业峰会", "submission", True)
    ]
    assert fair.company.api("stranger").send("GET", f"/touches?object=account&record={account}").status_code == 404


def source(fair):
    return fair.api.send("GET", "/sources").data["items"][0]["id"]


def give_role(fair, who, code, grants):
    from yuanliu.kernel.access.models import Role

    with work(fair.company.admin) as w:
        w.add(Role(code=code, name=code, grants=grants))
        w.get(Member, fair.company.id(who), "update").roles = [code]
