import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.grams import MAX_LENGTH, index_grams, matches, query_grams
from yuanliu.base.text import fold, initials, pinyin

ALPHABET = st.sampled_from("张三单解放重庆银行华为 abcxyz ＡＢ01238９（），.é")
TEXTS = st.lists(st.text(ALPHABET, max_size=20), min_size=1, max_size=3)


def asked(query: str, *texts: str) -> bool:
    """What the index answers."""
    stored = set(index_grams(*texts))
    return any(stored.issuperset(alternative) for alternative in query_grams(query))


PERSON = ("张三", "13812344567", "zhang.san@example.com", "北京华为技术有限公司")


@pytest.mark.parametrize(
    "query",
    [
        "张三", "三", "张", "zs", "ZS", "zhangsan", "zhang san", "zhan", "z", "san", "4567", "138", "138 1234 4567", "华为",
        "华为 北京", "张三 4567", "huawei", "hwjs", "beijing huawei", "bj hw", "ｚｓ", "张 三", "example.com", "zhan gsan", "5",
    ],
)  # fmt: skip
def test_found(query: str) -> None:
    assert asked(query, *PERSON)
    assert matches(query, *PERSON)


@pytest.mark.parametrize(
    "query", ["李四", "ls", "lisi", "4568", "为华", "三张", "张三 李四", "ijing", "sz", "", " ", "。，", "?"]
)
def test_not_found(query: str) -> None:
    assert not matches(query, *PERSON)


def test_pinyin_counts_from_the_start_of_a_syllable_and_text_from_anywhere() -> None:
    assert not matches("ang", "张三") and not asked("ang", "张三")
    assert matches("ang", "zhang") and asked("ang", "zhang")


def test_nothing_to_ask() -> None:
    assert query_grams("") == query_grams(" 。") == []
    assert index_grams("", " ", "!") == []


def test_surnames_are_found_by_both_readings() -> None:
    for query in ("shan", "dan", "shanming", "danming", "sm", "dm"):
        assert asked(query, "单明") and matches(query, "单明")


def test_false_candidates_are_refused() -> None:
    # Every pair and triple is there, but not in a row.
    assert asked("abcd", "abc bcd") and not matches("abcd", "abc-x", "bcd")
    # Pinyin is asked by its first eight letters.
    assert asked("zhangsanfeng", "张三") and not matches("zhangsanfeng", "张三")


def test_chinese_queries_ask_one_thing_only() -> None:
    assert len(query_grams("华为技术")) == 1
    assert len(query_grams("13812344567")) == 1
    assert len(query_grams("zhang")) == 3
    assert max(len(query_grams(query)) for query in ("ab cd", "ab cd ef", "a b", "张 ab cd ef gh")) <= 11


def test_long_texts() -> None:
    text = "张" * 300 + "三"
    assert not matches("三", text) and not asked("三", text)
    assert len(index_grams("".join(map(chr, range(0x4E00, 0x9FA5))))) < 2000
    assert matches("a" * MAX_LENGTH, "a" * 5000)
    assert not matches("b", " " * 10**6 + "b")


def test_grams_are_stable_across_processes_and_releases() -> None:
    expected = [
        -1116133820,
        -876730185,
        -825325307,
        -454312838,
        -372064678,
        -204096749,
        259053880,
        795415208,
        855836492,
        1671441242,
        1991008668,
        2038739146,
    ]
    code = "from yuanliu.base.grams import index_grams; print(index_grams('张三'))"
    for seed in ("0", "1"):
        output = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        assert output.decode().strip() == str(index_grams("张三"))
    assert index_grams("张三") == expected


@given(TEXTS)
def test_index_is_sorted_unique_and_fits_int4(texts: list[str]) -> None:
    grams = index_grams(*texts)
    assert grams == sorted(set(grams))
    assert all(-(2**31) <= gram < 2**31 for gram in grams)
    assert set(grams) == set().union(*(index_grams(text) for text in texts))


@given(TEXTS, st.text(ALPHABET | st.characters(), max_size=12))
def test_the_index_never_misses_a_match(texts: list[str], query: str) -> None:
    if matches(query, *texts):
        assert asked(query, *texts)


@given(TEXTS, st.data())
def test_every_piece_of_a_text_is_found(texts: list[str], data: st.DataObject) -> None:
    text = fold(data.draw(st.sampled_from(texts)))
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    for query in (piece, pinyin(text), initials(text)[start:]):
        if query:
            assert matches(query, *texts)
            assert asked(query, *texts)
