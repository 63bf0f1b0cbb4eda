"""A form in two languages: each visitor reads one of them, and what they agreed to and chose is the same in both."""

import json

import pytest

from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import FORM_TEXTS, Form, Submission
from yuanliu.modules.campaigns.tests.stall import FIELDS, Stall, worded

SIZE = [{"label": "10人以下", "label_en": "Up to 10"}, {"label": "10人以上", "label_en": "More than 10"}]
WANTED = [{"label": "销售", "label_en": "Sales"}, {"label": "财务"}]
ASKED = [
    *FIELDS[:2],
    {"kind": "choice", "label": "团队规模", "label_en": "Team size", "options": SIZE},
    {"kind": "multi_choice", "label": "关注方向", "label_en": "Interests", "options": WANTED},
]
CHINESE = {
    "title": "智造峰会",
    "intro": "一起看未来",
    "consent": "同意联系我",
    "submit_label": "马上报名",
    "thank_you": "感谢报名",
}
ENGLISH = {
    "title_en": "Smart Summit",
    "intro_en": "See what comes",
    "consent_en": "You may call me",
    "submit_label_en": "Sign up",
    "thank_you_en": "Thanks for signing up",
}


@pytest.fixture
def stall():
    made = Stall()
    made.publish(ASKED, **CHINESE, **ENGLISH)
    return made


def read(stall, language):
    return stall.page(**{"Accept-Language": language}).content.decode()


def send(stall, language, **fields):
    body = {"_token": stall.token(), "name": "张三", "mobile": "13812345678", "consent": "1", **fields}
    return stall.visitor.post(f"/f/{stall.slug}?lang={language}", body)


def form_of(stall):
    return stall.api.send("GET", f"/campaigns/{stall.campaign}/form").data["form"]


def test_the_page_says_everything_in_the_language_of_its_visitor(stall):
    chinese, english = read(stall, "zh-CN"), read(stall, "en-GB")
    thanked = {"thank_you", "thank_you_en"}
    for name, text in (CHINESE | {"option": "10人以下"}).items():
        assert (text in chinese) == (name not in thanked), name
        assert text not in english.replace('value="10人以下"', ""), name
    for name, text in (ENGLISH | {"option": "Up to 10"}).items():
        assert (text in english) == (name not in thanked), name
        assert text not in chinese, name
    assert "感谢报名" in stall.visitor.get(send(stall, "zh").headers["Location"]).content.decode()
    thanks = stall.visitor.get(send(stall, "en", name="李四").headers["Location"]).content.decode()
    assert "Thanks for signing up" in thanks
    assert "Smart Summit" in thanks
    assert "智造峰会" not in thanks


def test_what_stands_in_one_language_only_is_read_in_both(stall):
    stall.publish(FIELDS, consent_en="You may call me", title="智造峰会")
    chinese, english = read(stall, "zh-CN"), read(stall, "en")
    for text in ("You may call me", "智造峰会", "10人以下"):
        assert text in chinese
        assert text in english
    form = form_of(stall)
    assert (form["consent"], form["title_en"], form["intro_en"]) == ("You may call me", "智造峰会", "")


def test_a_form_from_before_it_had_an_english_side_is_read_in_both():
    old = Form(title="智造峰会", consent="同意", thank_you="")
    assert [old.said(text, "en") for text in FORM_TEXTS] == ["智造峰会", "", "同意", "", ""]


def test_the_check_in_page_has_the_title_in_the_language_of_the_guest(stall):
    link = {"channel": "门口", "purpose": "check_in"}
    door = stall.api.send("POST", f"/campaigns/{stall.campaign}/links", link).data["slug"]
    asked = stall.visitor.get(f"/f/{door}?lang=en").content.decode()
    assert "<h1>Smart Summit</h1>" in asked
    assert "智造峰会" not in asked


def test_a_poster_has_the_title_in_the_language_that_it_is_printed_in(stall):
    for language, title in (("en", "Smart Summit"), ("zh-hans", "智造峰会")):
        sheet = f"/api/v1/campaigns/{stall.campaign}/links/sheet?layout=page&language={language}"
        assert f"<h2>{title}</h2>" in stall.api.get(sheet).content.decode()


def test_a_company_site_has_both_languages_and_is_answered_in_the_one_that_was_read(stall):
    described = stall.visitor.get(f"/f/{stall.slug}.json").json()
    assert {name: described[name] for name in CHINESE | ENGLISH} == CHINESE | ENGLISH
    assert described["fields"][2]["options"][0] == {"value": "10人以下", **SIZE[0]}
    body = {"answers": {"name": "张三", "mobile": "13812345678", "q3": "10人以下"}, "consent": True}
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}.json?lang=en", json.dumps(body), "application/json")
    assert sent.json()["thank_you"] == "Thanks for signing up"


