"""What a pasted text says of a person."""

import pytest

from yuanliu.modules.leads.parsing import parse_lead

VCARD = """BEGIN:VCARD\r
VERSION:3.0\r
N:王;五;;;\r
FN:王五\r
ORG:北京甲公司;销售部\r
TITLE:采购经理\r
TEL;TYPE=CELL:13911112222\r
TEL;TYPE=WORK:010-66668888\r
EMAIL:w@example.cn\r
NOTE:展会认识\\, 有意向\r
END:VCARD"""
VCARD_21 = """BEGIN:VCARD
VERSION:2.1
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=
=E4=B8=89
TEL;CELL:+8613812345678
END:VCARD"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "张三 采购经理 华为技术有限公司 13812345678 zhang@huawei.com",
            {
                "name": "张三",
                "job_title": "采购经理",
                "company": "华为技术有限公司",
                "mobile": "13812345678",
                "email": "zhang@huawei.com",
            },
        ),
        (
            "公司：上海源流科技有限公司\n联系人：李四 电话：021-58881234\n微信号：lisi_88\n地址：上海市浦东新区世纪大道1号",
            {
                "company": "上海源流科技有限公司",
                "name": "李四",
                "phone": "021-58881234",
                "wechat": "lisi_88",
                "address": "上海市浦东新区世纪大道1号",
            },
        ),
        (
            "John Smith, Acme Co., Ltd., +1 650-253-0000, john@acme.com",
            {"name": "John Smith", "company": "Acme Co., Ltd.", "phone": "+1 650-253-0000", "email": "john@acme.com"},
        ),
        ("王经理 135 1234 5678", {"name": "王经理", "mobile": "135 1234 5678"}),
        ("想要报价，下周回电 １３８１２３４５６７８", {"mobile": "13812345678", "remark": "想要报价\n下周回电"}),
        ("订单号 20260105123", {"remark": "订单号\n20260105123"}),
        (
            VCARD,
            {
                "name": "王五",
                "company": "北京甲公司",
                "job_title": "采购经理",
                "mobile": "13911112222",
                "phone": "010-66668888",
                "email": "w@example.cn",
                "remark": "展会认识, 有意向",
            },
        ),
        (VCARD_21, {"name": "张三", "mobile": "+8613812345678"}),
        ("", {}),
        ("手机：\n::::\0", {}),
    ],
)
def test_it_proposes(text, expected):
    assert parse_lead(text) == expected


def test_what_is_no_number_is_kept_as_a_remark():
    card = "BEGIN:VCARD\nFN:张三\nTEL;TYPE=CELL:见名片背面\nTEL:021-62345678\nEND:VCARD"
    assert parse_lead(card) == {"name": "张三", "phone": "021-62345678", "remark": "见名片背面"}
