"""What a member does next: one order over every object, each record once with all that speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yuanliu.base.i18n import T
from yuanliu.kernel.approvals.models import Approval
from yuanliu.kernel.records.fields import clear_fields
from yuanliu.kernel.records.lists import Found, ListQuery, chosen_fields, find_page
from yuanliu.kernel.records.output import render, titles_of, together
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.activities.models import FollowUp
from yuanliu.modules.analytics.queries.measures import Condition, where
from yuanliu.modules.recycling.queries import about_to_be_recycled

MOST = 40
EACH = 15  # of one occasion: nobody does more before they look again
SOON = 7
NEW_FOR = 3
PAYABLE = where("contract.stage", ["effective", "executing"], "in")
FOLLOWED = ("lead", "account", "opportunity")

#: What tells one line from another, by object; whom to call stands beside it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "task": ("record", "due_at", "priority", "state", "owner"),
    "lead": ("company", "source", "owner", "mobile", "phone"),
    "account": ("level", "owner", "phone"),
    "opportunity": ("stage", "amount", "currency", "account", "owner", "contact"),
    "installment": ("contract", "due_on", "amount", "outstanding", "currency"),
    "receipt": ("account", "contract", "amount", "currency", "received_on", "method", "refund_of"),
    "submission": ("company", "campaign", "suspicion", "mobile"),
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Records that wait, and why. `moment`: the field that says since or until when.

    `owner`: the path to whose they are; "" where they wait for everybody who may `needs`.
    """

    code: str
    why: T
    object: str
    moment: str
    conditions: tuple[Condition, ...]
    owner: str = "owner"
    needs: str = "read"

    def wanted(self, team: bool) -> list[Condition]:
        mine = [] if team or not self.owner else [where(self.owner, "me")]
        return [*self.conditions, *mine]


@dataclass(slots=True)
class Entry:
    """A record that waits: `band` and `moment` are its place, `why` all that speaks for it, the most pressing first."""

    object: str
    id: UUID
    band: int
    moment: datetime
    why: list[str] = field(default_factory=list)


def occasions(ctx: Context) -> list[Occasion]:
    """What can wait for this member, the most pressing kind first: the order of the agenda."""
    return [one for one in _all_occasions(ctx) if _may_ask(ctx, one)]


def _all_occasions(ctx: Context) -> list[Occasion]:
    today, soon = ctx.today.isoformat(), (ctx.today + timedelta(days=SOON)).isoformat()
    due, unpaid = where("next_follow_up_at", today, "lte"), where("state", ["pending", "partial"], "in")
    new = (where("owned_since", NEW_FOR, "last_days"), where("status", "new"))
    following = (due, where("status", ["new", "following"], "in"))
    undone = (where("state", "open"), where("due_at", today, "lte"))
    asked, came_due = (due, where("outcome", "open")), (where("due_on", [today, soon], "between"), unpaid, PAYABLE)
    failed, suspect = where("state", "failed"), where("state", "quarantined")
    return [
        Occasion("leads_new", T("新分配的线索", "Leads just assigned"), "lead", "owned_since", new),
        Occasion("tasks_overdue", T("逾期待办", "Overdue tasks"), "task", "due_at", (where("state", "overdue"),)),
        Occasion("tasks_today", T("今日待办", "Tasks of today"), "task", "due_at", undone),
        Occasion("leads_due", T("待跟进线索", "Leads to follow up"), "lead", "next_follow_up_at", following),
        Occasion("accounts_due", T("待跟进客户", "Accounts to follow up"), "account", "next_follow_up_at", (due,)),
        Occasion("opportunities_due", T("待跟进商机", "Opportunities to follow up"), "opportunity", "next_follow_up_at", asked),
        Occasion("receipts_waiting", T("待确认回款", "Receipts to confirm"), "receipt", "received_on", (where("state", "registered"),), "", "confirm"),
        Occasion("submissions_suspect", T("待审核提交", "Submissions to review"), "submission", "created_at", (suspect,), "campaign.owner", "review"),
        Occasion("submissions_failed", T("同步失败", "Failed to sync"), "submission", "created_at", (failed,), "campaign.owner", "review"),
        Occasion("installments_overdue", T("逾期应收", "Overdue installments"), "installment", "due_on", (where("overdue", True),), "contract.owner"),
        Occasion("installments_due", T("近期应收", "Installments due"), "installment", "due_on", came_due, "contract.owner"),
        Occasion("opportunities_rotten", T("停滞商机", "Rotting opportunities"), "opportunity", "stage_since", (where("rotten", True),)),
    ]  # fmt: skip


def _may_ask(ctx: Context, occasion: Occasion) -> bool:
    """Not by fields that are hidden from this member."""
    if not (ctx.may(occasion.object, "read") and ctx.may(occasion.object, occasion.needs)):
        return False
    known = clear_fields(ctx, model_of(occasion.object))
    asked = [occasion.owner, occasion.moment, *(condition["field"] for condition in occasion.conditions)]
    return all(name.partition(".")[0] in known for name in asked if name)


BANDS = {"recycling": 0, "leads_new": 1, "approvals": 3, "receipts_waiting": 3, "submissions_suspect": 3,
         "submissions_failed": 3, "installments_overdue": 4, "installments_due": 5, "opportunities_rotten": 6}  # fmt: skip
