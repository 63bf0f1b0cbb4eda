"""How much cash a week will bring, by what is due and by how late each account pays. Added up by the database: there may
be a hundred thousand open installments."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F

from yuanliu.base.money import CURRENCIES, exponent
from yuanliu.base.time import period_bounds
from yuanliu.kernel.records.output import in_currency
from yuanliu.kernel.records.seen import sees_all
from yuanliu.kernel.work.context import Context
from yuanliu.modules.receivables.queries import ZERO, open_installments

#: A sum gives away what it adds up.
MADE_OF = ("contract", "amount", "allocated", "currency", "due_on")
OTHERWISE_THAN_CENTS = {code: exponent(code) for code in CURRENCIES if exponent(code) != 2}

#: Week in which it falls due, week in which it is expected, Σ in base currency, count. An account's last 20 payments say how
#: late it pays: their mean, rounded to the even day. Each amount is rounded to the cent by itself, as `catalog.to_base` does.
_FORECAST = """
WITH open AS MATERIALIZED ({open}),
paid AS (
  SELECT r.account_id, r.received_on - i.due_on AS late,
    row_number() OVER (PARTITION BY r.account_id ORDER BY r.received_on DESC, a.id DESC) AS back
  FROM receivables_allocation a
  JOIN receivables_receipt r ON r.id = a.receipt_id AND r.tenant_id = a.tenant_id
  JOIN contracts_installment i ON i.id = a.installment_id AND i.tenant_id = a.tenant_id
  WHERE a.amount > 0 AND r.account_id IN (SELECT account FROM open)
),
habit AS (SELECT account_id, round(avg(late)::float8)::int AS late FROM paid WHERE back <= 20 GROUP BY 1)
SELECT greatest(date_trunc('week', due)::date, %s), greatest(date_trunc('week', due + coalesce(late, 0))::date, %s),
  sum(round((amount - allocated)::numeric * rate / 1e8 / 10 ^ coalesce((%s::jsonb ->> currency)::int, 2)::numeric, 2)), count(*)
FROM open LEFT JOIN habit ON account_id = account GROUP BY 1, 2
"""


def cash_forecast(ctx: Context, weeks: int = 12) -> dict[str, Any]:
    """{items} per week from this one on, in base currency at the contracts' booked rates.

    `due` counts an installment in the week of its due date; `expected` in the week when its account, which pays so many
    days late on average, will pay. What should have come already counts in this week.
    """
    this_week = period_bounds("week", ctx.today)[0]
    ahead = [this_week + timedelta(weeks=number) for number in range(weeks)]
    if not (sees_all(ctx, "installment", *MADE_OF) and sees_all(ctx, "contract", "account", "rate")):
        nothing = {"due": None, "expected": None, "count": None}
        return {"items": [{"week": week, **nothing} for week in ahead]}
    due, expected, count = dict.fromkeys(ahead, ZERO), dict.fromkeys(ahead, ZERO), dict.fromkeys(ahead, 0)
    for falls_due, comes, amount, number in _open_by_week(ctx, this_week):
        if falls_due in due:
            due[falls_due] += amount
        if comes in expected:
            expected[comes] += amount
            count[comes] += number
    shown = [{"week": w, "due": due[w], "expected": expected[w], "count": count[w]} for w in ahead]
    return {"items": [in_currency(ctx.currency, week, "due", "expected") for week in shown]}


def _open_by_week(ctx: Context, this_week: date) -> list[tuple[date, date, Decimal, int]]:
    rows = (
        open_installments(ctx)
        .order_by()
        .values(
            "amount",
            "allocated",
            "currency",
            due=F("due_on"),
            account=F("contract__account_id"),
            rate=F("contract__rate"),
        )
    )
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _FORECAST.format(open=sql), [*parameters, this_week, this_week, json.dumps(OTHERWISE_THAN_CENTS)]
        )
        return cursor.fetchall()
