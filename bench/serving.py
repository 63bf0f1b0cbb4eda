"""The real server on a data set, a signed-in client for it, and what both cost."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.places import Place

TICKS = os.sysconf("SC_CLK_TCK")
CSRF = "b" * 32


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """One kept connection of one member."""

    port: int
    session: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.send("POST", path, json.dumps(body or {}).encode(), headers)

    def send(self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None) -> Answer:
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}", "X-CSRFToken": CSRF, **(more or {})}
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        started = time.perf_counter()
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                content = response.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError):  # a kept connection that the server has closed
                self.connection.close()
                if attempt == 2:
                    raise
        return Answer(response.status, content, time.perf_counter() - started)


@dataclass
class Server:
    """The product's processes on one data set."""

    place: Place
    port: int
    process: subprocess.Popen[bytes]

    def client(self, session: str) -> Client:
        return Client(self.port, session)

    def cpu_seconds(self) -> float:
        """Of the server's processes so far; the database's are not in it."""
        return sum(cpu_of(pid) for pid in _tree(self.process.pid))


@contextmanager
def served(place: Place, *, workers: int = 2, environment: dict[str, str] | None = None) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "yuanliu.site.cli", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        command, env={**place.environment, "YUANLIU_MODULES": "bench.noop", **(environment or {})}
    )
    try:
        _wait_for(port)
        yield Server(place, port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def sessions(place: Place, members: int) -> dict[str, str]:
    """Session keys of so many members of the big company by e-mail."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.sessions", str(members)], env=place.environment, check=True, capture_output=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def query(**parameters: Any) -> str:
    """?filter=…&sort=… with JSON where it is asked for."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items() if value
    }
    return "?" + "&".join(f"{name}={quote(text)}" for name, text in texts.items())


class Statements:
    """How many statements, begin and commit included, the server sends: read from the database's own log."""

    LINE = re.compile(r"LOG: {2}(?:statement|execute [^:]*): (.*(?:\n\t.*)*)")

    def __init__(self, place: Place):
        self.log = place.state.path / "postgres" / "log"
        self.admin = psycopg.connect(place.admin_url, autocommit=True)

    @contextmanager
    def logged(self) -> Iterator[list[str]]:
        found: list[str] = []
        self._switch("all")
        before = self.log.stat().st_size
        try:
            yield found
        finally:
            time.sleep(0.2)
            with self.log.open("rb") as log:
                log.seek(before)
                found += self.LINE.findall(log.read().decode(errors="replace"))
            self._switch("none")

    def _switch(self, what: str) -> None:
        self.admin.execute(f"ALTER SYSTEM SET log_statement = '{what}'")
        self.admin.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _tree(int(child))


def cpu_of(pid: int) -> float:
    """Seconds that a process has computed so far."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0
    return (int(parts[11]) + int(parts[12])) / TICKS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
