"""The routes of sync, beside those of campaigns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.router import show_record
from yuanliu.kernel.records.schemas import In, Reference
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Campaign, Submission
from yuanliu.modules.leads.sync import MAKE, Wish, set_auto_sync, start_sync, sync_campaign

router = Router(tags=["campaign"])


class HomeIn(In):
    """An owner or a pool; neither: the first pool that the member may use."""

    pool: UUID | None = None
    owner: UUID | None = None


class SyncIn(HomeIn):
    """`ids`: none but these entries of the campaign, as far as they wait; absent: all that wait."""

    ids: list[UUID] | None = Field(None, min_length=1, max_length=10_000)


class AutoSyncIn(HomeIn):
    """`active` false: a person syncs again."""

    active: bool = True


class SyncRow(Schema):
    submission: Reference
    state: str
    note: str
    record: Reference | None


class SyncOut(Schema):
    """`rows`: what became of each entry, in the order of arrival. With a `job` the rest is told when that is done: the
    entries of the campaign that were synced since `began`."""

    job: UUID | None
    began: datetime
    synced: int
    duplicate: int
    failed: int
    rows: list[SyncRow]


@router.post("/{uuid:campaign_id}/sync", response=SyncOut, operation_id="sync_campaign")
def sync(request: Request, campaign_id: UUID, body: SyncIn) -> HttpResponse:
    ctx, wish, language = request.auth, Wish(body.pool, body.owner), asked_language(request)
    began = ctx.now
    job = start_sync(ctx, campaign_id, wish, language, body.ids)
    done = [] if job else sync_campaign(ctx, campaign_id, wish, language, only=body.ids)
    with reading(ctx):
        return reply({"job": job and job.pk, "began": began, **result(ctx, done)})


@router.put("/{uuid:campaign_id}/auto-sync", operation_id="set_campaign_auto_sync")
def auto(request: Request, campaign_id: UUID, body: AutoSyncIn) -> HttpResponse:
    campaign = set_auto_sync(request.auth, campaign_id, Wish(body.pool, body.owner) if body.active else None)
    return show_record(request.auth, Campaign, campaign.pk)


def result(ctx: Context, done: list[UUID]) -> dict[str, Any]:
    entries = list(Submission.objects.filter(pk__in=done).order_by("id"))
    wanted: dict[str, set[UUID]] = {
        code: {pk for entry in entries if (pk := getattr(entry, f"{code}_id"))} for code in MAKE
    }
    wanted["submission"] = {entry.pk for entry in entries}
    titles = titles_of(ctx, wanted)
    counts = {state: sum(entry.state == state for entry in entries) for state in ("synced", "duplicate", "failed")}
    return {**counts, "rows": [_row(entry, titles) for entry in entries]}


def _row(entry: Submission, titles: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    made = next(((code, pk) for code in MAKE if (pk := getattr(entry, f"{code}_id"))), None)
    return {
        "submission": reference("submission", entry.pk, titles),
        "state": entry.state,
        "note": entry.note,
        "record": reference(*made, titles) if made else None,
    }
