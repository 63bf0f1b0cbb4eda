"""Where a data set lies: an embedded database of its own below `var/bench` (or `YUANLIU_STATE`), kept from run to run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.data.size import DATA_SETS
from yuanliu.site.platform.postgres import Embedded
from yuanliu.site.platform.state import State

ROOT = Path(__file__).parents[1]
LOADING, LOADED = "loading", "loaded"  # marks: a load has begun, has come to its end


@dataclass(frozen=True)
class Place:
    """A data set whose database runs."""

    name: str
    state: State
    app_url: str
    owner_url: str

    @property
    def admin_url(self) -> str:
        """For what the owner of the tables may not see: settings, and the sessions of others."""
        return re.sub("//yuanliu_owner:[^@]*@", f"//postgres:{self.state.secret('postgres')}@", self.owner_url)

    @property
    def environment(self) -> dict[str, str]:
        """For the product's own commands on this data set."""
        return {
            **os.environ,
            "YUANLIU_STATE": str(self.state.path),
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }


@contextmanager
def opened(name: str) -> Iterator[Place]:
    """The database of a data set, started, migrated, and loaded when it is empty."""
    base = Path(os.environ.get("YUANLIU_STATE", ROOT / "var"))
    state = State(base / "bench" / DATA_SETS[name].name)
    if state.read(LOADING) and not state.read(LOADED):
        shutil.rmtree(state.path / "postgres", ignore_errors=True)  # half a load is of no use
    with Embedded(state).use() as database:
        place = Place(name, state, database.urls.app, database.urls.owner)
        _call(place, "-m", "yuanliu.site.cli", "migrate")
        if not state.read(LOADED):
            state.write(LOADING, name)
            _call(place, "-m", "bench.data", name)
            state.write(LOADED, name)
        yield place


def _call(place: Place, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=place.environment, check=True, stdout=sys.stderr)
