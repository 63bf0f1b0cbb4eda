"""A sentence to one member, in both languages, about a record that they may see."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel


class Notification(TenantModel):
    """通知. Its id follows the order of time."""

    member = TenantForeignKey("access.Member", related_name="+")
    code = models.CharField(max_length=80)
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    # What stands in the {places} of the text: {name: {zh, en, of}}; `of`: the fields that it tells, see `records.seen`.
    values = models.JSONField(default=dict)
    object = models.CharField(max_length=40, default="")
    record_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "member", "-id"], name="notification_newest"),
            models.Index(fields=["tenant", "member"], condition=Q(read_at=None), name="notification_unread"),
        ]
