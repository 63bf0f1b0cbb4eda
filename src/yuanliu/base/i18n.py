"""Text in the product's two languages, declared where the thing that it names is declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

LANGUAGES = ("zh-hans", "en")


def language_of(tag: str | None) -> str:
    """The product's language for an `Accept-Language` value or a locale; Chinese unless English comes first."""
    return "en" if (tag or "").strip().lower().startswith("en") else "zh-hans"


@dataclass(frozen=True, slots=True)
class T:
    """One text in Chinese and English. `str()` gives Chinese, the product's first language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def into(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    @property
    def small(self) -> T:
        """A label inside a sentence: English writes it small, unless it begins with an abbreviation or a name (QR, WeChat)."""
        begin = self.en.partition(" ")[0][1:]
        return T(self.zh, self.en[:1].lower() + self.en[1:]) if begin.islower() else self

    def format(self, **values: Any) -> T:
        """Both texts with `{placeholders}` filled; a value may itself be a T."""
        return T(*(getattr(self, tongue).format(**_spoken(values, tongue)) for tongue in ("zh", "en")))

    def deconstruct(self) -> tuple[str, tuple[str, str], dict[str, Any]]:
        """What Django writes into a migration."""
        return "yuanliu.base.i18n.T", (self.zh, self.en), {}


def _spoken(values: dict[str, Any], tongue: str) -> dict[str, Any]:
    return {name: getattr(value, tongue) if isinstance(value, T) else value for name, value in values.items()}


class Options(str, Enum):
    """A closed list of codes with labels and the colour of their meaning.

    class Status(Options):
        NEW = "new", "待跟进", "New", "default"
    """

    label: T
    color: str

    def __new__(cls, value: str, zh: str, en: str, color: str = "default") -> Options:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = T(zh, en)
        member.color = color
        return member

    def __str__(self) -> str:
        return str(self.value)
