"""The night's run of recycling against its floor, and how long it keeps a lead from others."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench.measure import Bench, Line, floor_connection
from bench.viewer import Viewer

NAME = "bench-recycling"
BATCH = 10  # in a transaction, as the product does, or the locks would last
LONGEST_LOCK = 100  # milliseconds

#: In a process of its own: a rule under which so many leads are due, and the run of one company.
RUN = """
import json, sys, time
from yuanliu.site.platform import environment
with environment.prepared():
    import django; django.setup()
    from yuanliu.site import urls
    from yuanliu.kernel.tenancy.models import Tenant
    from yuanliu.kernel.work.context import Context
    from yuanliu.kernel.work.unit import reading, work
    from yuanliu.modules.ownership.models import Pool
    from yuanliu.modules.recycling.models import RecycleRule
    from yuanliu.modules.recycling.queries import due_rows
    from yuanliu.modules.recycling.services import run_night
    tenant, wanted = Tenant.objects.get(pk=sys.argv[1]), int(sys.argv[2])
    ctx = Context.for_system(tenant.pk, rule="recycling", **tenant.local)
    with reading(ctx):
        pool = Pool.objects.alive().filter(object="lead", active=True).first()
        low, high = 1, 3650
        while low < high:
            days = (low + high + 1) // 2
            rule = RecycleRule(object="lead", pool=pool, no_follow_up_days=days)
            low, high = (days, high) if due_rows(rule, ctx.now).count() >= wanted else (low, days - 1)
    with work(ctx) as w:
        values = dict(name=sys.argv[3], object="lead", pool=pool, no_follow_up_days=low, warn_days=0)
        w.add(RecycleRule(**values))
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    run = run_night(ctx)
    print(json.dumps({"seconds": time.perf_counter() - started, "recycled": run.recycled, "days": low}))
"""

#: Of the leads that are left those that would be due next: found once, then taken a few at a time.
FOUND = (
    "SELECT id FROM leads_lead WHERE tenant_id = %(tenant)s AND deleted_at IS NULL AND owner_id IS NOT NULL AND owned_since IS NOT NULL "
    "AND NOT locked AND status IN ('new', 'following') ORDER BY greatest(owned_since, last_follow_up_at), id LIMIT %(count)s"
)
TAKEN = (
    "SELECT id FROM leads_lead WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE",
    "INSERT INTO ownership_ledgerentry (id, tenant_id, object, record_id, kind, from_owner_id, to_pool_id, reason, rule, at) "
    "SELECT gen_random_uuid(), tenant_id, 'lead', id, 'recycle', owner_id, %(pool)s, '底线', '底线', now() FROM leads_lead "
    "WHERE id = ANY(%(ids)s)",
    "WITH e AS (INSERT INTO events_eventlog (id, tenant_id, at, code, object, record_id, actor_name, origin, data, changes) "
    "SELECT gen_random_uuid(), tenant_id, now(), 'record.recycled', 'lead', id, '底线', '{}', jsonb_build_object('pool_id', "
    "%(pool)s::text, 'pool_name', '底线', 'reason', '底线', 'from_id', owner_id), '{}' FROM leads_lead WHERE id = ANY(%(ids)s) "
    "RETURNING id, tenant_id, object, record_id) INSERT INTO events_eventsubject (id, tenant_id, event_id, object, record_id) "
    "SELECT gen_random_uuid(), tenant_id, id, object, record_id FROM e",
    "UPDATE leads_lead SET owner_id = NULL, owned_since = NULL, pool_id = %(pool)s, pooled_since = now(), next_follow_up_at = NULL, "
    "version = version + 1, updated_at = now() WHERE id = ANY(%(ids)s)",
)


def recycle(bench: Bench) -> Line:
    """ours ≤ 3 floors. A lock on a lead lasts no longer than the transaction that holds it, which is what is watched."""
    with floor_connection(bench.place) as connection, _other_rules_at_rest(connection, bench.viewer):
        leads = connection.execute(
            "SELECT count(*) FROM leads_lead WHERE tenant_id = %s", [bench.viewer.tenant]
        ).fetchone()
        assert leads is not None
        wanted = min(bench.rows // 10, leads[0] // 100)  # ten thousand of a million
        done, longest = _run(bench, wanted)
        floor = _take_floor(connection, bench.viewer, done["recycled"])
    ours = done["seconds"] * 1000
    assert done["recycled"], "no lead of the data set is left that could be due"
    line = Line("recycling", bench.place.name, ours, ours, floor * 1000, goal=3 * floor * 1000, repeats=1)
    line.more = {"recycled": done["recycled"], "longest lock ms": round(longest * 1000, 1), "goal ms": LONGEST_LOCK}
    return line


@contextmanager
def _other_rules_at_rest(connection: psycopg.Connection[Any], viewer: Viewer) -> Iterator[None]:
    """And today's run has not been; afterwards the company's own rules are as they were."""
    of_tenant = {"tenant": viewer.tenant, "name": NAME}
    resting = connection.execute(
        "UPDATE recycling_recyclerule SET active = false WHERE tenant_id = %(tenant)s AND active RETURNING id",
        of_tenant,
    ).fetchall()
    connection.execute(
        "DELETE FROM recycling_recyclingrun WHERE tenant_id = %(tenant)s AND day >= current_date - 1", of_tenant
    )
    try:
        yield
    finally:
        connection.execute(
            "UPDATE recycling_recyclerule SET active = false WHERE tenant_id = %(tenant)s AND name = %(name)s",
            of_tenant,
        )
        connection.execute(
            "UPDATE recycling_recyclerule SET active = true WHERE id = ANY(%s)", [[pk for (pk,) in resting]]
        )


def _run(bench: Bench, wanted: int) -> tuple[dict[str, Any], float]:
    """What the run says, and the seconds of its longest transaction that held a lock."""
    command = [sys.executable, "-c", RUN, bench.viewer.tenant, str(wanted), NAME]
    environment = {**bench.place.environment, "PGAPPNAME": NAME}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    over, longest = threading.Event(), [0.0]
    watcher = threading.Thread(target=_watch, args=(bench, over, longest))
    watcher.start()
    out, _ = process.communicate("\n")
    over.set()
    watcher.join()
    assert process.returncode == 0
    done: dict[str, Any] = json.loads(out.splitlines()[-1])
    return done, longest[0]


def _watch(bench: Bench, over: threading.Event, longest: list[float]) -> None:
    """A transaction that has locked a row has a number of its own; its age is the most that it has held the lock."""
    with psycopg.connect(bench.place.admin_url, autocommit=True) as connection:
        while not over.is_set():
            row = connection.execute(
                "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity "
                "WHERE application_name = %s AND backend_xid IS NOT NULL",
                [NAME],
            ).fetchone()
            assert row is not None
            longest[0] = max(longest[0], row[0])
            time.sleep(0.002)


def _take_floor(connection: psycopg.Connection[Any], viewer: Viewer, count: int) -> float:
    """Seconds."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT id FROM ownership_pool WHERE tenant_id = %s AND object = 'lead' LIMIT 1", [viewer.tenant]
        )
        pool = (cursor.fetchone() or {})["id"]
    started = time.perf_counter()
    ids = [pk for (pk,) in connection.execute(FOUND, {"tenant": viewer.tenant, "count": count})]
    for start in range(0, len(ids), BATCH):
        with connection.transaction():
            for statement in TAKEN:
                connection.execute(statement, {"ids": ids[start : start + BATCH], "pool": pool})
    return time.perf_counter() - started
