"""What a test may ask for: a web server, a browser, a worker, or the jobs run at once."""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from yuanliu.site.platform import supervise

_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class RunningServer:
    """A real web server on the database of this test process."""

    url: str


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """The product served by granian as in production, on a free port."""
    with running_server("--workers", "1", "--threads", "4") as url:
        yield RunningServer(url)


@contextmanager
def running_server(*arguments: str) -> Iterator[str]:
    """The address of a server of one's own, in the environment of this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with _running("serve", "--port", str(port), *arguments):
        _wait_until(lambda: supervise.answers(url), "the server answers")
        yield url


@pytest.fixture
def worker_process() -> Iterator[None]:
    """A real worker beside the test, for what only a process of its own can show."""
    with _running("worker"):
        yield


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Call it to run every job that is due, also those that jobs start; a job that fails fails the test."""
    return drain_queue


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system, or the one that Playwright installed."""
    from django.db import connections

    # Playwright keeps an event loop in this thread: Django would take our code for
    # asynchronous, and gives it other connections than before and after.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_SWITCHES)
        yield running
        running.close()
        connections.close_all()


@pytest.fixture
def page(browser: Browser, server: RunningServer) -> Iterator[Page]:
    """A fresh window in Chinese, opened at nothing; an uncaught error in it fails the test."""
    context = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1440, "height": 900})
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert not errors, errors


def drain_queue() -> None:
    """Run every job that is due. In a thread: the queue has an event loop of its own."""
    from django.db import connection

    def failed() -> set[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, task_name FROM procrastinate_jobs WHERE status = 'failed'")
            return set(cursor.fetchall())

    before = failed()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_drain).result()
    assert failed() == before, f"jobs failed: {failed() - before}"


def _drain() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.periodic import PeriodicRegistry

    from yuanliu.site.platform.jobs import run_worker

    clock, app.periodic_registry = app.periodic_registry, PeriodicRegistry()  # tests call the clock's jobs themselves
    try:
        run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    finally:
        app.periodic_registry = clock


@contextmanager
def _running(*arguments: str) -> Iterator[None]:
    """One of the product's commands as a process of its own, ended afterwards with all that it started."""
    service = supervise.Service(arguments[0], [sys.executable, "-m", "yuanliu.site.cli", *arguments])
    service.keep_running(print)
    try:
        yield
    finally:
        service.ask_to_stop()
        service.wait_stopped(time.monotonic() + 10)


def _wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, f"not within 30 s: {what}"
        time.sleep(0.1)
