"""Every kind of question, on the page and as JSON: what is taken, what is refused where, what is kept."""

import json
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Submission
from yuanliu.modules.campaigns.questions import TEXTS, text_of
from yuanliu.modules.campaigns.tests.stall import Stall, errors_in
from yuanliu.modules.campaigns.uploads import MAX_FILE

PDF = b"%PDF-1.4 a brochure"
FIELDS = [
    {"key": "name", "required": True, "placeholder": "您的姓名", "max_length": 20},
    {"key": "mobile", "required": True, "help": "用于签到"},
    {"key": "region"},
    {"kind": "text", "label": "职位", "max_length": 5},
    {"kind": "region", "label": "所在地"},
    {"kind": "rating", "label": "满意度"},
    {"kind": "file", "label": "名片"},
    {"kind": "date", "label": "到访日期"},
    {"kind": "email", "label": "备用邮箱"},
]


@pytest.fixture
def stall():
    made = Stall()
    made.publish(FIELDS)
    return made


def test_the_page_shows_each_kind_for_a_phone_and_a_screen_reader(stall):
    text = stall.page().content.decode()
    assert len(text.encode()) < 30_000, "with the whole list of cities"
    assert 'enctype="multipart/form-data"' in text
    assert 'placeholder="您的姓名"' in text
    assert 'maxlength="20"' in text
    assert 'aria-describedby="h-f-mobile"' in text
    assert '<optgroup label="浙江"><option>杭州' in text
    assert text.count('type="radio"') == 5
    assert 'type="file"' in text
    english = stall.page(**{"Accept-Language": "en"}).content.decode()
    assert '<option value="杭州">Hangzhou' in english


def test_answers_of_every_kind_are_kept(stall):
    sent = stall.send(
        region="杭州",
        q4="经理",
        q5="北京",
        q6="4",
        q7=SimpleUploadedFile("名片.pdf", PDF),
        q8="2026-05-01",
        q9="a@b.cn",
    )
    assert sent.status_code == 303, errors_in(sent)
    (entry,) = stall.collected()
    assert list(stall.answers(entry)) == [
        "姓名",
        "手机",
        "地区",
        "职位",
        "所在地",
        "满意度",
        "名片",
        "到访日期",
        "备用邮箱",
    ]
    assert stall.answers(entry) == {
        "姓名": "张三", "手机": "13812345678", "地区": "浙江 杭州", "职位": "经理", "所在地": "北京", "满意度": 4,
        "名片": "名片.pdf", "到访日期": "2026-05-01", "备用邮箱": "a@b.cn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("name", "张" * 21, "最多 20 个字"),
        ("q4", "首席执行官兼", "最多 5 个字"),
        ("q5", "火星", "单选"),
        ("q6", "6", "无法识别"),
        ("q6", "很好", "无法识别"),
        ("q8", "2026-02-30", "日期"),
        ("q9", "a@", "邮箱"),
        ("q7", SimpleUploadedFile("a.pdf", b"MZ\x90\x00\x03 a program"), "图片、PDF"),
        ("q7", SimpleUploadedFile("a.zip", b"PK\x05\x06" + b"\0" * 18), "图片、PDF"),
        ("q7", SimpleUploadedFile("a.svg", b"\x00<svg onload=alert(1)>"), "图片、PDF"),
    ],
)
def test_what_will_not_do_is_said_at_its_question_in_both_languages(stall, key, value, says):
    wrong = errors_in(stall.send(**{key: value}))
    assert set(wrong) == {key}
    assert says in wrong[key]
    if hasattr(value, "seek"):
        value.seek(0)
    stall.visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    english = errors_in(stall.send(**{key: value}))
    assert english[key].isascii()
    assert stall.collected() == []
    with reading(stall.company.admin):
        assert not Attachment.objects.exists()


def test_a_file_is_kept_with_the_submission_and_only_downloaded(stall):
    stall.send("forged", q7=SimpleUploadedFile("../../evil.html", b"<script>alert(1)</script>"))
    (entry,) = stall.collected()
    assert entry["state"] == "quarantined"
    (file,) = stall.api.send("GET", f"/files?object=submission&record_id={entry['id']}").data["items"]
    assert file["name"] == "evil.html.txt"
    got = stall.api.get(f"/api/v1/files/{file['id']}/download")
    got.close()
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert (got.headers["X-Content-Type-Options"], got.headers["Content-Security-Policy"]) == ("nosniff", "sandbox")
    assert "html" not in got.headers["Content-Type"]
    assert stall.company.api("sales").send("GET", f"/files/{file['id']}/download").status_code in (403, 404)


