"""How the history is told: many lives side by side, each act at its own moment, in the order of time.

A life is a generator. It acts, yields the moment at which it goes on, acts again. What lies beyond the end of the story
does not happen, so a deal that is half-way is half-way, and a receipt that nobody has confirmed waits for confirmation.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from yuanliu.kernel.work.context import Context

from .people import Company

Life = Iterator[datetime]
T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 548  # eighteen months
HOLIDAYS = {(1, 1), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))}
SPRING_FESTIVAL = {2025: date(2025, 1, 28), 2026: date(2026, 2, 16), 2027: date(2027, 2, 5), 2028: date(2028, 1, 25)}
# How busy each month is, January first: quiet around the Spring Festival and in high summer, busy before year ends.
SEASON = (0.8, 0.45, 1.3, 1.15, 1.0, 1.2, 0.8, 0.75, 1.3, 0.85, 1.25, 1.1)


@dataclass
class Story:
    """`size` is the share of the full history that is told; `counts` is what has happened so far."""

    company: Company
    rng: Random
    end: datetime
    size: float = 1.0
    now: datetime = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    shelf: dict[str, Any] = field(default_factory=dict)  # what is made once and used all over: products, stages
    _waiting: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _begun: int = 0

    def __post_init__(self) -> None:
        self.now = self.start

    @staticmethod
    def first_moment(end: datetime) -> datetime:
        return datetime.combine(end.astimezone(ZONE).date() - timedelta(days=DAYS), time(9), ZONE)

    @property
    def start(self) -> datetime:
        return self.first_moment(self.end)

    @property
    def today(self) -> date:
        """The day on which the story ends."""
        return self.end.astimezone(ZONE).date()

    def ctx(self, key: str) -> Context:
        """A member, now."""
        return self.company.ctx(key, self.now)

    @property
    def calendar_day(self) -> date:
        """The day it is where the company is."""
        return self.now.astimezone(ZONE).date()

    # Telling

    def begin(self, moment: datetime, life: Life) -> None:
        heapq.heappush(self._waiting, (moment, self._begun, life))
        self._begun += 1

    def once(self, moment: datetime, act: Callable[[], None]) -> None:
        """A life of a single act."""

        def life() -> Life:
            act()
            yield from ()

        self.begin(moment, life())

    def run(self, progress: Callable[[date], None]) -> None:
        """Lets everything happen that happens before the end; `progress` hears of every new month."""
        month = 0
        while self._waiting and self._waiting[0][0] <= self.end:
            self.now, _, life = heapq.heappop(self._waiting)
            if (day := self.calendar_day).month != month:
                month = day.month
                progress(day)
            if (moment := next(life, None)) is not None:
                self.begin(max(moment, self.now + timedelta(minutes=1)), life)

    # Time

    def morning(self, day: date) -> datetime:
        return datetime.combine(day, time(9), ZONE)

    def day(self, number: int) -> date:
        """The day of the story with this number; the last is DAYS."""
        return self.today - timedelta(days=DAYS - number)

    def later(self, least: float, most: float) -> datetime:
        """A working moment so many days from now; when that is less than one, today if the working day lasts so long."""
        if most < 1:
            moment = self.now + timedelta(minutes=self.rng.randint(int(least * 1440) + 5, int(most * 1440) + 30))
            local = moment.astimezone(ZONE)
            return moment if 8 <= local.hour < 19 else self.working(local.date() + timedelta(days=local.hour >= 19))
        return self.working(self.calendar_day + timedelta(days=round(self.rng.uniform(least, most))))

    def working(self, day: date) -> datetime:
        """A moment in the office hours of `day`, or of the next working day."""
        while day.weekday() > 4 or is_holiday(day):
            day += timedelta(days=1)
        return self.morning(day) + timedelta(minutes=int(self.rng.triangular(0, 560, 120)))

    def any_day(self) -> date:
        """A day for something new to begin: more of them in busy months, and ever more as the company grows."""
        while True:
            number = int(DAYS * self.rng.random() ** 0.8)
            day = self.day(number)
            if self.rng.random() < SEASON[day.month - 1] / max(SEASON):
                return day

    # Chance

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        return self.rng.choice(choices)

    def weighted(self, choices: Mapping[T, float]) -> T:
        return self.rng.choices(list(choices), list(choices.values()))[0]

    def number(self, full: int) -> int:
        """So many in a story of this size, but never none."""
        return max(1, round(full * self.size))


def is_holiday(day: date) -> bool:
    festival = SPRING_FESTIVAL.get(day.year)
    in_festival = festival is not None and festival <= day < festival + timedelta(days=8)
    return in_festival or (day.month, day.day) in HOLIDAYS
