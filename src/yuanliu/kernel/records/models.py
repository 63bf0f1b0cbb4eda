"""How often members may ask what exists that they do not see, and how often they did."""

from __future__ import annotations

from django.db import models

from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.rules import TenantRule


class LookupRule(TenantRule):
    """查重限额: answers within an hour to "is this known already?", about records that the asker does not all see.

    `per_hour`: looked up or entered one by one; `rows_per_hour`: rows of files that are checked.
    """

    about = "member"

    per_hour = models.IntegerField(default=120)
    rows_per_hour = models.IntegerField(default=20_000)


class LookupCount(TenantModel):
    """What a member has been answered within one hour."""

    member = TenantForeignKey("access.Member", related_name="+")
    hour = models.DateTimeField()
    lookups = models.IntegerField(default=0)
    rows = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "member", "hour"], name="lookup_count_once")]
