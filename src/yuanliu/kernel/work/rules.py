"""What a tenant sets for itself, once for all of its people: who changed it and when stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models

from yuanliu.base.errors import Forbidden
from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import ALL, Context
from yuanliu.kernel.work.unit import Work


class TenantRule(TenantModel):
    """规则: each change is a row of its own, and the newest holds; before anybody has set one, the defaults of the columns.

    It reaches every record of the object `about`, so it takes the right to change all of them.
    """

    access = "append"
    setup = True
    about: ClassVar[str]

    at = models.DateTimeField()
    member = TenantForeignKey("access.Member", null=True, related_name="+")

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def current(cls) -> Self:
        newest = cls.objects.order_by("-at", "-id")
        return remembered(("rule", cls), lambda: newest.first() or cls(), cls)

    @classmethod
    def changeable_by(cls, ctx: Context) -> bool:
        return ctx.scope(cls.about, "update") == ALL


def change_rule(w: Work, rule: type[TenantRule], values: Mapping[str, Any]) -> None:
    """Holds at once. `values`: every column of the rule; Forbidden for whoever may not change all that it is about."""
    if not rule.changeable_by(w.ctx):
        raise Forbidden(permission=f"{rule.about}.update")
    w.add_rows([rule(**values, at=w.now, member_id=w.ctx.member_id)])
