"""A small sum for a stranger's browser: a proof that sending cost some work.

It is solved by a number for which SHA-256 of `token:number` begins with enough zero bits. Whoever sets it gives the token and
sees to it that each is used once.
"""

from __future__ import annotations

import hashlib

BITS = 16  # some 65,000 hashes: a moment on a phone, dear for whoever sends thousands


def solves(token: str, solution: str) -> bool:
    digest = hashlib.sha256(f"{token}:{solution[:40]}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def spent_as(token: str) -> str:
    """What is kept of a token whose puzzle was solved, so that it is solved for one thing only."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()[:32]
