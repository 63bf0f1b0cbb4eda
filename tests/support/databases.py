"""Databases for tests: migrated once into a template, cloned for each process of a run.

The name of a test database carries the time it was made, so that what a killed
run left behind is swept up later. A database in use is never touched.
"""

import hashlib
import importlib.metadata
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from yuanliu.site.platform.environment import owner_url
from yuanliu.site.platform.postgres import Embedded
from yuanliu.site.platform.state import State

_SOURCE = Path(__file__).parents[2] / "src" / "yuanliu"
_SHAPES = (
    "**/migrations/*.py",
    "**/models.py",
    "kernel/**/*.py",
    "site/migrate.py",
    "site/settings.py",
)
_PACKAGES = ("django", "django-allauth", "procrastinate")
_KEEP_SECONDS = 2 * 3600
_LOCK = 0x59554E  # advisory, so that runs side by side build one template, not two


@dataclass(frozen=True)
class Server:
    """A PostgreSQL to make test databases on: a pair of addresses whose database names get replaced."""

    app: str
    owner: str

    @classmethod
    def from_environment(cls) -> "Server":
        """The server that `DATABASE_URL` and `DATABASE_OWNER_URL` name."""
        return cls(os.environ["DATABASE_URL"], owner_url())

    def environment(self, database: str) -> dict[str, str]:
        """The two settings that make the product use `database`."""
        return {
            "DATABASE_URL": _with_database(self.app, database),
            "DATABASE_OWNER_URL": _with_database(self.owner, database),
        }

    def template(self) -> str:
        """The name of a migrated database for the present sources, made when there is none."""
        shape = _shape()
        with psycopg.connect(self.owner, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            self._sweep(connection, shape)
            known = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s",
                [f"yuanliu_test_%_{shape}"],
            ).fetchone()
            return known[0] if known else self._build(connection, shape)

    def clone(self, template: str, label: str) -> str:
        """A database of our own, equal to the template."""
        name = f"yuanliu_test_{int(time.time())}_{os.getpid()}{label}"
        with psycopg.connect(self.owner, autocommit=True) as connection:
            _execute(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a clone once nobody is connected; one still in use is left to a later sweep."""
        with psycopg.connect(self.owner, autocommit=True) as connection:
            _drop_unused(connection, name)

    def _build(self, connection: psycopg.Connection, shape: str) -> str:
        name = f"yuanliu_test_{int(time.time())}"
        _execute(connection, "CREATE DATABASE {}", f"{name}_new")
        command = [sys.executable, "-m", "yuanliu.site.cli", "migrate"]
        done = subprocess.run(
            command,
            env={**os.environ, **self.environment(f"{name}_new")},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            self.drop(f"{name}_new")
            raise RuntimeError(f"The test database cannot be migrated:\n{done.stdout}{done.stderr}")
        _execute(
            connection,
            "ALTER DATABASE {} RENAME TO {}",
            f"{name}_new",
            f"{name}_{shape}",
        )
        return f"{name}_{shape}"

    def _sweep(self, connection: psycopg.Connection, keep: str) -> None:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'yuanliu_test_%'")
        for (name,) in names.fetchall():
            made = int(name.split("_")[2])
            if made < time.time() - _KEEP_SECONDS and not name.endswith(f"_{keep}"):
                _drop_unused(connection, name)


@contextmanager
def server() -> Iterator[Server]:
    """The server for tests: the one of the environment, else an embedded one of their own."""
    if "DATABASE_URL" in os.environ:
        yield Server.from_environment()
        return
    embedded = Embedded(State(_state_directory()), durable=False, owner_creates_databases=True)
    with embedded.use():
        yield Server(embedded.urls.app, embedded.urls.owner)


def _state_directory() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/yuanliu-test")
    return Path("~/.local/share/yuanliu-test").expanduser()


def _shape() -> str:
    """A digest of all that decides what a migrated database looks like."""
    digest = hashlib.sha256(os.environ.get("YUANLIU_MODULES", "").encode())
    for path in sorted({path for pattern in _SHAPES for path in _SOURCE.glob(pattern)}):
        if "tests" not in path.parts:
            digest.update(str(path.relative_to(_SOURCE)).encode() + path.read_bytes())
    for package in _PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    return digest.hexdigest()[:12]


def _with_database(url: str, database: str) -> str:
    base, _, parameters = url.partition("?")
    changed = f"{base.rsplit('/', 1)[0]}/{database}"
    return f"{changed}?{parameters}" if parameters else changed


def _execute(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _drop_unused(connection: psycopg.Connection, name: str) -> None:
    """PostgreSQL waits five seconds for the last connections to go."""
    with suppress(psycopg.errors.ObjectInUse):
        _execute(connection, "DROP DATABASE IF EXISTS {}", name)
