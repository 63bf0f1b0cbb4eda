"""What is wrong with this installation and what to do about it."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from . import client, environment
from .postgres import DatabaseFault
from .state import State

_OLDEST_POSTGRESQL = 15
_LEAST_FREE = 1 << 30  # bytes; below a gigabyte the next import may fill the disk
_SILENT_SECONDS = 60  # a worker writes its heartbeat every 10 s


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is, and for a fault what to do."""

    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"FAULT  {self.what}\n       → {self.remedy}" if self.remedy else f"ok     {self.what}"


def examine(state: State, start_django: Callable[[], None]) -> Iterator[Finding]:
    """Look at everything; what depends on a broken part is left out after it."""
    yield _python()
    yield _user()
    yield from _state(state)
    yield _disk(state.path)
    yield _client()
    try:
        with environment.prepared(state):
            database = list(_database())
            yield from database
            if not any(finding.remedy for finding in database):
                start_django()
                yield from _product()
                yield from _mail()
    except DatabaseFault as fault:
        yield Finding(str(fault), "Read the log of the database that is quoted above.")


def examine_data(state: State, start_django: Callable[[], None]) -> Iterator[Finding]:
    """Ask every invariant of every company: the sums, the homes, the histories. Reads all rows once."""
    with environment.prepared(state):
        start_django()
        from yuanliu.kernel.tenancy.models import Tenant
        from yuanliu.kernel.work.context import Context
        from yuanliu.kernel.work.invariants import all_invariants, breach_of
        from yuanliu.kernel.work.unit import reading

        tenants = list(Tenant.objects.order_by("id"))
        for invariant in all_invariants():
            held = True
            for tenant in tenants:
                with reading(Context.for_system(tenant.pk, kind="cli")):
                    breach = breach_of(invariant)
                if breach:
                    held = False
                    yield Finding(f"{tenant.name}: {invariant.rule.en}: {breach}", "Report this with the ids above.")
            if held:
                yield Finding(f"{invariant.code}: {invariant.rule.en}")


def _python() -> Finding:
    what = f"Python {sys.version.split()[0]}"
    return Finding(what, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.")


def _user() -> Finding:
    """In production nothing of ours needs more than its own files."""
    if os.geteuid() or os.environ.get("YUANLIU_HTTPS") != "1":
        return Finding("a user of its own" if os.geteuid() else "runs as root, which only a trial may")
    return Finding("the server runs as root", "Run it as a user of its own, who owns the state directory.")


def _state(state: State) -> Iterator[Finding]:
    if not os.access(state.path, os.W_OK):
        yield Finding(f"{state.path} cannot be written", "Run as its owner, or set YUANLIU_STATE.")
        return
    secrets = state.path / "secrets.json"
    if secrets.exists() and stat.S_IMODE(secrets.stat().st_mode) != 0o600:
        yield Finding(f"others may read {secrets}", f"chmod 600 {secrets}")
    else:
        yield Finding(f"state directory {state.path}")


def _disk(path: Path) -> Finding:
    free = shutil.disk_usage(path).free
    what = f"{free / (1 << 30):.1f} GiB free at {path}"
    return Finding(what, "" if free >= _LEAST_FREE else "Make room, or move YUANLIU_STATE to a larger disk.")


def _client() -> Finding:
    if client.built():
        return Finding("the browser client is built")
    return Finding("the browser client is not built", "Run `./dev web`.")


def _database() -> Iterator[Finding]:
    """Both roles reach a new enough server."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if name not in os.environ:
            yield Finding(f"{name} is not set", "Set it; see docs/guide.")
            continue
        try:
            with psycopg.connect(os.environ[name], connect_timeout=5) as connection:
                version = connection.info.server_version // 10000
                user = connection.info.user
        except psycopg.OperationalError as fault:
            yield Finding(f"{name}: {fault}", "Start PostgreSQL, or correct the address.")
            continue
        remedy = "" if version >= _OLDEST_POSTGRESQL else f"Move to PostgreSQL {_OLDEST_POSTGRESQL} or newer."
        yield Finding(f"PostgreSQL {version} as {user}", remedy)


def _product() -> Iterator[Finding]:
    """Every migration is applied, the wall between tenants stands, and a worker runs."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from yuanliu.kernel.tenancy import wall

    executor = MigrationExecutor(connections["owner"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(f"{len(missing)} migrations are not applied", "Run `yuanliu migrate`.")
        return
    yield Finding("all migrations are applied")
    faults = wall.faults()
    for fault in faults:
        yield Finding(fault, "Run `yuanliu migrate`; use an app role that owns nothing.")
    if not faults:
        yield Finding("the wall between tenants stands")
    yield _worker()


def _mail() -> Iterator[Finding]:
    """Whether letters can leave, and whether the links in them lead back here."""
    import smtplib

    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.MAIL_OPEN:
        yield Finding("no mail is sent (YUANLIU_SMTP is not set): links are shown to administrators instead")
        if settings.SIGN_UP_OPEN:
            yield Finding("YUANLIU_SIGN_UP is set, but nobody can be sent a code", "Set YUANLIU_SMTP; see docs/guide.")
        return
    try:
        with get_connection():
            yield Finding(f"mail goes out through {settings.EMAIL_HOST or 'the captured outbox'}")
    except (OSError, smtplib.SMTPException) as fault:
        yield Finding(f"mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {fault}", "Correct YUANLIU_SMTP.")
    if "YUANLIU_URL" not in os.environ and not settings.CSRF_TRUSTED_ORIGINS:
        yield Finding(f"links in letters lead to {settings.PUBLIC_URL}", "Set YUANLIU_URL to the address of this site.")


def _worker() -> Finding:
    """Whether some worker gave a sign of life lately."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        seen = connection.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        ).fetchone()
    age = seen[0] if seen else None
    if age is None or age > _SILENT_SECONDS:
        return Finding("no worker is running", "Start `yuanliu worker` (or `yuanliu demo`, which has one).")
    return Finding(f"a worker gave a sign of life {age:.0f} s ago")
