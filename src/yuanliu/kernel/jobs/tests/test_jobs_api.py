from tests.support.company import make_company
from yuanliu.kernel.jobs.models import JobRun
from yuanliu.kernel.jobs.services import Reporter, long_job, run_long_job, start_job
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work


@long_job("test.counting")
def count(ctx, job, report):
    report(1, 2, "一半")
    return {"counted": 2}


@long_job("test.where")
def where(ctx, job, report):
    return {"currency": ctx.currency, "time_zone": ctx.time_zone}


def test_a_member_watches_their_own_jobs_and_nobody_elses():
    company = make_company()
    ctx = company.ctx("sales")
    with work(ctx) as w:
        job = start_job(w, "test.counting", rows=2)
    api = company.api("sales")
    queued = api.send("GET", f"/jobs/{job.pk}").data
    assert (queued["kind"], queued["state"], queued["result"]) == ("test.counting", "queued", {})
    Reporter(ctx, job.pk)(1, 2, "一半")
    running = api.send("GET", f"/jobs/{job.pk}").data
    assert (running["state"], running["done"], running["total"], running["detail"]) == ("running", 1, 2, "一半")
    run_long_job(str(ctx.tenant_id), str(job.pk))
    done = api.send("GET", f"/jobs/{job.pk}").data
    assert (done["state"], done["result"]) == ("done", {"counted": 2})
    assert [item["id"] for item in api.send("GET", "/jobs").data["items"]] == [str(job.pk)]
    for stranger in (company.api("peer"), company.api("admin"), make_company().api()):
        assert stranger.send("GET", f"/jobs/{job.pk}").status_code == 404
        assert stranger.send("GET", "/jobs").data == {"items": []}


def test_the_list_holds_the_latest_twenty():
    company = make_company()
    with work(company.ctx("sales")) as w:
        jobs = [start_job(w, "test.counting") for _ in range(22)]
    listed = company.api("sales").send("GET", "/jobs").data["items"]
    assert len(listed) == 20
    assert {item["id"] for item in listed} <= {str(job.pk) for job in jobs}


def test_a_job_of_the_product_itself_knows_the_money_and_the_clock_of_its_tenant():
    company = make_company()
    tenant_id = company.admin.tenant_id
    Tenant.objects.filter(pk=tenant_id).update(base_currency="SGD", time_zone="Asia/Singapore")
    with work(Context.for_system(tenant_id)) as w:
        job = start_job(w, "test.where")
    run_long_job(str(tenant_id), str(job.pk))
    with reading(company.admin):
        assert JobRun.objects.get(pk=job.pk).result == {"currency": "SGD", "time_zone": "Asia/Singapore"}
