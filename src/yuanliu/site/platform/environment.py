"""What every process of one installation finds in its environment.

With `DATABASE_URL` set, any PostgreSQL is used as it is; otherwise the embedded
one is started and its addresses are put into the environment for ourselves and
for the processes that we start.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .postgres import Embedded
from .state import State, default_directory


class NotConfigured(RuntimeError):
    """A setting is missing; the text says which and what for."""


@contextmanager
def prepared(state: State | None = None) -> Iterator[Embedded | None]:
    """Complete the environment; yields the embedded database when there is one."""
    state = state or State(default_directory())
    os.environ["YUANLIU_STATE"] = str(state.path)
    os.environ.setdefault("YUANLIU_SECRET_KEY", state.secret("django"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanliu.site.settings")
    if "DATABASE_URL" in os.environ:
        yield None
        return
    with Embedded(state).use() as database:
        point_at(database)
        yield database


def point_at(database: Embedded) -> None:
    """Put the addresses of the embedded database into the environment."""
    os.environ["DATABASE_URL"] = database.urls.app
    os.environ["DATABASE_OWNER_URL"] = database.urls.owner


def owner_url() -> str:
    """The address for what only the owner of the tables may do: migrations, backup, restore."""
    try:
        return os.environ["DATABASE_OWNER_URL"]
    except KeyError:
        raise NotConfigured(
            "DATABASE_OWNER_URL is not set: migrations, backup and restore need the role that owns "
            "the tables, while DATABASE_URL names the role of the app, which owns none."
        ) from None
