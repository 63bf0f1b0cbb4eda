"""The embedded database survives what may happen to it and to its users."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from yuanliu.site.platform import binaries, processes
from yuanliu.site.platform.postgres import Embedded
from yuanliu.site.platform.state import State

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to drop its rights")


def _rows(embedded: Embedded) -> list[tuple[int]]:
    with psycopg.connect(embedded.urls.owner) as connection:
        return connection.execute("SELECT number FROM kept ORDER BY number").fetchall()


def _keep(embedded: Embedded, number: int) -> None:
    with psycopg.connect(embedded.urls.owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def _processes_of(embedded: Embedded) -> list[int]:
    name = embedded.state.read("database-name")

    def ours(pid: int) -> bool:
        line = processes.command_line(pid)
        return bool(line) and (f"cluster_name={name}" in line or line[0].startswith(f"postgres: {name}"))

    return processes.matching(ours)


def test_roles_own_and_may_what_the_wall_needs(embedded: Embedded) -> None:
    with embedded.use(), psycopg.connect(embedded.urls.app) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
            "WHERE rolname LIKE 'yuanliu%' ORDER BY 1"
        ).fetchall()
        assert roles == [("yuanliu_app", *[False] * 4), ("yuanliu_owner", *[False] * 4)]
        about = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, inet_server_addr()::text "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert about == ("yuanliu_owner", "UTF8", "C.UTF-8", "127.0.0.1/32")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_password_is_needed_and_private(embedded: Embedded) -> None:
    with embedded.use():
        url = embedded.urls.owner.replace(embedded.state.secret("yuanliu_owner"), "wrong")
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(url)
    assert stat.S_IMODE((embedded.state.path / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(embedded.home.stat().st_mode) == 0o700


def test_stop_leaves_no_process_and_keeps_the_data(embedded: Embedded) -> None:
    with embedded.use():
        _keep(embedded, 1)
        assert _processes_of(embedded)
    assert _processes_of(embedded) == []
    with embedded.use():
        assert _rows(embedded) == [(1,)]


def test_last_user_stops_it(embedded: Embedded) -> None:
    other = Embedded(embedded.state)
    with embedded.use():
        with other.use():
            assert other.pid() == embedded.pid()
        assert embedded.running()
        assert _rows_of_nothing(embedded) == [(1,)]
    assert not other.running()


def _rows_of_nothing(embedded: Embedded) -> list[tuple[int]]:
    with psycopg.connect(embedded.urls.app) as connection:
        return connection.execute("SELECT 1").fetchall()


def test_killed_server_comes_back_with_its_data(embedded: Embedded) -> None:
    with embedded.use():
        _keep(embedded, 1)
        killed = embedded.pid()
        os.kill(killed, signal.SIGKILL)
        _wait_gone(embedded)
        embedded.revive()
        assert embedded.pid() != killed
        assert _rows(embedded) == [(1,)]


def test_backend_at_work_does_not_hold_up_the_restart(embedded: Embedded) -> None:
    """A statement that never waits does not notice that its server is gone."""
    with embedded.use():
        _keep(embedded, 1)
        busy = psycopg.connect(embedded.urls.app)
        thread = threading.Thread(target=_ignore_the_end, args=[busy])
        thread.start()
        _wait_active(embedded)
        os.kill(embedded.pid(), signal.SIGKILL)
        _wait_gone(embedded)
        embedded.revive()
        thread.join(10)
        assert not thread.is_alive()
        assert _rows(embedded) == [(1,)]


def _ignore_the_end(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 1000) a, generate_series(1, 10000000) b")


def _wait_active(embedded: Embedded) -> None:
    with psycopg.connect(embedded.urls.app, autocommit=True) as connection:
        query = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT count%generate%'"
        _wait(lambda: connection.execute(query).fetchone() is not None)


def test_server_of_a_killed_user_is_adopted(embedded: Embedded) -> None:
    """The lock of a killed process is free, and its server goes on with the next one."""
    code = (
        "import sys, time; from pathlib import Path;"
        "from yuanliu.site.platform.postgres import Embedded; from yuanliu.site.platform.state import State\n"
        "with Embedded(State(Path(sys.argv[1]))).use() as e: print(e.pid(), flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(embedded.state.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout is not None
        orphan = int(user.stdout.readline())
        user.kill()
    assert embedded.pid() == orphan
    assert embedded.running()
    with embedded.use():
        assert embedded.pid() == orphan
    assert _processes_of(embedded) == []


def test_number_of_a_dead_server_may_belong_to_a_stranger(embedded: Embedded) -> None:
    with embedded.use():
        _keep(embedded, 1)
        os.kill(embedded.pid(), signal.SIGKILL)
        _wait_gone(embedded)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        file = embedded.data / "postmaster.pid"
        file.write_text("\n".join([str(stranger.pid), *file.read_text().split("\n")[1:]]))
        with embedded.use():
            assert _rows(embedded) == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_taken_port_is_left_alone(embedded: Embedded) -> None:
    with embedded.use():
        first = int(embedded.state.read("database-port"))
    with embedded.use():
        assert int(embedded.state.read("database-port")) == first
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first))
        other.listen()
        with embedded.use():
            assert int(embedded.state.read("database-port")) != first
            assert _rows_of_nothing(embedded) == [(1,)]


def test_interrupted_making_is_begun_again(embedded: Embedded) -> None:
    half = embedded.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    embedded._account.owns(embedded.home)
    with embedded.use():
        assert _rows_of_nothing(embedded) == [(1,)]


@as_root
def test_root_does_not_run_it(embedded: Embedded) -> None:
    with embedded.use():
        assert Path(f"/proc/{embedded.pid()}").stat().st_uid != 0
        assert embedded.data.stat().st_uid == Path(f"/proc/{embedded.pid()}").stat().st_uid


@as_root
def test_programs_out_of_reach_are_copied(state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, folder = max(binaries.bundled().items())
    package = folder.parents[1]
    hidden = tmp_path / "hidden"
    shutil.copytree(folder.parent, hidden / package.name / folder.parent.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), hidden / f"{package.name}.libs")
    hidden.chmod(0o700)
    bin_ = hidden / package.name / folder.parent.name / "bin"
    monkeypatch.setattr(binaries, "bundled", lambda: {version: bin_})
    embedded = Embedded(state)
    with embedded.use():
        program = processes.command_line(embedded.pid())[0]
        assert program.startswith(str(state.path))


def _wait_gone(embedded: Embedded) -> None:
    _wait(lambda: not embedded.running())


def _wait(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
