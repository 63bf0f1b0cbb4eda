"""The long steps of an import. Each goes on where an earlier attempt ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from yuanliu.kernel.imports.checking import Check
from yuanliu.kernel.imports.engine import GONE, Superseded, load
from yuanliu.kernel.imports.models import ImportBatch, ImportState
from yuanliu.kernel.imports.running import Run, Undo
from yuanliu.kernel.imports.services import let_files_go
from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import Reporter, Result, in_every_tenant, job_arguments, long_job
from yuanliu.kernel.work.context import Context, Origin
from yuanliu.kernel.work.unit import work

Step = Callable[[Any, ImportBatch, Any], Any]


@long_job("import.check")
def check_import(ctx: Context, job: JobRun, report: Reporter) -> Result:
    return _go(Check, ImportState.CHECKED, ctx, job, report)


@long_job("import.run")
def run_import(ctx: Context, job: JobRun, report: Reporter) -> Result:
    return _go(Run, ImportState.DONE, ctx, job, report)


@long_job("import.undo")
def undo_import(ctx: Context, job: JobRun, report: Reporter) -> Result:
    return _go(Undo, ImportState.UNDONE, ctx, job, report)


@app.periodic(cron="40 */6 * * *")
@app.task(name="yuanliu.let_import_files_go", queue="jobs", queueing_lock="let_import_files_go")
def let_files_go_everywhere(timestamp: int) -> None:
    in_every_tenant("imports", let_files_go)


def _go(step: Step, then: ImportState, ctx: Context, job: JobRun, report: Reporter) -> Result:
    batch_id = UUID(job_arguments(job)["batch"])
    acting = replace(ctx, origin=Origin(kind="import", rule=str(batch_id)))
    batch = load(acting, batch_id)
    if batch.job_id != job.pk:
        return {"batch": str(batch_id)}
    try:
        step(acting, batch, report).go()
    except Superseded:
        return {"batch": str(batch_id)}
    except GONE:
        raise
    except Exception as error:
        _end(acting, job, batch, ImportState.FAILED, f"{error}"[:500])
        raise
    _end(acting, job, batch, then, "")
    return {"batch": str(batch_id)}


def _end(ctx: Context, job: JobRun, batch: ImportBatch, state: ImportState, error: str) -> None:
    with work(ctx) as w:
        rows = ImportBatch.objects.filter(pk=batch.pk, job_id=job.pk)
        w.change_rows(rows, state=state, error=error, finished_at=ctx.now)
