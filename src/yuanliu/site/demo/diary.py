"""Follow-ups and tasks: what people write down and what they mean to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yuanliu.kernel.records.services import create_record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import work
from yuanliu.modules.activities.models import Followed, Task
from yuanliu.modules.activities.services import add_follow_up, finish_task

from .people import PEOPLE, SALES
from .story import Life, Story
from .words import talk
from .words.goods import WORDS
from .words.names import Firm

Sentences = tuple[tuple[str, str], ...]
# How much business each salesperson draws: two are stars, one is new.
DRAW = {"lin": 3.2, "huang": 2.8, "chen": 1.2, "wu": 0.6, "zhou": 1.5, "sun": 1.1, "xu": 1.6, "he": 1.0, "liang": 1.2}
SKILL = {"lin": 0.62, "huang": 0.58, "wu": 0.28, "he": 0.38}
USUAL_SKILL = 0.45
TEAMS = {"上海": ("lin", "chen", "wu", "zhou", "sun"), "杭州": ("xu", "he"), "深圳": ("huang", "liang")}
LATE = timedelta(days=18)  # a task may be overdue for so long


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody at a company, as salespeople know them."""

    firm: Firm
    person: str
    job_title: str
    mobile: str
    product: str


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime
    record: tuple[str, UUID]
    kind: str
    content: str
    next_at: datetime | None


def skill(key: str) -> float:
    return SKILL.get(key, USUAL_SKILL)


def manager_of(key: str) -> str:
    return "luo" if PEOPLE[key].department == "深圳部" else "gu"


def seller(story: Story, team: str) -> str:
    return story.weighted({key: DRAW[key] for key in TEAMS[team]})


def write(
    story: Story,
    key: str,
    record: tuple[str, UUID],
    phase: Sentences,
    prospect: Prospect,
    next_at: datetime | None = None,
) -> None:
    """A follow-up on a record, in words that fit the phase; it goes into the author's notebook first."""
    kind, sentence = story.pick(phase)
    note = Note(story.now, record, kind, _filled(story, sentence, prospect), next_at)
    story.shelf.setdefault("notebooks", {}).setdefault(key, []).append(note)
    story.counts["follow_ups"] += 1


def write_up(story: Story, key: str) -> None:
    """What a salesperson has noted since the last time goes into the system in one act, each at its own moment."""
    notes: list[Note] = story.shelf.get("notebooks", {}).pop(key, [])
    if not notes:
        return
    with work(story.ctx(key)) as w, w.gathering():
        subjects: dict[UUID, Followed] = {}
        for code in {note.record[0] for note in notes}:
            ids = {note.record[1] for note in notes if note.record[0] == code}
            subjects.update((record.pk, record) for record in w.get_many(model_of(code), ids, "follow_up"))
        for note in notes:
            with w.at(note.at):
                add_follow_up(w, subjects[note.record[1]], note.kind, note.content, note.next_at)


def begin_notebooks(story: Story) -> None:
    """Each salesperson writes up on a weekday of their own."""
    monday = story.day(7) - timedelta(days=story.day(7).weekday())
    for number, key in enumerate(SALES):
        first = story.morning(monday + timedelta(days=number % 5)) + timedelta(hours=9, minutes=number)
        story.shelf.setdefault("write_ups", {})[key] = first
        story.begin(first, _notebook(story, key))


def _notebook(story: Story, key: str) -> Life:
    while True:
        write_up(story, key)
        story.shelf["write_ups"][key] += timedelta(days=7)
        yield story.shelf["write_ups"][key]


def after_write_up(story: Story, key: str) -> datetime:
    """The working day after the next write-up: what was noted of a record must be in before the record is closed."""
    return story.shelf["write_ups"][key] + timedelta(minutes=story.rng.randint(13 * 60, 23 * 60))


def _filled(story: Story, sentence: str, prospect: Prospect) -> str:
    rng, weeks = story.rng, story.rng.randint(4, 10)
    return sentence.format(
        person=called(prospect),
        product=prospect.product,
        pain=rng.choice(talk.PAIN),
        weeks=weeks,
        half=weeks // 2,
        month=rng.randint(2, 9),
        count=rng.randint(3, 26),
        days=rng.randint(2, 9),
        percent=rng.randint(3, 12),
        money=rng.choice((15, 20, 30, 50, 80, 120)),
    )


def called(prospect: Prospect) -> str:
    """How one speaks of them: by surname and position."""
    short = next(
        (word for word in ("总监", "经理", "主管", "厂长", "主任", "总", "工") if word in prospect.job_title), "工"
    )
    return prospect.person[0] + short


def product_name(story: Story) -> str:
    return story.pick(WORDS)


def task_life(story: Story, key: str, record: tuple[str, UUID], prospect: Prospect) -> Life:
    """A task is set, mostly by oneself, and mostly done in time; of the latest some are late."""
    due = story.later(1, 8)
    name = story.pick(talk.TASKS).format(
        person=called(prospect), firm=prospect.firm.name.removesuffix("有限公司"), product=prospect.product
    )
    by = manager_of(key) if story.chance(0.15) else key
    task = create_record(
        story.ctx(by),
        Task,
        {
            "name": name[:200],
            "owner": story.company.id(key),
            "record": {"object": record[0], "id": record[1]},
            "due_at": due,
            "remind_at": due - timedelta(hours=1),
            "priority": story.weighted({"normal": 6, "high": 3, "low": 1}),
        },
    )
    story.counts["tasks"] += 1
    if due > story.end - LATE and story.chance(0.35):
        return
    yield due - timedelta(hours=story.rng.randint(1, 6))
    finish_task(story.ctx(key), task.pk)


def due_today(story: Story) -> None:
    """Everybody who sells has something to do today, something left over and something to come."""
    for key in SALES:
        for days, name in (
            (0, "今天下班前提交本周销售预测"),
            (0, "回电：确认样机到货时间"),
            (-2, "补录上周拜访纪要"),
            (4, "准备月度客户复盘"),
        ):
            due = story.morning(story.today) + timedelta(days=days, hours=9)
            create_record(story.ctx(key), Task, {"name": name, "due_at": due})
            story.counts["tasks"] += 1
