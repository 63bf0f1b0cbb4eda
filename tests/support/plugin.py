"""The fixtures of all tests, and the database of each test process.

Models are imported while tests are collected, so the database must be known
before that: everything happens in `pytest_configure`. The first process starts
the server and migrates the template; each process that runs tests clones it.
"""

import os
import secrets
import tempfile
from contextlib import ExitStack

import pytest

from . import databases
from .fixtures import browser, page, run_jobs, server, worker_process

__all__ = ["browser", "page", "run_jobs", "server", "worker_process"]
_TEMPLATE = "YUANLIU_TEST_TEMPLATE"
_resources = pytest.StashKey[ExitStack]()
_header = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give this process its database and load the models."""
    stack = config.stash[_resources] = ExitStack()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        _start_server(config, stack)
    runs_tests = bool(worker) or not config.getoption("numprocesses", None)
    if runs_tests:
        _take_clone(stack, worker)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give back what `pytest_configure` took; the first process stops the server last."""
    config.stash[_resources].close()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database the tests use."""
    return config.stash.get(_header, "")


def _start_server(config: pytest.Config, stack: ExitStack) -> None:
    server = stack.enter_context(databases.server())
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = (
        server.app,
        server.owner,
    )
    os.environ["YUANLIU_STATE"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="yuanliu-test-"))
    os.environ["YUANLIU_SECRET_KEY"] = secrets.token_urlsafe()
    os.environ["YUANLIU_QUICK_PASSWORDS"] = "1"
    os.environ["YUANLIU_SMTP"] = "captured"  # letters lie in the state directory
    os.environ["YUANLIU_SIGN_UP"] = "1"
    os.environ["YUANLIU_DOORS_REMEMBERED"] = "0"  # what a test changes is seen at once
    os.environ["DJANGO_SETTINGS_MODULE"] = "yuanliu.site.settings"
    os.environ[_TEMPLATE] = server.template()
    config.stash[_header] = f"database template: {os.environ[_TEMPLATE]}"


def _take_clone(stack: ExitStack, worker: str) -> None:
    """Point Django at a clone of our own before it starts."""
    server = databases.Server.from_environment()
    name = server.clone(os.environ[_TEMPLATE], worker)
    stack.callback(server.drop, name)
    os.environ.update(server.environment(name))

    import django

    django.setup()
    stack.callback(_disconnect)


def _disconnect() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
