"""The long runs of sync. Each entry is its own transaction, so a run that was cut off goes on with the rest."""

from __future__ import annotations

from uuid import UUID

from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import Reporter, Result, job_arguments, long_job
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.leads.sync import BY_HAND, BY_ITSELF, Wish, auto_sync, counted_since, sync_campaign


@long_job(BY_HAND)
def run_sync(ctx: Context, job: JobRun, report: Reporter) -> Result:
    asked = job_arguments(job)
    campaign_id = UUID(asked["campaign"])
    wish = Wish(**{name: UUID(asked[name]) for name in ("pool", "owner") if name in asked})
    only = [UUID(pk) for pk in asked["only"]] if "only" in asked else None
    sync_campaign(ctx, campaign_id, wish, asked["language"], report, only=only)
    with reading(ctx):
        return {"campaign": str(campaign_id), **counted_since(campaign_id, job.created_at)}


@long_job(BY_ITSELF)
def run_auto_sync(ctx: Context, job: JobRun, report: Reporter) -> Result:
    campaign_id = UUID(job_arguments(job)["campaign"])
    return {"campaign": str(campaign_id), "done": len(auto_sync(ctx, campaign_id, report))}
