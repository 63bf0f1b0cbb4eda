"""The mail door. Letters go out from jobs only: a slow or dead mail server keeps no transaction and no request waiting.

`YUANLIU_SMTP` opens it (see docs/guide/user.md). Its value `captured` keeps the letters as files in the state directory
instead, for the demo and for tests.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

from yuanliu.base.i18n import T

FOOT = T(
    "这封邮件由源流自动发出，请勿直接回复。若与您无关，忽略即可。",
    "Yuanliu sent this letter by itself; please do not answer it. If it is not meant for you, ignore it.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in both languages; `paragraphs` are plain text."""

    subject: T
    paragraphs: tuple[T, ...]

    def text(self, language: str) -> str:
        return "\n\n".join(part.into(language) for part in (*self.paragraphs, FOOT)) + "\n"


def is_open() -> bool:
    """Whether letters go anywhere. Where they do not, links are shown to the administrator instead."""
    return bool(settings.MAIL_OPEN)


def post(address: str, letter: Letter, language: str) -> None:
    """Hands a letter to the mail server; raises what `smtplib` raises, so that the job tries again."""
    subject = " ".join(letter.subject.into(language).split())  # a name with a line break must not become a header
    send_mail(subject, letter.text(language), None, [address])


def captured() -> list[EmailMessage]:
    """What `captured` has kept, oldest first."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    texts = (part for file in files for part in file.read_bytes().split(b"-" * 79))
    read = (email.message_from_bytes(text.strip(), policy=email.policy.default) for text in texts if text.strip())
    return [message for message in read if isinstance(message, EmailMessage)]


def text_of(letter: EmailMessage) -> str:
    return letter.get_content()