BAND_OF_TODAY = 2  # what has a time: tasks and follow-ups, in the order of their times
DATED = (BAND_OF_TODAY, BANDS["installments_overdue"])  # in these, what was due before now is late
RECYCLING = T("{days} 天内将回收：{reason}", "Recycled within {days} days: {reason}")
APPROVAL = T("待我审批", "Waits for my approval")


def agenda(ctx: Context, team: bool, language: str) -> list[dict[str, Any]]:
    """[{object, record, why, since, late, phone, last}], the next thing first; runs inside an open transaction."""
    entries: dict[UUID, Entry] = {}
    for entry in sorted(_waiting(ctx, team, language), key=lambda entry: (entry.band, entry.moment)):
        known = entries.setdefault(entry.id, entry)
        known.why += [why for why in entry.why if why not in known.why]
    return _shown(ctx, list(entries.values())[:MOST])


def _waiting(ctx: Context, team: bool, language: str) -> Iterator[Entry]:
    if not team:
        yield from _recycled_soon(ctx, language)
        yield from _to_approve(ctx, language)
    for occasion in occasions(ctx):
        query = ListQuery(
            filter={"all": occasion.wanted(team)}, sort=occasion.moment, limit=EACH, columns=(occasion.moment,)
        )
        band = BANDS.get(occasion.code, BAND_OF_TODAY)
        column = chosen_fields(ctx, model_of(occasion.object), [occasion.moment])[0].column
        for row in find_page(ctx, model_of(occasion.object), query).rows:
            yield Entry(occasion.object, row["id"], band, _moment(ctx, row[column]), [occasion.why.into(language)])


def _recycled_soon(ctx: Context, language: str) -> Iterator[Entry]:
    dues = [due for due in about_to_be_recycled(ctx, language) if due["due_at"]]
    for due in dues[:EACH]:
        days = max(0, (due["due_at"] - ctx.now).days)
        why = RECYCLING.format(days=days + 1, reason=due["reason"]).into(language)
        yield Entry(due["record"]["object"], due["record"]["id"], BANDS["recycling"], due["due_at"], [why])


def _to_approve(ctx: Context, language: str) -> Iterator[Entry]:
    waiting = Approval.objects.filter(approver=ctx.member_id, state="pending").order_by("requested_at")
    for row in waiting[:EACH]:
        yield Entry(row.object, row.record_id, BANDS["approvals"], row.requested_at, [APPROVAL.into(language)])


def _moment(ctx: Context, value: date | datetime) -> datetime:
    """A plain date ends where the member is."""
    return value if isinstance(value, datetime) else datetime.combine(value, time.max, ZoneInfo(ctx.time_zone))


def _shown(ctx: Context, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """One statement for the records of each object, one for all titles, one for the last words, one for whom to call."""
    pages = {code: _rows(ctx, code, ids) for code, ids in _by_object(entries).items()}
    titles = titles_of(ctx, together(*(page.referred for page in pages.values())))
    records = {record["id"]: record for page in pages.values() for record in page.shown(ctx, titles)["items"]}
    last = _last_words(ctx, [entry.id for entry in entries if entry.object in FOLLOWED])
    phones = _phones_of_contacts(ctx, records.values())
    return [
        {
            "object": entry.object,
            "record": records[entry.id],
            "why": entry.why,
            "since": entry.moment,
            "late": entry.band in DATED and entry.moment < ctx.now,
            "phone": _phone(records[entry.id], phones),
            "last": last.get(entry.id),
        }
        for entry in entries
        if entry.id in records
    ]


def _by_object(entries: Iterable[Entry]) -> dict[str, list[UUID]]:
    ids: dict[str, list[UUID]] = {}
    for entry in entries:
        ids.setdefault(entry.object, []).append(entry.id)
    return ids


def _rows(ctx: Context, code: str, ids: Sequence[UUID], columns: tuple[str, ...] = ()) -> Found:
    chosen = where("id", [str(pk) for pk in ids], "in")
    query = ListQuery(filter=chosen, limit=len(ids), columns=columns or COLUMNS.get(code, ("owner",)))
    return find_page(ctx, model_of(code), query)


def _last_words(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The latest follow-up of each: {kind, text, at}."""
    if not (ids and ctx.may("follow_up", "read")):
        return {}
    rows = FollowUp.objects.visible_to(ctx).filter(record_id__in=ids).order_by("record_id", "-at", "-pk")
    columns = ("id", "version", "summary", "record_id", "kind", "at")
    found = list(rows.distinct("record_id").values(*columns))
    shown = render(ctx, FollowUp, found, chosen_fields(ctx, FollowUp, ("kind", "at")), {})
    return {
        row["record_id"]: {"kind": told.get("kind"), "text": told["title"], "at": told.get("at")}
        for row, told in zip(found, shown, strict=True)
    }


def _phones_of_contacts(ctx: Context, records: Iterable[dict[str, Any]]) -> dict[UUID, str]:
    contacts = {contact["id"] for record in records if (contact := record.get("contact")) and "id" in contact}
    if not (contacts and ctx.may("contact", "read")):
        return {}
    page = _rows(ctx, "contact", sorted(contacts), ("mobile", "phone"))
    return {contact["id"]: _own_phone(contact) for contact in page.shown(ctx, {})["items"]}


def _phone(record: Mapping[str, Any], phones: Mapping[UUID, str]) -> str:
    contact: Mapping[str, Any] = record.get("contact") or {}
    return _own_phone(record) or phones.get(contact.get("id", record["id"]), "")


def _own_phone(record: Mapping[str, Any]) -> str:
    return record.get("mobile") or record.get("phone") or ""
