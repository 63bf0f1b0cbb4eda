"""Approvals 审批: who asked whom to decide on which record, and what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel


class ApprovalState(Options):
    PENDING = "pending", "待审批", "Pending", "processing"
    APPROVED = "approved", "已通过", "Approved", "success"
    REJECTED = "rejected", "已驳回", "Rejected", "error"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", "default"


class Approval(TenantModel):
    """One request to one approver about one record; of a kind, a record has at most one that is pending."""

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    state = ChoiceField(ApprovalState, default="pending")
    requested_by = TenantForeignKey("access.Member", null=True, related_name="+")
    requested_at = models.DateTimeField()
    approver = TenantForeignKey("access.Member", related_name="+")
    reason = models.CharField(max_length=500, default="")  # why it is asked for
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "record_id", "kind"], condition=Q(state="pending"), name="approval_pending_once"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "approver", "state", "requested_at"], name="approval_by_approver")]
