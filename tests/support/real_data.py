"""Real files that are not part of the project: below `YUANLIU_DATA`, else beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PLACE = Path(os.environ.get("YUANLIU_DATA") or Path(__file__).parents[2].parent / "shared/data")


def real_data(name: str) -> Path:
    """The folder of a set. Where it is missing the test is left out, or fails where `YUANLIU_REQUIRE_DATA` says so."""
    folder = PLACE / name
    if not folder.is_dir():
        stop = pytest.fail if os.environ.get("YUANLIU_REQUIRE_DATA") else pytest.skip
        stop(f"{folder} is not there")
    return folder
