"""What is written, and the bare statements of the same act: the rows, the ledger, the event and whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg

from bench.serving import Client
from bench.viewer import Viewer

Values = dict[str, Any]

EVENT = (
    "INSERT INTO events_eventlog (id, tenant_id, at, code, object, record_id, actor_id, actor_name, origin, data, changes) "
    "VALUES (%(event)s, %(tenant)s, now(), %(code)s, %(object)s, %(record)s, %(member)s, '底线', '{{}}', {data}, '{{}}')"
)
SUBJECT = (
    "INSERT INTO events_eventsubject (id, tenant_id, event_id, object, record_id) "
    "VALUES (gen_random_uuid(), %(tenant)s, %(event)s, %(object)s, %(record)s)"
)
LEDGER = (
    "INSERT INTO ownership_ledgerentry (id, tenant_id, object, record_id, kind, from_pool_id, to_owner_id, actor_id, reason, "
    "rule, at) VALUES (gen_random_uuid(), %(tenant)s, %(object)s, %(record)s, %(kind)s, %(pool)s, %(member)s, %(member)s, "
    "'', '', now())"
)
SEARCH = (
    "INSERT INTO work_searchentry (id, tenant_id, object, record_id, grams) SELECT %(record)s, tenant_id, object, %(record)s, "
    "grams FROM work_searchentry WHERE tenant_id = %(tenant)s AND record_id = %(like)s"
)
COPY_ROW = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(r, %(changes)s::jsonb)).* FROM {table} r WHERE id = %(like)s"
)


@dataclass(frozen=True)
class Write:
    """`request` does it over HTTP to a record of its own; `floor` does the same to another, statement by statement."""

    name: str
    targets: str  # SELECT of the records, one for each turn of ours and of the floor
    request: Callable[[Client, Viewer, tuple[Any, ...]], int]  # gives the bytes of the answer
    floor: Callable[[psycopg.Connection, Viewer, tuple[Any, ...]], None]


def _sent(client: Client, path: str, body: Any, **headers: str) -> int:
    answer = client.post(path, body, **headers)
    assert answer.status in (200, 201), (answer.status, path, answer.body.decode()[:300])
    return len(answer.body)


def _tell(connection: psycopg.Connection, values: Values, data: str, subjects: list[tuple[str, Any]]) -> None:
    values = {**values, "event": uuid4()}
    connection.execute(EVENT.format(data=data), values)
    for code, record in subjects:
        connection.execute(SUBJECT, {**values, "object": code, "record": record})


def _claim_floor(connection: psycopg.Connection, viewer: Viewer, target: tuple[Any, ...]) -> None:
    record, pool = target[:2]
    values: Values = {
        "tenant": viewer.tenant, "member": viewer.member, "record": record, "pool": pool, "object": "lead", "kind": "claim",
        "code": "record.claimed",
    }  # fmt: skip
    connection.execute(
        "UPDATE leads_lead SET owner_id = %(member)s, pool_id = NULL, owned_since = now(), pooled_since = NULL, "
        "version = version + 1, updated_at = now() WHERE id = %(record)s AND pool_id = %(pool)s", values
    )  # fmt: skip
    connection.execute(LEDGER, values)
    connection.execute(
        "INSERT INTO ownership_claimcount (id, tenant_id, member_id, pool_id, day, count) VALUES (gen_random_uuid(), "
        "%(tenant)s, %(member)s, %(pool)s, current_date, 1) ON CONFLICT (tenant_id, member_id, pool_id, day) "
        "DO UPDATE SET count = ownership_claimcount.count + 1", values
    )  # fmt: skip
    _tell(connection, values, "jsonb_build_object('pool_id', %(pool)s, 'pool_name', '')", [("lead", record)])


def _receipt(client: Client, viewer: Viewer, target: tuple[Any, ...]) -> int:
    body = {"contract": str(target[0]), "amount": "100.00", "received_on": str(target[3])}
    return _sent(client, "/api/v1/receipts", body, **{"Idempotency-Key": str(uuid4())})


def _receipt_floor(connection: psycopg.Connection, viewer: Viewer, target: tuple[Any, ...]) -> None:
    contract, like, account = target[:3]
    record = uuid4()
    values: Values = {"tenant": viewer.tenant, "member": viewer.member, "like": like, "record": record}
    changes = (
        f'{{"id": "{record}", "contract_id": "{contract}", "account_id": "{account}", "number": "F-{record}", "amount": 10000, '
        '"amount_base": 10000, "state": "registered", "allocated": 0, "confirmed_at": null, "confirmed_by_id": null, '
        '"refund_of_id": null}'
    )
    connection.execute(COPY_ROW.format(table="receivables_receipt"), {**values, "changes": changes})
    connection.execute(SEARCH, values)
    data = f'\'{{"contract_id": "{contract}", "account_id": "{account}", "amount": "100", "currency": "CNY"}}\''
    subjects = [("receipt", record), ("contract", contract), ("account", account)]
    _tell(connection, {**values, "object": "receipt", "code": "receipt.registered"}, data, subjects)


def _convert_floor(connection: psycopg.Connection, viewer: Viewer, target: tuple[Any, ...]) -> None:
    lead, _, like_account, like_contact = target
    account, contact = uuid4(), uuid4()
    who: Values = {"tenant": viewer.tenant, "member": viewer.member, "pool": None, "kind": "create"}
    changes = (
        f'{{"id": "{account}", "owner_id": "{viewer.member}", "pool_id": null, "pooled_since": null, '
        f'"owned_since": "2026-01-01", "name": "底线 {account}", "name_key": "{account}", "phone_key": ""}}'
    )
    connection.execute(COPY_ROW.format(table="accounts_account"), {"like": like_account, "changes": changes})
    connection.execute(SEARCH, {**who, "record": account, "like": like_account})
    connection.execute(LEDGER, {**who, "object": "account", "record": account})
    _tell(
        connection,
        {**who, "object": "account", "record": account, "code": "account.created"},
        "'{}'",
        [("account", account)],
    )
    changes = f'{{"id": "{contact}", "account_id": "{account}"}}'
    connection.execute(COPY_ROW.format(table="accounts_contact"), {"like": like_contact, "changes": changes})
    connection.execute(SEARCH, {**who, "record": contact, "like": like_contact})
    _tell(
        connection,
        {**who, "object": "contact", "record": contact, "code": "contact.created"},
        "'{}'",
        [("contact", contact)],
    )
    connection.execute(
        "UPDATE leads_lead SET status = 'converted', account_id = %s, contact_id = %s, converted_at = now(), "
        "version = version + 1, updated_at = now() WHERE id = %s",
        [account, contact, lead],
    )
    data = f'\'{{"account_id": "{account}", "account_name": "底线"}}\''
    told = {**who, "object": "lead", "record": lead, "code": "lead.converted"}
    _tell(connection, told, data, [("lead", lead), ("account", account)])


def _follow_up_floor(connection: psycopg.Connection, viewer: Viewer, target: tuple[Any, ...]) -> None:
    lead, like = target
    record = uuid4()
    changes = f'{{"id": "{record}", "record_id": "{lead}", "owner_id": "{viewer.member}"}}'
    connection.execute("SELECT id FROM leads_lead WHERE id = %s FOR NO KEY UPDATE", [lead])
    connection.execute(COPY_ROW.format(table="activities_followup"), {"like": like, "changes": changes})
    connection.execute("UPDATE leads_lead SET last_follow_up_at = now(), updated_at = now() WHERE id = %s", [lead])
    values: Values = {"tenant": viewer.tenant, "member": viewer.member, "object": "follow_up", "record": record}
    data = f'\'{{"follow_up_id": "{record}", "kind": "call", "content": "电话沟通，客户有意向", "at": "2026-01-01T00:00:00Z"}}\''
    _tell(connection, {**values, "code": "follow_up.added"}, data, [("follow_up", record), ("lead", lead)])


WRITES = (
    Write(
        "claim",
        "SELECT id, pool_id FROM leads_lead WHERE tenant_id = %(tenant)s AND pool_id IS NOT NULL AND deleted_at IS NULL "
        "AND status IN ('new', 'following') ORDER BY md5(id::text) LIMIT %(count)s",
        lambda client, viewer, target: _sent(client, f"/api/v1/leads/{target[0]}/claim", {}),
        _claim_floor,
    ),
    Write(
        "convert",
        "SELECT l.id, l.pool_id, a.id, c.id FROM leads_lead l, (SELECT id FROM accounts_account WHERE tenant_id = %(tenant)s "
        "LIMIT 1) a, (SELECT id FROM accounts_contact WHERE tenant_id = %(tenant)s LIMIT 1) c "
        "WHERE l.tenant_id = %(tenant)s AND l.owner_id = %(member)s AND l.status = 'following' AND l.deleted_at IS NULL "
        "ORDER BY md5(l.id::text) LIMIT %(count)s",
        lambda client, viewer, target: _sent(client, f"/api/v1/leads/{target[0]}/convert", {}),
        _convert_floor,
    ),
    Write(
        "receipt",
        "SELECT k.id, r.id, k.account_id, current_date FROM contracts_contract k, (SELECT id FROM receivables_receipt WHERE "
        "tenant_id = %(tenant)s AND refund_of_id IS NULL LIMIT 1) r WHERE k.tenant_id = %(tenant)s AND k.stage = 'executing' "
        "AND k.owner_id = ANY(%(colleagues)s::uuid[]) ORDER BY md5(k.id::text) LIMIT %(count)s",
        _receipt,
        _receipt_floor,
    ),
    Write(
        "follow-up",
        "SELECT l.id, f.id FROM leads_lead l, (SELECT id FROM activities_followup WHERE tenant_id = %(tenant)s AND object = 'lead' "
        "LIMIT 1) f WHERE l.tenant_id = %(tenant)s AND l.owner_id = %(member)s AND l.status = 'following' "
        "AND l.deleted_at IS NULL ORDER BY md5(l.id::text) LIMIT %(count)s",
        lambda client, viewer, target: _sent(
            client, "/api/v1/follow-ups", {"record": {"object": "lead", "id": str(target[0])}, "kind": "call", "content": "电话沟通，客户有意向"}
        ),
        _follow_up_floor,
    ),
)  # fmt: skip


def targets(connection: psycopg.Connection, write: Write, viewer: Viewer, count: int) -> Iterator[tuple[Any, ...]]:
    """Records for each turn of ours and of the floor. A run earlier on the same day must not have used up the quota of claims."""
    connection.execute("DELETE FROM ownership_claimcount WHERE member_id = %(member)s", viewer.parameters)
    yield from connection.execute(write.targets, {**viewer.parameters, "count": count}).fetchall()  # type: ignore[call-overload]
