"""A file that hangs on a record."""

from __future__ import annotations

from django.db import models

from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel

MAX_NAME = 200


class Attachment(TenantModel):
    """附件. Whoever may see the record may fetch it; whoever may change the record may add and remove it."""

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    name = models.CharField(max_length=MAX_NAME)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)  # SHA-256
    file = models.FileField(max_length=200)
    uploaded_by = TenantForeignKey("access.Member", null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "record_id", "digest", "name"], name="attachment_once"),
        ]
