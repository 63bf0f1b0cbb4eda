"""State directories that the account of the database may pass through, unlike pytest's own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yuanliu.site.platform.postgres import Embedded
from yuanliu.site.platform.state import State


@pytest.fixture
def state() -> Iterator[State]:
    """An empty state directory."""
    path = Path(tempfile.mkdtemp(prefix="yuanliu-state-"))
    yield State(path)
    shutil.rmtree(path)


@pytest.fixture
def embedded(state: State) -> Embedded:
    """A database of its own, not started yet."""
    return Embedded(state)
