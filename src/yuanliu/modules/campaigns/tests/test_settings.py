"""What a form is set to: when it is open, how many places there are, what the consent says, what follows."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.support.races import race
from yuanliu.base.errors import Invalid
from yuanliu.base.time import utc_now
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.campaigns import covers, shield
from yuanliu.modules.campaigns.covers import MOST_BYTES, ONE_AT_A_TIME, small_picture
from yuanliu.modules.campaigns.models import Form, PromotionLink, Submission
from yuanliu.modules.campaigns.services.intake import Arrival, receive
from yuanliu.modules.campaigns.tests.stall import FIELDS, Stall

PDF = b"%PDF-1.4 the white paper"


@pytest.fixture
def stall():
    return Stall()


def at(minutes):
    return (utc_now() + timedelta(minutes=minutes)).isoformat()


def states(stall):
    return sorted(entry["state"] for entry in stall.collected())


def test_it_opens_and_closes_by_the_clock(stall):
    stall.change(opens_at=at(10))
    early = stall.page()
    assert (early.status_code, "开放" in early.content.decode()) == (200, True)
    assert "<form" not in early.content.decode()
    stall.change(opens_at=at(-10), closes_at=at(10))
    assert "<form" in stall.page().content.decode()
    token = stall.token()
    stall.change(closes_at=at(-1))
    assert stall.page().status_code == 410
    assert stall.visitor.get(f"/f/{stall.slug}.json").status_code == 410
    assert "候补" in stall.thanks(stall.send(token)) or states(stall) == ["waiting"]
    assert states(stall) == ["waiting"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"opens_at": at(10), "closes_at": at(5)}, "closes_at"), ({"quota": 0}, "quota"), ({"quota": -1}, "quota")],
)
def test_settings_that_cannot_be(stall, facts, field):
    refused = stall.api.send("PATCH", f"/campaigns/{stall.campaign}", {"version": 2, **facts})
    assert refused.data["errors"][0]["field"] == field, refused.data


def test_who_comes_when_it_is_full_waits_and_is_told(stall):
    stall.change(quota=2)
    stall.send("forged", name="机器")
    for name in ("张三", "李四", "王五"):
        page = stall.page().content.decode()
        said = stall.thanks(stall.send(name=name))
    assert "名额已满" in page
    assert "候补名单" in said
    waiting, *others = stall.collected()
    assert (waiting["name"], waiting["state"], waiting["suspicion"]) == ("王五", "waiting", "full")
    assert [entry["state"] for entry in others] == ["collected", "collected", "quarantined"]
    body = json.dumps({"answers": {"name": "赵六", "mobile": "13812345679"}})
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}.json", body, content_type="application/json").json()
    assert (sent["received"], sent["waiting"]) == (True, True)
    stall.change(quota=3)
    assert "感谢" in stall.thanks(stall.send(name="孙七"))


def test_n_places_are_taken_by_exactly_n_at_once(stall):
    stall.change(quota=7)
    with reading(stall.company.admin):
        link, form = PromotionLink.objects.select_related("campaign").get(slug=stall.slug), Form.objects.get()

    def come(number):
        ctx = Context.for_system(stall.company.admin.tenant_id, kind="public")
        answers = {"name": f"访客{number}", "mobile": "13812345678"}
        return receive(ctx, Arrival(link, form, answers, False, f"sender{number}", "zh-hans"))

    race(20, come)
    with reading(stall.company.admin):
        found = list(Submission.objects.values_list("state", flat=True))
    assert (found.count("collected"), found.count("waiting")) == (7, 13)


def test_every_wording_of_the_consent_has_its_number(stall):
    numbers = []
    for consent in ("甲", "甲", "乙", "", "甲"):
        form = stall.api.send("PUT", f"/campaigns/{stall.campaign}/form", {"fields": FIELDS, "consent": consent}).data
        numbers.append(form["consent_version"])
    assert numbers == [1, 1, 2, 0, 3]


@pytest.mark.parametrize("url", ["http://example.com", "javascript:alert(1)", "https://", "", "//evil.example"])
def test_another_site_is_reached_by_https_only(stall, url):
    body = {"fields": FIELDS, "after": "redirect", "after_url": url}
    refused = stall.api.send("PUT", f"/campaigns/{stall.campaign}/form", body)
    assert refused.data["errors"][0]["field"] == "after_url"


def test_another_site_is_named_before_it_opens(stall):
    stall.publish(FIELDS, after="redirect", after_url="https://example.com/a?b=1&c=2")
    said = stall.thanks(stall.send())
    assert 'content="3;url=https://example.com/a?b=1&amp;c=2"' in said
    assert ">https://example.com/a?b=1&amp;c=2</a>" in said


def test_the_live_link_is_for_those_who_sent_the_form(stall):
    stall.publish(FIELDS, after="link", after_url="https://live.example.com/room")
    assert "live.example.com" not in stall.page().content.decode()
    assert "live.example.com" not in stall.visitor.get(f"/f/{stall.slug}/thanks").content.decode()
    assert "live.example.com" not in stall.visitor.get(f"/f/{stall.slug}.json").content.decode()
    assert 'href="https://live.example.com/room"' in stall.thanks(stall.send())


def download(stall, said):
    return stall.visitor.get(re.search(r'href="(/f/[^"]+/file[^"]+)"', said)[1].replace("&amp;", "&"))


def test_the_white_paper_is_for_those_who_sent_the_form_and_for_a_day(stall, monkeypatch):
    stall.publish(FIELDS, after="file", after_file=stall.attach("白皮书.pdf", PDF))
    said = stall.thanks(stall.send())
    got = download(stall, said)
    assert got.getvalue() == PDF
    assert got.headers["Content-Disposition"].startswith("attachment")
    for query in ("", "?r=made.up"):
        assert stall.visitor.get(f"/f/{stall.slug}/file{query}").status_code == 403
    monkeypatch.setattr(shield, "FILE_FOR", timedelta(seconds=-1))
    assert download(stall, said).status_code == 403


def test_a_receipt_opens_no_other_campaign(stall):
    other = Stall()
    other.publish(FIELDS, after="file", after_file=other.attach("a.pdf", PDF))
    receipt = stall.send().headers["Location"].partition("?")[2]
    assert other.visitor.get(f"/f/{other.slug}/file?{receipt}").status_code == 403


def test_the_waiting_list_does_not_open_the_file(stall):
    stall.change(quota=1)
    stall.publish(FIELDS, after="file", after_file=stall.attach("a.pdf", PDF))
    stall.send()
    late = stall.send(name="李四").headers["Location"].partition("?")[2]
    assert "/file" not in stall.visitor.get(f"/f/{stall.slug}/thanks?{late}").content.decode()
    assert stall.visitor.get(f"/f/{stall.slug}/file?{late}").status_code == 403


def test_only_a_file_of_the_campaign_is_given_away(stall):
    other = Stall()
    body = {"fields": FIELDS, "after": "file", "after_file": other.attach("a.pdf", PDF)}
    refused = stall.api.send("PUT", f"/campaigns/{stall.campaign}/form", body)
    assert refused.data["errors"][0]["field"] == "after_file"


def picture(width=2400, height=1600, kind="PNG"):
    made = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(made, kind)
    return made.getvalue()


def test_a_cover_is_light_and_shown_to_visitors(stall):
    file = stall.attach("cover.png", picture())
    assert stall.api.send("PUT", f"/campaigns/{stall.campaign}/cover", {"file": file}).status_code == 200
    page = stall.page()
    assert f'src="/f/{stall.slug}/cover"' in page.content.decode()
    got = stall.visitor.get(f"/f/{stall.slug}/cover")
    content = got.getvalue()
    assert len(content) <= MOST_BYTES
    assert len(content) + len(page.content) < 50_000
    assert Image.open(BytesIO(content)).format == "WEBP"
    shown = stall.api.send("GET", f"/campaigns/{stall.campaign}/cover").data["cover"]
    assert shown == "data:image/webp;base64," + b64encode(content).decode()
    stall.api.send("PUT", f"/campaigns/{stall.campaign}/cover", {"file": None})
    assert stall.visitor.get(f"/f/{stall.slug}/cover").status_code == 404
    assert stall.api.send("GET", f"/campaigns/{stall.campaign}/cover").data["cover"] is None


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.png", b"\x89PNG\r\n\x1a\n broken")])
def test_a_cover_is_a_picture(stall, name, content):
    body = {"file": stall.attach(name, content)}
    refused = stall.api.send("PUT", f"/campaigns/{stall.campaign}/cover", body)
    assert refused.data["errors"][0]["code"] == "picture"


def flat(width, height, kind):
    made = BytesIO()
    Image.new("RGB", (width, height)).save(made, kind)
    return BytesIO(made.getvalue())


def test_the_largest_picture_fits_and_a_larger_one_is_told(monkeypatch):
    """One at a time over all workers, in a child with limits: six of these at once took 3 GB."""
    assert Image.open(small_picture(flat(7000, 7000, "WEBP"))).size == (1120, 1120)
    with pytest.raises(Invalid) as refused:
        small_picture(flat(8000, 7000, "PNG"))
    assert [(error.field, error.code) for error in refused.value.errors] == [("file", "picture_too_large")]
    assert ONE_AT_A_TIME.at_once == 1
    monkeypatch.setattr(covers, "ONE_AT_A_TIME", replace(ONE_AT_A_TIME, memory=200 << 20))
    with pytest.raises(Invalid) as ended:
        small_picture(flat(7000, 7000, "PNG"))
    assert ended.value.errors[0].code == "unreadable_file"


def test_a_copy_has_the_facts_and_the_form_and_none_of_the_data(stall):
    stall.change(budget="50000", quota=30, kind="salon")
    stall.publish(FIELDS, consent="同意", after="link", after_url="https://example.com")
    stall.send(consent="1")
    copy = stall.api.send("POST", f"/campaigns/{stall.campaign}/copy", {"name": "第二届"})
    assert copy.status_code == 201, copy.data
    made = copy.data
    assert (made["name"], made["state"], made["budget"], made["quota"]) == ("第二届", "draft", "50000.00", 30)
    form = stall.api.send("GET", f"/campaigns/{made['id']}/form").data["form"]
    assert [q["key"] for q in form["fields"]] == ["name", "mobile", "q3", "q4", "q5"]
    assert (form["number"], form["consent"], form["after"], form["title"]) == (1, "同意", "link", "第二届")
    where = json.dumps({"field": "campaign", "value": made["id"]})
    assert stall.api.send("GET", f"/submissions?filter={where}").data["items"] == []
    (link,) = stall.api.send("GET", f"/promotion-links?filter={where}").data["items"]
    assert link["slug"] != stall.slug
    stranger = stall.company.api("finance")
    assert stranger.send("POST", f"/campaigns/{stall.campaign}/copy", {"name": "x"}).status_code in (403, 404)


def test_a_copy_has_the_team_the_cover_and_the_gated_file_as_its_own(stall):
    peer = stall.company.hire("搭档", "marketer", "华北销售部")
    gone = stall.company.hire("已离职", "marketer", "华北销售部")
    for member, access in ((peer, "edit"), (gone, "read")):
        body = {"member": str(member), "access": access}
        assert stall.api.send("POST", f"/campaigns/{stall.campaign}/collaborators", body).status_code == 200
    with work(stall.company.admin) as w:
        w.get(Member, gone, "update").status = "disabled"
    paper = stall.attach("白皮书.pdf", PDF)
    stall.publish(FIELDS, after="file", after_file=paper)
    top = stall.attach("封面.png", picture())
    assert stall.api.send("PUT", f"/campaigns/{stall.campaign}/cover", {"file": top}).status_code == 200
    made = stall.api.send("POST", f"/campaigns/{stall.campaign}/copy", {"name": "第二届"}).data
    team = stall.api.send("GET", f"/campaigns/{made['id']}/collaborators").data["items"]
    assert [(row["member"]["title"], row["access"]) for row in team] == [("搭档", "edit")]
    covers = [stall.api.send("GET", f"/campaigns/{pk}/cover").data["cover"] for pk in (stall.campaign, made["id"])]
    assert covers[0] and covers[0] == covers[1]

    gated = stall.api.send("GET", f"/campaigns/{made['id']}/form").data["form"]["after_file"]
    assert (gated["name"], gated["id"] != paper) == ("白皮书.pdf", True)
    with reading(stall.company.admin):
        first, again = (Attachment.objects.get(pk=pk).file.name for pk in (paper, gated["id"]))
    assert first != again
    kept = stall.api.get(f"/api/v1/files/{gated['id']}/download")
    assert b"".join(kept.streaming_content) == PDF


def test_the_team_sees_and_edits_the_campaign(stall):
    peer = stall.company.hire("助理", "marketer", "华北销售部")
    helper = stall.company.api("助理")
    assert helper.send("PATCH", f"/campaigns/{stall.campaign}", {"version": 2, "place": "杭州"}).status_code in (
        403,
        404,
    )
    body = {"member": str(peer), "access": "edit"}
    assert stall.api.send("POST", f"/campaigns/{stall.campaign}/collaborators", body).status_code == 200
    version = helper.send("GET", f"/campaigns/{stall.campaign}").data["version"]
    changed = helper.send("PATCH", f"/campaigns/{stall.campaign}", {"version": version, "place": "杭州"})
    assert changed.status_code == 200, changed.data
