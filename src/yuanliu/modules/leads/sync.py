"""执行同步: collected entries of a campaign become leads in a pool, leads of an owner, or accounts.

Each entry is an act of its own, so that one that fails stops no other; running again takes only the rest. What became
of an entry, or why nothing did, stands in the entry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import Count

from yuanliu.base.errors import FieldError, Invalid, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.jobs.models import JobRun, JobState
from yuanliu.kernel.jobs.services import start_job
from yuanliu.kernel.records.services import active_member
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, reading, work
from yuanliu.modules.accounts.services import Duplicate, add_account
from yuanliu.modules.campaigns.models import Campaign, Submission, SubmissionState
from yuanliu.modules.campaigns.services import AlreadySynced, settle, take_waiting, values_of, waiting_ids
from yuanliu.modules.catalog.models import Source
from yuanliu.modules.leads.services import add_lead
from yuanliu.modules.ownership.models import Pool, usable_pools

logger = logging.getLogger(__name__)

AT_ONCE = 50  # entries that a person waits for; more are a job with progress
REPORTED = 20
SOURCE = "市场活动"
BY_HAND, BY_ITSELF = "campaign.sync", "campaign.auto_sync"
GONE = (OperationalError, InterfaceError)  # the database went away: nothing is wrong with the entry
MAKE: dict[str, Callable[..., Record]] = {"lead": add_lead, "account": add_account}
TWO_HOMES = T("负责人与公海只能选一个", "Choose an owner or a pool, not both.")
NO_POOL = T("请选择可用的公海或负责人", "Choose a pool that you may use, or an owner.")
KNOWN = T("与已有{object}重复", "Duplicate of a known {object}.")
OWNED = T("与{owner}的记录重复", "Duplicate of a record owned by {owner}.")
POOLED = T("与公海中的记录重复", "Duplicate of a record in a pool.")
UNEXPECTED = T("系统出现意外错误，已记录", "Something unexpected went wrong; it has been recorded.")

Report = Callable[[int, int], None]
Chosen = Collection[UUID] | None  # None: every entry that waits


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the records go: to an owner or into a pool; neither: the actor's first pool."""

    pool: UUID | None = None
    owner: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What every entry of one sync gets: its home, its source, its campaign."""

    campaign_id: UUID
    target: str
    values: dict[str, Any]
    language: str


def start_sync(ctx: Context, campaign_id: UUID, wish: Wish, language: str, only: Chosen = None) -> JobRun | None:
    """The job, when more wait than a person should wait for. A home that is not there is refused here already."""
    with work(replace(ctx, idempotency=None)) as w:
        campaign = w.get(Campaign, campaign_id, "sync")
        _home(ctx, campaign.target, wish)
        if len(waiting := waiting_ids(campaign.pk, only=only)) <= AT_ONCE:
            return None
        asked: dict[str, Any] = {name: str(pk) for name in ("pool", "owner") if (pk := getattr(wish, name))}
        if only is not None:
            asked["only"] = [str(pk) for pk in waiting]
        return start_job(w, BY_HAND, campaign=str(campaign.pk), language=language, **asked)


def sync_campaign(
    ctx: Context,
    campaign_id: UUID,
    wish: Wish,
    language: str,
    report: Report | None = None,
    *,
    again: bool = True,
    only: Chosen = None,
) -> list[UUID]:
    """The entries that were dealt with, in the order of arrival. `again`: also those that failed before; `only`: none
    but these."""
    ctx = replace(ctx, idempotency=None)  # every entry is safe to repeat by itself
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "sync")
        values = {**_home(ctx, campaign.target, wish), **_origin(w, campaign)}
        plan = Plan(campaign.pk, campaign.target, values, language)
        waiting = waiting_ids(campaign.pk, again=again, only=only)
    done = []
    for number, entry in enumerate(waiting):
        if report and number % REPORTED == 0:
            report(number, len(waiting))
        if _sync_entry(ctx, plan, entry):
            done.append(entry)
    return done


def _home(ctx: Context, target: str, wish: Wish) -> dict[str, UUID]:
    if wish.owner and wish.pool:
        raise Invalid(errors=[FieldError("pool", "two_homes", TWO_HOMES)])
    if wish.owner:
        return {"owner": active_member(wish.owner).pk}
    pools = usable_pools(ctx).filter(object=target)
    chosen: Pool | None = (pools.filter(pk=wish.pool) if wish.pool else pools.order_by("created_at", "pk")).first()
    if chosen is None:
        raise Invalid(errors=[FieldError("pool", "not_found", NO_POOL)])
    return {"pool": chosen.pk}


def _origin(w: Work, campaign: Campaign) -> dict[str, UUID]:
    source = Source.objects.alive().filter(name=SOURCE).first() or w.add(Source(name=SOURCE), None)
    return {"source": source.pk, "campaign": campaign.pk}


def _sync_entry(ctx: Context, plan: Plan, submission_id: UUID) -> bool:
    """False when another sync was faster."""
    try:
        with work(ctx) as w:
            submission = take_waiting(w, submission_id)
            values = {**values_of(submission), **plan.values, "promotion_link": submission.link_id}
            settle(w, submission, SubmissionState.SYNCED, MAKE[plan.target](w, values, action=None))
            return True
    except AlreadySynced:
        return False
    except Duplicate as duplicate:
        known, note = _known(ctx, plan, duplicate)
        return _set_aside(ctx, submission_id, SubmissionState.DUPLICATE, known, note)
    except GONE:
        raise
    except Problem as problem:
        reasons = "；".join(f"{error.field}: {error.detail.into(plan.language)}" for error in problem.errors)
        note = reasons or problem.detail.into(plan.language)
    except Exception:
        logger.exception("entry %s could not be synced", submission_id)
        note = UNEXPECTED.into(plan.language)
    return _set_aside(ctx, submission_id, SubmissionState.FAILED, None, note)


def _set_aside(ctx: Context, submission_id: UUID, state: SubmissionState, known: Record | None, note: str) -> bool:
    try:
        with work(ctx) as w:
            settle(w, take_waiting(w, submission_id), state, known, note)
    except AlreadySynced:
        return False
    return True


def _known(ctx: Context, plan: Plan, duplicate: Duplicate) -> tuple[Record | None, str]:
    """The record that the entry repeats, and a sentence about it: no more than who has it, where the reader of the
    entry may not see it (the product itself sees everything, its readers do not)."""
    hits = duplicate.extra["duplicates"]
    hit = next((hit for hit in hits if hit["object"] == plan.target), hits[0])
    whose = OWNED.format(owner=hit["owner_name"]) if hit["owner_name"] else POOLED
    if "id" not in hit:
        return None, whose.into(plan.language)
    with reading(ctx):
        known = model_of(hit["object"]).objects.get(pk=hit["id"])
    told = whose if ctx.system else KNOWN.format(object=known.object_type.label.small)
    return (known if hit["object"] in MAKE else None), told.into(plan.language)


def counted_since(campaign_id: UUID, moment: datetime) -> dict[str, int]:
    """{synced, duplicate, failed}: what became of the entries that were dealt with from then on."""
    rows = Submission.objects.alive().filter(campaign_id=campaign_id, synced_at__gte=moment)
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in ("synced", "duplicate", "failed")}


# By itself


def set_auto_sync(ctx: Context, campaign_id: UUID, wish: Wish | None) -> Campaign:
    """From now on what arrives goes there by itself; None: a person syncs again."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "sync")
        home = _home(ctx, campaign.target, wish) if wish else {}
        campaign.auto_pool_id, campaign.auto_owner_id = home.get("pool"), home.get("owner")
        return campaign


def queue_auto_sync(w: Work, campaign_id: UUID) -> None:
    """One job takes all that has arrived; while it waits in the queue, nobody needs another."""
    w.take_turns(f"auto sync of {campaign_id}")
    queued = JobRun.objects.filter(kind=BY_ITSELF, state=JobState.QUEUED, result__arguments__campaign=str(campaign_id))
    if not queued.exists():
        start_job(w, BY_ITSELF, campaign=str(campaign_id))


def auto_sync(ctx: Context, campaign_id: UUID, report: Report) -> list[UUID]:
    """What has arrived goes where the campaign says. What failed waits for a person."""
    report(0, 0)  # no longer queued: whoever arrives from here on asks for a job of their own
    with reading(ctx):
        campaign = Campaign.objects.alive().filter(pk=campaign_id).first()
    if campaign is None or not campaign.syncs_itself:
        return []
    wish = Wish(pool=campaign.auto_pool_id, owner=campaign.auto_owner_id)
    return sync_campaign(ctx, campaign.pk, wish, "zh-hans", report, again=False)
