"""Credits under a new rule, and the nightly proof that they are right."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import Reporter, Result, in_every_tenant, long_job
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.services.credits import check_credits, settle_all
from yuanliu.modules.analytics.services.rule import REBUILD


@long_job(REBUILD)
def rebuild_credits(ctx: Context, job: JobRun, report: Reporter) -> Result:
    """The product's own act: whoever may set the rule need not see every contract."""
    changed = 0
    for done, total, of_batch in settle_all(Context.for_system(ctx.tenant_id, rule="attribution")):
        changed += of_batch
        report(done, total)
    return {"changed": changed}


@app.periodic(cron="40 19 * * *")
@app.task(name="yuanliu.check_credits", queue="jobs", queueing_lock="check_credits")
def check_credits_everywhere(timestamp: int) -> None:
    """At night in China."""
    in_every_tenant("attribution", check_credits)
