"""What the owner of a campaign is told without asking, once for each occasion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from yuanliu.base.i18n import T
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.events.models import EventSubject
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.seen import Told, told
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.rules import change_rule
from yuanliu.kernel.work.unit import Work, reading, work
from yuanliu.modules.campaigns.events import CampaignStateChanged
from yuanliu.modules.campaigns.models import (
    Campaign,
    CampaignState,
    PromotionLink,
    Reminder,
    ReminderKind,
    ReminderRule,
    Submission,
    SubmissionState,
    Visit,
)
from yuanliu.modules.campaigns.queries import BY_FORM, WITHOUT_PLACE

NAMED = 3  # links that a reminder calls by name
GOING_TO = (CampaignState.DRAFT, CampaignState.ACTIVE, CampaignState.PAUSED)

STARTING = T("市场活动“{campaign}”将于 {day} 开始", "The campaign {campaign} starts on {day}.")
QUOTA = T("市场活动“{campaign}”的 {quota} 个名额已满", "All {quota} places of {campaign} are taken.")
OVERRUN = T("市场活动“{campaign}”的实际费用已超出预算", "The campaign {campaign} costs more than its budget.")
IDLE_LINKS = T(
    "市场活动“{campaign}”有 {count} 个推广链接已 {days} 天无人访问：{links}",
    "Links of {campaign} that had no visit for {days} ({count}): {links}",
)
QUARANTINE = T("市场活动“{campaign}”有 {count} 条提交待审核", "Submissions of {campaign} that wait for review: {count}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """`parts` are told of once each: key → name. `values`, of those that are new, fill the places of `text`."""

    campaign: Campaign
    kind: ReminderKind
    parts: dict[str, str]
    text: T
    values: Callable[[list[str]], dict[str, Any]]


def change_reminders(ctx: Context, values: Mapping[str, int]) -> None:
    """From the next hour on. What people were told already they are not told again."""
    with work(ctx) as w:
        change_rule(w, ReminderRule, values)


def remind_in_time(ctx: Context) -> int:
    """Not before the hour that the tenant has set."""
    with reading(ctx):
        hour = ReminderRule.current().hour
    return remind_campaigns(ctx) if ctx.now.astimezone(ZoneInfo(ctx.time_zone)).hour >= hour else 0


def remind_campaigns(ctx: Context) -> int:
    """How many were told. Whoever runs it at the same time waits, and then finds that all is told."""
    with work(ctx) as w:
        w.take_turns("campaign reminders")
        rule = ReminderRule.current()
        return sum(_tell(w, occasion) for find in FINDERS for occasion in find(w, rule))


def _tell(w: Work, occasion: Occasion) -> int:
    """Nobody told (no owner, or one who left) means told later."""
    campaign, kind = occasion.campaign, occasion.kind
    told = Reminder.objects.filter(campaign=campaign, kind=kind, occasion__in=occasion.parts)
    known = set(told.values_list("occasion", flat=True))
    new = {key: name for key, name in occasion.parts.items() if key not in known}
    if not new or (kind == ReminderKind.OVERRUN and not _sees_costs(campaign)):
        return 0
    values = occasion.values(list(new.values()))
    count = notify(w, [campaign.owner_id], f"campaign.{kind}", occasion.text, campaign, **values)
    if count:
        w.add_rows(Reminder(campaign=campaign, kind=kind, occasion=key, at=w.now) for key in new)
    return count


def _sees_costs(campaign: Campaign) -> bool:
    owner = context_for_member(Located(campaign.tenant_id, campaign.owner_id)) if campaign.owner_id else None
    return owner is not None and owner.may("cost_item", "read")


def _about(campaign: Campaign, kind: ReminderKind, key: object, text: T, **values: object) -> Occasion:
    return Occasion(campaign, kind, {str(key): ""}, text, lambda new: {"campaign": told(campaign), **values})


def _starting(w: Work, rule: ReminderRule) -> Iterator[Occasion]:
    soon = (w.ctx.today, w.ctx.today + timedelta(days=rule.ahead_days))
    for campaign in Campaign.objects.alive().filter(state__in=GOING_TO, starts_on__range=soon):
        day = campaign.starts_on.isoformat()
        yield _about(campaign, ReminderKind.STARTING, day, STARTING, day=told(campaign, "starts_on"))


def _full(w: Work, rule: ReminderRule) -> Iterator[Occasion]:
    placed = Q(submissions__deleted_at=None, submissions__way__in=BY_FORM)
    taken = Count("submissions", filter=placed & ~Q(submissions__state__in=WITHOUT_PLACE))
    going = Campaign.objects.alive().filter(state=CampaignState.ACTIVE, quota__gt=0)
    for campaign in going.annotate(taken=taken).filter(taken__gte=F("quota")):
        yield _about(campaign, ReminderKind.QUOTA, campaign.quota, QUOTA, quota=told(campaign, "quota"))


def _overrun(w: Work, rule: ReminderRule) -> Iterator[Occasion]:
    spent = Sum("costs__amount_base", filter=Q(costs__deleted_at=None))
    campaigns = Campaign.objects.alive().filter(budget__isnull=False).exclude(state=CampaignState.ARCHIVED)
    for campaign in campaigns.annotate(spent=spent).filter(spent__gt=F("budget")):
        yield _about(campaign, ReminderKind.OVERRUN, campaign.budget, OVERRUN)


def _quarantined(w: Work, rule: ReminderRule) -> Iterator[Occasion]:
    """Once a day, and only when something has come since the last time."""
    waiting = Submission.objects.alive().filter(state=SubmissionState.QUARANTINED)
    rows = waiting.order_by().values("campaign").annotate(count=Count("pk"), newest=Max("created_at"))
    found = {row["campaign"]: row for row in rows}
    last = _latest(Reminder.objects.filter(kind=ReminderKind.QUARANTINE, campaign__in=found), "campaign")
    for campaign in Campaign.objects.alive().filter(pk__in=found):
        if campaign.pk not in last or found[campaign.pk]["newest"] > last[campaign.pk]:
            count = str(found[campaign.pk]["count"])
            yield _about(campaign, ReminderKind.QUARANTINE, w.ctx.today.isoformat(), QUARANTINE, count=count)


def _idle_links(w: Work, rule: ReminderRule) -> Iterator[Occasion]:
    """Of campaigns that are going on; a visit starts the days anew, and so does the campaign's opening."""
    since = w.now - timedelta(days=rule.idle_days)
    links = PromotionLink.objects.alive().filter(
        active=True,
        purpose="form",
        campaign__state=CampaignState.ACTIVE,
        campaign__deleted_at=None,
        created_at__lt=since,
    )
    links = links.exclude(pk__in=Visit.objects.filter(at__gte=since).values("link"))
    by_campaign: dict[Campaign, list[PromotionLink]] = {}
    for link in links.select_related("campaign").order_by("created_at", "pk"):
        by_campaign.setdefault(link.campaign, []).append(link)
    moves = EventSubject.objects.filter(
        event__code=CampaignStateChanged.code, record_id__in=[c.pk for c in by_campaign]
    )
    opened = _latest(moves, "record_id", "event__at")
    visited = _latest(Visit.objects.filter(campaign__in=by_campaign), "link")
    for campaign, idle in by_campaign.items():
        if campaign.pk not in opened or opened[campaign.pk] < since:
            parts = {f"{link.pk} {_day(visited.get(link.pk))}": link.channel for link in idle}
            yield Occasion(campaign, ReminderKind.IDLE_LINK, parts, IDLE_LINKS, _idle(campaign, rule.idle_days))


def _idle(campaign: Campaign, days: int) -> Callable[[list[str]], dict[str, Any]]:
    def said(names: list[str]) -> dict[str, Any]:
        named, more = names[:NAMED], " …" if len(names) > NAMED else ""
        listed = T("、".join(named) + more, ", ".join(named) + more)
        idle = T(str(days), "a day" if days == 1 else f"{days} days")
        links = Told("promotion_link.channel", listed)
        return {"campaign": told(campaign), "count": len(names), "days": idle, "links": links}

    return said


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "never"


def _latest(rows: QuerySet[Any], by: str, at: str = "at") -> dict[UUID, datetime]:
    return dict(rows.order_by().values_list(by).annotate(Max(at)))


FINDERS = (_starting, _full, _overrun, _quarantined, _idle_links)
