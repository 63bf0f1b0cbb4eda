import pytest
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from yuanliu.base.hanzi import readings


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("张三", "zhang1 san1"),
        ("重庆", "chong2 qing4"),
        ("招商银行", "zhao1 shang1 yin2 hang2"),
        ("李行长", "li3 hang2 zhang3"),
        ("单明", "shan4 ming2"),
        ("单总", "shan4 zong3"),
        ("曾经理", "zeng1 jing1 li3"),
        ("曾经", "ceng2 jing1"),
        ("解放", "jie3 fang4"),
        ("解军", "xie4 jun1"),
        ("仇和", "qiu2 he2"),
        ("查良镛", "zha1 liang2 yong1"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("令狐冲", "ling2 hu2 chong1"),
        ("朴朴超市", "pu3 pu3 chao1 shi4"),
    ],
)
def test_likely_reading(text: str, first: str) -> None:
    assert " ".join(readings(text)[0]) == first


def test_a_name_that_is_also_a_word_has_both_readings() -> None:
    assert [" ".join(reading) for reading in readings("解放")] == ["jie3 fang4", "xie4 fang4"]
    assert [" ".join(reading) for reading in readings("单明")] == ["shan4 ming2", "dan1 ming2"]


def test_one_entry_for_each_character() -> None:
    assert readings("TCL集团") == [["", "", "", "ji2", "tuan2"]]
    assert readings("") == [[]]
    assert readings("é") == [[""]]


def test_every_known_character_and_phrase_is_read_as_letters_and_a_tone() -> None:
    for text in [*map(chr, PINYIN_DICT), *PHRASES_DICT]:
        for reading in readings(text):
            assert len(reading) == len(text)
            assert all(s[:-1].isascii() and s[:-1].isalpha() and s[-1] in "12345" for s in reading), text
