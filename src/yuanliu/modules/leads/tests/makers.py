"""How to make one lead."""

from __future__ import annotations

from uuid import UUID

from tests.support.company import Company
from tests.support.makers import post, unique
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.catalog.models import Source


def source_of(company: Company) -> str:
    """The id of one of the company's sources."""
    with reading(company.admin):
        return str(Source.objects.order_by("position").values_list("pk", flat=True)[0])


def lead(company: Company, who: str) -> UUID:
    return post(company, who, "/leads", {"name": unique("线索"), "source": source_of(company)})


MAKERS = {"lead": lead}
