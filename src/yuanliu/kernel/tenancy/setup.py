"""What a tenant has set up (custom fields, pools, stages) is read with every request and hardly ever written.

So each process keeps what it found for one state of the setup, which the tenant names and every context brings along.
Whoever writes one of the tables gives the setup a new name in the same transaction: from then on nobody asks by the old
one. Nothing has to be told to other processes, and nothing expires.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

Memory = dict[Hashable, tuple[Any, tuple[type, ...]]]  # what was found under a key, and in which models
TENANTS = 500  # of as many a process keeps what it found


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found for one state of a tenant's setup."""

    state: UUID | None = None
    found: Memory = field(default_factory=dict)


@dataclass(slots=True)
class _Place:
    kept: Kept = field(default_factory=Kept)


@lru_cache(maxsize=TENANTS)
def _place_of(tenant_id: UUID) -> _Place:
    return _Place()


def kept_of(tenant_id: UUID, state: UUID) -> Kept:
    """Of one state at a time: a context that outlives a change finds its own setup forgotten, and asks anew."""
    place = _place_of(tenant_id)
    if place.kept.state != state:
        place.kept = Kept(state)
    return place.kept


def drop_kept(tenant_id: UUID) -> None:
    """After a change by this process: whoever still names the old state asks anew."""
    _place_of(tenant_id).kept = Kept()
