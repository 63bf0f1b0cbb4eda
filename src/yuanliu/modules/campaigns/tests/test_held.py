"""A file that was chosen once is not chosen again because another answer would not do."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from yuanliu.kernel.files.sweeping import sweep_files
from yuanliu.kernel.work.context import Context
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.tests.stall import Stall, errors_in

PDF = b"%PDF-1.4 a card"
OTHER = b"%PDF-1.4 another card"
FIELDS = [
    {"key": "name", "required": True},
    {"key": "mobile", "required": True},
    {"kind": "file", "label": "名片", "required": True},
    {"kind": "file", "label": "需求书"},
]


@pytest.fixture
def stall():
    cache.clear()
    made = Stall()
    made.publish(FIELDS)
    return made


def card(content=PDF, name="名片.pdf"):
    return SimpleUploadedFile(name, content)


def held_by(page):
    """The hidden fields of the page."""
    return dict(re.findall(r'name="(_held\.\w+)" value="([^"]+)"', page.content.decode()))


def kept_files(stall):
    folder = f"{stall.company.admin.tenant_id}/held"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_the_file_is_there_when_another_answer_is_put_right(stall):
    page = stall.send(mobile="12", q3=card())
    assert page.status_code == 422
    assert list(errors_in(page)) == ["mobile"]
    text = page.content.decode()
    assert "已上传 名片.pdf" in text
    assert not re.search(r'<input id="f-q3"[^>]*required', text)
    again = stall.send(mobile="34", **held_by(page))
    assert held_by(again).keys() == {"_held.q3"}, "as often as it takes"
    assert stall.send(**held_by(again)).status_code == 303
    (entry,) = stall.collected()
    assert stall.answers(entry)["名片"] == "名片.pdf"
    assert stall.send(**held_by(again)).status_code == 303, "a double tap finds its twin"
    assert len(stall.collected()) == 1
    assert len(kept_files(stall)) == 1


def test_an_expired_page_keeps_the_file_too(stall):
    page = stall.send(token=stall.token(ago=25 * 3600), q3=card())
    assert held_by(page)
    assert stall.send(**held_by(page)).status_code == 303


def test_another_choice_replaces_it(stall):
    page = stall.send(mobile="12", q3=card())
    assert stall.send(q3=card(OTHER, "新名片.pdf"), **held_by(page)).status_code == 303
    (entry,) = stall.collected()
    assert stall.answers(entry)["名片"] == "新名片.pdf"


def test_a_reference_is_good_for_its_question_and_link_only(stall):
    (reference,) = held_by(stall.send(mobile="12", q3=card())).values()
    for sent in ({"_held.q3": reference + "x"}, {"_held.q3": ""}, {"_held.q4": reference}):
        assert list(errors_in(stall.send(**sent))) == ["q3"]
    other = Stall()
    other.publish(FIELDS)
    assert list(errors_in(other.send(**{"_held.q3": reference}))) == ["q3"]


def test_what_is_no_good_or_comes_without_the_page_is_not_kept(stall):
    stall.send(q3=card(b"MZ a program"))
    stall.send(token="forged", mobile="12", q3=card())
    stall.send(mobile="12", q3=card(), **{shield.TRAP: "x"})
    assert kept_files(stall) == []


def test_nobody_fills_the_store_from_one_address(stall, monkeypatch):
    monkeypatch.setattr(shield, "ADDRESS_LIMIT", 2)
    pages = [stall.send(mobile="12", q3=card()) for _ in range(3)]
    assert [bool(held_by(page)) for page in pages] == [True, True, False]


def test_what_is_never_sent_is_swept(stall):
    page = stall.send(mobile="12", q3=card())
    tomorrow = Context.for_system(stall.company.admin.tenant_id)
    sweep_files(tomorrow)
    assert len(kept_files(stall)) == 1
    sweep_files(tomorrow.at(tomorrow.now + timedelta(days=2)))
    assert kept_files(stall) == []
    assert list(errors_in(stall.send(**held_by(page)))) == ["q3"], "it is asked for again"
