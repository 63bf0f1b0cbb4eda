"""The clock of the sweep."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.files.sweeping import sweep_files
from yuanliu.kernel.jobs.services import in_every_tenant


@app.periodic(cron="50 */6 * * *")
@app.task(name="yuanliu.sweep_files", queue="jobs", queueing_lock="sweep_files")
def sweep_files_everywhere(timestamp: int) -> None:
    """Four times a day, so that also an office machine that is off at night gets to it."""
    in_every_tenant("files", sweep_files)
