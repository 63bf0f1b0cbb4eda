"""What a person finds in their mailbox."""

from __future__ import annotations

import re

from tests.support.fixtures import drain_queue
from yuanliu.kernel.outbound import mail


def letters_to(address: str) -> list[str]:
    """The texts of the letters to an address, oldest first, once all that is due has been sent."""
    drain_queue()
    return [mail.text_of(letter) for letter in mail.captured() if letter["To"] == address]


def mailed_path(address: str, page: str) -> str:
    """The newest link to `page` ("invitation", "reset") that was mailed to an address, without the server's own name."""
    return re.findall(rf"https?://[^/\s]+(/{page}/\S+)", letters_to(address)[-1])[-1]


def mailed_code(address: str) -> str:
    return re.findall(r"\b\d{6}\b", letters_to(address)[-1])[0]
