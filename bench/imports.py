"""Import of leads against its floor: COPY of the same rows into every table that the import writes, with its indexes.

    python -m bench.imports [--rows 100000]      prints the figures as JSON

`measure` uses the database of the environment (else the embedded one) and a worker process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from psycopg import sql

from yuanliu.site.platform import environment

if TYPE_CHECKING:
    from yuanliu.kernel.work.context import Context

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
        mobile = 13_000_000_000 + seed % 100 * 10_000_000 + mark
        yield f"{name},{company},采购经理,{mobile},l{seed}.{mark}@example.cn,{city},{trade},{source},第{number}行"


def measure(rows: int, ctx: Context | None = None, seed: int = 1) -> dict[str, Any]:
    """Imports `rows` leads as `ctx` (else into a company of its own), then takes the floor of the very rows it wrote.

    Seconds of each step, rows per second and peak memory of the worker in MB; `ratio` is run ÷ floor.
    """
    from yuanliu.kernel.imports import services

    ctx = ctx or _company()
    with _file(lead_lines(rows, seed)) as upload, _worker() as pid:
        batch, uploading = _timed(lambda: services.upload_import(ctx, "lead", upload))
        _plan(ctx, batch)
        _, checking = _timed(lambda: _step(ctx, batch.pk, services.check_import))
        done, running = _timed(lambda: _step(ctx, batch.pk, services.run_import))
        memory = _peak_memory(pid)
    floor, sizes = take_floor(batch.pk)
    return {
        "rows": rows,
        "counts": done.counts,
        "upload_s": uploading,
        "check_s": checking,
        "run_s": running,
        "rows_per_s": round(rows / running),
        "floor_s": floor,
        "ratio": round(running / floor, 2),
        "ratio_with_check": round((checking + running) / floor, 2),
        "worker_peak_mb": memory,
        "floor_tables": sizes,
    }


def _company() -> Context:
    from yuanliu.site.tenants import found_tenant

    mark = f"{time.time():.0f}"
    return found_tenant(f"导入{mark}", email=f"import{mark}@example.cn", admin="管理员")


@contextmanager
def _file(lines: Iterator[str]) -> Iterator[Any]:
    from django.core.files.uploadedfile import UploadedFile

    with tempfile.NamedTemporaryFile() as file:
        file.writelines(f"{line}\n".encode() for line in lines)
        file.flush()
        yield UploadedFile(file, name="leads.csv", size=file.tell())


@contextmanager
def _worker() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "yuanliu.site.cli", "worker"])
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _is_up(pid: int) -> bool:
    """Whether the worker has told the queue that it is there."""
    with psycopg.connect(environment.owner_url()) as connection:
        return connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone() != (0,)


def _plan(ctx: Context, batch: Any) -> None:
    from yuanliu.kernel.imports import services

    services.plan_import(
        ctx, batch.pk, mapping=batch.mapping, constants={}, defaults={}, options={"duplicates": "skip"}
    )


def _step(ctx: Context, batch_id: UUID, start: Callable[..., Any]) -> Any:
    """Starts a step and waits for the worker to end it."""
    from yuanliu.kernel.imports.models import ImportBatch
    from yuanliu.kernel.work.unit import reading

    start(ctx, batch_id)
    while True:
        with reading(ctx):
            batch = ImportBatch.objects.get(pk=batch_id)
        if batch.finished_at:
            assert batch.state in ("checked", "done"), (batch.state, batch.error)
            return batch
        time.sleep(0.1)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    result = act()
    return result, round(time.perf_counter() - begun, 2)


def _peak_memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def take_floor(batch_id: UUID) -> tuple[float, dict[str, Any]]:
    """(seconds, {table: [rows, seconds]}): the import's rows are taken out, removed, and put back by COPY."""
    with psycopg.connect(environment.owner_url(), autocommit=True) as connection, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = {table: _take_out(connection, table, batch_id, folder / table) for table in WRITTEN}
        _remove(connection, batch_id)
        parts, seconds = _timed(lambda: _put_back(connection, folder))
    return seconds, {table: [rows, parts[table]] for table, rows in sizes.items()}


def _take_out(connection: psycopg.Connection, table: str, batch_id: UUID, target: Path) -> int:
    query = sql.SQL("COPY (SELECT * FROM {} WHERE {}) TO STDOUT (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(_condition(table, batch_id))
    )
    with connection.cursor() as cursor, target.open("wb") as out:
        with cursor.copy(query) as copy:
            for block in copy:
                out.write(block)
        return cursor.rowcount


def _condition(table: str, batch_id: UUID) -> str:
    return WRITTEN[table].replace("%s", f"'{batch_id}'")


def _remove(connection: psycopg.Connection, batch_id: UUID) -> None:
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


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--rows", type=int, default=100_000)
    rows = arguments.parse_args().rows
    with environment.prepared():
        import django

        django.setup()
        print(json.dumps(measure(rows), indent=1))


if __name__ == "__main__":
    main()
