"""What no password may be, beside what the framework refuses (short, common, like the e-mail): the names that everybody
who knows the company tries first, also as they are typed in 拼音."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from yuanliu.base.hanzi import readings
from yuanliu.base.i18n import T, language_of
from yuanliu.base.text import fold

NAMED = T("密码中不能有企业或本人的名字及其拼音", "The password must not contain the name of your company or your own.")
_LEGAL = ("股份有限公司", "有限责任公司", "有限公司", "集团", "公司")
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = {"limited", "company", "corp", "group", "gmbh", "trading", "technology", "international"}
Names = tuple[str, str]  # of a company, of the person there

_find: Callable[[Any], list[Names]] = lambda user: []  # noqa: E731


def names_from(find: Callable[[Any], list[Names]]) -> Callable[[Any], list[Names]]:
    """Who knows what a person and their companies are called stands above this room and says so here."""
    global _find
    _find = find
    return find


class LengthValidator(MinimumLengthValidator):
    """The framework's sentence has no Chinese."""

    def get_error_message(self) -> str:
        least = self.min_length
        told = T(f"密码至少 {least} 个字符", f"A password has at least {least} characters.")
        return told.into(language_of(get_language()))


class NamesValidator:
    """For AUTH_PASSWORD_VALIDATORS. `user.names`, where somebody has set them, are those of who has no place yet."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None:
            return
        typed = fold(password)
        for company, person in [*getattr(user, "names", ()), *_find(user)]:
            if any(part in typed for part in (*_parts(_core(company), 3), *_parts(person, 2))):
                raise ValidationError(NAMED.into(language_of(get_language())), code="password_names")

    def get_help_text(self) -> str:
        return NAMED.into(language_of(get_language()))


def _core(company: str) -> str:
    for form in _LEGAL:
        company = company.replace(form, "")
    return company


def _parts(name: str, syllables: int) -> Iterator[str]:
    """So many characters of the name in a row, as they are and in 拼音, or all where it is shorter; and its Latin words."""
    yield from (word for word in _WORD.findall(name.casefold()) if word not in _COMMON)
    for run in re.findall(r"[\u3400-\u9fff]+", fold(name)):
        size = min(syllables, len(run))
        if size < 2:
            continue
        for reading in readings(run):
            spelt = [syllable.rstrip("12345").replace("v", "u") for syllable in reading]
            for start in range(len(run) - size + 1):
                yield run[start : start + size]
                yield "".join(spelt[start : start + size])
