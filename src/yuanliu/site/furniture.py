"""What each module puts into a new tenant: a pipeline, sources, a pool. One `furnish(w)` step per module."""

from __future__ import annotations

from collections.abc import Callable

from yuanliu.kernel.work.unit import Work
from yuanliu.modules.accounts import services as accounts
from yuanliu.modules.catalog import services as catalog
from yuanliu.modules.opportunities import pipelines
from yuanliu.modules.ownership import services as ownership

STEPS: tuple[Callable[[Work], None], ...] = (
    catalog.furnish,
    ownership.furnish,
    accounts.furnish,
    pipelines.furnish,
)
