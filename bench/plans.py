"""How the database goes about a statement: which index it uses on which table, and where it reads a whole table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

#: Tables that grow with the business: none may be read from end to end to answer a person.
BIG = frozenset(
    "leads_lead accounts_account accounts_contact opportunities_opportunity opportunities_stagechange contracts_contract "
    "contracts_installment receivables_receipt receivables_allocation activities_followup campaigns_visit "
    "campaigns_submission campaigns_touch events_eventlog events_eventsubject ownership_ledgerentry work_searchentry "
    "metadata_customvalue analytics_credit".split()
)


def shape(connection: Connection[Any], tenant: str, statement: str, *, indexes_only: bool = False) -> list[str]:
    """Its scans, in the order of the plan: "lead_newest on leads_lead", "every row of leads_lead".

    `indexes_only` asks what the planner would do if reading whole tables were out of the question: on a small table that
    shows whether an index can be used at all under the tenant wall (see ADR 2).
    """
    return list(dict.fromkeys(_scans(_plan(connection, tenant, statement, indexes_only))))


def outline(connection: Connection[Any], tenant: str, statement: str) -> list[str]:
    """Its nodes, each below what it feeds, with their tables and indexes: what remains of a plan when costs change."""
    return list(_nodes(_plan(connection, tenant, statement, False), 0))


def _plan(connection: Connection[Any], tenant: str, statement: str, indexes_only: bool) -> dict[str, Any]:
    with connection.transaction(force_rollback=True):
        connection.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
        if indexes_only:
            connection.execute("SET LOCAL enable_seqscan = off")
        row = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}").fetchone()
    assert row is not None
    plan = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    root: dict[str, Any] = plan[0]["Plan"]
    return root


def _nodes(node: dict[str, Any], depth: int) -> Iterator[str]:
    index, table = node.get("Index Name"), node.get("Relation Name")
    yield "  " * depth + node["Node Type"] + (f" by {index}" if index else "") + (f" on {table}" if table else "")
    for child in node.get("Plans", ()):
        yield from _nodes(child, depth + 1)


def whole_tables(scans: list[str]) -> list[str]:
    """The big tables that are read from end to end."""
    return [scan for scan in scans if scan.startswith("every row of ") and scan.removeprefix("every row of ") in BIG]


def _scans(node: dict[str, Any], table: str = "") -> Iterator[str]:
    table = node.get("Relation Name", table)
    if "Index Name" in node:
        yield f"{node['Index Name']} on {table}"
    elif node["Node Type"] == "Seq Scan":
        yield f"every row of {table}"
    for child in node.get("Plans", ()):
        yield from _scans(child, table)
