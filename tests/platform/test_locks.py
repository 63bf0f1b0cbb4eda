"""The locks name all that `pyproject.toml` asks for, by hash and not by where it was fetched."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
DEV = [*RUN, *PROJECT["dependency-groups"]["dev"]]
PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ;[^\\]*)? \\\n    --hash=sha256:", re.MULTILINE)


def pins(lock: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, version in PIN.findall(lock):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize(("name", "wanted"), [("run", RUN), ("dev", DEV)])
def test_the_lock_agrees_with_the_project(name: str, wanted: list[str]) -> None:
    """After a change of the requirements `./dev lock` writes it anew."""
    lock = (ROOT / f"locks/{name}.txt").read_text()
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        versions = pinned.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement.name} is missing in locks/{name}.txt: run ./dev lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement
    assert sum(len(versions) for versions in pinned.values()) == len(re.findall(r"^\S+==", lock, re.MULTILINE))
    assert "://" not in lock
