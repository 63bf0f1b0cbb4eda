"""How to make an account, a contact and a rule for duplicates."""

from __future__ import annotations

import json
from uuid import UUID

from tests.support.company import Company
from tests.support.makers import Maker, post


def duplicate_rule(company: Company, who: str) -> UUID:
    """In the place of the one that every tenant starts with: there is one for each object and key."""
    rule = {"object": "account", "key": "company"}
    conditions = [{"field": name, "op": "eq", "value": value} for name, value in rule.items()]
    found = company.api("admin").send("GET", f"/duplicate-rules?filter={json.dumps({'all': conditions})}")
    for old in found.data["items"]:
        company.api("admin").send("DELETE", f"/duplicate-rules/{old['id']}")
    return post(company, who, "/duplicate-rules", {**rule, "name": "客户查重", "policy": "warn"})


MAKERS: dict[str, Maker] = {
    "account": lambda company, who: post(company, who, "/accounts", {"name": "上海测试贸易有限公司"}),
    "contact": lambda company, who: post(
        company, who, "/contacts", {"name": "张三", "account": str(MAKERS["account"](company, who))}
    ),
    "duplicate_rule": duplicate_rule,
}
