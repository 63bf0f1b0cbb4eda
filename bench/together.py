"""Sixteen clients at once on one write: nobody loses anything, nothing happens twice, and nothing but the expected is
refused."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg

from bench.measure import Bench, Line, line_of
from bench.serving import Answer, Client
from bench.viewer import EMAIL

CLIENTS = 16
MOST = 60  # records that all of them want
DONE = (200, 201)
REFUSED = (404, 409, 422)  # somebody was quicker, or has as many as one may have

Act = Callable[[Client], Answer]


@dataclass
class Outcome:
    """What became of all requests. `seconds` are those of what was done."""

    seconds: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer) -> None:
        with self.lock:
            if answer.status in DONE:
                self.seconds.append(answer.seconds)
            elif answer.status in REFUSED:
                self.refused[f"{answer.status} {answer.data.get('code')}"] += 1
            else:
                self.errors.append(f"{answer.status} {answer.body[:200]!r}")


def claims(bench: Bench) -> Line:
    """Members of one company all want the same leads of the same pool."""
    wanted = _rows(
        bench,
        "SELECT id FROM leads_lead l WHERE tenant_id = %(tenant)s AND deleted_at IS NULL AND status IN ('new', 'following') "
        "AND pool_id = (SELECT pool_id FROM leads_lead WHERE tenant_id = %(tenant)s AND pool_id IS NOT NULL AND deleted_at IS NULL "
        "GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) ORDER BY md5(id::text) LIMIT %(count)s",
    )
    ((since,),) = _rows(bench, "SELECT now()")
    sellers = [key for email, key in sorted(bench.sessions.items()) if email.startswith("seller")][:CLIENTS]
    outcome = _at_once(bench, sellers, [_posting(f"/api/v1/leads/{lead}/claim") for (lead,) in wanted])
    kept = "SELECT count(*) FROM leads_lead WHERE id = ANY(%(ids)s) AND owner_id IS NOT NULL AND pool_id IS NULL"
    entries = f"SELECT count(*) FROM ownership_ledgerentry WHERE record_id = ANY(%(ids)s) AND kind = 'claim' AND at >= '{since}'"
    return _line("claim by 16 at once", bench, outcome, [kept, entries], [lead for (lead,) in wanted])


def conversions(bench: Bench) -> Line:
    """One member on sixteen screens converts the same leads: each of them once, and the others are answered with it."""
    wanted = _rows(
        bench,
        "SELECT id FROM leads_lead WHERE tenant_id = %(tenant)s AND owner_id = %(member)s AND status = 'following' "
        "AND deleted_at IS NULL ORDER BY md5(id::text) DESC LIMIT %(count)s",
    )
    acts = [_posting(f"/api/v1/leads/{lead}/convert") for (lead,) in wanted]
    outcome = _at_once(bench, [bench.sessions[EMAIL]] * CLIENTS, acts)
    kept = "SELECT count(DISTINCT account_id) FROM leads_lead WHERE id = ANY(%(ids)s) AND status = 'converted'"
    told = "SELECT count(*) FROM events_eventlog WHERE record_id = ANY(%(ids)s) AND code = 'lead.converted'"
    return _line("convert by 16 at once", bench, outcome, [kept, told], [lead for (lead,) in wanted], due=len(wanted))


def receipts(bench: Bench) -> Line:
    """All of them register money on one contract: as many receipts stand there as were answered."""
    ((contract, today),) = _rows(
        bench,
        "SELECT id, current_date FROM contracts_contract WHERE tenant_id = %(tenant)s AND stage = 'executing' AND deleted_at IS NULL "
        "AND owner_id = ANY(%(colleagues)s::uuid[]) ORDER BY outstanding DESC LIMIT 1",
    )
    body = {"contract": str(contract), "amount": "0.01", "received_on": str(today)}
    count = f"SELECT count(*) FROM receivables_receipt WHERE contract_id = '{contract}'"
    numbers = f"SELECT count(DISTINCT number) FROM receivables_receipt WHERE contract_id = '{contract}'"
    before = _count(bench, count, [])

    def register(client: Client) -> Answer:
        return client.post("/api/v1/receipts", body, **{"Idempotency-Key": str(uuid4())})

    acts = [register] * max(min(MOST, bench.repeats) // 4, 1)
    outcome = _at_once(bench, [bench.sessions[EMAIL]] * CLIENTS, acts)
    return _line("receipt by 16 at once", bench, outcome, [count, numbers], [], before)


def _posting(path: str) -> Act:
    return lambda client: client.post(path)


def _at_once(bench: Bench, sessions: Sequence[str], acts: Sequence[Act]) -> Outcome:
    """Every client does all of it, from the same moment on."""
    outcome, start = Outcome(), threading.Barrier(len(sessions))

    def work(session: str) -> None:
        client = bench.server.client(session)
        client.get("/api/v1/noop")
        start.wait()
        for act in acts:
            outcome.note(act(client))

    threads = [threading.Thread(target=work, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def _line(
    name: str,
    bench: Bench,
    outcome: Outcome,
    counts: list[str],
    ids: list[Any],
    before: int = 0,
    due: int | None = None,
) -> Line:
    """`lost`: by how much what stands in the database differs from what is due, else from what was answered."""
    line = line_of(name, bench, outcome.seconds, [], [])
    answered = len(outcome.seconds)
    lost = max(abs(_count(bench, sql, ids) - before - (answered if due is None else due)) for sql in counts)
    line.more = {"answered": answered, "lost": lost, "refused": dict(outcome.refused), "errors": outcome.errors[:3]}
    return line


def _rows(bench: Bench, sql: str) -> list[tuple[Any, ...]]:
    values = {**bench.viewer.parameters, "count": min(MOST, bench.repeats)}
    with psycopg.connect(bench.place.owner_url) as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql, values).fetchall()  # type: ignore[call-overload]
    assert found, "no such record of the data set is left"
    return found


def _count(bench: Bench, sql: str, ids: list[Any]) -> int:
    with psycopg.connect(bench.place.owner_url) as connection:
        row = connection.execute(sql, {"ids": ids}).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return int(row[0])
