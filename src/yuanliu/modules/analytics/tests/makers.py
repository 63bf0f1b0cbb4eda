"""How to make a target."""

from tests.support.makers import Maker, post

MAKERS: dict[str, Maker] = {
    "target": lambda company, who: post(
        company, who, "/targets", {"member": str(company.id(who)), "month": "2026-03-01", "amount": "500000"}
    ),
}
