"""The roles that a new tenant starts with; its administrator changes them as the company needs.

Permissions are written `object.action` or `object.*`, each with a data scope. The product's objects are named here and
not in the kernel, because only the site knows what is installed.
"""

from __future__ import annotations

from dataclasses import dataclass

from yuanliu.base.i18n import T
from yuanliu.kernel.access.rights import EVERYTHING
from yuanliu.kernel.work.object_type import grantable


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    code: str
    name: T
    grants: dict[str, str]


_COLLEAGUES = {
    "member.read": "all",
    "department.read": "all",
    "custom_field.read": "all",
    "saved_view.*": "self",
    "source.read": "all",
    "product.read": "all",
    "exchange_rate.read": "all",
    "campaign.read": "all",
    "promotion_link.read": "all",
    "pipeline.read": "all",
    "stage.read": "all",
    "lost_reason.read": "all",
    "pool.read": "self",
    "task.*": "self",
    **{f"follow_up.{action}": "self" for action in ("read", "create", "update")},
}

_COSTS = ("cost_item", "budget_line")  # what a campaign may cost and did cost; not for everybody

_MARKETING = {f"{code}.*": "department" for code in ("campaign", "promotion_link", "submission", *_COSTS)}

_SELLING = {
    "lead": ("read", "create", "update", "claim", "return", "follow_up", "disqualify", "convert"),
    "account": ("read", "create", "update", "claim", "return", "follow_up"),
    "contact": ("read", "create", "update", "delete"),
    "opportunity": ("read", "create", "update", "move", "reopen", "follow_up"),
    "contract": ("read", "create", "update", "submit", "execute", "amend"),
    "installment": ("read",),
    "receipt": ("read", "create"),
    "invoice": ("read",),
}
_LEADING = {
    "lead": ("*",),
    "account": ("*",),
    "contact": ("*",),
    "opportunity": ("*",),
    "contract": ("*",),
    "installment": ("read", "export"),
    "receipt": ("read", "create", "export"),
    "invoice": ("read", "export"),
}
_COLLECTING = {
    "opportunity": ("read",),
    "contract": ("read", "export"),
    "installment": ("read", "export"),
    "receipt": ("read", "create", "update", "export", "confirm", "reject", "refund", "allocate"),
    "invoice": ("*",),
}


def _scoped(actions: dict[str, tuple[str, ...]], scope: str) -> dict[str, str]:
    return {f"{code}.{action}": scope for code, names in actions.items() for action in names}


TEMPLATES = (
    RoleTemplate("admin", T("管理员", "Administrator"), {EVERYTHING: "all"}),
    RoleTemplate(
        "sales_manager",
        T("销售主管", "Sales manager"),
        {
            **_COLLEAGUES,
            **_scoped(_LEADING, "subtree"),
            "recycle_rule.read": "all",
            "task.*": "subtree",
            "follow_up.*": "subtree",
            "product.*": "all",
            "submission.read": "all",
            **{f"{code}.read": "all" for code in _COSTS},
            "target.*": "subtree",
            "figures.whole": "all",
        },
    ),
    RoleTemplate(
        "salesperson",
        T("销售员", "Salesperson"),
        {
            **_COLLEAGUES,
            **_scoped(_SELLING, "self"),
            "target.read": "self",
        },
    ),
    RoleTemplate(
        "marketer",
        T("市场专员", "Marketer"),
        {
            **_COLLEAGUES,
            **_MARKETING,
            **_scoped({"lead": ("read", "create", "update", "assign", "import", "export")}, "all"),
            **_scoped({code: ("read",) for code in ("account", "opportunity", "contract", "receipt")}, "all"),
            "account.create": "self",
            "contact.read": "self",
            "source.*": "all",
        },
    ),
    RoleTemplate(
        "finance",
        T("财务专员", "Finance clerk"),
        {
            **_COLLEAGUES,
            **_scoped(_COLLECTING, "all"),
            "account.read": "all",
            "contact.read": "all",
            "exchange_rate.*": "all",
        },
    ),
)


def expanded(grants: dict[str, str]) -> dict[str, str]:
    """Every `*` replaced by what is installed; what is everything stays so, also when more is installed later."""
    if grants == {EVERYTHING: "all"}:
        return grants
    everything = {code: kind.actions for code, kind in grantable().items()}
    full: dict[str, str] = {}
    for pattern, scope in grants.items():
        wanted, _, action = pattern.partition(".")
        for code in everything if wanted == "*" else [wanted]:
            for name in everything[code] if action == "*" else [action]:
                full[f"{code}.{name}"] = scope
    return full
