"""A tenant's rule as its page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import model_to_dict
from ninja import Schema

from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.schemas import Reference
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.rules import TenantRule


class RuleOut(Schema):
    """`at`: when it was set and `member`: by whom; null for what a new company starts with."""

    at: datetime | None
    member: Reference | None
    can_change: bool


def rule_page(ctx: Context, rule: type[TenantRule]) -> dict[str, Any]:
    """What holds now, who set it, and whether this member may change it."""
    ctx.require(rule.about, "read")
    current = rule.current()
    who = current.member_id
    return {
        **model_to_dict(current, exclude=["member"]),
        "member": reference("member", who, titles_of(ctx, {"member": {who}})) if who else None,
        "can_change": rule.changeable_by(ctx),
    }
