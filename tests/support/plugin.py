"""The fixtures of all tests, and the database of each test process.

Models are imported while tests are collected, so the database must be known
before that: everything happens in `pytest_configure`. The first process starts
the server and migrates the template; each process that runs tests clones it.
"""

import os
import secrets
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec

import pytest

from . import databases

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
    if runs_tests and _TEMPLATE in os.environ:
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
    os.environ["YUANLIU_STATE"] = stack.enter_context(
        tempfile.TemporaryDirectory(prefix="yuanliu-test-")
    )
    os.environ["YUANLIU_SECRET_KEY"] = secrets.token_urlsafe()
    os.environ["DJANGO_SETTINGS_MODULE"] = "yuanliu.site.settings"
    if find_spec("yuanliu.site.migrate") is None:
        config.stash[_header] = "NO DATABASE: yuanliu.site.migrate does not exist yet"
        return
    os.environ[_TEMPLATE] = server.template()
    config.stash[_header] = f"database template: {os.environ[_TEMPLATE]}"


def _take_clone(stack: ExitStack, worker: str) -> None:
    """Point Django at a clone of our own before it starts."""
    server = databases.Server.from_environment()
    name = server.clone(os.environ[_TEMPLATE], worker)
    stack.callback(server.drop, name)
    os.environ.update(server.environment(name))

    import django
    from django.db import connections

    django.setup()
    stack.callback(_close, connections)


def _close(connections: object) -> None:
    """Give every connection back, those that the pool keeps warm too."""
    for connection in connections.all():  # type: ignore[attr-defined]
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
