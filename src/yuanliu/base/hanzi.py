"""How Chinese characters are read, fast enough for millions of names.

Readings come from the tables of pypinyin, looked up once per character and once per phrase (重庆 is chong qing, 银行 is
yin hang), never per string. What the tables lack are surnames: 单 is dan, but Ms 单 is Shan.
"""

from functools import cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

# Surnames that are read as another syllable than the word. Source: 现代汉语词典, readings marked 姓; where families
# differ (覃 qin or tan, 隗 wei or kui) the more frequent one, and none where the word's own reading is as frequent (盖, 乐).
_SURNAMES = {
    "单": "shan4",
    "曾": "zeng1",
    "仇": "qiu2",
    "解": "xie4",
    "查": "zha1",
    "区": "ou1",
    "朴": "piao2",
    "覃": "qin2",
    "员": "yun4",
    "贠": "yun4",
    "召": "shao4",
    "缪": "miao4",
    "翟": "zhai2",
    "祭": "zhai4",
    "隗": "wei3",
    "卜": "bu3",
    "乜": "nie4",
    "佴": "nai4",
    "郇": "xun2",
    "薄": "bo2",
    "句": "gou1",
    "繁": "po2",
}
_TITLES = {"总", "总经理", "总监", "董", "董事长", "经理", "主任", "先生", "女士", "小姐", "老师", "教授", "医生", "工"}
# The first two characters of every known phrase, and the length of the longest phrase that begins so.
_HEADS: dict[str, int] = {}
for _phrase in PHRASES_DICT:
    _HEADS[_phrase[:2]] = max(len(_phrase), _HEADS.get(_phrase[:2], 0))


def is_hanzi(char: str) -> bool:
    """Whether the character has a reading."""
    return ord(char) in PINYIN_DICT


def readings(text: str) -> list[list[str]]:
    """Readings of ``text``, the most likely first, one or two; each has one entry per character.

    An entry is a syllable without accents and its tone, ``zhang1`` (5 is the neutral tone, ü is ``v``), or ``""``
    for a character that is not Chinese. ``text`` has no spaces (`yuanliu.base.text.fold`). There are two readings
    when it looks like a person's name whose surname reads differently from the word: both are worth finding.
    """
    if text.isascii():
        return [[""] * len(text)]
    plain = _plain(text)
    surname = _SURNAMES.get(text[0])
    if surname is None or len(text) == 1 or not all(plain):
        return [plain]
    named = [surname, *_plain(text[1:])]
    titled = text[1:] in _TITLES
    if len(text) > 3 and not titled:
        return [plain]
    # 解放 is a word, 解军 is a person, and so is 曾经理 although 曾经 is a word.
    return [named, plain] if titled or _phrase_length(text, 0) == 1 else [plain, named]


def _plain(text: str) -> list[str]:
    """One reading, by the longest known phrase at each place, else by character."""
    found: list[str] = []
    at = 0
    while at < len(text):
        size = _phrase_length(text, at)
        if size > 1:
            found += _of_phrase(text[at : at + size])
        else:
            found.append(_of_char(text[at]))
        at += size
    return found


def _phrase_length(text: str, at: int) -> int:
    longest = _HEADS.get(text[at : at + 2])
    if longest:
        for size in range(min(longest, len(text) - at), 1, -1):
            if text[at : at + size] in PHRASES_DICT:
                return size
    return 1


@cache
def _of_char(char: str) -> str:
    return _read(char)[0] if is_hanzi(char) else ""


@cache
def _of_phrase(phrase: str) -> list[str]:
    return _read(phrase)


def _read(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
