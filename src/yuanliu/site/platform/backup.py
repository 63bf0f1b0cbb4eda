"""Everything of an installation in one file: the database and the uploaded files.

The file is a zip (its checksums and its closing directory tell a damaged copy
before anything is touched) of `database.dump` (pg_dump's custom format, made by the owner
of the tables, for whom the tenant wall does not hide rows), `media/…` and
`manifest.json`. Tables come back owned by whoever restores, with their policies
and with the grants to the app role, which must exist under the same name.
"""

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from . import binaries

_FORMAT = 1
_OBJECTS = """
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    UNION ALL SELECT format('DROP VIEW IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
    UNION ALL SELECT format('DROP SEQUENCE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    UNION ALL SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype) FROM pg_type t
        LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd') OR c.relkind = 'c')
"""


class BackupFault(RuntimeError):
    """The backup or restore was not done; the text says why."""


def backup(owner_url: str, media: Path, target: Path, say: Callable[[str], None]) -> None:
    """Write everything into `target`; the file appears only when it is complete."""
    fresh = target.with_name(f".{target.name}.new")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump, manifest = Path(folder, "database.dump"), Path(folder, "manifest.json")
        say("dumping the database")
        _run("pg_dump", owner_url, "--format=custom", f"--file={dump}")
        manifest.write_text(json.dumps(_manifest(owner_url), indent=2))
        say("adding the uploaded files")
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            with zipfile.ZipFile(out, "w", strict_timestamps=False) as archive:
                archive.write(manifest, manifest.name)
                archive.write(dump, dump.name)
                for path in sorted(media.rglob("*")):
                    archive.write(path, Path("media", path.relative_to(media)))
            out.flush()
            os.fsync(out.fileno())
    fresh.replace(target)
    say(f"wrote {target}, {target.stat().st_size:,} bytes")


def restore(owner_url: str, media: Path, source: Path, say: Callable[[str], None], *, replace: bool) -> None:
    """Bring back what `backup` wrote, into an empty database unless `replace` empties it first."""
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restore-") as folder:
        say("reading the backup")
        _unpack(source, Path(folder))
        _check(Path(folder, "manifest.json"), owner_url)
        occupied = _tables(owner_url) or (media.exists() and any(media.iterdir()))
        if occupied and not replace:
            raise BackupFault(
                "there is data already; restore into an empty installation, or use --replace to remove what is there"
            )
        say("restoring the database")
        _restore_database(owner_url, Path(folder))
        say("restoring the uploaded files")
        _replace_folder(Path(folder, "media"), media)
    say("restored")


def _manifest(owner_url: str) -> dict[str, object]:
    with psycopg.connect(owner_url) as connection:
        grantees = connection.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee NOT IN (current_user, 'PUBLIC')"
        ).fetchall()
        return {
            "format": _FORMAT,
            "yuanliu": version("yuanliu"),
            "postgresql": connection.info.server_version // 10000,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "roles": sorted(name for (name,) in grantees),
        }


def _check(manifest: Path, owner_url: str) -> None:
    """Refuse what cannot come back whole: unknown formats and missing roles."""
    if not manifest.exists():
        raise BackupFault("the file is not a backup of Yuanliu")
    about = json.loads(manifest.read_text())
    if about["format"] != _FORMAT:
        raise BackupFault(f"this version cannot read backups of format {about['format']}")
    with psycopg.connect(owner_url) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    if missing := set(about["roles"]) - known:
        raise BackupFault(f"the database lacks the role {', '.join(sorted(missing))}; create it first")


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(folder)
    except (zipfile.BadZipFile, OSError) as fault:
        raise BackupFault(f"cannot read {source}: {fault}") from fault


def _tables(owner_url: str) -> int:
    with psycopg.connect(owner_url) as connection:
        counted = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return int(counted[0]) if counted else 0


def _restore_database(owner_url: str, folder: Path) -> None:
    """Remove what is there and write what was, in one transaction: a failure leaves the former data."""
    empty, script = folder / "empty.sql", folder / "restore.sql"
    with psycopg.connect(owner_url) as connection:
        empty.write_text("".join(f"{line};\n" for (line,) in connection.execute(_OBJECTS)))
    _run("pg_restore", owner_url, "--no-owner", f"--file={script}", str(folder / "database.dump"))
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run("psql", owner_url, *options, f"--file={empty}", f"--file={script}")


def _replace_folder(fresh: Path, place: Path) -> None:
    """Put the unpacked folder in place of the present one; both are on the same file system."""
    if place.exists():
        shutil.rmtree(place)
    if fresh.exists():
        fresh.rename(place)


def _run(program: str, owner_url: str, *arguments: str) -> None:
    """Run a PostgreSQL client program; the address goes through the environment, not the process list."""
    connection = psycopg.conninfo.conninfo_to_dict(owner_url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    settings = {names.get(key, f"PG{key.upper()}"): str(value) for key, value in connection.items()}
    done = subprocess.run(
        [_client(program, owner_url), *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupFault(f"{program} failed:\n{done.stderr}")


def _client(program: str, owner_url: str) -> Path:
    """The oldest client program that is not older than the server: a newer one writes what the server may not know."""
    with psycopg.connect(owner_url) as connection:
        server = connection.info.server_version // 10000
    found = {major: folder / program for major, folder in binaries.bundled().items()}
    if on_path := shutil.which(program):
        found[binaries.major_version(Path(on_path))] = Path(on_path)
    fitting = [major for major in found if major >= server]
    if not fitting:
        raise BackupFault(f"no {program} for PostgreSQL {server} here; install postgresql-client-{server}")
    return found[min(fitting)]
