"""The event log, whom each event concerns, and the outbox."""

from __future__ import annotations

from django.db import models

from yuanliu.kernel.tenancy.fields import TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel


class EventLog(TenantModel):
    """One fact: who did what to which record, when, from where, with old and new values. Never changed."""

    access = "append"

    at = models.DateTimeField()
    code = models.CharField(max_length=80)
    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    origin = models.JSONField(default=dict)  # {kind: api|job|import|automation|cli|public, request, ip, rule}
    data = models.JSONField(default=dict)  # the event's own fields
    changes = models.JSONField(default=dict)  # {field: [old, new]}

    class Meta:
        indexes = [models.Index(fields=["tenant", "actor_id", "code", "at"], name="event_by_actor")]


class EventSubject(TenantModel):
    """A record that an event concerns, the main one included: a receipt shows on its contract and account too."""

    access = "append"

    event = TenantForeignKey(EventLog)
    object = models.CharField(max_length=40)
    record_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "record_id", "-event"], name="event_by_record")]


class OutboxEntry(TenantModel):
    """A subscriber that has not yet heard an event; deleted in the transaction in which it acts."""

    event = TenantForeignKey(EventLog)
    subscriber = models.CharField(max_length=200)
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")
