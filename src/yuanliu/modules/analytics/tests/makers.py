"""How to make a target."""

from itertools import count
from uuid import UUID

from tests.support.company import Company
from tests.support.makers import Maker, post

_months = count()


def _target(company: Company, who: str) -> UUID:
    """Each in a month of its own: a member has one target of a kind in a month."""
    year, month = divmod(next(_months), 12)
    body: dict[str, object] = {
        "member": str(company.id(who)),
        "month": f"{2026 + year}-{month + 1:02}-01",
        "amount": "500000",
    }
    return post(company, who, "/targets", body)


MAKERS: dict[str, Maker] = {"target": _target}
