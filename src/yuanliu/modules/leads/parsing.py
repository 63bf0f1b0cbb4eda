"""What a pasted text or a vCard says of a person: proposals for a form, nothing is stored.

Free text is taken line by line, and each line piece by piece: what has a label (手机：…), looks like a number or an
address, ends as a company or a position does. What is left over goes to the remark, so that nothing is lost.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterator
from unicodedata import normalize

from yuanliu.base.text import email_key, is_phone, phone_key

Fields = dict[str, str]

LABELS = {
    "name": "姓名|名字|联系人|称呼|name|contact",
    "company": "公司名称|公司|单位|企业|company|organization|organisation",
    "job_title": "职位|职务|头衔|title|position",
    "mobile": "手机号码|手机号|手机|移动电话|mobile|cell",
    "phone": "联系电话|电话|座机|固话|tel|phone",
    "email": "电子邮箱|邮箱|邮件|e-?mail|mail",
    "wechat": "微信号|微信|wechat|wx|vx",
    "address": "公司地址|联系地址|地址|address|addr",
}
_LABELLED = re.compile("|".join(f"(?P<{name}>{words})" for name, words in LABELS.items()), re.IGNORECASE)
_COLON = re.compile(r"\s*[:：]\s*")
_EMAIL = re.compile(
    r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII
)  # bounded: nobody may paste us to sleep
_NUMBER = re.compile(r"(?<![\w@])(?:\+|00)?\(?\d[\d\s()（）.\-–—]{5,30}\d(?!\w)", re.ASCII)
_COMPANY = re.compile(
    r"(?:公司|集团|工厂|商行|事务所|研究院|研究所|医院|学院|大学|学校|银行|厂)$|\b(?:ltd|limited|inc|llc|gmbh|corp|corporation|company)\.?$",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"(?:经理|总监|主任|主管|工程师|董事长|总裁|总经理|主席|专员|助理|顾问|院长|厂长|部长|采购|会计|老板|店长|"
    r"manager|director|engineer|president|officer|buyer|ceo|cto|cfo|coo)$",
    re.IGNORECASE,
)
# The hundred or so most frequent family names: nine of ten people, and few words begin with them.
_FAMILY = (
    "欧阳|上官|司马|诸葛|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔"
    "康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]"
)
_CHINESE_NAME = re.compile(rf"(?:{_FAMILY})[\u4e00-\u9fff]{{1,2}}")
_CALLED = re.compile(
    rf"(?:{_FAMILY})(?:总|总监|经理|主任|主管|工|老师|老板|先生|女士|小姐)"
)  # 王经理: all that is known
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]*\.?){1,2}")
_COURTESY = re.compile(r"(?:先生|女士|小姐)$")
_PIECES = re.compile(r"(?:[\t|｜/;；，、]|,(?!\s*(?:ltd|inc|llc)\b))+|\s{2,}", re.IGNORECASE)
_PLACE = re.compile(r"(?:省|市|区|县|路|街|号|楼|室|大厦|广场)")


def parse_lead(text: str) -> Fields:
    """Field names and values; only what was found."""
    text = normalize("NFKC", text).replace("\0", "")
    fields = _from_vcard(text) if "BEGIN:VCARD" in text.upper() else _from_text(text)
    limits = {"remark": 2000, "address": 300, "company": 200, "email": 254}
    return {name: value[: limits.get(name, 100)] for name, value in fields.items() if value}


# Free text


def _from_text(text: str) -> Fields:
    fields: Fields = {}
    rest: list[str] = []
    for line in text.splitlines():
        rest += _read_line(line, fields)
    unnamed = [piece for piece in rest if not _take_name(piece, fields)]
    fields["remark"] = "\n".join(unnamed)
    return fields


def _read_line(line: str, fields: Fields) -> list[str]:
    """Fills `fields` from a line; returns the pieces that say nothing recognisable."""
    line = _take_labelled(line, fields)
    line = _take_all(_EMAIL, line, lambda found: _put(fields, "email", found) if email_key(found) else False)
    line = _take_all(_NUMBER, line, lambda found: _put_number(fields, found))
    pieces = [piece.strip(" :：-—") for part in _PIECES.split(line) for piece in _apart(part)]
    return [piece for piece in pieces if piece and not _recognised(piece, fields)]


def _apart(part: str) -> list[str]:
    """Words of a Chinese line are pieces; those of a Latin one belong together."""
    words = part.split()
    return words if any("\u4e00" <= character <= "\u9fff" for character in part) else [" ".join(words)]


def _take_labelled(line: str, fields: Fields) -> str:
    """Label, colon, value up to the next label."""
    marks = [(label, colon) for label in _LABELLED.finditer(line) if (colon := _COLON.match(line, label.end()))]
    if not marks:
        return line
    ends = [label.start() for label, _ in marks[1:]] + [len(line)]
    kept = line[: marks[0][0].start()]
    for (label, colon), end in zip(marks, ends, strict=True):
        name, value = str(label.lastgroup), line[colon.end() : end].strip(" ,，;；、|/")
        if name in ("mobile", "phone"):
            value = "" if _put_number(fields, value) else value
        elif name == "email":
            value = "" if email_key(value) and _put(fields, name, value) else value
        else:
            value = "" if _put(fields, name, value) else value
        kept += f" {value}" if value else ""
    return kept


def _take_all(pattern: re.Pattern[str], line: str, take: Callable[[str], bool]) -> str:
    """The line without the matches that `take` could use."""
    return pattern.sub(lambda match: "  " if take(match[0]) else match[0], line)


def _put(fields: Fields, name: str, value: str) -> bool:
    """The first of each kind counts."""
    if not value or fields.get(name):
        return False
    fields[name] = value
    return True


def _put_number(fields: Fields, number: str) -> bool:
    key = phone_key(number)
    if key is None:
        return False
    return _put(fields, "mobile" if re.fullmatch(r"\+861\d{10}", key) else "phone", number.strip())


def _recognised(piece: str, fields: Fields) -> bool:
    if _CALLED.fullmatch(piece):
        return _put(fields, "name", piece)
    if _COMPANY.search(piece):
        return _put(fields, "company", piece)
    if _POSITION.search(piece) and len(piece) <= 30:
        return _put(fields, "job_title", piece)
    if len(_PLACE.findall(piece)) >= 2:
        return _put(fields, "address", piece)
    return False


def _take_name(piece: str, fields: Fields) -> bool:
    bare = _COURTESY.sub("", piece)
    looks = _CHINESE_NAME.fullmatch(bare) or _LATIN_NAME.fullmatch(bare)
    return looks is not None and _put(fields, "name", piece)


# vCard (RFC 6350; 2.1 and 3.0 as phones write them)


_PROPERTIES: dict[str, tuple[str, Callable[[str], str]]] = {
    "N": ("name", lambda value: "".join(value.split(";")[:2])),
    "ORG": ("company", lambda value: value.split(";")[0]),
    "TITLE": ("job_title", str),
    "EMAIL": ("email", str),
    "ADR": ("address", lambda value: "".join(value.split(";"))),
    "X-WECHAT": ("wechat", str),
}


def _from_vcard(text: str) -> Fields:
    fields: Fields = {}
    notes: list[str] = []
    for name, parameters, value in _properties(text):
        if name == "FN":  # how it is written, which N only takes apart
            fields["name"] = value
        elif name == "TEL" and is_phone(value):
            _put(fields, "mobile" if "CELL" in parameters else "phone", value) or _put(fields, "phone", value)
        elif name in ("NOTE", "TEL"):
            notes.append(value)
        elif name in _PROPERTIES:
            field, read = _PROPERTIES[name]
            _put(fields, field, read(value))
    fields["remark"] = "\n".join(notes)
    return fields


def _properties(text: str) -> Iterator[tuple[str, str, str]]:
    """(name, parameters, value) of each line, folded lines joined."""
    joined = re.sub(r"=\r?\n", "", re.sub(r"\r?\n[ \t]", "", text))
    for line in joined.splitlines():
        head, colon, value = line.partition(":")
        name, _, parameters = head.upper().partition(";")
        if not colon:
            continue
        if "QUOTED-PRINTABLE" in parameters:
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        value = re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", "\n"))
        yield name.rpartition(".")[2], parameters, value.strip()
