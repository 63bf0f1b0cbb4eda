"""One line of the table: ours, the floor and the no-op, taken in turns, so that they share the machine's mood."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import psycopg

from bench.places import Place
from bench.reads import Read
from bench.serving import Client, Server, Statements
from bench.viewer import EMAIL, Viewer
from bench.writes import Write, targets
from yuanliu.base.grams import query_grams


@dataclass
class Line:
    """Times in milliseconds. `more`: what else was found, in words of its own."""

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


@dataclass(frozen=True)
class Bench:
    """A data set that is served, and who asks. A line takes `repeats` turns, or fewer when `seconds` are over; an import
    has `rows`, and a tenth as many are recycled."""

    server: Server
    viewer: Viewer
    sessions: dict[str, str]
    statements: Statements
    repeats: int = 300
    seconds: float = 60
    rows: int = 100_000

    @property
    def place(self) -> Place:
        return self.server.place

    def client(self, email: str) -> Client:
        return self.server.client(self.sessions[email])


def floor_connection(place: Place) -> psycopg.Connection[Any]:
    """Statements go out with their values in them, so that they are planned for these and not for any."""
    return psycopg.connect(place.owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor)


def measure_read(read: Read, bench: Bench) -> Line:
    client, viewer = bench.client(read.email), bench.viewer
    paths = read.paths(client, viewer)
    with floor_connection(bench.place) as connection:
        floors = _floors(read, connection, viewer)
        for _ in range(3):
            size = sum(len(_got(client, path)) for path in paths)
        ours, floor, noop, cpu = in_turns(
            lambda: [_got(client, path) for path in paths],
            lambda: [run() for run in floors],
            lambda: client.get("/api/v1/noop"),
            bench,
        )
    with bench.statements.logged() as sent:
        for path in paths:
            client.get(path)
    line = line_of(read.name, bench, ours, floor if floors else [], noop, cpu)
    if line.floor is not None and line.noop is not None:
        line.goal = line.noop + read.times_floor * line.floor
    line.goal, line.statements, line.bytes = read.goal or line.goal, len(sent), size
    return line


def measure_write(write: Write, bench: Bench) -> Line:
    """Ours and the floor on records of their own, in turns; each floor is one transaction."""
    client, viewer = bench.client(EMAIL), bench.viewer
    with floor_connection(bench.place) as connection:
        found = list(targets(connection, write, viewer, 2 * bench.repeats + 6))
        mine, theirs = found[: len(found) // 2], found[len(found) // 2 :]
        for target in mine[-2:]:
            size = write.request(client, viewer, target)
        turns, others = iter(mine[:-2]), iter(theirs)

        def floor() -> None:
            with connection.transaction():
                write.floor(connection, viewer, next(others))

        fewer = replace(bench, repeats=min(bench.repeats, len(mine) - 3))
        ours, floors, noop, cpu = in_turns(
            lambda: write.request(client, viewer, next(turns)), floor, lambda: client.get("/api/v1/noop"), fewer
        )
        with bench.statements.logged() as sent:
            write.request(client, viewer, next(turns))
    line = line_of(write.name, bench, ours, floors, noop, cpu)
    assert line.floor is not None
    assert line.noop is not None
    line.goal, line.statements, line.bytes = line.noop + 6 * line.floor, len(sent), size
    return line


def line_of(
    name: str, bench: Bench, ours: list[float], floor: list[float], noop: list[float], cpu: float | None = None
) -> Line:
    """Of seconds taken."""
    p50, f, n = (statistics.median(times) * 1000 if times else None for times in (ours, floor, noop))
    assert p50 is not None
    tail = percentile(ours, 0.95) * 1000
    spent = None if cpu is None else cpu * 1000
    return Line(name, bench.place.name, p50, tail, f, n, cpu=spent, repeats=len(ours))


def _got(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status == 200, (answer.status, path, answer.body[:300])
    return answer.body


def _floors(read: Read, connection: psycopg.Connection[Any], viewer: Viewer) -> list[Callable[[], Any]]:
    """A search asks for the grams that the product would ask for."""
    values: dict[str, Any] = dict(viewer.parameters)
    if read.searched:
        salt = connection.execute("SELECT hashtext(%s)", [f"{viewer.tenant}account"]).fetchone()
        assert salt is not None
        values["grams"] = [gram ^ salt[0] for gram in query_grams(read.searched)[read.alternative]]
        values["like"] = read.like

    def asked(sql: str) -> Callable[[], Any]:
        return lambda: connection.execute(sql, values).fetchone()  # type: ignore[call-overload]

    return [asked(sql) for sql in read.floors]


def in_turns(
    ours: Callable[[], Any], floor: Callable[[], Any], noop: Callable[[], Any], bench: Bench
) -> tuple[list[float], list[float], list[float], float]:
    """Seconds of each, and the server's CPU seconds for one of ours."""
    taken: tuple[list[float], list[float], list[float]] = ([], [], [])
    began, spent = time.monotonic(), 0.0
    while len(taken[0]) < bench.repeats and (len(taken[0]) < 3 or time.monotonic() - began < bench.seconds):
        before = bench.server.cpu_seconds()
        for times, act in zip(taken, (ours, floor, noop), strict=True):
            started = time.perf_counter()
            act()
            times.append(time.perf_counter() - started)
            if act is ours:
                spent += bench.server.cpu_seconds() - before
    return (*taken, spent / len(taken[0]))
