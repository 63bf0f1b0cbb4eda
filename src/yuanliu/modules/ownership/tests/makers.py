"""How to make one pool."""

from __future__ import annotations

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import post, unique


def pool(company: Company, who: str) -> UUID:
    return post(company, who, "/pools", {"name": unique("公海"), "object": "lead"})


MAKERS = {"pool": pool}
