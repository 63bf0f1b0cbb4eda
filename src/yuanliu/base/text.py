"""Text made comparable: keys that find duplicates, keys that sort, masks that hide.

Keys are compared by equality and never shown. The rules of duplicates: a phone number counts as E.164, an e-mail
address in lower case, a company without its legal form, spaces and full-width differences.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

import phonenumbers

from yuanliu.base.hanzi import is_hanzi, readings

#: Characters of a sort key, at most; about 28 Chinese characters.
SORT_KEY_LENGTH = 200
#: Keys of so many texts are remembered: what is checked for duplicates is mostly stored right after.
RECENT = 2048
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\0]")


class _Folding(dict[int, str]):
    """For str.translate: letters, marks and digits without case; everything else to nothing."""

    def __missing__(self, code: int) -> str:
        kept = "".join(c for c in chr(code).casefold() if category(c)[0] in "LMN" and not _INVISIBLE.match(c))
        self[code] = kept
        return kept


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Letters and digits of ``text`` only, without case and width (NFKC, case folded)."""
    return normalize("NFKC", text).translate(_FOLDING)


# -- keys for duplicates


_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_PHONE_NOISE = re.compile(r"[\s().\-–—_·]+")
_SEVERAL = re.compile(r"[/、,，;；|\n]|或")
_EXTENSION = re.compile(r"(?<=\d{7})\s*(?:转|轉|分机|ext\.?|x|#|[-–—](?=\d{1,6}\s*$))\s*\d{1,6}\s*$", re.IGNORECASE)
_ZERO_FRACTION = re.compile(r"(?<=\d)\.0$")


def phone_key(text: str, region: str = "CN") -> str | None:
    """The number in E.164 (+8613812345678), or None when it is none.

    Takes what people type: full-width digits, spaces, brackets, +86 or 0086, landlines with their area code, 400
    numbers. Of several numbers in one cell the first that is valid counts; an extension is left out, since E.164
    has none. A landline without area code is None: it names another line in every city. ``region`` is the ISO 3166
    country of numbers that name none.
    """
    return _phone_key(text[:200], region)


@lru_cache(RECENT)
def _phone_key(text: str, region: str) -> str | None:
    text = _INVISIBLE.sub("", normalize("NFKC", text)).strip()
    if region == "CN" and (mobile := _MOBILE.fullmatch(_PHONE_NOISE.sub("", _ZERO_FRACTION.sub("", text)))):
        return "+86" + mobile[1]
    for part in _SEVERAL.split(text):
        if "*" in part:
            # Masked (138****1234): what is left would pass for another line.
            continue
        try:
            number = phonenumbers.parse(_EXTENSION.sub("", _ZERO_FRACTION.sub("", part.strip())), region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


# What is called and has no key: a line without its area code, a hotline (95588), a country whose plan is not known here.
_CALLED = re.compile(r"[1-9]\d{4,7}|(?:\+|00)(?!86)[1-9]\d{6,14}", re.ASCII)


def is_phone(text: str) -> bool:
    """Whether somebody could call what stands here."""
    if phone_key(text):
        return True
    parts = _SEVERAL.split(_INVISIBLE.sub("", normalize("NFKC", text[:200])))
    return all(_CALLED.fullmatch(_PHONE_NOISE.sub("", _EXTENSION.sub("", part))) for part in parts if part.strip())


_PREFIXED = re.compile(r"(?:\+86|0086|86(?=[1-9]\d{8,10}$)|\+|00(?=[1-9]\d{6})|0(?=[1-9]\d{8}))(\d+)", re.ASCII)
_DIGITS = re.compile(r"\+?\d+", re.ASCII)


def dialled(text: str) -> str:
    """The digits that every way of writing a number (or its beginning, or its end) has: of +86 138-1234, 0086 138 1234
    and (138) 1234 it is 1381234. Empty for what is no number."""
    plain = _PHONE_NOISE.sub("", _INVISIBLE.sub("", normalize("NFKC", text[:200])))
    if not _DIGITS.fullmatch(plain):
        return ""
    prefixed = _PREFIXED.fullmatch(plain)
    return prefixed[1] if prefixed else plain.lstrip("+")


def dialled_beginnings(text: str) -> list[str]:
    """The digits with which numbers begin that begin like `text`, in the ways in which they are written."""
    number, plain = dialled(text), _PHONE_NOISE.sub("", normalize("NFKC", text[:200]))
    if not number:
        return []
    abroad = plain.startswith(("+", "00")) and not plain.startswith(("+86", "0086"))
    if abroad:
        return [number, f"00{number}"]
    bare = number.removeprefix("0")
    return [bare, f"0{bare}", f"86{bare}", f"0086{bare}"]


_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\".]+(?:\.[^\s@<>,;\".]+)+")


def email_key(text: str) -> str | None:
    """The address in lower case (also out of ``Name <name@x.cn>``, full-width or with 。 for the dot), or None."""
    return _email_key(text) if len(text) <= 1000 else None


@lru_cache(RECENT)
def _email_key(text: str) -> str | None:
    text = _INVISIBLE.sub("", normalize("NFKC", text)).replace("。", ".").strip().lower()
    if text.endswith(">"):
        text = text.rpartition("<")[2][:-1].strip()
    text = text.removeprefix("mailto:")
    # RFC 5321, 4.5.3.1: 254 octets for an address in use.
    return text if _EMAIL.fullmatch(text) and len(text.encode()) <= 254 else None


