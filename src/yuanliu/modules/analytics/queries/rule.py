"""The tenant's rule of attribution."""

from __future__ import annotations

from typing import Any

from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.models import AttributionModel, AttributionRule


def current_rule() -> AttributionRule:
    """The latest. Before anybody has set one: primary source; a half-life of 7 days, as Google and Adobe Analytics have it;
    a look-back of a year, because companies buy from companies slowly and a fair comes once a year."""
    return AttributionRule.objects.order_by("-at", "-id").first() or AttributionRule()


def rule_page(ctx: Context, language: str) -> dict[str, Any]:
    rule = current_rule()
    titles = titles_of(ctx, {"member": {rule.member_id} if rule.member_id else set()})
    return {
        **{name: getattr(rule, name) for name in ("model", "half_life_days", "look_back_days", "at")},
        "member": reference("member", rule.member_id, titles) if rule.member_id else None,
        "models": [{"value": model.value, "label": model.label.into(language)} for model in AttributionModel],
    }
