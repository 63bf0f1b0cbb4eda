"""The embedded PostgreSQL: our own small launcher around the programs of a wheel.

Several commands may use one database at once (a running demo, a doctor, a
backup). Each holds a shared lock while it does; the first starts the server,
the last one stops it. Locks end with their process, so nothing has to be
cleaned up after a kill: a server that lost its starter is found by the next
user, who goes on with it, and a server that was killed is started again and
recovers from its own log.
"""

import fcntl
import os
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from . import binaries, processes
from .state import State

_START_SECONDS = 300  # recovery after a crash replays the log first
_DURABLE = {"shared_buffers": "256MB", "random_page_cost": "1.1"}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseFault(RuntimeError):
    """The embedded database cannot do what it was asked; the text says why."""


@dataclass(frozen=True)
class Urls:
    """How to reach the database: as the app, and as the owner of its tables."""

    app: str
    owner: str


class Embedded:
    """One embedded server below `state`; `durable=False` gives up safety for speed (tests)."""

    def __init__(
        self,
        state: State,
        *,
        durable: bool = True,
        owner_creates_databases: bool = False,
    ) -> None:
        self.state = state
        self.home = state.path / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "log"
        self._durable = durable
        self._owner_creates_databases = owner_creates_databases
        self._account = binaries.unprivileged_account(self.data)

    @contextmanager
    def use(self) -> Iterator["Embedded"]:
        """Have the server running meanwhile; whoever leaves last stops it."""
        with self.state.lock_file("database-users") as users:
            try:
                with self._starting():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._ensure_running()
                yield self
            finally:
                with self._starting():
                    if self._is_last(users):
                        self._stop()

    def revive(self) -> None:
        """Start the server again if it died while in use."""
        if not self.running():
            with self._starting():
                self._ensure_running()

    def running(self) -> bool:
        """Whether the process of the pid file lives and is the server of this data directory."""
        return self._is_server(self.pid())

    def pid(self) -> int:
        """The process that the server's pid file names, or 0; it may be stale."""
        file = self.data / "postmaster.pid"
        try:
            return int(file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def urls(self) -> Urls:
        """The addresses for the app and the owner; valid while the server runs."""
        return Urls(self._url("yuanliu_app", "yuanliu"), self._url("yuanliu_owner", "yuanliu"))

    # The rest is called under the start lock only.

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with self.state.locked("database-start"):
            yield

    def _is_last(self, users: int) -> bool:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _ensure_running(self) -> None:
        self._prepare()
        if not self.running():
            self._clear_remains()
            self._start()
        self._provision()

    def _stop(self) -> None:
        if self.running():
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "60")

    def _prepare(self) -> None:
        """Directories, programs, and a fresh data directory if there is none."""
        if not self.home.exists():
            self.home.mkdir(mode=0o700)
            self._account.owns(self.home)
        if not self.data.exists():
            self._initialise()

    @cached_property
    def _bin(self) -> Path:
        return binaries.reachable(binaries.choose(self.data), self._account, self.state.path / "programs")

    def _initialise(self) -> None:
        """Run initdb beside the final place, so that an interrupted one is never mistaken for data."""
        fresh, password = self.home / "data.new", self.home / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        password.unlink(missing_ok=True)
        with open(os.open(password, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(self.state.secret("postgres"))
        self._account.owns(password)
        options = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--username=postgres",
            "--auth=scram-sha-256",
        ]
        if not self._durable:
            options.append("--no-sync")
        try:
            self._run(self._bin / "initdb", *options, f"--pwfile={password}", f"--pgdata={fresh}")
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _is_server(self, pid: int) -> bool:
        arguments = processes.command_line(pid) if pid else []
        return arguments[1:3] == ["-D", str(self.data)]

    def _clear_remains(self) -> None:
        """Clean up after a killed server.

        Its backends may still work on a statement and would hold the shared
        memory that the next server needs. And a process that has got its number
        since (or its own, while nobody reaps it) would pass for a living server.
        """
        mark = f"postgres: {self._cluster_name()}: "

        def left_over(pid: int) -> bool:
            return any(part.startswith(mark) for part in processes.command_line(pid)[:1])

        processes.end(processes.matching(left_over), left_over, patience=3)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _start(self) -> None:
        if self.log.exists():
            self.log.replace(self.home / "log.1")
        for _ in range(3):
            self.state.write("database-port", str(_free_port(self._port())))
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": str(self._port()),
                "unix_socket_directories": "",
                "cluster_name": self._cluster_name(),
                "timezone": "UTC",
                "log_timezone": "UTC",
                **(_DURABLE if self._durable else _FORGETFUL),
            }
            options = " ".join(f"-c {name}={value}" for name, value in settings.items())
            log = f"--log={self.log}"
            started = self._pg_ctl("start", "-w", "-t", str(_START_SECONDS), log, "-o", options)
            if started:
                return
            time.sleep(0.5)
        raise DatabaseFault(f"PostgreSQL does not start; the end of {self.log}:\n{self._log_end()}")

    def _provision(self) -> None:
        """The two roles and the database; each step is skipped when it is done already."""
        with self._connect("postgres") as connection:
            creates = "CREATEDB" if self._owner_creates_databases else "NOCREATEDB"
            _role(connection, "yuanliu_owner", creates, self.state.secret("yuanliu_owner"))
            _role(
                connection,
                "yuanliu_app",
                "NOBYPASSRLS",
                self.state.secret("yuanliu_app"),
            )
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'yuanliu'")
            if known.fetchone() is None:
                connection.execute("CREATE DATABASE yuanliu OWNER yuanliu_owner")
                connection.execute("REVOKE ALL ON DATABASE yuanliu FROM PUBLIC")
            connection.execute("GRANT CONNECT, TEMPORARY ON DATABASE yuanliu TO yuanliu_app")
        with self._connect("yuanliu") as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    def _connect(self, database: str) -> psycopg.Connection:
        """Connect as superuser; right after a crash the server lives before it accepts."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return psycopg.connect(self._url("postgres", database), autocommit=True)
            except psycopg.OperationalError as refused:
                if time.monotonic() > deadline or not self.running():
                    raise DatabaseFault(f"{refused}\n{self._log_end()}") from refused
                time.sleep(0.2)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{self.state.secret(role)}@127.0.0.1:{self._port()}/{database}"

    def _port(self) -> int:
        return int(self.state.read("database-port") or 0)

    def _cluster_name(self) -> str:
        """A name that only the processes of this data directory carry in their titles."""
        name = self.state.read("database-name")
        if not name:
            name = f"yuanliu-{secrets.token_hex(6)}"
            self.state.write("database-name", name)
        return name

    def _pg_ctl(self, *arguments: str) -> bool:
        done = self._account.run(self._bin / "pg_ctl", "-D", self.data, *arguments, cwd=self.home)
        return done.returncode == 0

    def _run(self, *command: str | Path) -> None:
        done = self._account.run(*command, cwd=self.home)
        if done.returncode:
            raise DatabaseFault(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    def _log_end(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""


def _role(connection: psycopg.Connection, name: str, options: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if known.fetchone() is None:
        statement = "CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEROLE {options} PASSWORD {password}"
        connection.execute(
            sql.SQL(statement).format(
                name=sql.Identifier(name),
                options=sql.SQL(options),
                password=sql.Literal(password),
            )
        )


def _free_port(wish: int) -> int:
    """The wished port when nobody listens there, else any free one."""
    for port in (wish, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DatabaseFault("No free port on 127.0.0.1")
