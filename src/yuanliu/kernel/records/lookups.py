"""Who asks whether something exists learns of records that they may not see: so often within an hour as the company
allows, on record. Whoever may read every record of the object learns nothing new by it and is not counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from yuanliu.base.errors import Conflict, TooManyRequests
from yuanliu.base.i18n import T
from yuanliu.base.text import mask_email, mask_text
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.records.models import LookupCount, LookupRule
from yuanliu.kernel.work.context import ALL, Context
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.rules import change_rule
from yuanliu.kernel.work.unit import Work, reading, work

Hit = TypeVar("Hit")
HOUR = timedelta(hours=1)
#: What is counted, and the column of the rule that limits it.
LIMITS = {"lookups": "per_hour", "rows": "rows_per_hour"}


class LookupsSpent(TooManyRequests):
    code = "lookups_spent"
    detail = T(
        "本小时的查重次数已达上限 {limit}，请在 {minutes} 分钟后再试",
        "You have asked for {limit} within this hour, which is the limit; try again in {minutes} minutes.",
    )


class TellsOfOthers(Conflict):
    """A refusal that may tell its reader of a record that they do not see; then `of` names the object."""

    def __init__(self, *, of: str = "", **extra: Any):
        super().__init__(**extra)
        self.of = of


class LookedUp(Event):
    """About the member who asked. What they asked for is kept masked: it need not be anybody's in the company."""

    code: ClassVar[str] = "member.looked_up"
    text: ClassVar[T] = T("查询{what}是否已存在", "asked whether records exist ({what})")
    needs: ClassVar[tuple[str, str]] = ("member", "update")
    what: str
    asked: dict[str, str]
    found: int


def is_counted(ctx: Context, *codes: str) -> bool:
    """Whether answers about these objects tell this member something that lists do not."""
    return ctx.member_id is not None and any(ctx.scope(code, "read") < ALL for code in codes)


def note_lookup(w: Work, code: str, asked: Mapping[str, str], found: int) -> None:
    """One answer, or LookupsSpent: then nothing is answered."""
    spend(w, "lookups", 1)
    kept = {name: (mask_email if "@" in text else mask_text)(text) for name, text in asked.items() if text}
    what = str(model_of(code).object_type.label)
    w.emit(LookedUp(what=what, asked=kept, found=found), w.lock(Member, w.ctx.me))


def check_left(w: Work, count: str = "lookups") -> None:
    """LookupsSpent when nothing more is answered within this hour."""
    _check(w, count, _counted(w), 1)


def spend(w: Work, count: str, number: int) -> None:
    """So many answers of a kind, or LookupsSpent."""
    w.take_turns(f"lookups of {w.ctx.me}")
    row = _counted(w)
    _check(w, count, row, number)
    if row is None:
        w.add_rows([LookupCount(member_id=w.ctx.me, hour=_hour(w), **{count: number})])
    else:
        w.change_rows(LookupCount.objects.filter(pk=row.pk), **{count: getattr(row, count) + number})


def _check(w: Work, count: str, row: LookupCount | None, number: int) -> None:
    limit: int = getattr(LookupRule.current(), LIMITS[count])
    if (getattr(row, count) if row else 0) + number > limit:
        left = (_hour(w) + HOUR - w.now).total_seconds()
        raise LookupsSpent(limit=limit, minutes=int(left // 60) + 1, retry_after=int(left) + 1)


def _counted(w: Work) -> LookupCount | None:
    return LookupCount.objects.filter(member=w.ctx.me, hour=_hour(w)).first()


def _hour(w: Work) -> Any:
    return w.now.replace(minute=0, second=0, microsecond=0)


def answer(ctx: Context, codes: tuple[str, ...], asked: Mapping[str, str], find: Callable[[], list[Hit]]) -> list[Hit]:
    """What a member asked for, or LookupsSpent: a miss tells as much as a hit."""
    if not is_counted(ctx, *codes):
        with reading(ctx):
            return find()
    with work(replace(ctx, idempotency=None)) as w:
        found = find()
        note_lookup(w, codes[0], asked, len(found))
        return found


def also_told(ctx: Context, code: str, hits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hits that come with another answer: those without an id, which the member does not see, as long as anything is left."""
    seen = [hit for hit in hits if hit.get("id")]
    if len(seen) == len(hits) or ctx.member_id is None:
        return hits
    try:
        with work(replace(ctx, idempotency=None)) as w:
            note_lookup(w, code, {}, len(hits) - len(seen))
    except LookupsSpent:
        return seen
    return hits


def count_refusal(w: Work, refusal: TellsOfOthers) -> None:
    if refusal.of and w.ctx.member_id is not None:
        note_lookup(w, refusal.of, {}, 1)


@contextmanager
def counting_refusals(ctx: Context) -> Iterator[None]:
    """Around the work of an act: a refusal that tells of others' records is an answer, too. It is counted after the act
    was undone; where nothing is left, that is said instead."""
    try:
        yield
    except TellsOfOthers as refusal:
        with work(replace(ctx, idempotency=None)) as w:
            count_refusal(w, refusal)
        raise


def change_limits(ctx: Context, values: Mapping[str, int]) -> None:
    with work(ctx) as w:
        change_rule(w, LookupRule, values)
