"""What is installed: the business modules, in the order of the chain, then the packs that `YUANLIU_MODULES` names."""

from __future__ import annotations

import os

PACKS = tuple(name for name in os.environ.get("YUANLIU_MODULES", "").split(",") if name)

MODULES: tuple[str, ...] = (
    "yuanliu.modules.activities",
    "yuanliu.modules.catalog",
    "yuanliu.modules.ownership",
    "yuanliu.modules.accounts",
    "yuanliu.modules.campaigns",
    "yuanliu.modules.opportunities",
    "yuanliu.modules.leads",
    "yuanliu.modules.contracts",
    "yuanliu.modules.receivables",
    "yuanliu.modules.recycling",
    "yuanliu.modules.analytics",
    "yuanliu.modules.takeover",
    *PACKS,
)
