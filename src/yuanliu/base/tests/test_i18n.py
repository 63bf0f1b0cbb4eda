"""Texts in two languages."""

import pytest

from yuanliu.base.i18n import T


@pytest.mark.parametrize(
    ("label", "small"),
    [
        ("Lost reason", "lost reason"),
        ("E-mail", "e-mail"),
        ("QR code", "QR code"),
        ("WeChat group", "WeChat group"),
        ("客户", "客户"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_is_small_but_no_abbreviation_and_no_name(label, small):
    assert T("客户", label).small == T("客户", small)


def test_a_text_takes_others_in_both_languages():
    assert T("新建了{object}", "created the {object}").format(object=T("线索", "Lead").small) == T(
        "新建了线索", "created the lead"
    )
