"""Which lead became what, and when: arrays of indexes, moments and amounts, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.data.copying import Array, ids_at
from bench.data.people import LEAD_POOLS, Company
from bench.data.trail import between
from bench.data.words import PEOPLE, mobiles

NEVER = np.datetime64("NaT", "s")
POOLED = 0.3
NEW, FOLLOWING, CONVERTED, DISQUALIFIED = range(4)


@dataclass
class Leads:
    ids: Array
    created: Array
    owner: Array  # -1: in a pool
    pool: Array  # -1: has an owner
    since: Array  # when it came to where it is
    began_elsewhere: Array  # was created in a pool and claimed, or had an owner and was given up
    status: Array
    firm: Array
    person: Array
    mobile: Array
    source: Array
    campaign: Array  # -1: none
    link: Array
    converted: Array
    account: Array  # -1: none


@dataclass
class Accounts:
    """The first `len(lead)` came from leads."""

    ids: Array
    created: Array
    owner: Array
    lead: Array
    contact_ids: Array  # two of each account, one after another


@dataclass
class Opportunities:
    ids: Array
    created: Array
    account: Array
    from_lead: int  # the first so many came from the lead of their account
    owner: Array
    steps: Array  # how many stages it has passed
    outcome: Array  # 0 open, 1 won, 2 lost
    ended: Array  # when it was closed, or last moved
    amount: Array  # cents


def plan_leads(company: Company) -> Leads:
    rng, size, count = company.rng, company.size, company.size.leads
    created = np.sort(_recently(company, count))
    in_pool = rng.random(count) < POOLED
    owner = np.where(in_pool, -1, _owners(company, count))
    status = rng.choice(4, count, p=(0.15, 0.40, 0.35, 0.10))
    status[in_pool & (status == CONVERTED)] = FOLLOWING
    becoming = np.flatnonzero(status == CONVERTED)[: int(size.accounts * 0.85)]
    status[(status == CONVERTED) & ~np.isin(np.arange(count), becoming)] = FOLLOWING
    account = np.full(count, -1)
    account[becoming] = np.arange(len(becoming))
    firm = np.where(account >= 0, account, (size.accounts * 1.5 * rng.random(count) ** 1.5).astype(int))
    moved = rng.random(count) < 0.45
    since = np.where(moved, between(rng, created, _soon(company, created, 20)), created)
    campaign, link = _campaigns(company, created)
    converted = np.full(count, NEVER)
    converted[becoming] = between(rng, since[becoming], _soon(company, since[becoming], 60))
    pool = np.where(in_pool, rng.choice(LEAD_POOLS, count, p=_falling(LEAD_POOLS)), -1)
    return Leads(
        ids_at(created, rng), created, owner, pool, since, moved, status, firm, rng.integers(0, PEOPLE, count),
        mobiles(np.arange(count)), rng.integers(0, len(company.sources), count), campaign, link, converted, account,
    )  # fmt: skip


def plan_accounts(company: Company, leads: Leads) -> Accounts:
    rng, count = company.rng, company.size.accounts
    lead = np.flatnonzero(leads.account >= 0)
    created = _recently(company, count)
    created[: len(lead)] = leads.converted[lead]
    owner = _owners(company, count)
    owner[: len(lead)] = leads.owner[lead]
    owner[rng.random(count) < 0.1] = -1
    return Accounts(ids_at(created, rng), created, owner, lead, ids_at(np.repeat(created, 2), rng))


def plan_opportunities(company: Company, accounts: Accounts) -> Opportunities:
    rng, count = company.rng, company.size.opportunities
    from_lead = int(len(accounts.lead) * 0.55)
    account = (company.size.accounts * rng.random(count) ** 1.3).astype(int)
    account[:from_lead] = np.arange(from_lead)
    created = between(rng, accounts.created[account], _soon(company, accounts.created[account], 400), 2)
    created[:from_lead] = accounts.created[account[:from_lead]]
    outcome = rng.choice(3, count, p=(0.22, 0.42, 0.36))
    fresh = created > company.moment - np.timedelta64(30, "D")
    outcome[fresh & (rng.random(count) < 0.8)] = 0
    steps = np.where(outcome == 1, 4, rng.integers(0, 4, count))
    ended = np.maximum(between(rng, created, _soon(company, created, 120), 0.7), created + np.timedelta64(30, "s"))
    ended = np.where((outcome == 0) & (steps == 0), created, ended)
    owner = np.where(accounts.owner[account] < 0, _owners(company, count), accounts.owner[account])
    amount = np.maximum(np.round(rng.lognormal(11.6, 0.9, count), -2), 1000).astype(np.int64) * 100
    return Opportunities(ids_at(created, rng), created, account, from_lead, owner, steps, outcome, ended, amount)


def _recently(company: Company, count: int) -> Array:
    """Moments since the company opened, more and more of them."""
    seconds = company.size.months * 30 * 86_400
    back = seconds * company.rng.random(count) ** 1.3
    return company.moment - np.maximum(back, 3600).astype(np.int64).astype("m8[s]")


def _soon(company: Company, moments: Array, at_most: int) -> Array:
    """So many days later, and never in the future."""
    return np.minimum(moments + np.timedelta64(at_most, "D"), company.moment - np.timedelta64(60, "s"))


def _owners(company: Company, count: int) -> Array:
    """One in fifty sellers owns twenty times as much as the others."""
    sellers = len(company.sellers)
    weights = np.ones(sellers)
    weights[: max(sellers // 50, 1)] = 20
    return company.rng.choice(sellers, count, p=weights / weights.sum())


def _falling(kinds: int) -> Array:
    weights = 1 / np.arange(2, kinds + 2)
    return weights / weights.sum()


def _campaigns(company: Company, moments: Array) -> tuple[Array, Array]:
    """Some campaign that ran then, for two in five; and one of its links."""
    rng, count = company.rng, len(moments)
    latest = np.searchsorted(company.campaign_starts, moments, side="right") - 1
    campaign = latest - rng.integers(0, 2 * company.size.campaigns_a_month + 1, count)
    campaign = np.where((rng.random(count) < 0.45) & (campaign >= 0), campaign, -1)
    return campaign, np.where(campaign < 0, -1, campaign * 3 + rng.choice(3, count, p=(0.5, 0.3, 0.2)))
