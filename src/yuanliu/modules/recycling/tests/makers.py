"""How to make one recycling rule."""

from __future__ import annotations

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import post, unique
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.ownership.models import Pool


def recycle_rule(company: Company, who: str) -> UUID:
    """Inactive: of the active ones there is one for each object and level."""
    with reading(company.admin):
        pool = str(Pool.objects.filter(object="lead").values_list("pk", flat=True)[0])
    values = {"name": unique("规则"), "object": "lead", "pool": pool, "no_follow_up_days": 30, "active": False}
    return post(company, who, "/recycle-rules", values)


MAKERS = {"recycle_rule": recycle_rule}
