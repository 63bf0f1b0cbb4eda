"""One line of the table: ours, the floor and the no-op, taken in turns, so that they share the machine's mood."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg

from bench.reads import Read
from bench.serving import Client, Server, Statements
from bench.viewer import Viewer
from bench.writes import Write, targets
from yuanliu.base.grams import query_grams


@dataclass
class Line:
    """Times in milliseconds."""

    work: str
    data_set: str
    p50: float
    p95: float
    floor: float | None = None
    noop: float | None = None
    goal: float | None = None
    statements: int | None = None
    cpu: float | None = None
    bytes: int | None = None
    repeats: int = 0
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.p50 / self.goal if self.goal else None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def measure_read(
    read: Read, server: Server, client: Client, viewer: Viewer, statements: Statements, seconds: float
) -> Line:
    paths = read.paths(client, viewer)
    with psycopg.connect(server.place.owner_url, autocommit=True) as connection:
        floors = _floors(read, connection, viewer)
        for _ in range(3):
            size = sum(len(_got(client, path)) for path in paths)
        ours, floor, noop, cpu = _in_turns(
            lambda: [_got(client, path) for path in paths],
            lambda: [run() for run in floors],
            lambda: client.get("/api/v1/noop"),
            read.repeats,
            seconds,
            server,
        )
    with statements.logged() as sent:
        for path in paths:
            client.get(path)
    p50, f, n = (statistics.median(times) * 1000 for times in (ours, floor, noop))
    goal = read.times_noop * n * len(paths) + read.times_floor * f if floors else None
    return Line(
        read.name, server.place.name, p50, percentile(ours, 0.95) * 1000, f if floors else None, n, goal,
        len(sent), cpu * 1000, size, len(ours),
    )  # fmt: skip


def measure_write(
    write: Write, server: Server, client: Client, viewer: Viewer, statements: Statements, count: int
) -> Line:
    """Ours and the floor on records of their own, in turns; each floor is one transaction."""
    with psycopg.connect(server.place.owner_url, autocommit=True) as connection:
        found = list(targets(connection, write, viewer, 2 * count + 3))
        mine, theirs = found[: len(found) // 2], found[len(found) // 2 :]
        for target in mine[-2:]:
            write.request(client, viewer, target)
        turns, others = iter(mine[:-2]), iter(theirs)

        def floor() -> None:
            with connection.transaction():
                write.floor(connection, viewer, next(others))

        ours, floors, noop, cpu = _in_turns(
            lambda: write.request(client, viewer, next(turns)), floor, lambda: client.get("/api/v1/noop"),
            min(count, len(mine) - 3), 1e9, server,
        )  # fmt: skip
        with statements.logged() as sent:
            write.request(client, viewer, next(turns))
    p50, f, n = (statistics.median(times) * 1000 for times in (ours, floors, noop))
    return Line(
        write.name,
        server.place.name,
        p50,
        percentile(ours, 0.95) * 1000,
        f,
        n,
        n + 6 * f,
        len(sent),
        cpu * 1000,
        None,
        len(ours),
    )


def _got(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status == 200, (answer.status, path, answer.body[:300])
    return answer.body


def _floors(read: Read, connection: psycopg.Connection, viewer: Viewer) -> list[Callable[[], Any]]:
    """The statements, prepared; a search asks for the grams that the product would ask for."""
    values: dict[str, Any] = dict(viewer.parameters)
    if read.searched:
        salt = connection.execute("SELECT hashtext(%s)", [f"{viewer.tenant}account"]).fetchone()
        assert salt is not None
        values["grams"] = [gram ^ salt[0] for gram in query_grams(read.searched)[read.alternative]]
        values["like"] = read.like

    def asked(sql: str) -> Callable[[], Any]:
        return lambda: connection.execute(sql, values, prepare=True).fetchone()

    return [asked(sql) for sql in read.floors]


def _in_turns(
    ours: Callable[[], Any],
    floor: Callable[[], Any],
    noop: Callable[[], Any],
    repeats: int,
    seconds: float,
    server: Server,
) -> tuple[list[float], list[float], list[float], float]:
    """Seconds of each, and the server's CPU seconds for one of ours."""
    taken: tuple[list[float], list[float], list[float]] = ([], [], [])
    began, spent = time.monotonic(), 0.0
    while len(taken[0]) < repeats and (len(taken[0]) < 3 or time.monotonic() - began < seconds):
        before = server.cpu_seconds()
        for times, act in zip(taken, (ours, floor, noop), strict=True):
            started = time.perf_counter()
            act()
            times.append(time.perf_counter() - started)
            if act is ours:
                spent += server.cpu_seconds() - before
    return (*taken, spent / len(taken[0]))
