"""The clock of the night's run."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.jobs.services import in_every_tenant
from yuanliu.modules.recycling.queries import HOUR
from yuanliu.modules.recycling.services import run_night


@app.periodic(cron="7 * * * *")
@app.task(name="yuanliu.recycle", queue="jobs", queueing_lock="recycle")
def recycle_everywhere(timestamp: int) -> None:
    """Every hour, for each tenant where the night's hour has come and today's run is not done: a worker that was down
    at night catches up."""
    in_every_tenant("recycling", run_night, from_hour=HOUR)
