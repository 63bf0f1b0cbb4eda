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
STATES = 500  # as many states, of as many tenants, as a process keeps


@dataclass(slots=True)
class Kept:
    """What was found for one state. `past`: changed by this process, so that a context that outlives the change (the one
    that made it) no longer relies on it."""

    found: Memory = field(default_factory=dict)
    past: bool = False


@lru_cache(maxsize=STATES)
def kept_of(tenant_id: UUID, state: UUID) -> Kept:
    return Kept()
