"""Visits, submissions and touches."""

from __future__ import annotations

import numpy as np

from bench.data.copying import NULL, Array, Json, ids_at, picked
from bench.data.plan import CONVERTED, NEVER, Accounts, Leads
from bench.data.trail import Loader, between, days, plain_grams
from bench.data.words import PEOPLE, mobiles
from yuanliu.modules.campaigns.models import Submission, Touch, Visit

STATES = np.array([b"synced", b"duplicate", b"collected", b"quarantined", b"rejected"])
SYNCED, DUPLICATE, _, QUARANTINED, _ = range(5)


def write_visits(loader: Loader) -> None:
    company, rng, count = loader.company, loader.rng, loader.company.size.visits
    campaign, at = _moments(loader, count)
    day = days(at)
    whose = day.astype(np.int64) << 31 | rng.integers(0, 2**31, count) // 3  # nobody is the same on another day
    visitor = np.char.zfill(whose.astype("S20"), 32)
    loader.copy(
        Visit, count, id=ids_at(at, rng), campaign_id=company.campaigns[campaign], at=at, day=day, visitor=visitor,
        link_id=company.links[campaign * 3 + rng.choice(3, count, p=(0.5, 0.3, 0.2))],
    )  # fmt: skip


def _moments(loader: Loader, count: int) -> tuple[Array, Array]:
    """A campaign and a moment while it runs; some campaigns draw ten times as many as others."""
    company, rng = loader.company, loader.rng
    weights = rng.lognormal(0, 1, len(company.campaigns))
    campaign = rng.choice(len(company.campaigns), count, p=weights / weights.sum())
    start = company.campaign_starts[campaign]
    return campaign, between(rng, start, np.minimum(start + np.timedelta64(30, "D"), company.moment), 1.5)


def write_submissions(loader: Loader, leads: Leads, accounts: Accounts) -> None:
    """Those that became the leads of campaigns, those of people who were known, and those that wait."""
    company, rng = loader.company, loader.rng
    became = np.flatnonzero(leads.campaign >= 0)
    more = max(company.size.submissions - len(became), 0)
    campaign, at = _moments(loader, more)
    state = rng.choice(np.arange(1, 5), more, p=(0.4, 0.35, 0.2, 0.05))
    known = rng.choice(became, more) if len(became) else np.full(more, -1)
    lead = np.concatenate([became, np.where(state == DUPLICATE, known, -1)])
    campaign = np.concatenate([leads.campaign[became], campaign])
    link = np.concatenate([leads.link[became], campaign[len(became) :] * 3])
    at = np.concatenate([leads.created[became] - np.timedelta64(30, "m"), at])
    state = np.concatenate([np.full(len(became), SYNCED), state])
    strangers = rng.integers(0, PEOPLE, len(at))
    person = np.where(lead >= 0, leads.person[lead], strangers)
    firm = np.where(lead >= 0, leads.firm[lead], strangers % len(loader.firms.grams))
    mobile = np.where(lead >= 0, leads.mobile[lead], mobiles(np.arange(len(at)) + 300_000_000))
    _write(loader, (lead, campaign, link, at, state, person, firm, mobile), leads, accounts)


def _write(loader: Loader, rows: tuple[Array, ...], leads: Leads, accounts: Accounts) -> None:
    lead, campaign, link, at, state, person, firm, mobile = rows
    company, rng, count = loader.company, loader.rng, len(at)
    ids = ids_at(at, rng)
    names, firms = loader.people.words[person], loader.firms.names[firm]
    loader.copy(
        Submission, count, id=ids, created_at=at, updated_at=at, campaign_id=company.campaigns[campaign],
        link_id=company.links[link], way="form", state=STATES[state], name=names, company=firms, mobile=mobile,
        sort_key=loader.people.sort_keys[person], lead_id=picked(leads.ids, lead), fingerprint=ids,
        suspicion=np.where(state == QUARANTINED, b"too_fast", NULL), synced_at=np.where(lead >= 0, at, NEVER),
        answers=Json('{"name": "%b", "company": "%b", "mobile": "%b"}', names, firms, mobile),
    )  # fmt: skip
    loader.search(
        "submission", ids, loader.person_grams(person), loader.firm_grams(firm), plain_grams(mobile.astype("S11"))
    )
    data = Json(
        '{"campaign_id": "%b", "state": "collected", "link_id": "%b"}', company.campaigns[campaign], company.links[link]
    )
    nobody = np.full(count, -1)
    loader.events("submission.received", "submission", ids, at, nobody, data=data)
    made = np.flatnonzero(lead >= 0)
    data = Json('{"campaign_id": "%b", "state": "%b"}', company.campaigns[campaign[made]], STATES[state[made]])
    loader.events(
        "submission.synced",
        "submission",
        ids[made],
        at[made],
        nobody[made],
        data=data,
        also=(("lead", leads.ids[lead[made]]),),
    )
    _touches(loader, leads, accounts, (ids[made], lead[made], campaign[made], link[made], at[made]))


def _touches(loader: Loader, leads: Leads, accounts: Accounts, rows: tuple[Array, ...]) -> None:
    """On the lead, and carried to the account that it became."""
    submissions, lead, campaign, link, at = rows
    company = loader.company
    ids = ids_at(at, loader.rng)
    where = {"campaign_id": company.campaigns[campaign], "promotion_link_id": company.links[link], "at": at}
    loader.copy(
        Touch,
        len(ids),
        id=ids,
        object="lead",
        record_id=leads.ids[lead],
        kind="submission",
        submission_id=submissions,
        **where,
    )
    onward = np.flatnonzero((leads.status[lead] == CONVERTED) & (at <= leads.converted[lead]))
    loader.copy(
        Touch, len(onward), id=ids_at(at[onward], loader.rng), object="account", kind="submission",
        record_id=accounts.ids[leads.account[lead[onward]]], carried_from_id=ids[onward],
        **{name: column[onward] for name, column in where.items()},
    )  # fmt: skip
