"""What is installed: the business modules, in the order of the chain. A partner's pack adds its Django app here."""

from __future__ import annotations

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
)
