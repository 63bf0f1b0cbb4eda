import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.text import (
    SORT_KEY_LENGTH,
    company_key,
    email_key,
    fold,
    initials,
    mask_email,
    mask_phone,
    mask_text,
    phone_key,
    pinyin,
    sort_key,
)

NAMES = st.text(st.sampled_from("张章三单重庆银行长有限公司集团ABcd 12（），.Ltd") | st.characters(), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678", "１３８ １２３４ ５６７８", "+86 138-1234-5678", "0086 13812345678", "8613812345678", "+8613812345678",
        "138 1234 5678 / 13900001111", "手机：13812345678", "\u202d13812345678\u202c", "13812345678.0", "(86)138.1234.5678",
        "013812345678",
    ],
)  # fmt: skip
def test_mobile(text: str) -> None:
    assert phone_key(text) == "+8613812345678"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("010-88886666", "+861088886666"),
        ("（021）6888 7777", "+862168887777"),
        ("+86 (0)10 8888 6666", "+861088886666"),
        ("0755-88886666-801", "+8675588886666"),
        ("０７５５－８８８８６６６６转801", "+8675588886666"),
        ("021-68887777 ext. 12", "+862168887777"),
        ("400-810-8888", "+864008108888"),
        ("+1 650 253 0000", "+16502530000"),
        ("+852 2123 4567", "+85221234567"),
        ("无 / 13900001111", "+8613900001111"),
    ],
)
def test_other_numbers(text: str, key: str) -> None:
    assert phone_key(text) == key


@pytest.mark.parametrize(
    "text", ["", " ", "abc", "110", "95588", "88886666", "138****1234", "109****5000", "1.3812345678E+10", "1" * 5000]
)
def test_what_names_no_line(text: str) -> None:
    assert phone_key(text) is None


def test_region() -> None:
    assert phone_key("(650) 253-0000", "US") == "+16502530000"
    assert phone_key("13812345678", "US") is None


@given(st.text(max_size=60) | st.from_regex(r"[+０-９0-9 ()/转x-]{0,30}"))
def test_a_phone_key_is_its_own_key(text: str) -> None:
    key = phone_key(text)
    assert key is None or phone_key(key) == key


def test_email() -> None:
    assert email_key(" Zhang.San@Example.COM ") == "zhang.san@example.com"
    assert email_key("ｚｈａｎｇ＠ｑｑ．ｃｏｍ") == "zhang@qq.com"
    assert email_key("zhang@qq。com") == "zhang@qq.com"
    assert email_key("张三 <zhang@qq.com>") == "zhang@qq.com"
    assert email_key("mailto:zhang@qq.com") == "zhang@qq.com"
    for text in (
        "",
        "zhang",
        "@qq.com",
        "zhang@qq",
        "a@b@c.cn",
        "a b@qq.com",
        "a@qq..com",
        "a@b.cn;c@d.cn",
        f"{'a' * 260}@b.cn",
    ):
        assert email_key(text) is None, text


@given(st.emails() | st.text(max_size=40))
def test_an_email_key_is_its_own_key(text: str) -> None:
    key = email_key(text)
    assert key is None or email_key(key) == key


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (["华为技术有限公司", "华为技术 有限 公司", "华为技术", "华为技术有限责任公司", "华为技术Co.,Ltd.", "　华为技术（有限公司）"], "华为技术"),
        (["华为（中国）有限公司", "华为(中国) 有限公司", "华为中国"], "华为中国"),
        (["美的集团股份有限公司", "美的集团", "美的（集团）股份有限公司", "美的集團股份有限公司".replace("團", "团")], "美的集团"),
        (["Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGIES CO LTD", "Huawei Technologies Company Limited", "ＨＵＡＷＥＩ technologies"], "huaweitechnologies"),
        (["HuaweiCo.,Ltd.", "Huawei Inc", "Huawei, Inc.", "Huawei L.L.C.", "Huawei GmbH & Co. KG", "Huawei Pte. Ltd.", "Huawei S.A.", "Huawei AG"], "huawei"),
        (["华为技术有限公司北京分公司", "华为技术北京分公司"], "华为技术北京分公司"),
        (["大信会计师事务所（特殊普通合伙）", "大信会计师事务所"], "大信会计师事务所"),
        (["株式会社日立", "㈱日立", "日立（株）", "日立株式会社"], "日立"),
    ],
)  # fmt: skip
def test_company(names: list[str], key: str) -> None:
    assert {company_key(name) for name in names} == {key}


