"""The demo company 示例企业: a distributor of industrial goods with a history of eighteen months that ends today.

Everything in it happened through the same services as in life, each act at its own moment, and the same seed tells the
same story. All names, addresses and numbers are invented.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random

from django.db import connection

from yuanliu.base.time import utc_now
from yuanliu.kernel.jobs.jobs import deliver_outbox
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.journal import deliver_with
from yuanliu.site import urls  # noqa: F401  the routers say how records of each object are made

from .customers import begin_customers
from .diary import due_today, write_up
from .erasure import erase_tenant
from .leads import begin_leads
from .marketing import begin_campaigns
from .opening import save_views, set_up
from .people import LOGINS, SALES, found_company
from .story import Story
from .words.names import Names

__all__ = ["LOGINS", "build", "load"]

NAME = "沅澜衡机电设备（上海）有限公司"
UNFINISHED = f"{NAME}（载入中）"
SEED = 20250901

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """Founds the company where there is none yet, or the share of its history that YUANLIU_DEMO_SIZE names.

    It carries another name until it is complete, so a load that was cut short is seen by the next, which begins anew.
    """
    remove_unfinished(progress)
    if not Tenant.objects.exists():
        build(progress, float(os.environ.get("YUANLIU_DEMO_SIZE", "1")))


def remove_unfinished(progress: Progress) -> None:
    for half in Tenant.objects.filter(name=UNFINISHED):
        progress("清除未载入完的示例企业 · removing a demo company that was cut short")
        erase_tenant(half)


def build(progress: Progress, size: float = 1.0, seed: int = SEED) -> Story:
    """A new demo company beside whatever else there is; `size` is the share of its history that is told."""
    progress("创建示例企业 · founding the demo company")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # this session's; what a crash loses is begun anew anyway
    end = utc_now()
    chance = Random(seed)  # noqa: S311  a story, not a secret
    story = Story(found_company(UNFINISHED, Story.first_moment(end)), chance, end, size)
    with _events_kept_waiting():
        _tell(story, progress)
    progress("处理后续通知 · delivering what follows from it")
    deliver_outbox(str(story.company.admin.tenant_id))
    Tenant.objects.filter(pk=story.company.admin.tenant_id).update(name=NAME)
    told = "、".join(f"{name} {count}" for name, count in sorted(story.counts.items()))
    progress(f"示例企业已就绪 · the demo company is ready: {told}")
    return story


def _tell(story: Story, progress: Progress) -> None:
    names = Names(story.rng)
    set_up(story)
    begin_customers(story, names)
    begin_campaigns(story, names)
    begin_leads(story, names)

    def say(day: date) -> None:
        progress(f"{day.year} 年 {day.month} 月 · {day:%B %Y}")

    story.run(say)
    story.now = story.end
    for key in SALES:
        write_up(story, key)
    save_views(story)
    due_today(story)


@contextmanager
def _events_kept_waiting() -> Iterator[None]:
    """No job for each of thousands of acts: what waits in the outbox is delivered once, when all is told."""
    before = deliver_with(lambda tenant_id: None)
    try:
        yield
    finally:
        deliver_with(before)
