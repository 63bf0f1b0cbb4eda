"""Reminders of installments before and after they are due, to the owner of the contract; each is sent once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.base.money import written
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.seen import Told, told
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.contracts.models import Installment
from yuanliu.modules.receivables.models import DueReminder
from yuanliu.modules.receivables.queries import open_installments

#: Days after the due date, negative before it. A day that was missed is made up for by the latest that applies.
MOMENTS = (-7, -1, 0, 3, 7, 15, 30)
DUE = T(
    "“{title}”{name} {amount} 将于 {due_on} 到期",
    "{name} of {title}, {amount}, is due on {due_on}",
)
LATE = T(
    "“{title}”{name} {amount} 已逾期 {days} 天",
    "{name} of {title}, {amount}, is {days} days overdue",
)


def remind_of_dues(ctx: Context) -> int:
    """Sends what is due to be sent and has not been; safe to run at any time, any number of times."""
    with work(ctx) as w:
        today = w.ctx.today
        window = {
            "due_on__gte": today - timedelta(days=MOMENTS[-1] + 1),
            "due_on__lte": today - timedelta(days=MOMENTS[0]),
        }
        rows = list(open_installments(w.ctx).filter(**window).select_related("contract"))
        sent = _sent(row.pk for row in rows)
        return sum(_remind(w, row, sent) for row in rows)


def _sent(ids: Iterable[UUID]) -> set[tuple[UUID, object, int]]:
    return set(DueReminder.objects.filter(installment__in=list(ids)).values_list("installment_id", "due_on", "days"))


def _remind(w: Work, row: Installment, sent: set[tuple[UUID, object, int]]) -> bool:
    late = (w.ctx.today - row.due_on).days
    days = MOMENTS[bisect_right(MOMENTS, late) - 1]
    if (row.pk, row.due_on, days) in sent:
        return False
    w.add_rows([DueReminder(installment=row, due_on=row.due_on, days=days, at=w.now)])
    said = {
        "title": told(row.contract),
        "name": told(row),
        "amount": Told(
            ("installment.amount", "installment.allocated"), written(row.amount - row.allocated, row.currency)
        ),
        "due_on": told(row, "due_on"),
        "days": Told("installment.due_on", str(late)),
    }
    code, text = ("installment.overdue", LATE) if late > 0 else ("installment.due", DUE)
    notify(w, [row.contract.owner_id], code, text, row, **said)
    return True
