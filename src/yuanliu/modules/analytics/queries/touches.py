"""Which touches a contract came of, and what each campaign and link earned of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from yuanliu.base.time import local_date
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.modules.analytics.models import AttributionRule, Credit
from yuanliu.modules.analytics.queries.measures import STANDING
from yuanliu.modules.analytics.queries.shares import MODELS, Weights, shares, weigh
from yuanliu.modules.campaigns.models import Touch
from yuanliu.modules.contracts.models import Contract
from yuanliu.modules.receivables.models import Receipt

Reached = tuple[UUID, UUID | None]  # a campaign, and its link if the touch came through one
Earned = dict[
    tuple[UUID, UUID | None, Reached], tuple[int, ...]
]  # by contract, receipt and reached: one amount per model
TOUCHED = ("contract", "opportunity", "account")


@dataclass(frozen=True)
class Reach:
    """A touch as attribution sees it. `root` is the same for all that were carried from one."""

    root: UUID
    reached: Reached
    at: datetime


def earned_by(contract_ids: Collection[UUID]) -> Earned:
    """What the ledger of touches, the amounts and the rule say of these contracts, in minor units of base currency.

    The amount counts while the contract stands; what was received, always. Draft contracts have earned nothing yet.
    """
    contracts = list(Contract.objects.alive().filter(pk__in=contract_ids, signed_on__isnull=False))
    reaches, rule = _reaches_of(contracts), AttributionRule.current()
    time_zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=contracts[0].tenant_id) if contracts else ""
    receipts: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    booked = Receipt.objects.filter(contract__in=contracts, state="confirmed")
    for contract_id, pk, amount in booked.values_list("contract_id", "pk", "amount_base"):
        receipts[contract_id].append((pk, _cents(amount)))
    earned: Earned = {}
    for contract in contracts:
        counted = _within(rule, contract.signed_on, reaches[contract.pk], time_zone)
        if not counted:
            continue
        weighed = weigh([age for age, _ in counted], rule.half_life_days)
        places = [reach.reached for _, reach in counted]
        sums = [(None, _cents(contract.amount_base))] if contract.stage in STANDING else []
        for receipt_id, total in [*sums, *receipts[contract.pk]]:
            for place, amounts in _split(total, weighed, places).items():
                earned[contract.pk, receipt_id, place] = amounts
    return earned


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def _reaches_of(contracts: Iterable[Contract]) -> dict[UUID, list[Reach]]:
    """The touches of each contract, of its opportunity and of its account; one that was carried counts once."""
    wanted = {(code, getattr(c, "pk" if code == "contract" else f"{code}_id")) for c in contracts for code in TOUCHED}
    rows = Touch.objects.filter(record_id__in={pk for _, pk in wanted if pk}, object__in=TOUCHED)
    by_record: dict[tuple[str, UUID], list[Touch]] = defaultdict(list)
    for touch in rows:
        by_record[touch.object, touch.record_id].append(touch)
    found = {}
    for contract in contracts:
        own = (("contract", contract.pk), ("opportunity", contract.opportunity_id), ("account", contract.account_id))
        reaches = {
            root: Reach(root, (touch.campaign_id, touch.promotion_link_id), touch.at)
            for key in own
            for touch in by_record.get(key, ())
            for root in (touch.carried_from_id or touch.pk,)
        }
        found[contract.pk] = sorted(reaches.values(), key=lambda reach: (reach.at, reach.root))
    return found


def _within(rule: AttributionRule, signed_on: date, reaches: list[Reach], time_zone: str) -> list[tuple[int, Reach]]:
    """Those of the look-back, counted back from the day of signing, with their age in days."""
    aged = [((signed_on - local_date(reach.at, time_zone)).days, reach) for reach in reaches]
    return [(age, reach) for age, reach in aged if 0 <= age <= rule.look_back_days]


def _split(total: int, weighed: dict[Any, Weights], places: list[Reached]) -> dict[Reached, tuple[int, ...]]:
    """The total shared out among touches, and gathered by where they came through."""
    found: dict[Reached, list[int]] = {place: [0] * len(MODELS) for place in places}
    for index, model in enumerate(MODELS):
        for place, part in zip(places, shares(total, weighed[model]), strict=True):
            found[place][index] += part
    return {place: tuple(amounts) for place, amounts in found.items()}


def stored_credits(contract_ids: Collection[UUID]) -> Earned:
    rows = Credit.objects.filter(contract__in=contract_ids)
    columns = [str(model) for model in MODELS]
    return {
        (contract, receipt, (campaign, link)): tuple(_cents(amount) for amount in amounts)
        for contract, receipt, campaign, link, *amounts in rows.values_list(
            "contract_id", "receipt_id", "campaign_id", "promotion_link_id", *columns
        )
    }


def contracts_of(records: Iterable[tuple[str, UUID]]) -> list[UUID]:
    """The contracts that touches of these records count for."""
    ids: dict[str, list[UUID]] = defaultdict(list)
    for code, pk in records:
        ids[code].append(pk)
    concerned = Q(pk__in=ids["contract"]) | Q(opportunity__in=ids["opportunity"]) | Q(account__in=ids["account"])
    return list(Contract.objects.alive().filter(concerned).values_list("pk", flat=True))
