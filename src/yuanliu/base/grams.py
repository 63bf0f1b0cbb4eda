"""Search by pieces of words: which numbers a text is indexed under, and which a query asks for.

A record is stored with `index_grams` of its texts; a query gives `query_grams`, a list of alternatives; a candidate
contains **every** gram of **one** alternative (``grams @> alternative``, OR between them).

    张三 is found by 三 (one character), 张三, zhangsan, zhangs, san, zs; 13812344567 by 4567 and by +86 138 1234; 华为 北京 by both words.

Candidates are a superset, never less: whatever `matches` accepts has the grams. They may be wrong, so the caller
checks every candidate with `matches`: the pieces of a query may stand apart in the text ("abc bcd" has all of "abcd"),
long pinyin is asked by its first eight letters only, and two pieces may share a hash.

Grams are CRC-32 as signed 32-bit integers (PostgreSQL int4), the same on every machine and in every release: a
change here means that every search index has to be built again. There are three namespaces:

- text: each character, each pair, and each three ASCII letters or digits (there are only 100 pairs of digits);
- pinyin: from each syllable on, the first 2, 3, 5 and 8 letters (a search that starts within a syllable finds nothing,
  else "an" would find half of all names);
- initials: each letter, and each pair.

Texts without Chinese characters have grams of text only. Everything is folded: without spaces, punctuation, case
and width (`yuanliu.base.text.fold`).
"""

from functools import lru_cache
from itertools import pairwise, product
from unicodedata import normalize
from zlib import crc32

from yuanliu.base.hanzi import is_hanzi, readings
from yuanliu.base.text import dialled, fold

#: Only so many folded characters of a text, and characters of a query, count.
MAX_LENGTH = 200
# Seeds of the checksum, one for each namespace.
_TEXT, _PINYIN, _INITIALS = 0, 0x9E3779B9, 0x7F4A7C15
_PREFIXES = (2, 3, 5, 8)
_SIGN = 0x80000000


def index_grams(*texts: str) -> list[int]:
    """All grams of the texts of one record, sorted, each once. Of each text the first 200 folded characters count."""
    grams: set[int] = set()
    for text in texts:
        text = _folded(text)
        pieces = {*text, *map("".join, pairwise(text))}
        pieces.update(piece for at in range(len(text) - 2) if (piece := text[at : at + 3]).isascii())
        grams.update([crc32(piece.encode(), _TEXT) for piece in pieces])
        for letters, starts, short in _spellings(text):
            pieces = {letters[at : at + size] for at in starts for size in _PREFIXES if at + size <= len(letters)}
            grams.update([crc32(piece.encode(), _PINYIN) for piece in pieces])
            pieces = {*short, *map("".join, pairwise(short))}
            grams.update([crc32(piece.encode(), _INITIALS) for piece in pieces])
    return sorted([(gram ^ _SIGN) - _SIGN for gram in grams])


def query_grams(query: str) -> list[list[int]]:
    """Alternatives, at most eleven; none when the query has neither letter nor digit.

    Words between spaces may stand in any order and in different texts; of more than two only the longest two are
    asked for (`matches` checks them all).
    """
    words = _words(query)
    if not words:
        return []
    asked = sorted(words, key=lambda word: (-len(word), word))[:2]
    found = [set().union(*choice) for choice in product(*map(_alternatives, asked))]
    if len(words) > 1:
        # "zhang san" may also be one name; its text is covered by the words.
        found += _alternatives("".join(words))[1:]
    return [list(grams) for grams in dict.fromkeys(tuple(sorted(grams)) for grams in found)]


def matches(query: str, *texts: str) -> bool:
    """Whether the query really is in the texts: all of it in one of them, or each of its words in any of them.

    Being in a text means: a substring of its folded form, of its initials, or of its pinyin from the start of a
    syllable on. A query without letter or digit is in none.
    """
    words = _words(query)
    if not words:
        return False
    folded = [_folded(text) for text in texts]
    return _found("".join(words), folded) or (len(words) > 1 and all(_found(word, folded) for word in words))


_Spelling = tuple[str, list[int], str]


def _folded(text: str) -> str:
    # Sliced before as well: nobody pays for folding a megabyte.
    return fold(text[: 4 * MAX_LENGTH])[:MAX_LENGTH]


def _words(query: str) -> list[str]:
    number = dialled(query)
    if number and fold(query) != number:  # with a prefix that others leave out
        return [number]
    return [word for part in normalize("NFKC", query[:MAX_LENGTH]).split() if (word := fold(part))]


@lru_cache(maxsize=5000)  # a search with many hits spells the same names as the one before it
def _spellings(text: str) -> list[_Spelling]:
    """For each reading: the letters, the places in them where a syllable or a Latin word starts, the initials."""
    if text.isascii() or not any(map(is_hanzi, text)):
        return []
    found = []
    for syllables in readings(text):
        letters: list[str] = []
        starts: list[int] = []
        at = 0
        chinese = True
        for char, syllable in zip(text, syllables, strict=True):
            if syllable or chinese:
                starts.append(at)
            chinese = bool(syllable)
            letters.append(syllable[:-1] or char)
            at += len(letters[-1])
        short = "".join([s[:1] or c for c, s in zip(text, syllables, strict=True)])
        found.append(("".join(letters), starts, short))
    return found


def _spelled(word: str) -> bool:
    """Whether a word of a query may be pinyin or initials."""
    return not word.isdecimal() and not any(map(is_hanzi, word))


def _found(word: str, texts: list[str]) -> bool:
    if any(word in text for text in texts):
        return True
    return _spelled(word) and any(
        word in short or any(letters.startswith(word, at) for at in starts)
        for text in texts
        for letters, starts, short in _spellings(text)
    )


def _alternatives(word: str) -> list[set[int]]:
    """What a word asks for as text, and perhaps as pinyin and as initials."""
    pairs = {word} if len(word) == 1 else {word[at : at + 2] for at in range(len(word) - 1)}
    triples = {piece for at in range(len(word) - 2) if (piece := word[at : at + 3]).isascii()}
    covered = {piece[:2] for piece in triples} | {piece[1:] for piece in triples}
    found = [_hashed(triples | (pairs - covered), _TEXT)]
    if _spelled(word):
        size = max((size for size in _PREFIXES if size <= len(word)), default=0)
        if size:
            found.append(_hashed({word[:size]}, _PINYIN))
        found.append(_hashed(pairs, _INITIALS))
    return found


def _hashed(pieces: set[str], namespace: int) -> set[int]:
    return {(crc32(piece.encode(), namespace) ^ _SIGN) - _SIGN for piece in pieces}
