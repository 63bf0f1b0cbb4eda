"""`yuanliu demo` as its users meet it: started, stopped, killed in every part, started again."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from yuanliu.site.platform import processes
from yuanliu.site.platform.postgres import Embedded
from yuanliu.site.platform.state import State

READY = "Yuanliu 源流 is ready"  # the demo company is ready before its server is
pytestmark = pytest.mark.xdist_group("demo")  # one installation for all tests here


class Demo:
    """One installation, started by its command line as from a shell."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.database = Embedded(state)
        self.port = _quiet_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.output = Path(state.path, "output")

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Run `yuanliu` with nothing in its environment but the state directory."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "YUANLIU_"))
        }
        with self.output.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "yuanliu.site.cli", *arguments],
                env={**inherited, "YUANLIU_STATE": str(self.state.path), "YUANLIU_DEMO_SIZE": "0.02"},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command to its end: exit code and output."""
        code = self.command(*arguments).wait(120)
        return code, self.output.read_text()

    def start(self) -> None:
        self.process = self.command("demo", "--port", str(self.port))
        _wait(lambda: READY in self.output.read_text() or self._gone(), "the demo is ready", seconds=300)
        assert not self._gone(), self.output.read_text()

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(40)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def accepts(self) -> bool:
        """Whether the database can be used; after a crash it recovers first."""
        try:
            psycopg.connect(self.database.urls.app).close()
        except psycopg.OperationalError:
            return False
        return True

    def parts(self, role: str = "") -> list[int]:
        """The processes that the supervisor started, and theirs; of one role, when it is named."""
        mark = f"YUANLIU_SUPERVISED={self.state.path}"
        return processes.matching(
            lambda pid: mark in processes.environment(pid) and (not role or role in processes.command_line(pid))
        )

    def leader(self, role: str) -> int:
        """The one that the supervisor itself started: its number is its group's."""
        return next(pid for pid in self.parts(role) if os.getpgid(pid) == pid)

    def keep(self, number: int) -> None:
        with psycopg.connect(self.database.urls.owner) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS probe")
            connection.execute("CREATE TABLE IF NOT EXISTS probe.kept (number int)")
            connection.execute("INSERT INTO probe.kept VALUES (%s)", [number])

    def kept(self) -> list[int]:
        with psycopg.connect(self.database.urls.owner) as connection:
            return [number for (number,) in connection.execute("SELECT number FROM probe.kept ORDER BY 1")]

    def _gone(self) -> bool:
        return self.process is None or self.process.poll() is not None


@pytest.fixture(scope="module")
def installation() -> Iterator[Demo]:
    """One installation for all tests here, because loading the company takes its time."""
    path = Path(tempfile.mkdtemp(prefix="yuanliu-state-"))
    demo = Demo(State(path))
    yield demo
    if demo.process is not None and demo.process.poll() is None:
        demo.stop()
    shutil.rmtree(path)


@pytest.fixture
def demo(installation: Demo) -> Iterator[Demo]:
    """The installation, running; what it said is shown when the test fails."""
    if installation.process is None or installation.process.poll() is not None:
        installation.start()
    yield installation
    print(installation.output.read_text())


def test_it_says_where_and_who(demo: Demo) -> None:
    said = demo.output.read_text()
    assert f"http://127.0.0.1:{demo.port}/" in said
    assert "@" in said.partition(READY)[2]
    assert demo.answers()


def test_doctor_finds_it_healthy(demo: Demo) -> None:
    _wait(lambda: demo.parts("worker") != [], "the worker runs")
    code, said = Demo(demo.state).run("doctor")
    faults = [line for line in said.splitlines() if line.startswith("FAULT") and "browser client" not in line]
    assert faults == [], said
    assert "the wall between tenants stands" in said
    assert "a worker gave a sign of life" in said
    assert code == (1 if "FAULT" in said else 0)


def test_doctor_names_what_is_wrong(demo: Demo) -> None:
    secrets = demo.state.path / "secrets.json"
    with psycopg.connect(demo.database.urls.owner) as connection:
        connection.execute("ALTER TABLE access_member DISABLE ROW LEVEL SECURITY")
    secrets.chmod(0o644)
    try:
        code, said = Demo(demo.state).run("doctor")
    finally:
        secrets.chmod(0o600)
        with psycopg.connect(demo.database.urls.owner) as connection:
            connection.execute("ALTER TABLE access_member ENABLE ROW LEVEL SECURITY")
    assert code == 1
    assert f"others may read {secrets}" in said
    assert "table access_member has no tenant wall" in said


def test_doctor_asks_for_migrations(state: State) -> None:
    code, said = Demo(state).run("doctor")
    assert code == 1
    assert "Run `yuanliu migrate`" in said
    assert "Traceback" not in said


def test_a_second_one_is_refused(demo: Demo) -> None:
    code, said = Demo(demo.state).run("demo", "--port", str(demo.port))
    assert code == 1
    assert "already runs on this data" in said
    assert demo.answers()


@pytest.mark.parametrize("role", ["serve", "worker"])
def test_a_killed_part_comes_back(demo: Demo, role: str) -> None:
    before = demo.parts(role)
    assert before
    os.kill(demo.leader(role), signal.SIGKILL)
    _wait(lambda: demo.parts(role) != [] and not set(before) & set(demo.parts(role)), f"another {role} runs")
    _wait(demo.answers, "the server answers")


def test_a_killed_database_comes_back(demo: Demo) -> None:
    demo.keep(1)
    before = demo.database.pid()
    os.kill(before, signal.SIGKILL)
    _wait(lambda: demo.database.pid() != before and demo.accepts(), "another database accepts connections")
    _wait(demo.answers, "the server answers")
    assert 1 in demo.kept()


def test_killed_supervisor_takes_its_children_along(demo: Demo) -> None:
    demo.keep(2)
    demo.stop(signal.SIGKILL)
    _wait(lambda: demo.parts() == [], "server and worker ended")
    demo.start()
    assert 2 in demo.kept()
    assert demo.answers()


def test_what_escaped_a_killed_supervisor_is_ended_by_the_next(demo: Demo) -> None:
    """The web server's own children cannot hear of the death of their grandparent."""
    _wait(lambda: len(demo.parts("serve")) > 1, "the server has children")
    main = demo.leader("serve")
    orphans = set(demo.parts("serve")) - {main}
    os.kill(main, signal.SIGSTOP)
    demo.stop(signal.SIGKILL)
    os.kill(main, signal.SIGKILL)
    assert orphans <= set(demo.parts("serve"))
    demo.start()
    assert not orphans & set(demo.parts("serve"))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_everything_and_start_goes_on(demo: Demo, sign: signal.Signals) -> None:
    demo.keep(10 + sign)
    assert demo.stop(sign) == 130
    assert demo.parts() == []
    assert not demo.database.running()
    assert not demo.answers()
    demo.start()
    assert 10 + sign in demo.kept()


def _quiet_port() -> int:
    """A free port that the kernel gives to no connection: the server must find it free again after each restart."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(lowest - 8000, lowest), 20):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port below the range of connections")


def _wait(condition: Callable[[], bool], what: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)
