"""Starting long jobs and reporting their progress."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuanliu.base.errors import Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.jobs.models import JobRun, JobState
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context, Origin
from yuanliu.kernel.work.unit import Work, reading, work

logger = logging.getLogger(__name__)

UNEXPECTED = T("系统出现意外错误，已记录", "Something unexpected went wrong; it has been recorded.")

#: What a job tells once it is done: ids and counts.
Result = dict[str, int | str]
LongJob = Callable[[Context, JobRun, "Reporter"], Result]
_kinds: dict[str, LongJob] = {}


class Reporter:
    """Tells the waiting member how far a job is; each report is a small transaction of its own."""

    def __init__(self, ctx: Context, job_id: UUID):
        self.ctx = ctx
        self.job_id = job_id

    def __call__(self, done: int, total: int, detail: str = "") -> None:
        self._change(done=done, total=total, detail=detail, state=JobState.RUNNING)

    def finish(self, result: Result) -> None:
        self._change(state=JobState.DONE, result=result, finished_at=self.ctx.now)

    def fail(self, detail: str) -> None:
        self._change(state=JobState.FAILED, detail=detail, finished_at=self.ctx.now)

    def _change(self, **values: Any) -> None:
        with work(Context.for_system(self.ctx.tenant_id)) as w:
            w.change_rows(JobRun.objects.filter(pk=self.job_id), **values)


def long_job(kind: str) -> Callable[[LongJob], LongJob]:
    """Declares `def run(ctx, job, report) -> result`; it must be safe to start again after a crash."""

    def register(run: LongJob) -> LongJob:
        _kinds[kind] = run
        return run

    return register


def in_every_tenant(rule: str, act: Callable[[Context], Any], *, from_hour: int = 0) -> None:
    """What the product does by itself, for each tenant in its currency and time zone; the trouble of one keeps no other
    waiting. `from_hour`: not before that hour of the tenant's day."""
    for tenant in Tenant.objects.all():
        ctx = Context.for_system(tenant.pk, rule=rule, **tenant.local)
        if ctx.now.astimezone(ZoneInfo(tenant.time_zone)).hour < from_hour:
            continue
        try:
            act(ctx)
        except Exception:
            logger.exception("%s of tenant %s failed", rule, tenant.pk)


def start_job(w: Work, kind: str, **arguments: Any) -> JobRun:
    """Enqueues a long job in this transaction; `arguments` are ids and codes, kept in the run's result until it ends."""
    job = JobRun(kind=kind, member_id=w.ctx.member_id, result={"arguments": arguments}, created_at=w.now)
    w.add_rows([job])
    run_long_job.defer(tenant_id=str(w.ctx.tenant_id), job_id=str(job.pk))
    return job


# A lost database is no fault of the job: the queue tries again, and the job goes on where it was.
GONE = (OperationalError, InterfaceError)


@app.task(name="yuanliu.run_long_job", queue="jobs", retry=RetryStrategy(max_attempts=10, wait=2))
def run_long_job(tenant_id: str, job_id: str) -> None:
    tenant = Tenant.objects.get(pk=tenant_id)
    system = Context.for_system(tenant.pk, **tenant.local)
    with reading(system):
        job = JobRun.objects.get(pk=job_id)
    if job.state in (JobState.DONE, JobState.FAILED):
        return
    report = Reporter(system, job.pk)
    try:
        report.finish(_kinds[job.kind](_acting(system, job), job, report))
    except GONE:
        raise
    except Exception as error:
        logger.exception("job %s failed", job.kind)
        report.fail(_reason(error))


def _reason(error: Exception) -> str:
    """What is ours to say; the words of other errors may hold anybody's data, and stand in the log."""
    return str(error.detail if isinstance(error, Problem) else UNEXPECTED)


def _acting(system: Context, job: JobRun) -> Context:
    """A job acts with the rights of the member who started it, as they are now."""
    if job.member_id is None:
        return system
    origin = Origin(kind="job", rule=job.kind)
    ctx = context_for_member(Located(system.tenant_id, job.member_id), origin=origin)
    if ctx is None:
        raise PermissionError("the member who started this job is no longer active")
    return ctx


def job_arguments(job: JobRun) -> dict[str, Any]:
    return job.result.get("arguments", {})
