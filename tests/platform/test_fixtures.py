"""The fixtures themselves: each test process works as the app role on a database of its own."""

import urllib.request
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page
from procrastinate.contrib.django import app

from tests.support.fixtures import RunningServer


def _jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text FROM procrastinate_jobs WHERE task_name LIKE 'test.%' ORDER BY id"
        )
        return cursor.fetchall()


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'test.%'")


@app.task(name="test.second")
def second() -> None:
    """Does nothing; its presence in the queue is what counts."""


@app.task(name="test.first")
def first(fail: bool) -> None:
    """Starts another job in its transaction."""
    with transaction.atomic():
        second.defer()
        if fail:
            raise ValueError("after the other job was started")


def test_database_belongs_to_this_process_and_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), rolsuper, rolbypassrls, pg_get_userbyid(datdba) <> current_user "
            "FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        )
        name, superuser, bypasses, owned_by_another = cursor.fetchone()
    assert name.startswith("yuanliu_test_")
    assert (superuser, bypasses, owned_by_another) == (False, False, True)


def test_jobs_run_with_those_that_they_start(run_jobs: Callable[[], None]) -> None:
    first.defer(fail=False)
    run_jobs()
    assert _jobs() == [("test.first", "succeeded"), ("test.second", "succeeded")]


def test_rollback_in_a_job_drops_the_job_it_started(run_jobs: Callable[[], None]) -> None:
    first.defer(fail=True)
    with pytest.raises(AssertionError, match=r"test\.first"):
        run_jobs()
    assert _jobs() == [("test.first", "failed")]


def test_server_answers(server: RunningServer) -> None:
    with urllib.request.urlopen(f"{server.url}/", timeout=10) as answer:
        assert answer.status == 200


def test_browser_draws_chinese(page: Page) -> None:
    """Two different characters look different: without a font both would be the same empty box."""
    shots = []
    for character in "源流":
        page.set_content(f"<p style='font-size:80px'>{character}</p>")
        shots.append(page.locator("p").screenshot())
    assert shots[0] != shots[1]