_CJK = "\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}])[\W_]+(?=[{_CJK}])")
_NOT_IN_WORD = "(?<![a-z0-9\u00c0-\u052f])"
_LEGAL_CHINESE = re.compile(
    r"(?:(?:股份|责任|責任)?有限(?:责任|責任)?公司|股份公司|(?:特殊)?(?:普通|有限)合[伙夥]|株式会社)$"
)
# In the name of a branch (华为技术有限公司北京分公司) the form stands in the middle.
_LEGAL_OF_BRANCH = re.compile(r"(?:股份|责任|責任)?有限(?:责任|責任)?公司(?=.+分公司$)")
_LEGAL_BEFORE = re.compile(r"^株式会社")
# Clear enough to stand right behind Chinese: 华为Ltd.
_LEGAL_LATIN = re.compile(
    _NOT_IN_WORD + r"(?:(?:co(?:mpany)?\W*)?(?:(?:p(?:te|ty|vt|rivate))\W+)?(?:ltd|limited)|incorporated|inc|"
    r"corporation|corp|l\.?l\.?c|gmbh|sdn\W*bhd)$"
)
_GLUED_CO_LTD = re.compile(r"co\.\s*,\s*ltd$")
# Only as a word of its own behind a Latin name.
_LEGAL_SHORT = re.compile(
    r"(?<=[\s,.&])(?:company|co|l\.?l\.?p|l\.?p|p\.?l\.?c|se|kg|kgaa|ag|ab|oy|oyj|a/?s|aps|s\.?a|s\.a\.s|sarl|s\.a\.r\.l|s\.?r\.?l|s\.p\.a|"
    r"b\.?v|n\.?v|k\.?k|pte|pty|ltda|bhd)$"
)


def company_key(name: str) -> str:
    """The name of a company without its legal form, spaces, punctuation, case and width.

    华为技术有限公司, 华为技术 有限公司 and 华为技术 are one; 集团, 控股 and the city stay, in brackets or not. Empty only
    when ``name`` is blank: what is nothing but a legal form or punctuation keeps it. The first 1000 characters count.
    """
    return _company_key(name[:1000])


@lru_cache(RECENT)
def _company_key(name: str) -> str:
    plain = _INVISIBLE.sub("", normalize("NFKC", name)).casefold().replace("(株)", "株式会社")
    rest = _LEGAL_OF_BRANCH.sub("", _BETWEEN_CJK.sub("", plain))
    rest = _LEGAL_BEFORE.sub("", rest.strip())
    while True:
        rest = _strip_end(rest)
        forms = [_LEGAL_CHINESE, _GLUED_CO_LTD, _LEGAL_LATIN]
        if not re.search(f"[{_CJK}]", rest):
            forms.append(_LEGAL_SHORT)
        shorter = rest
        for form in forms:
            shorter = form.sub("", shorter)
        if shorter == rest or not fold(shorter):
            break
        rest = shorter
    return fold(rest) or fold(plain) or "".join(plain.split())


def _strip_end(text: str) -> str:
    end = len(text)
    while end and not text[end - 1].isalnum():
        end -= 1
    return text[:end]


# -- masks


def mask_phone(text: str) -> str:
    """138****1234: the first three and last four digits, less of short numbers; +86 of a mobile is left out.

    The number of stars says nothing of the length.
    """
    digits = "".join(c for c in normalize("NFKC", text) if c.isdecimal())
    if not digits:
        return "****" if text.strip() else ""
    if mobile := _MOBILE.fullmatch(digits):
        digits = mobile[1]
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"{digits[:2]}****{digits[-2:]}" if len(digits) >= 7 else "****"


def mask_email(text: str) -> str:
    """z****@example.com: the first character of the mailbox, when it has three or more, and the domain."""
    mailbox, at, domain = text.strip().rpartition("@")
    if not at:
        return mask_text(text)
    return f"{mailbox[0] if len(mailbox) > 2 else ''}****@{domain}"


def mask_text(text: str) -> str:
    """张**: the first character; a single character is hidden too."""
    text = text.strip()
    if not text:
        return ""
    return (text[0] if len(text) > 1 else "") + "**"


# -- order and pinyin


def sort_key(name: str) -> str:
    """A key whose byte order (C collation) is the order of a Chinese dictionary. At most `SORT_KEY_LENGTH` characters.

    By syllable, then tone, then character (GB/T 13418), so that all 张 stand together and before 章: 张三 is
    ``zhang1张san1三``. The tone digit also ends the syllable: 西安 (xi1…) comes before 先 (xian1). ü follows u.
    Latin stands between the syllables by its letters, without case; digits come first; punctuation is left out.
    """
    return _sort_key(name[: 2 * SORT_KEY_LENGTH])


@lru_cache(RECENT)
def _sort_key(name: str) -> str:
    text = normalize("NFKC", name)[:SORT_KEY_LENGTH]
    if text.isascii():
        return " ".join(filter(None, map(fold, text.split())))
    # Spaces between Chinese characters say nothing; between Latin words they do.
    words: list[str] = []
    for word in filter(None, map(fold, text.split())):
        if words and not is_hanzi(word[0]) and not is_hanzi(words[-1][-1]):
            words.append(word)
        elif words:
            words[-1] += word
        else:
            words.append(word)
    parts = []
    for word in words:
        syllables = readings(word)[0]
        parts.append("".join([s.replace("v", "u:") + c for c, s in zip(word, syllables, strict=True)]))
    return " ".join(parts)[:SORT_KEY_LENGTH]


def pinyin(name: str) -> str:
    """All letters, without tones and spaces: 张三 is zhangsan, TCL集团 is tcljituan, 吕 is lv."""
    text = fold(name)
    return "".join([s[:-1] or c for c, s in zip(text, readings(text)[0], strict=True)])


def initials(name: str) -> str:
    """The first letter of every syllable; the rest as it is: 张三 is zs, TCL集团 is tcljt."""
    text = fold(name)
    return "".join([s[:1] or c for c, s in zip(text, readings(text)[0], strict=True)])