def test_a_choice_is_stored_as_the_same_whatever_was_read(stall):
    for language, name in (("zh", "张三"), ("en", "李四")):
        assert send(stall, language, name=name, q3="10人以下", q4=["销售"]).status_code == 303
    assert send(stall, "en", q3="Up to 10").status_code == 422
    with reading(stall.company.admin):
        kept = list(Submission.objects.order_by("id"))
    assert [one.answers["q3"] for one in kept] == ["10人以下"] * 2
    assert [one.answers["q4"] for one in kept] == [["销售"]] * 2
    assert [one.language for one in kept] == ["zh-hans", "en"]


def test_an_option_keeps_its_value_when_its_words_change(stall):
    assert send(stall, "zh", q3="10人以下").status_code == 303
    first, second = form_of(stall)["fields"][2]["options"]
    changed = [{**first, "label": "小团队", "label_en": "Small"}, second, {"label": "10人以下"}]
    stall.publish([*ASKED[:2], {**ASKED[2], "options": changed}])
    now = form_of(stall)["fields"][2]["options"]
    assert [option["value"] for option in now] == ["10人以下", "10人以上", "10人以下 2"]
    assert send(stall, "en", name="李四", mobile="13912345678", q3="10人以下").status_code == 303
    stall.company.api("admin").send("POST", f"/campaigns/{stall.campaign}/sync", {})
    leads = stall.company.api("admin").send("GET", "/leads?columns=name,remark").data["items"]
    assert {lead["name"]: lead["remark"] for lead in leads} == {
        "张三": "团队规模: 10人以下",
        "李四": "团队规模: 小团队",
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([{"label": ""}], "required"),
        (worded("甲", "甲"), "repeated"),
        ([{"label": "甲", "label_en": "A"}, {"label": "乙", "label_en": "A"}], "repeated"),
        ([{"value": "1", "label": "甲"}, {"value": "1", "label": "乙"}], "repeated"),
    ],
)
def test_options_that_nobody_can_tell_apart_are_refused(stall, options, code):
    asked = {"kind": "choice", "label": "规模", "options": options}
    refused = stall.api.send("PUT", f"/campaigns/{stall.campaign}/form", {"fields": [FIELDS[0], asked]})
    (error,) = refused.data["errors"]
    assert (error["field"], error["code"]) == ("fields.1.options", code)


def test_a_form_words_the_options_of_a_field_and_adds_none(stall):
    body = {"object": "lead", "code": "plan", "name": "采购计划", "kind": "choice", "options": ["近期", "暂无"]}
    assert stall.company.api("admin").send("POST", "/custom-fields", body).status_code == 201
    words = [{"value": "近期", "label": "近期", "label_en": "Soon"}, {"value": "以后", "label": "以后"}]
    stall.publish([*FIELDS[:2], {"key": "custom.plan", "options": words}])
    assert form_of(stall)["fields"][2]["options"] == [
        {"value": "近期", "label": "近期", "label_en": "Soon"},
        {"value": "暂无", "label": "暂无", "label_en": "暂无"},
    ]
    assert ">Soon<" in read(stall, "en")


def test_the_version_of_the_consent_changes_with_either_language_and_says_what_was_read(stall):
    wordings = (("甲", "A"), ("甲", "A"), ("甲", "B"), ("乙", "B"), ("乙", ""))
    versions = []
    for zh, en in wordings:
        stall.publish(ASKED, consent=zh, consent_en=en)
        versions.append(form_of(stall)["consent_version"])
    assert versions == [2, 2, 3, 4, 5]  # the first was of the fixture
    assert send(stall, "en").status_code == 303
    stall.publish(ASKED, consent="丙", consent_en="C")
    (entry,) = stall.collected()
    page = stall.api.send("GET", f"/submissions/{entry['id']}/answers").data
    agreed = (page["language"], page["form"]["consent_version"], page["form"]["consent_en"])
    assert agreed == ("en", 5, "乙")


def test_a_consent_that_stood_in_one_language_is_the_same_when_it_is_said_to_stand_in_both(stall):
    stall.publish(ASKED, consent="甲")
    before = form_of(stall)["consent_version"]
    stall.publish(ASKED, consent="甲", consent_en="甲")
    assert form_of(stall)["consent_version"] == before


def test_a_copy_is_in_two_languages_too_and_named_anew_only_where_it_had_the_name(stall):
    stall.publish(ASKED, **{**CHINESE, "title": ""}, **ENGLISH)
    copy = stall.api.send("POST", f"/campaigns/{stall.campaign}/copy", {"name": "第二届"}).data["id"]
    form = stall.api.send("GET", f"/campaigns/{copy}/form").data["form"]
    assert form["title_en"] == "Smart Summit"
    assert {name: form[name] for name in ENGLISH} == ENGLISH
    assert form["fields"][2]["options"][0]["label_en"] == "Up to 10"
    stall.publish(ASKED)
    again = stall.api.send("POST", f"/campaigns/{stall.campaign}/copy", {"name": "第三届"}).data["id"]
    form = stall.api.send("GET", f"/campaigns/{again}/form").data["form"]
    assert (form["title"], form["title_en"]) == ("第三届", "第三届")
