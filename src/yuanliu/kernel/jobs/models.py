"""Long work that a member started and watches."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel


class JobState(Options):
    QUEUED = "queued", "排队中", "Queued", "default"
    RUNNING = "running", "进行中", "Running", "processing"
    DONE = "done", "已完成", "Done", "success"
    FAILED = "failed", "失败", "Failed", "error"


class JobRun(TenantModel):
    """One run of a long job: its state, how far it is, what came out."""

    kind = models.CharField(max_length=80)
    member = TenantForeignKey("access.Member", null=True, related_name="+")
    state = ChoiceField(JobState, default="queued")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    detail = models.TextField(default="")
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
