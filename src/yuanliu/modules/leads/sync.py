"""执行同步: collected entries of a campaign become leads in a pool, leads of an owner, or accounts.

Each entry is an act of its own, so that one that fails stops no other; running again takes only the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from yuanliu.base.errors import FieldError, Invalid, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.schemas import In, Reference
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

MOST = 500  # entries of one request; what remains is told and taken by the next
SOURCE = "市场活动"
MAKE: dict[str, Callable[..., Record]] = {"lead": add_lead, "account": add_account}
TWO_HOMES = T("负责人与公海只能选一个", "Choose an owner or a pool, not both.")
NO_POOL = T("请选择可用的公海或负责人", "Choose a pool that you may use, or an owner.")
KNOWN = T("与{title}重复", "Duplicate of {title}.")
OWNED = T("与{owner}的记录重复", "Duplicate of a record owned by {owner}.")
POOLED = T("与公海中的记录重复", "Duplicate of a record in a pool.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What every entry of one sync gets: its home, its source, its campaign."""

    campaign_id: UUID
    target: str
    values: dict[str, Any]


def sync_campaign(
    ctx: Context, campaign_id: UUID, pool: UUID | None, owner: UUID | None, language: str
) -> tuple[list[UUID], int]:
    """(entries that were dealt with, how many wait for the next run). Without a home: the actor's first pool."""
    ctx = replace(ctx, idempotency=None)  # every entry is safe to repeat by itself
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "sync")
        plan = Plan(campaign.pk, campaign.target, {**_home(ctx, campaign.target, pool, owner), **_origin(w, campaign)})
        waiting = waiting_ids(campaign.pk)
    done = [entry for entry in waiting[:MOST] if _sync_entry(ctx, plan, entry, language)]
    return done, max(0, len(waiting) - MOST)


def _home(ctx: Context, target: str, pool: UUID | None, owner: UUID | None) -> dict[str, UUID]:
    if owner and pool:
        raise Invalid(errors=[FieldError("pool", "two_homes", TWO_HOMES)])
    if owner:
        return {"owner": active_member(owner).pk}
    pools = usable_pools(ctx).filter(object=target)
    chosen: Pool | None = (pools.filter(pk=pool) if pool else pools.order_by("created_at", "pk")).first()
    if chosen is None:
        raise Invalid(errors=[FieldError("pool", "not_found", NO_POOL)])
    return {"pool": chosen.pk}


def _origin(w: Work, campaign: Campaign) -> dict[str, UUID]:
    source = Source.objects.alive().filter(name=SOURCE).first() or w.add(Source(name=SOURCE), None)
    return {"source": source.pk, "campaign": campaign.pk}


def _sync_entry(ctx: Context, plan: Plan, submission_id: UUID, language: str) -> bool:
    """False when another sync was faster. What an entry became, or why not, stands in its row."""
    try:
        with work(ctx) as w:
            submission = take_waiting(w, submission_id)
            values = {**values_of(submission), **plan.values, "promotion_link": submission.link_id}
            settle(w, submission, SubmissionState.SYNCED, MAKE[plan.target](w, values, action=None))
    except AlreadySynced:
        return False
    except Duplicate as duplicate:
        return _set_aside(ctx, submission_id, SubmissionState.DUPLICATE, *_known(ctx, plan.target, duplicate, language))
    except Problem as problem:
        reasons = "；".join(f"{error.field}: {error.detail.into(language)}" for error in problem.errors)
        return _set_aside(ctx, submission_id, SubmissionState.FAILED, None, reasons or problem.detail.into(language))
    return True


def _set_aside(ctx: Context, submission_id: UUID, state: SubmissionState, known: Record | None, note: str) -> bool:
    try:
        with work(ctx) as w:
            settle(w, take_waiting(w, submission_id), state, known, note)
    except AlreadySynced:
        return False
    return True


def _known(ctx: Context, target: str, duplicate: Duplicate, language: str) -> tuple[Record | None, str]:
    """The record that the entry repeats, as far as the actor may see it, and a sentence about it."""
    hits = duplicate.extra["duplicates"]
    hit = next((hit for hit in hits if hit["object"] == target), hits[0])
    if "id" not in hit:
        return None, (OWNED.format(owner=hit["owner_name"]) if hit["owner_name"] else POOLED).into(language)
    with reading(ctx):
        known = model_of(hit["object"]).objects.get(pk=hit["id"])
    linked = known if hit["object"] in MAKE else None
    return linked, KNOWN.format(title=hit["title"]).into(language)


# The route, beside those of campaigns


class SyncIn(In):
    pool: UUID | None = None
    owner: UUID | None = None


class SyncRow(Schema):
    submission: Reference
    state: str
    note: str
    record: Reference | None


class SyncOut(Schema):
    """`remaining`: entries that wait for the next run. `rows`: what became of each, in the order of arrival."""

    synced: int
    duplicate: int
    failed: int
    remaining: int
    rows: list[SyncRow]


router = Router(tags=["campaign"])


@router.post("/{uuid:campaign_id}/sync", response=SyncOut, operation_id="sync_campaign")
def sync(request: Request, campaign_id: UUID, body: SyncIn) -> HttpResponse:
    done, remaining = sync_campaign(request.auth, campaign_id, body.pool, body.owner, asked_language(request))
    with reading(request.auth):
        return reply(result(request.auth, done, remaining))


def result(ctx: Context, done: list[UUID], remaining: int) -> dict[str, Any]:
    entries = list(Submission.objects.filter(pk__in=done).order_by("id"))
    wanted: dict[str, set[UUID]] = {
        code: {pk for entry in entries if (pk := getattr(entry, f"{code}_id"))} for code in MAKE
    }
    titles = titles_of(ctx, wanted)
    counts = {state: sum(entry.state == state for entry in entries) for state in ("synced", "duplicate", "failed")}
    return {**counts, "remaining": remaining, "rows": [_row(entry, titles) for entry in entries]}


def _row(entry: Submission, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    made = next(((code, pk) for code in MAKE if (pk := getattr(entry, f"{code}_id"))), None)
    return {
        "submission": {"object": "submission", "id": entry.pk, "title": entry.title},
        "state": entry.state,
        "note": entry.note,
        "record": reference(*made, titles) if made else None,
    }
