"""Long jobs as the member who started them watches them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuanliu.base.errors import NotFound
from yuanliu.kernel.jobs.models import JobRun, JobState
from yuanliu.kernel.work.context import Context

LATEST = 20


def latest_jobs(ctx: Context) -> list[dict[str, Any]]:
    return [_shown(job) for job in JobRun.objects.filter(member=ctx.me).order_by("-created_at", "-pk")[:LATEST]]


def own_job(ctx: Context, job_id: UUID) -> dict[str, Any]:
    job = JobRun.objects.filter(member=ctx.me, pk=job_id).first()
    if job is None:
        raise NotFound
    return _shown(job)


def _shown(job: JobRun) -> dict[str, Any]:
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "detail": job.detail,
        "result": job.result if job.state == JobState.DONE else {},
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }
