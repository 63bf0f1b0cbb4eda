"""What a member has to do today, and what they should have done already: for the home page."""

from __future__ import annotations

from datetime import datetime

from yuanliu.base.time import day_bounds
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import RecordQuerySet
from yuanliu.modules.activities.models import Followed, Task


def due_today(ctx: Context) -> RecordQuerySet:
    """The member's open tasks that are due later today. With `overdue` each open task of today or before counts once."""
    return _own_tasks(ctx).filter(due_at__gte=ctx.now, due_at__lt=_day_end(ctx))


def overdue(ctx: Context) -> RecordQuerySet:
    return _own_tasks(ctx).filter(due_at__lt=ctx.now)


def follow_ups_due_today(ctx: Context, model: type[Followed]) -> RecordQuerySet:
    """The member's own records of one kind that are to be followed up later today."""
    return _own(ctx, model).filter(next_follow_up_at__gte=ctx.now, next_follow_up_at__lt=_day_end(ctx))


def follow_ups_overdue(ctx: Context, model: type[Followed]) -> RecordQuerySet:
    return _own(ctx, model).filter(next_follow_up_at__lt=ctx.now)


def _own_tasks(ctx: Context) -> RecordQuerySet:
    return _own(ctx, Task).filter(done_at=None)


def _own(ctx: Context, model: type[Task] | type[Followed]) -> RecordQuerySet:
    return model.objects.visible_to(ctx).filter(owner=ctx.me)


def _day_end(ctx: Context) -> datetime:
    return day_bounds(ctx.today, ctx.time_zone)[1]
