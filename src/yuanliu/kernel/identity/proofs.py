"""Proving a mailbox by a code that only its owner can read.

What was asked stands in the visitor's session, and nowhere the code itself: it follows from the seed and our own secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from django.conf import settings
from django.http import HttpRequest
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuanliu.base.errors import Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.outbound import mail

GOOD_FOR = 10 * 60  # seconds
TRIES = 5
_KEY = "proof"

LETTER = mail.Letter(
    T("源流验证码 {code}", "{code} is your Yuanliu code"),
    (
        T("您的验证码是 {code}，10 分钟内有效。", "Your code is {code}. It is good for 10 minutes."),
        T(
            "不要把它告诉任何人，包括自称客服的人。",
            "Tell it to nobody, not even to people who say that they help you.",
        ),
    ),
)


def ask(request: HttpRequest, use: str, address: str, language: str) -> None:
    """Sends a code to the mailbox; `use` keeps what was proven for one thing from counting for another."""
    seed = secrets.token_urlsafe(24)
    request.session[_KEY] = {"use": use, "address": address, "seed": seed, "at": time.time(), "tries": 0}
    send_code.defer(seed=seed, address=address, language=language)


def asked_for(request: HttpRequest, use: str) -> str:
    """The address that a code was sent to, proven or not; "" without one."""
    asked = request.session.get(_KEY) or {}
    return str(asked["address"]) if asked.get("use") == use else ""


def prove(request: HttpRequest, use: str, code: str) -> str:
    """The address that the code proves; the proof is used up by that. Invalid at `code` for a wrong or late one."""
    asked = request.session.get(_KEY) or {}
    fresh = asked.get("use") == use and time.time() - asked["at"] <= GOOD_FOR and asked["tries"] < TRIES
    if not fresh:
        request.session.pop(_KEY, None)
        raise Invalid.at("code", "expired", "验证码已失效，请重新获取", "This code no longer holds; ask for a new one.")
    if not hmac.compare_digest(code_of(asked["seed"]).encode(), code.strip().encode()):
        request.session[_KEY] = {**asked, "tries": asked["tries"] + 1}
        raise Invalid.at("code", "wrong_code", "验证码不正确", "This is not the code.")
    address: str = request.session.pop(_KEY)["address"]
    return address


def code_of(seed: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"proof:{seed}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


@app.task(name="yuanliu.send_code", queue="mail", retry=RetryStrategy(max_attempts=3, wait=5))
def send_code(seed: str, address: str, language: str) -> None:
    code = code_of(seed)
    parts = tuple(part.format(code=code) for part in LETTER.paragraphs)
    mail.post(address, mail.Letter(LETTER.subject.format(code=code), parts), language)
