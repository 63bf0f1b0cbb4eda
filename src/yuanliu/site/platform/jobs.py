"""The job queue as a worker runs it."""

from typing import Any

from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector


def run_worker(**options: Any) -> None:
    """Run jobs until told to stop.

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
    workers.run_worker(**options)
