"""The job queue as a worker runs it."""

import asyncio
import logging
from typing import Any

from procrastinate import App, exceptions
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector

logger = logging.getLogger(__name__)

HEARTBEAT = 10.0  # seconds
MISSED = 3  # heartbeats; then a worker counts as dead


def run_worker(heartbeat: float = HEARTBEAT, **options: Any) -> None:
    """Run jobs until told to stop, also those that a worker had in hand when it died.

    Fetching and listening use connections of their own. The tasks keep the
    Django connection of their thread, so that a job that defers another does it
    inside its transaction: `app.replace_connector`, the usual way, would send
    it through the worker's connection, and a rollback would not drop it.
    """
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise RuntimeError("Django is not set up: the queue has no connection")
    workers = DjangoApp(connector=connector.get_worker_connector(), import_paths=app.import_paths)
    workers.tasks = app.tasks
    workers.periodic_registry = app.periodic_registry
    asyncio.run(_work(workers, heartbeat, options))


async def _work(workers: App, heartbeat: float, options: dict[str, Any]) -> None:
    async with workers.open_async():
        watch = asyncio.create_task(_take_over(workers, heartbeat))
        try:
            patience = MISSED * heartbeat
            await workers.run_worker_async(
                update_heartbeat_interval=heartbeat, stalled_worker_timeout=patience, **options
            )
        finally:
            watch.cancel()


async def _take_over(workers: App, heartbeat: float) -> None:
    """Start the jobs of dead workers again: every job is safe to start again. Of several workers one is first."""
    while True:
        await asyncio.sleep(heartbeat)
        try:
            for job in await workers.job_manager.get_stalled_jobs(seconds_since_heartbeat=MISSED * heartbeat):
                logger.warning("job %s of a worker that died starts again: %s", job.id, job.task_name)
                await workers.job_manager.retry_job(job)
        except exceptions.ConnectorException as error:
            logger.warning("jobs of dead workers are looked for again later: %s", error)
