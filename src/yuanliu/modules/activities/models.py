"""What a record that people follow up keeps of it."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import T
from yuanliu.kernel.work.models import OwnedRecord


class Followed(OwnedRecord):
    """A record that is followed up: when last, when next. Kept by the follow-up service, never typed in."""

    last_follow_up_at = models.DateTimeField(T("最近跟进", "Last follow-up"), null=True, blank=True)
    next_follow_up_at = models.DateTimeField(T("下次跟进", "Next follow-up"), null=True, blank=True)

    class Meta:
        abstract = True
