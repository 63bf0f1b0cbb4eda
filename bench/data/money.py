"""Contracts, installments, receipts and what they pay off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.data.copying import Array, Json, ids_at, picked
from bench.data.people import Company
from bench.data.plan import NEVER, Accounts, Leads, Opportunities
from bench.data.trail import Loader, days, plain_grams
from yuanliu.modules.contracts.models import Contract, Installment
from yuanliu.modules.receivables.models import Allocation, Receipt

STAGES = np.array([b"draft", b"effective", b"executing", b"completed", b"terminated", b"void"])
DRAFT, EFFECTIVE, EXECUTING, COMPLETED, TERMINATED, VOID = range(6)
SHARES = (30, 40)  # percent of the amount; the third installment is the rest
DUE_DAYS = (30, 120, 240)
NAMES = np.array(["首付款".encode(), "发货款".encode(), "尾款".encode()], dtype=object)


@dataclass
class Contracts:
    ids: Array
    opportunity: Array
    account: Array
    created: Array
    stage: Array
    amount: Array
    parts: Array  # (contracts, 3) cents
    paid: Array  # how many installments are paid, in order
    refunded: Array  # of the first installment, cents
    received: Array

    @property
    def signed(self) -> Array:
        return days(self.created)


def plan_contracts(company: Company, made: Opportunities) -> Contracts:
    rng = company.rng
    opportunity = np.flatnonzero(made.outcome == 1)[: company.size.contracts]
    count = len(opportunity)
    created = np.minimum(
        made.ended[opportunity] + rng.integers(1, 10 * 86_400, count).astype("m8[s]"),
        company.moment - np.timedelta64(30, "s"),
    )
    stage = rng.choice(6, count, p=(0.03, 0.03, 0.17, 0.72, 0.03, 0.02))
    amount = made.amount[opportunity]
    first, second = (amount * share // 100 for share in SHARES)
    parts = np.stack([first, second, amount - first - second], axis=1)
    paid = np.select(
        [stage == COMPLETED, stage == EXECUTING, stage == TERMINATED, stage == EFFECTIVE],
        [np.full(count, 3), rng.integers(1, 3, count), np.full(count, 1), rng.integers(0, 2, count)],
        0,
    )
    refunded = np.where((stage == TERMINATED) & (rng.random(count) < 0.6), parts[:, 0] // 2, 0)
    received = np.where(np.arange(3) < paid[:, None], parts, 0).sum(axis=1) - refunded
    return Contracts(
        ids_at(created, rng),
        opportunity,
        made.account[opportunity],
        created,
        stage,
        amount,
        parts,
        paid,
        refunded,
        received,
    )


def last_won(company: Company, contracts: Contracts) -> Array:
    """Of each account, when it last bought."""
    moments = np.full(company.size.accounts, NEVER)
    order = np.argsort(contracts.created, kind="stable")
    moments[contracts.account[order]] = contracts.created[order]
    return moments


def write_contracts(
    loader: Loader, contracts: Contracts, made: Opportunities, accounts: Accounts, leads: Leads
) -> None:
    company, count = loader.company, len(contracts.ids)
    numbers = _numbers(b"HT-", contracts.signed)
    owner, account_ids = made.owner[contracts.opportunity], accounts.ids[contracts.account]
    names = loader.firms.names[contracts.account]
    lead = np.where(
        contracts.opportunity < made.from_lead, accounts.lead[np.minimum(contracts.account, len(accounts.lead) - 1)], -1
    )
    campaign, link = (np.where(lead >= 0, column[lead], -1) for column in (leads.campaign, leads.link))
    closed = np.isin(contracts.stage, (TERMINATED, VOID))
    loader.copy(
        Contract, count, id=contracts.ids, created_at=contracts.created, updated_at=contracts.created, name=names,
        sort_key=loader.firms.sort_keys[contracts.account], number=numbers, account_id=account_ids,
        contact_id=accounts.contact_ids[contracts.account * 2], opportunity_id=made.ids[contracts.opportunity],
        owner_id=company.sellers[owner], amount=contracts.amount, currency="CNY", rate=10**8, amount_base=contracts.amount,
        signed_on=contracts.signed, starts_on=contracts.signed, ends_on=contracts.signed + np.timedelta64(365, "D"),
        stage=STAGES[contracts.stage], planned=contracts.amount, received=contracts.received,
        outstanding=contracts.amount - contracts.received, invoiced=0,
        approval=np.where(np.isin(contracts.stage, (DRAFT, VOID)), b"none", b"approved"),
        delivered_on=np.where(contracts.stage == COMPLETED, contracts.signed + np.timedelta64(100, "D"), np.datetime64("NaT", "D")),
        close_reason=np.where(closed, "客户原因".encode(), b""),
        source_id=company.sources[np.where(lead >= 0, leads.source[lead], 0)],
        campaign_id=picked(company.campaigns, campaign), promotion_link_id=picked(company.links, link),
    )  # fmt: skip
    loader.search("contract", contracts.ids, loader.firm_grams(contracts.account), plain_grams(numbers))
    opportunity_ids = made.ids[contracts.opportunity]
    facts = Json(
        '{"account_id": "%b", "opportunity_id": "%b", "amount": "%b", "currency": "CNY", '
        '"signed_on": "%b", "reason": ""}',
        account_ids, opportunity_ids, contracts.amount // 100, contracts.signed,
    )  # fmt: skip
    also = (("account", account_ids), ("opportunity", opportunity_ids))
    loader.events("contract.created", "contract", contracts.ids, contracts.created, owner, data=facts, also=also)
    for code, lowest in (
        ("contract.approved", EFFECTIVE),
        ("contract.effective", EFFECTIVE),
        ("contract.completed", COMPLETED),
    ):
        rows = np.flatnonzero(
            (contracts.stage >= lowest) & (contracts.stage <= (COMPLETED if lowest == COMPLETED else TERMINATED))
        )
        told = Json(facts.template.decode(), *(column[rows] for column in facts.columns))
        there = tuple((kind, ids[rows]) for kind, ids in also)
        loader.events(
            code, "contract", contracts.ids[rows], contracts.created[rows], owner[rows], data=told, also=there
        )
    _write_installments(loader, contracts, account_ids, owner)


def _write_installments(loader: Loader, contracts: Contracts, account_ids: Array, owner: Array) -> None:
    rng = loader.rng
    numbers = _Numbers(b"HK-")
    for part in range(3):
        count = len(contracts.ids)
        ids = ids_at(contracts.created, rng)
        amount, paid = contracts.parts[:, part], contracts.paid > part
        allocated = np.where(paid, amount, 0) - (contracts.refunded if part == 0 else 0)
        due = contracts.signed + np.timedelta64(DUE_DAYS[part], "D")
        loader.copy(
            Installment, count, id=ids, created_at=contracts.created, updated_at=contracts.created,
            contract_id=contracts.ids, position=part + 1, name=NAMES[part], amount=amount, currency="CNY", due_on=due,
            allocated=allocated,
        )  # fmt: skip
        loader.events("installment.created", "installment", ids, contracts.created, owner)
        _write_receipts(loader, contracts, account_ids, owner, part, ids, numbers)


class _Numbers:
    """Numbers that go on from one batch to the next."""

    def __init__(self, prefix: bytes):
        self.prefix, self.given = prefix, 0

    def of(self, on: Array) -> Array:
        first, self.given = self.given, self.given + len(on)
        return _numbers(self.prefix, on, first)


def _write_receipts(
    loader: Loader,
    contracts: Contracts,
    account_ids: Array,
    owner: Array,
    part: int,
    installments: Array,
    numbers: _Numbers,
) -> None:
    """What was paid, what finance has still to look at, what it rejected, and what went back."""
    rng, stage = loader.rng, contracts.stage
    paid = np.flatnonzero(contracts.paid > part)
    ids = _receipts(loader, contracts, account_ids, owner, paid, contracts.parts[paid, part], "confirmed", numbers)
    _allocate(loader, contracts, ids, installments[paid], contracts.parts[paid, part], paid)
    waiting = np.flatnonzero((stage == EXECUTING) & (contracts.paid == part) & (rng.random(len(stage)) < 0.5))
    _receipts(loader, contracts, account_ids, owner, waiting, contracts.parts[waiting, part], "registered", numbers)
    wrong = paid[rng.random(len(paid)) < 0.02]
    _receipts(loader, contracts, account_ids, owner, wrong, contracts.parts[wrong, part], "rejected", numbers)
    if part == 0:
        back = contracts.refunded > 0
        rows, of = np.flatnonzero(back), ids[back[paid]]
        refunds = _receipts(
            loader, contracts, account_ids, owner, rows, -contracts.refunded[rows], "confirmed", numbers, of
        )
        _allocate(loader, contracts, refunds, installments[rows], -contracts.refunded[rows], rows)


def _receipts(
    loader: Loader, contracts: Contracts, account_ids: Array, owner: Array, rows: Array, amount: Array, state: str,
    numbers: _Numbers, refund_of: Array | None = None,
) -> Array:  # fmt: skip
    """One of each of these contracts; returns their ids."""
    company, rng, count = loader.company, loader.rng, len(rows)
    late = contracts.created[rows] + rng.integers(3_600, 90 * 86_400, count).astype("m8[s]")
    at = np.minimum(late, company.moment - np.timedelta64(20, "s"))
    ids, given = ids_at(at, rng), numbers.of(days(at))
    confirmed = state == "confirmed"
    loader.copy(
        Receipt, count, id=ids, created_at=at, updated_at=at, number=given, sort_key=np.char.lower(given),
        contract_id=contracts.ids[rows], account_id=account_ids[rows], amount=amount, amount_base=amount, currency="CNY",
        rate=10**8, received_on=days(at), state=state, allocated=amount if confirmed else 0, refund_of_id=refund_of,
        confirmed_by_id=company.finance if confirmed else None, confirmed_at=at if confirmed else None,
        reason="" if state != "rejected" else "金额与流水不符",
    )  # fmt: skip
    loader.search("receipt", ids, plain_grams(given))
    data = Json(
        '{"contract_id": "%b", "account_id": "%b", "amount": "%b", "currency": "CNY", "reason": "金额与流水不符"}',
        contracts.ids[rows], account_ids[rows], amount // 100,
    )  # fmt: skip
    also = (("contract", contracts.ids[rows]), ("account", account_ids[rows]))
    codes = ["receipt.registered"] + ([f"receipt.{state}"] if state != "registered" else [])
    for code in codes:
        loader.events(code, "receipt", ids, at, owner[rows], data=data, also=also)
    return ids


def _allocate(
    loader: Loader, contracts: Contracts, receipts: Array, installments: Array, amount: Array, rows: Array
) -> None:
    at = contracts.created[rows]
    loader.copy(
        Allocation, len(rows), id=ids_at(at, loader.rng), receipt_id=receipts, installment_id=installments,
        amount=amount, currency="CNY", at=at,
    )  # fmt: skip


def _numbers(prefix: bytes, on: Array, first: int = 0) -> Array:
    """HT-20260101-0000001: the day, and a number that no other has."""
    if not len(on):  # numpy replaces nothing in nothing
        return np.array([], dtype="S19")
    written = np.char.replace(np.datetime_as_string(on).astype("S10"), b"-", b"")
    serial = np.char.zfill(np.arange(first, first + len(on)).astype("S7"), 7)
    return np.char.add(np.char.add(np.char.add(prefix, written), b"-"), serial)