def test_company_keeps_what_is_no_legal_form() -> None:
    assert company_key("Texaco Ltd") == "texaco"
    assert company_key("Zinc") == "zinc"
    assert company_key("静安SPA") == "静安spa"
    assert company_key("Limited Editions") == "limitededitions"
    assert company_key("阿里巴巴集团控股有限公司") == "阿里巴巴集团控股"
    assert company_key("腾讯（北京）有限公司") != company_key("腾讯（深圳）有限公司")


def test_company_key_of_nothing_else() -> None:
    assert company_key("有限公司") == "有限公司"
    assert company_key("Co., Ltd.")
    assert company_key("!!!") == "!!!"
    assert company_key(" \u3000") == ""


@given(NAMES)
def test_company_key_is_never_empty(name: str) -> None:
    visible = fold(name)
    assert company_key(name) or not visible
    assert company_key(name.upper()) == company_key(name.upper().lower().upper())


@given(st.text(st.sampled_from("华为中国技术abc"), min_size=1, max_size=10))
def test_legal_forms_width_and_brackets_do_not_matter(name: str) -> None:
    key = company_key(name)
    for form in ("{}有限公司", "{} 股份有限公司", "（{}）有限责任公司", " {}  Co., Ltd.", "{}　ＬＴＤ．"):
        assert company_key(form.format(name)) == key


def test_masks() -> None:
    assert (
        mask_phone("13812341234")
        == mask_phone("+86 138-1234-1234")
        == mask_phone("１３８１２３４１２３４")
        == "138****1234"
    )
    assert mask_phone("010-88886666") == "010****6666"
    assert mask_phone("88886666") == "88****66"
    assert mask_phone("95588") == mask_phone("无") == "****"
    assert mask_phone("") == ""
    assert mask_email("zhangsan@example.com") == "z****@example.com"
    assert mask_email("ab@example.com") == "****@example.com"
    assert mask_email("zhangsan") == "z**"
    assert [mask_text(text) for text in ("张三", "欧阳娜娜", "张", "", " ")] == ["张**", "欧**", "**", "", ""]


@given(st.from_regex(r"\+?[0-9]{5,15}", fullmatch=True))
def test_a_masked_phone_hides_at_least_three_digits(text: str) -> None:
    shown = [c for c in mask_phone(text) if c.isdigit()]
    assert len(shown) <= sum(c.isdigit() for c in text) - 3
    assert phone_key(mask_phone(text)) is None


def test_sort_key() -> None:
    assert sort_key("张三") == "zhang1张san1三"
    assert sort_key("（张 三）") == sort_key("张三")
    assert sort_key("Ann  ZHU") == "ann zhu"
    assert sort_key("3M中国") == "3mzhong1中guo2国"
    assert sort_key("") == ""


def test_dictionary_order() -> None:
    ordered = [
        "3M中国", "360", "Ann Zhu", "Anna Li", "安", "重庆长安", "单明", "汉", "李安", "李四", "卢", "吕", "栾", "西安",
        "先", "曾敏", "占", "张三", "张四", "章三", "掌三",
    ]  # fmt: skip
    assert sorted(ordered, key=lambda name: sort_key(name).encode()) == sorted(ordered, key=sort_key)
    by_key = sorted(ordered, key=sort_key)
    assert by_key.index("张四") < by_key.index("章三") < by_key.index("掌三")
    assert by_key.index("占") < by_key.index("张三")
    assert by_key.index("西安") < by_key.index("先")
    assert by_key.index("卢") < by_key.index("吕") < by_key.index("栾")
    assert by_key.index("Ann Zhu") < by_key.index("Anna Li")
    assert by_key.index("重庆长安") < by_key.index("汉") < by_key.index("单明") < by_key.index("曾敏")


@given(st.text(max_size=1000) | NAMES)
def test_sort_key_fits_its_column(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= SORT_KEY_LENGTH
    assert "\0" not in key
    key.encode()


def test_pinyin_and_initials() -> None:
    assert (pinyin("张三"), initials("张三")) == ("zhangsan", "zs")
    assert (pinyin("TCL 集团"), initials("TCL 集团")) == ("tcljituan", "tcljt")
    assert (pinyin("单明"), initials("单明")) == ("shanming", "sm")
    assert (pinyin("吕布"), initials("重庆")) == ("lvbu", "cq")
    assert pinyin("") == initials("") == ""
