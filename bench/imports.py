"""Import of leads against its floor: COPY of the same rows into every table that the import writes, with its indexes.

The file goes up over HTTP, and a worker process of its own checks and runs it, as for everybody.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from bench.measure import Bench, Line
from bench.places import Place
from bench.serving import Client, cpu_of
from bench.viewer import ADMIN

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文"
CITIES = ("上海", "北京", "深圳", "广州", "杭州", "苏州", "成都", "武汉", "西安", "青岛", "宁波", "长沙")
TRADES = ("机电", "自动化", "医疗器械", "新能源", "包装", "化工", "食品", "物流", "建材", "仪器仪表")
SOUNDS = "华宏恒瑞鑫泰昌盛隆通达信诚远博创天金海龙"
HEADER = "姓名,公司,职位,手机,邮箱,地区,行业,来源,备注"

BY_RECORD = "SELECT record_id FROM imports_importrow WHERE batch_id = %s AND state = 'created'"
BY_EVENT = "SELECT id FROM events_eventlog WHERE origin->>'rule' = %s"
WRITTEN = {  # table → its rows of one import; in the order in which they may come
    "leads_lead": f"id IN ({BY_RECORD})",
    "ownership_ledgerentry": f"record_id IN ({BY_RECORD})",
    "events_eventlog": "origin->>'rule' = %s",
    "events_eventsubject": f"event_id IN ({BY_EVENT})",
    "work_searchentry": f"record_id IN ({BY_RECORD})",
    "imports_importrow": "batch_id = %s",
}


def lead_lines(rows: int, seed: int = 1) -> Iterator[str]:
    """A CSV of leads, its header first: one row in fifty repeats an earlier one, one in a hundred has no source."""
    chance = random.Random(seed)
    yield HEADER
    for number in range(rows):
        mark = number - 40 if number % 50 == 49 else number
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2)))
        city, trade = chance.choice(CITIES), chance.choice(TRADES)
        company = f"{city}{''.join(chance.choices(SOUNDS, k=3))}{mark // 3}{trade}有限公司"
        source = "" if number % 100 == 50 else "官网"
        mobile = 13_000_000_000 + seed % 6000 * 1_000_000 + mark
        yield f"{name},{company},采购经理,{mobile},l{seed}.{mark}@example.cn,{city},{trade},{source},第{number}行"


def import_leads(bench: Bench) -> Line:
    """p50 is the run; `with check` is the time of check and run against the floor."""
    client, text = bench.client(ADMIN), "\n".join(lead_lines(bench.rows, int(time.time()))) + "\n"
    with worker(bench.place) as pid:
        batch, uploading = _timed(lambda: _upload(client, text.encode()))
        path = f"/api/v1/imports/{batch['id']}"
        plan = {"mapping": batch["mapping"], "options": {"duplicates": "skip"}}
        assert client.send("PUT", path, json.dumps(plan).encode()).status == 200
        _, checking = _timed(lambda: _step(client, path, "check"))
        before = cpu_of(pid)
        done, running = _timed(lambda: _step(client, path, "run"))
        spent, memory = cpu_of(pid) - before, peak_memory(pid)
    floor, sizes = take_floor(bench.place, batch["id"])
    return Line(
        "import of leads", bench.place.name, running * 1000, running * 1000, floor * 1000, goal=4 * floor * 1000,
        cpu=spent * 1000, bytes=len(text), repeats=1, more={
            "rows": bench.rows, "counts": done["counts"], "rows/s": round(bench.rows / running), "upload s": uploading,
            "check s": checking, "with check": round((checking + running) / floor, 2), "worker peak MB": memory,
            "floor by table [rows, s]": sizes,
        },
    )  # fmt: skip


def _upload(client: Client, content: bytes) -> Any:
    mark = uuid4().hex
    part = f'--{mark}\r\nContent-Disposition: form-data; name="object"\r\n\r\nlead\r\n--{mark}\r\n'
    part += 'Content-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = part.encode() + content + f"\r\n--{mark}--\r\n".encode()
    answer = client.send("POST", "/api/v1/imports", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
    assert answer.status == 201, answer.body[:300]
    return answer.data


@contextmanager
def worker(place: Place) -> Iterator[int]:
    """A worker process that is up: its id."""
    process = subprocess.Popen([sys.executable, "-m", "yuanliu.site.cli", "worker"], env=place.environment)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _step(client: Client, path: str, step: str) -> Any:
    """Starts a step and waits for the worker to end it."""
    assert client.post(f"{path}/{step}").status == 200
    while True:
        batch = client.get(path).data
        if batch["finished_at"]:
            assert batch["state"] in ("checked", "done"), (batch["state"], batch["error"])
            return batch
        time.sleep(0.2)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    result = act()
    return result, round(time.perf_counter() - begun, 2)


def peak_memory(pid: int) -> int:
    """MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def take_floor(place: Place, batch_id: str) -> tuple[float, dict[str, Any]]:
    """(seconds, {table: [rows, seconds]}): the import's rows are taken out, removed, and put back by COPY.

    Then they go for good: else every list of a later run begins with them.
    """
    with psycopg.connect(place.owner_url, autocommit=True) as connection, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = {table: _take_out(connection, table, batch_id, folder / table) for table in WRITTEN}
        _remove(connection, batch_id)
        parts, seconds = _timed(lambda: _put_back(connection, folder))
        _remove(connection, batch_id)
    return seconds, {table: [rows, parts[table]] for table, rows in sizes.items()}


def _take_out(connection: psycopg.Connection, table: str, batch_id: str, target: Path) -> int:
    query = sql.SQL("COPY (SELECT * FROM {} WHERE {}) TO STDOUT (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(_condition(table, batch_id))
    )
    with connection.cursor() as cursor, target.open("wb") as out:
        with cursor.copy(query) as copy:
            for block in copy:
                out.write(block)
        return cursor.rowcount


def _condition(table: str, batch_id: str) -> str:
    return WRITTEN[table].replace("%s", f"'{batch_id}'")


def _remove(connection: psycopg.Connection, batch_id: str) -> None:
    tables = reversed(WRITTEN)
    with connection.transaction():
        connection.execute("CREATE TEMP TABLE gone (name text, id uuid)")
        for table in WRITTEN:
            condition = _condition(table, batch_id)
            connection.execute(f"INSERT INTO gone SELECT '{table}', id FROM {table} WHERE {condition}")
        connection.execute("ANALYZE gone")
        for table in tables:
            connection.execute(f"DELETE FROM {table} USING gone WHERE gone.name = '{table}' AND gone.id = {table}.id")
        connection.execute("DROP TABLE gone")
    for table in WRITTEN:
        connection.execute(f"VACUUM {table}")


def _put_back(connection: psycopg.Connection, folder: Path) -> dict[str, float]:
    with connection.transaction():
        return {table: _timed(lambda: _copy(connection, table, folder / table))[1] for table in WRITTEN}  # noqa: B023


def _copy(connection: psycopg.Connection, table: str, source: Path) -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy, source.open("rb") as rows:
        while block := rows.read(1 << 20):
            copy.write(block)
