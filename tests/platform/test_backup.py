"""A backup brings back every row and every wall."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.support.company import make_company
from tests.support.databases import Server
from yuanliu.site.platform import backup as backups

# What must be equal beside the rows: one line for each thing that PostgreSQL keeps about the tables.
# A list of texts is written with other casts and brackets once it was read again; they do not count.
_CATALOGUE = r"""
    SELECT 'table ' || oid::regclass || relrowsecurity || relforcerowsecurity
        || coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))::text
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v')
    UNION ALL SELECT 'policy ' || policyname || tablename || coalesce(qual, '') || coalesce(with_check, '')
        FROM pg_policies
    UNION ALL SELECT 'constraint ' || conrelid::regclass || conname
        || regexp_replace(pg_get_constraintdef(oid), '::(character varying|text)|[][()]', '', 'g')
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index ' || regexp_replace(indexdef, '::(character varying|text)|[][()]', '', 'g') FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) || coalesce(proacl::text, '')
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    UNION ALL SELECT 'sequence ' || sequencename || coalesce(last_value, 0) FROM pg_sequences
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1
"""


@pytest.fixture
def here() -> str:
    """The owner's address of the database of this test process, with a company in it."""
    make_company()
    return os.environ["DATABASE_OWNER_URL"]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The owner's address of an empty database."""
    server = Server.from_environment()
    name = f"yuanliu_test_{int(time.time())}_restored_{os.getpid()}"
    with psycopg.connect(server.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.environment(name)["DATABASE_OWNER_URL"]
    server.drop(name)


def _silent(line: str) -> None:
    assert line


def _content(url: str) -> dict[str, list[str]]:
    """Every row of every table as text, and the catalogue."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        content = {
            name: [
                row
                for (row,) in connection.execute(
                    sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
                ).fetchall()
            ]
            for (name,) in tables
        }
        return {**content, " catalogue": [line for (line,) in connection.execute(_CATALOGUE).fetchall()]}


def _write(folder: Path, text: str) -> Path:
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "合同.txt").write_text(text)
    return folder


def test_round_trip(here: str, elsewhere: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    backups.backup(here, _write(tmp_path / "media", "原文"), file, _silent)
    assert file.stat().st_mode & 0o077 == 0
    (tmp_path / "other").mkdir()
    backups.restore(elsewhere, tmp_path / "other" / "media", file, _silent, replace=False)
    before, after = _content(here), _content(elsewhere)
    assert sum(len(rows) for rows in before.values()) > 300
    assert after == before
    assert (tmp_path / "other" / "media" / "a" / "b" / "合同.txt").read_text() == "原文"


def test_restore_spares_what_is_there(here: str, elsewhere: str, tmp_path: Path) -> None:
    file, media = tmp_path / "backup.zip", tmp_path / "media"
    backups.backup(here, media, file, _silent)
    backups.restore(elsewhere, media, file, _silent, replace=False)
    with psycopg.connect(elsewhere) as connection:
        connection.execute("CREATE TYPE colour AS ENUM ('red')")
        connection.execute("CREATE TABLE precious (id serial, shade colour)")
        connection.execute("CREATE VIEW dear AS SELECT id FROM precious")
    with pytest.raises(backups.BackupFault, match="there is data already"):
        backups.restore(elsewhere, media, file, _silent, replace=False)
    assert "precious" in _content(elsewhere)
    _write(media, "alt")
    backups.restore(elsewhere, media, file, _silent, replace=True)
    assert _content(elsewhere) == _content(here)
    assert not media.exists()


def test_failed_replacement_leaves_the_former_data(here: str, elsewhere: str, tmp_path: Path) -> None:
    """Here the restore fails late: a table of another schema stands in its way."""
    file, media = tmp_path / "backup.zip", _write(tmp_path / "media", "原文")
    with psycopg.connect(elsewhere) as connection:
        connection.execute("CREATE TABLE public.precious (id int)")
        connection.execute("CREATE SCHEMA aside")
        connection.execute("CREATE TABLE aside.taken (id int)")
    server = Server.from_environment()
    other = server.clone(os.environ["YUANLIU_TEST_TEMPLATE"], "_aside")
    with psycopg.connect(server.environment(other)["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE SCHEMA aside")
        connection.execute("CREATE TABLE aside.taken (id int)")
    backups.backup(server.environment(other)["DATABASE_OWNER_URL"], tmp_path / "none", file, _silent)
    server.drop(other)
    with pytest.raises(backups.BackupFault, match="already exists"):
        backups.restore(elsewhere, media, file, _silent, replace=True)
    assert list(_content(elsewhere)) == ["precious", " catalogue"]
    assert (media / "a" / "b" / "合同.txt").read_text() == "原文"


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign"])
def test_damaged_file_changes_nothing(here: str, elsewhere: str, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.zip"
    backups.backup(here, tmp_path / "media", file, _silent)
    raw = file.read_bytes()
    middle = len(raw) // 2
    changed = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
    file.write_bytes({"cut": raw[:middle], "changed": changed, "foreign": b"something else" * 1000}[damage])
    with pytest.raises(backups.BackupFault):
        backups.restore(elsewhere, tmp_path / "media", file, _silent, replace=False)
    assert list(_content(elsewhere)) == [" catalogue"]


def test_failed_backup_leaves_the_former_one(here: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("former")
    with pytest.raises(psycopg.OperationalError):
        backups.backup(here.replace("@127.0.0.1", "@127.0.0.1:1"), tmp_path / "media", file, _silent)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]
    assert file.read_text() == "former"