def test_the_same_file_again_is_the_same_answer_and_stored_once(stall):
    for _ in range(2):
        assert stall.send(q7=SimpleUploadedFile("名片.pdf", PDF)).status_code == 303
    assert len(stall.collected()) == 1
    with reading(stall.company.admin):
        assert Attachment.objects.count() == 1
    stall.send(q7=SimpleUploadedFile("名片.pdf", PDF + b" another"))
    assert len(stall.collected()) == 2


def test_a_file_that_is_too_large_is_refused(stall, monkeypatch):
    monkeypatch.setattr("yuanliu.modules.campaigns.uploads.MAX_FILE", 10)
    assert "MB" in errors_in(stall.send(q7=SimpleUploadedFile("a.pdf", PDF)))["q7"]
    body = b"x" * (MAX_FILE + 2 * 1024 * 1024)
    sent = stall.visitor.generic("POST", f"/f/{stall.slug}", body, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 413


def test_a_company_site_sends_files_and_ratings_as_json(stall):
    def send(**answers):
        body = json.dumps({"answers": {"name": "张三", "mobile": "13812345678", **answers}})
        return stall.visitor.generic("POST", f"/f/{stall.slug}.json", body, content_type="application/json")

    file = {"name": "a.pdf", "content": b64encode(PDF).decode()}
    assert send(q6=5, q5="浙江 杭州", q7=file).status_code == 201
    for wrong in ({"name": "a.pdf"}, {"name": "a.pdf", "content": "***"}, "a.pdf", 1, [file]):
        refused = send(q7=wrong)
        assert refused.status_code == 422, wrong
        assert [error["field"] for error in refused.json()["errors"]] == ["q7"]
    for stars in (0, 6, True, 4.5, [1], {"a": 1}):
        assert send(q6=stars).json()["errors"][0]["field"] == "q6", stars


def test_sales_reads_free_answers_and_the_region_of_the_lead(stall):
    stall.send(region="苏州", q6="5", q7=SimpleUploadedFile("名片.pdf", PDF))
    done = stall.company.api("admin").send("POST", f"/campaigns/{stall.campaign}/sync", {})
    assert done.data["synced"] == 1, done.data
    lead = stall.company.api("admin").send("GET", "/leads?columns=region,remark").data["items"][0]
    assert lead["region"] == "江苏 苏州"
    assert lead["remark"] == "满意度: 5/5\n名片: 名片.pdf"


def test_a_region_by_hand_is_whatever_is_known(stall):
    made = stall.api.send(
        "POST", f"/campaigns/{stall.campaign}/submissions", {"answers": {"name": "李四", "region": "华东"}}
    )
    assert made.status_code == 201, made.data


def test_required_files_and_stars_are_asked_for(stall):
    stall.publish([{**field, "required": True} for field in FIELDS])
    assert {"q5", "q6", "q7"} <= set(errors_in(stall.send()))
    with reading(stall.company.admin):
        assert not Submission.objects.exists()


def test_a_form_asks_for_few_files(stall):
    fields = [FIELDS[0], *({"kind": "file", "label": f"文件{number}"} for number in range(4))]
    refused = stall.api.send("PUT", f"/campaigns/{stall.campaign}/form", {"fields": fields})
    assert refused.data["errors"][0]["code"] == "too_many_files"


def test_help_and_placeholder_are_in_the_language_that_is_asked_for(stall):
    stall.publish(
        [
            {"key": "name", "label": "您的姓名", "help": "与证件一致", "help_en": "As on your passport"},
            {"key": "mobile", "placeholder": "11 位", "placeholder_en": "11 digits"},
            {"kind": "text", "label": "职位", "help": "选填"},
            {"kind": "text", "label_en": "Stand", "placeholder_en": "Hall and number"},
        ]
    )
    chinese, english = (stall.page(**{"Accept-Language": tongue}).content.decode() for tongue in ("zh-CN", "en"))
    for text in ("您的姓名", "与证件一致", 'placeholder="11 位"', "选填", "Stand", "Hall and number"):
        assert text in chinese
    for text in ("As on your passport", 'placeholder="11 digits"', "选填", "Stand", "Hall and number"):
        assert text in english
    assert "与证件一致" not in english
    assert "As on your passport" not in chinese


def test_a_form_of_one_language_is_read_in_both():
    old = {"key": "q1", "label": "职位", "label_en": "Job", "help": "选填", "placeholder": "经理"}
    assert [text_of(old, part, "en") for part in TEXTS] == ["Job", "选填", "经理"]
    assert [text_of({"key": "q1", "label": "职位", "label_en": "", "help": ""}, part, "zh") for part in TEXTS] == [
        "职位",
        "",
        "",
    ]
