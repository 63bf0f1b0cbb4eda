"""现场签到: who is known is checked in once, who is not fills in the form, and nobody learns who has signed up by trying much."""

import json
import re

import pytest

from tests.support.races import race
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import shield, tickets
from yuanliu.modules.campaigns.models import PromotionLink, Submission, Touch, Visit
from yuanliu.modules.campaigns.services.intake import check_in
from yuanliu.modules.campaigns.tests.stall import Stall


class Entrance(Stall):
    """A stall with a second address, at the door of the hall."""

    def __init__(self):
        super().__init__()
        body = {"purpose": "check_in", "channel": "现场签到"}
        self.door = self.api.send("POST", f"/campaigns/{self.campaign}/links", body).data
        self.form_slug = self.slug

    def at_door(self):
        self.slug = self.door["slug"]
        return self

    def come(self, who):
        return self.visitor.post(f"/f/{self.slug}", {"_token": self.token(), "_who": who}).content.decode()

    def guests(self):
        where = json.dumps({"field": "campaign", "value": self.campaign})
        rows = self.api.send("GET", f"/submissions?filter={where}&columns=name,checked_in_at,state").data["items"]
        return {row["name"]: row["checked_in_at"] for row in rows}


@pytest.fixture
def entrance():
    made = Entrance()
    made.send()
    return made.at_door()


def test_who_signed_up_is_checked_in_once(entrance):
    page = entrance.page()
    assert "手机号或邮箱" in page.content.decode()
    assert "团队规模" not in page.content.decode()
    assert entrance.guests() == {"张三": None}
    assert "签到成功" in entrance.come("+86 138-1234-5678")
    first = entrance.guests()["张三"]
    assert first is not None
    assert "欢迎光临" in entrance.come("13812345678")
    assert entrance.guests() == {"张三": first}
    with reading(entrance.company.admin):
        assert not Visit.objects.exists(), "the door is no advertisement"


def test_who_is_unknown_fills_in_the_form_and_is_here(entrance):
    page = entrance.come("13900000001")
    assert "没有找到您的报名" in page
    assert 'value="13900000001"' in page
    token = re.search(r'name="_token" value="([^"]+)"', page)[1]
    assert "_who" not in page
    said = entrance.thanks(entrance.send(entrance.token(), name="李四", mobile="13900000001"))
    assert token
    assert "签到成功" in said
    assert entrance.guests()["李四"] is not None


def test_who_fills_in_the_form_again_is_recognised(entrance):
    assert "签到成功" in entrance.thanks(entrance.send())
    assert list(entrance.guests()) == ["张三"]
    assert entrance.guests()["张三"] is not None


@pytest.mark.parametrize("who", ["", "张三", "123", "a@"])
def test_what_is_no_number_is_asked_for_again(entrance, who):
    assert 'aria-describedby="e-who"' in entrance.come(who)
    assert entrance.guests() == {"张三": None}


def test_the_door_is_open_when_sign_up_is_closed(entrance):
    entrance.change(closes_at="2020-01-01T00:00:00Z")
    assert "签到成功" in entrance.come("13812345678")
    entrance.move("ended")
    assert entrance.page().status_code == 410


def test_guests_of_another_campaign_and_rejected_ones_are_unknown(entrance):
    other = Entrance()
    other.at_door()
    assert "没有找到" in other.come("13812345678")
    entry = entrance.collected()[0]["id"]
    entrance.api.send("POST", f"/submissions/{entry}/reject", {"reason": "测试"})
    assert "没有找到" in entrance.come("13812345678")


def touches(entrance):
    with reading(entrance.company.admin):
        return list(Touch.objects.order_by("id").values_list("kind", "object"))


def test_a_check_in_is_a_touch_of_the_lead_whether_it_was_made_before_or_after(entrance):
    admin = entrance.company.api("admin")
    admin.send("POST", f"/campaigns/{entrance.campaign}/sync", {})
    entrance.come("13812345678")
    assert touches(entrance) == [("submission", "lead"), ("check_in", "lead")]
    entrance.send(entrance.token(), name="李四", mobile="13900000001")
    admin.send("POST", f"/campaigns/{entrance.campaign}/sync", {})
    assert touches(entrance)[2:] == [("submission", "lead"), ("check_in", "lead")]


def test_ten_scans_at_once_are_one_check_in(entrance):
    entrance.company.api("admin").send("POST", f"/campaigns/{entrance.campaign}/sync", {})
    with reading(entrance.company.admin):
        link = PromotionLink.objects.select_related("campaign").get(slug=entrance.slug)
    ctx = Context.for_system(entrance.company.admin.tenant_id, kind="public")
    found = race(10, lambda number: check_in(ctx, link, "13812345678"))
    assert len({guest.checked_in_at for guest in found}) == 1
    assert [kind for kind, _ in touches(entrance)].count("check_in") == 1


def test_nobody_finds_out_by_trying_who_has_signed_up(entrance, monkeypatch):
    monkeypatch.setattr(shield, "ADDRESS_FLOOD", 3)
    entrance.visitor.defaults["REMOTE_ADDR"] = "10.9.8.7"
    said = [entrance.come(f"1390000000{number}") for number in range(5)]
    assert ["频繁" in page for page in said] == [False] * 3 + [True] * 2
    entrance.visitor.defaults["REMOTE_ADDR"] = "10.9.8.6"
    forged = entrance.visitor.post(f"/f/{entrance.slug}", {"_token": "made.up", "_who": "13812345678"})
    assert forged.status_code == 422
    with reading(entrance.company.admin):
        assert Submission.objects.filter(checked_in_at=None).count() == 1


# Tickets


def ticket(entrance):
    with reading(entrance.company.admin):
        return tickets.code_of(Submission.objects.get(name="张三"))


def test_the_ticket_of_the_thanks_checks_in(entrance):
    entrance.slug = entrance.form_slug
    thanks = entrance.thanks(entrance.send())
    assert "入场码" in thanks
    assert "<svg" in thanks
    entrance.at_door()
    code = ticket(entrance)
    assert "签到成功" in entrance.come(f" {code.lower()} ")
    assert entrance.guests()["张三"] is not None
    (entry,) = entrance.collected()
    shown = entrance.api.send("GET", f"/submissions/{entry['id']}/answers").data["ticket"]
    assert shown.startswith("data:image/svg+xml")


def test_a_ticket_is_good_for_its_campaign_only(entrance):
    code = ticket(entrance)
    other = Entrance().at_door()
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    for door, text in ((other, code), (entrance, forged), (entrance, "A" * 40), (entrance, "签" * 40)):
        assert "请填写正确的手机号或邮箱" in door.come(text)
    assert entrance.guests() == {"张三": None}


def test_there_is_no_ticket_without_a_door_or_where_there_is_nothing_to_attend(entrance):
    entrance.slug = entrance.form_slug
    entrance.change(kind="white_paper")
    assert "<svg" not in entrance.thanks(entrance.send())
    alone = Stall()
    assert "<svg" not in alone.thanks(alone.send())
    (entry,) = alone.collected()
    assert alone.api.send("GET", f"/submissions/{entry['id']}/answers").data["ticket"] is None


def test_who_waits_for_a_place_has_no_ticket(entrance):
    entrance.slug = entrance.form_slug
    entrance.change(quota=1)
    assert "<svg" not in entrance.thanks(entrance.send(name="李四", mobile="13912345678"))
