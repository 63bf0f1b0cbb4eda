"""What owners of campaigns are told: each occasion once, also when two run at once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.company import make_company
from tests.support.races import race
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.campaigns.models import ReminderRule, Submission, Visit
from yuanliu.modules.campaigns.services.reminders import remind_campaigns, remind_in_time


class Desk:
    """The campaigns of a marketer, and the clock."""

    def __init__(self):
        self.company = make_company()
        self.api = self.company.api("marketer")
        self.system = Context.for_system(self.company.admin.tenant_id, time_zone="Asia/Shanghai")

    def campaign(self, state="", **facts):
        made = self.api.send("POST", "/campaigns", {"name": "行业峰会", "mode": "offline", **facts})
        assert made.status_code == 201, made.content.decode()
        if state:
            self.api.send("POST", f"/campaigns/{made.data['id']}/state", {"state": state})
        return made.data["id"]

    def day(self, days):
        return (self.system.today + timedelta(days=days)).isoformat()

    def after(self, **time):
        return remind_campaigns(self.system.at(self.system.now + timedelta(**time)))

    def told(self):
        items = self.api.send("GET", "/notifications").data["items"]
        return [item["text"] for item in reversed(items) if item["code"].startswith("campaign.")]


@pytest.fixture
def desk():
    return Desk()


def test_about_to_start_is_told_three_days_ahead_and_once(desk):
    desk.campaign(name="明天的展会", starts_on=desk.day(1))
    desk.campaign(name="下周的展会", starts_on=desk.day(7))
    desk.campaign(name="昨天的展会", starts_on=desk.day(-1))
    assert (desk.after(), desk.after()) == (1, 0)
    assert desk.told() == [f"市场活动“明天的展会”将于 {desk.day(1)} 开始"]
    assert desk.after(days=5) == 1, "next week's turn"


def test_a_start_that_moves_is_another_occasion(desk):
    campaign = desk.campaign(starts_on=desk.day(1))
    desk.after()
    version = desk.api.send("GET", f"/campaigns/{campaign}").data["version"]
    desk.api.send("PATCH", f"/campaigns/{campaign}", {"version": version, "starts_on": desk.day(2)})
    assert desk.after() == 1


def test_the_quota_is_told_when_it_is_reached(desk):
    campaign = desk.campaign("active", quota=2)
    with work(desk.company.admin) as w:
        w.add(Submission(campaign_id=campaign, way="form", name="甲"))
        w.add(Submission(campaign_id=campaign, way="form", name="乙", state="waiting"))
        w.add(Submission(campaign_id=campaign, way="manual", name="丙"))
    assert desk.after() == 0
    with work(desk.company.admin) as w:
        w.add(Submission(campaign_id=campaign, way="form", name="丁"))
    assert (desk.after(), desk.after()) == (1, 0)
    assert desk.told() == ["市场活动“行业峰会”的 2 个名额已满"]


def test_links_that_nobody_visits_are_told_together_and_a_visit_starts_the_days_anew(desk):
    campaign = desk.campaign("active")
    ids = [desk.api.send("POST", f"/campaigns/{campaign}/links", {"channel": c}).data["id"] for c in ("海报", "公众号")]
    assert desk.after(days=6) == 0
    now = desk.system.now
    with work(desk.company.admin) as w:
        w.add_rows(
            [Visit(campaign_id=campaign, link_id=ids[0], at=now + timedelta(days=5), day=now.date(), visitor="x")]
        )
    assert (desk.after(days=8), desk.after(days=9)) == (1, 0)
    assert desk.told() == ["市场活动“行业峰会”有 1 个推广链接已 7 天无人访问：公众号"]
    assert desk.after(days=13) == 1
    assert desk.told()[-1].endswith("海报")


def test_a_link_that_is_off_or_of_a_paused_campaign_reminds_nobody(desk):
    campaign = desk.campaign("active")
    link = desk.api.send("POST", f"/campaigns/{campaign}/links", {"channel": "海报"}).data
    desk.api.send("PATCH", f"/promotion-links/{link['id']}", {"version": link["version"], "active": False})
    paused = desk.campaign("active", mode="online")
    desk.api.send("POST", f"/campaigns/{paused}/state", {"state": "paused"})
    assert desk.after(days=30) == 0


def spend(desk, campaign, amount):
    body = {"campaign": campaign, "name": "场地", "spent_on": "2026-01-01", "amount": amount}
    assert desk.api.send("POST", "/cost-items", body).status_code == 201


def test_over_budget_is_told_once_for_each_budget(desk):
    campaign = desk.campaign(budget="1000")
    spend(desk, campaign, "1000")
    assert desk.after() == 0
    spend(desk, campaign, "0.01")
    assert (desk.after(), desk.after()) == (1, 0)
    version = desk.api.send("GET", f"/campaigns/{campaign}").data["version"]
    desk.api.send("PATCH", f"/campaigns/{campaign}", {"version": version, "budget": "900"})
    assert desk.after() == 1
    assert "1000" not in "".join(desk.told())


def test_an_owner_who_may_not_see_costs_is_not_told_of_them(desk):
    spend(desk, desk.campaign(budget="1"), "2")
    with work(desk.company.admin) as w:
        w.add(Role(code="blind", name="看不到费用", grants={"campaign.read": "all"}))
        w.get(Member, desk.company.id("marketer"), "update").roles = ["blind"]
    assert desk.after() == 0


def test_quarantine_is_told_once_a_day_and_only_of_what_is_new(desk):
    campaign = desk.campaign("active")

    def comes():
        with work(desk.company.admin) as w:
            w.add(Submission(campaign_id=campaign, way="form", name="可疑", state="quarantined"))

    comes()
    comes()
    assert (desk.after(), desk.after(), desk.after(days=1)) == (1, 0, 0)
    assert desk.told() == ["市场活动“行业峰会”有 2 条提交待审核"]
    comes()
    assert (desk.after(seconds=5), desk.after(days=1)) == (0, 1), "tomorrow"


def test_two_clocks_at_once_tell_once(desk):
    desk.campaign(starts_on=desk.day(1))
    assert sum(race(4, lambda _: remind_campaigns(desk.system))) == 1
    assert len(desk.told()) == 1


# The tenant's rule


def put_rule(desk, who="admin", **rule):
    return desk.company.api(who).send(
        "PUT", "/campaign-reminders", {"ahead_days": 3, "idle_days": 7, "hour": 8, **rule}
    )


def test_the_tenant_says_how_long_before_and_after(desk):
    assert desk.api.send("GET", "/campaign-reminders").data["member"] is None
    assert put_rule(desk, ahead_days=14, idle_days=30).status_code == 200
    desk.campaign(name="下周的展会", starts_on=desk.day(10))
    campaign = desk.campaign("active")
    desk.api.send("POST", f"/campaigns/{campaign}/links", {"channel": "海报"})
    assert desk.after(days=8) == 1, "the fair is near, and no link is idle yet"
    assert desk.after(days=31) == 1
    assert desk.told()[-1] == "市场活动“行业峰会”有 1 个推广链接已 30 天无人访问：海报"


def test_nobody_is_reminded_before_the_hour(desk):
    put_rule(desk, hour=9)
    desk.campaign(starts_on=desk.day(2))
    morning = desk.system.now.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=8, minute=59) + timedelta(days=1)
    assert remind_in_time(desk.system.at(morning)) == 0
    assert remind_in_time(desk.system.at(morning + timedelta(minutes=1))) == 1


def test_the_rule_says_who_set_it_and_only_who_may_change_every_campaign_sets_it(desk):
    assert put_rule(desk, "sales").status_code == 403
    put_rule(desk, idle_days=10)
    put_rule(desk, idle_days=20)
    shown = desk.company.api("admin").send("GET", "/campaign-reminders").data
    assert (shown["idle_days"], shown["member"]["id"], shown["can_change"]) == (20, str(desk.company.id("admin")), True)
    with reading(desk.company.admin):
        assert list(ReminderRule.objects.order_by("at").values_list("idle_days", flat=True)) == [10, 20]
    wrong = put_rule(desk, ahead_days=91, idle_days=0, hour=24)
    assert wrong.status_code == 422
    assert {error["field"]: error["code"] for error in wrong.data["errors"]} == {
        "ahead_days": "too_large",
        "idle_days": "too_small",
        "hour": "too_large",
    }
