"""Leads, accounts, contacts and opportunities, with everything that is on record about them."""

from __future__ import annotations

import numpy as np

from bench.data.copying import Array, Json, ids_at, picked, where
from bench.data.diary import Diary
from bench.data.plan import CONVERTED, DISQUALIFIED, NEVER, Accounts, Leads, Opportunities
from bench.data.trail import Loader, days, plain_grams
from bench.data.words import JOB_TITLES, PEOPLE, mobiles
from yuanliu.kernel.metadata.models import CustomValue
from yuanliu.kernel.work.models import Collaborator
from yuanliu.modules.accounts.models import Account, Contact
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.opportunities.models import Opportunity, StageChange
from yuanliu.modules.ownership.models import LedgerEntry

STATUS = np.array([b"new", b"following", b"converted", b"disqualified"])
LEVELS = np.array([b"key", b"normal", b"minor"])
TITLES = np.array([title.encode() for title in JOB_TITLES], dtype=object)
OUTCOMES = np.array([b"open", b"won", b"lost"])


def write_leads(loader: Loader, leads: Leads, diary: Diary, accounts: Accounts, made: Opportunities) -> None:
    company, rng, count = loader.company, loader.rng, len(leads.ids)
    owned = leads.owner >= 0
    budget = np.where(rng.random(count) < 0.2, rng.integers(1, 200, count), -1)
    email = _emails(np.arange(count), rng.random(count) < 0.25, b"l")
    opportunity = np.where((leads.account >= 0) & (leads.account < made.from_lead), leads.account, -1)
    contact = np.where(leads.account >= 0, leads.account * 2, -1)
    loader.copy(
        Lead, count, id=leads.ids, created_at=leads.created, updated_at=np.fmax(leads.since, diary.last),
        name=loader.people.words[leads.person], sort_key=loader.people.sort_keys[leads.person],
        company=loader.firms.names[leads.firm], company_key=loader.firms.keys[leads.firm],
        job_title=TITLES[rng.integers(0, len(TITLES), count)], mobile=leads.mobile, mobile_key=_e164(leads.mobile),
        email=email, email_key=email, region=loader.firms.regions[leads.firm], industry=loader.firms.industries[leads.firm],
        status=STATUS[leads.status], score=rng.integers(0, 101, count), source_id=company.sources[leads.source],
        priority=np.array([b"high", b"normal", b"low"])[rng.choice(3, count, p=(0.2, 0.6, 0.2))],
        campaign_id=picked(company.campaigns, leads.campaign), promotion_link_id=picked(company.links, leads.link),
        owner_id=picked(company.sellers, leads.owner), pool_id=picked(company.lead_pools, leads.pool),
        owned_since=np.where(owned, leads.since, NEVER), pooled_since=np.where(owned, NEVER, leads.since),
        first_response_at=diary.first, last_follow_up_at=diary.last, next_follow_up_at=diary.next,
        disqualified_reason=np.where(leads.status == DISQUALIFIED, "无采购需求".encode(), b""),
        converted_at=leads.converted, account_id=picked(accounts.ids, leads.account),
        contact_id=picked(accounts.contact_ids, contact), opportunity_id=picked(made.ids, opportunity),
        custom=Json("%b", np.array([b"{}" if b < 0 else b'{"budget": %d}' % b for b in budget.tolist()], dtype=object)),
    )  # fmt: skip
    known = np.flatnonzero(budget >= 0)
    loader.copy(
        CustomValue, len(known), id=ids_at(leads.created[known], rng), field_id=company.budget_field,
        record_id=leads.ids[known], number=budget[known] * 10_000,
    )  # fmt: skip
    loader.search(
        "lead", leads.ids, loader.person_grams(leads.person), loader.firm_grams(leads.firm), plain_grams(leads.mobile),
        plain_grams(email),
    )  # fmt: skip
    _lead_events(loader, leads, accounts, made, opportunity)


def _lead_events(loader: Loader, leads: Leads, accounts: Accounts, made: Opportunities, opportunity: Array) -> None:
    company, rng = loader.company, loader.rng
    owned, moved = leads.owner >= 0, leads.began_elsewhere
    other_owner = rng.integers(0, len(company.sellers), len(owned))
    other_pool = rng.integers(0, len(company.lead_pools), len(owned))
    first_owner = np.where(moved, np.where(owned, -1, other_owner), leads.owner)
    first_pool = np.where(moved, np.where(owned, other_pool, -1), leads.pool)
    loader.events(
        "lead.created", "lead", leads.ids, leads.created, first_owner,
        changes=Json(
            '{"name": [null, "%b"], "company": [null, "%b"], "mobile": [null, "%b"], "status": [null, "new"]}',
            loader.people.words[leads.person], loader.firms.names[leads.firm], leads.mobile,
        ),
    )  # fmt: skip
    write_ledger(loader, "lead", "create", leads.ids, leads.created, (first_owner, first_pool))
    for kind, code, chosen in (
        ("claim", "record.claimed", moved & owned),
        ("recycle", "record.recycled", moved & ~owned),
    ):
        rows = np.flatnonzero(chosen)
        pools = company.lead_pools[(first_pool if kind == "claim" else leads.pool)[rows]]
        data = Json('{"pool_id": "%b", "pool_name": "线索公海", "reason": "长期未跟进"}', pools)
        actors = leads.owner[rows] if kind == "claim" else np.full(len(rows), -1)
        loader.events(code, "lead", leads.ids[rows], leads.since[rows], actors, data=data)
        write_ledger(
            loader, "lead", kind, leads.ids[rows], leads.since[rows], (leads.owner[rows], leads.pool[rows]),
            (first_owner[rows], first_pool[rows]),
        )  # fmt: skip
    rows = np.flatnonzero(leads.status == CONVERTED)
    into, account_ids = made.ids, accounts.ids[leads.account[rows]]
    data = Json('{"account_id": "%b", "account_name": "%b"}', account_ids, loader.firms.names[leads.firm[rows]])
    also = (("account", account_ids), ("opportunity", picked(into, opportunity[rows])))
    loader.events(
        "lead.converted", "lead", leads.ids[rows], leads.converted[rows], leads.owner[rows], data=data, also=also,
        changes='{"status": ["following", "converted"]}',
    )  # fmt: skip
    rows = np.flatnonzero(leads.status == DISQUALIFIED)
    loader.events(
        "lead.disqualified", "lead", leads.ids[rows], leads.since[rows], leads.owner[rows],
        data='{"reason": "无采购需求"}', changes='{"status": ["following", "disqualified"]}',
    )  # fmt: skip


def write_ledger(
    loader: Loader, code: str, kind: str, records: Array, at: Array, to: tuple[Array, Array],
    origin: tuple[Array, Array] | None = None,
) -> None:  # fmt: skip
    """One row of each record: from where to where; homes are (seller, pool) with -1 for none."""
    company = loader.company
    came = {} if origin is None else {"from_owner_id": origin[0], "from_pool_id": origin[1]}
    homes = {"to_owner_id": to[0], "to_pool_id": to[1], **came}
    pools = company.lead_pools if code == "lead" else np.array([company.account_pool])
    loader.copy(
        LedgerEntry, len(records), id=ids_at(at, loader.rng), object=code, record_id=records, kind=kind, at=at,
        actor_id=picked(company.sellers, to[0]),
        **{name: picked(pools if "pool" in name else company.sellers, places) for name, places in homes.items()},
    )  # fmt: skip


def write_accounts(loader: Loader, accounts: Accounts, leads: Leads, diary: Diary, last_won: Array) -> None:
    company, rng, count = loader.company, loader.rng, len(accounts.ids)
    firm, owned = np.arange(count), accounts.owner >= 0
    source, campaign, link = (
        _carried(accounts, column, count) for column in (leads.source, leads.campaign, leads.link)
    )
    phone = mobiles(np.arange(count) + 1_200_000_000)
    loader.copy(
        Account, count, id=accounts.ids, created_at=accounts.created, updated_at=np.fmax(accounts.created, diary.last),
        name=loader.firms.names[firm], name_key=loader.firms.keys[firm], sort_key=loader.firms.sort_keys[firm],
        level=LEVELS[rng.choice(3, count, p=(0.1, 0.6, 0.3))], region=loader.firms.regions[firm],
        industry=loader.firms.industries[firm], phone=phone, phone_key=_e164(phone),
        source_id=picked(company.sources, source), campaign_id=picked(company.campaigns, campaign),
        promotion_link_id=picked(company.links, link), owner_id=picked(company.sellers, accounts.owner),
        pool_id=where(~owned, np.full(count, company.account_pool, dtype="S32")),
        owned_since=np.where(owned, accounts.created, NEVER), pooled_since=np.where(owned, NEVER, accounts.created),
        last_follow_up_at=diary.last, next_follow_up_at=diary.next, last_won_at=last_won,
    )  # fmt: skip
    loader.search("account", accounts.ids, loader.firm_grams(firm), plain_grams(phone))
    loader.events(
        "account.created", "account", accounts.ids, accounts.created, accounts.owner,
        changes=Json('{"name": [null, "%b"], "phone": [null, "%b"]}', loader.firms.names[firm], phone),
    )  # fmt: skip
    home = (accounts.owner, np.where(owned, -1, 0))
    write_ledger(loader, "account", "create", accounts.ids, accounts.created, home)
    shared = np.flatnonzero(rng.random(count) < 0.05)
    loader.copy(
        Collaborator, len(shared), id=ids_at(accounts.created[shared], rng), object="account",
        record_id=accounts.ids[shared], member_id=company.sellers[rng.integers(0, len(company.sellers), len(shared))],
        added_at=accounts.created[shared],
    )  # fmt: skip
    _write_contacts(loader, accounts, leads)


def _write_contacts(loader: Loader, accounts: Accounts, leads: Leads) -> None:
    rng, count = loader.rng, len(accounts.contact_ids)
    account = np.repeat(np.arange(count // 2), 2)
    created = accounts.created[account]
    person, mobile = rng.integers(0, PEOPLE, count), mobiles(np.arange(count) + 600_000_000)
    known = np.arange(len(accounts.lead)) * 2
    person[known], mobile[known] = leads.person[accounts.lead], leads.mobile[accounts.lead]
    email = _emails(np.arange(count), rng.random(count) < 0.4, b"c")
    primary = np.arange(count) % 2 == 0
    loader.copy(
        Contact, count, id=accounts.contact_ids, created_at=created, updated_at=created,
        account_id=accounts.ids[account], name=loader.people.words[person], sort_key=loader.people.sort_keys[person],
        job_title=TITLES[rng.integers(0, len(TITLES), count)], mobile=mobile, phone_key=_e164(mobile), email=email,
        email_key=email, primary=primary, buying_role=np.where(primary, b"decision_maker", b"user"),
    )  # fmt: skip
    loader.search("contact", accounts.contact_ids, loader.person_grams(person), plain_grams(mobile), plain_grams(email))
    changes = Json('{"name": [null, "%b"], "mobile": [null, "%b"]}', loader.people.words[person], mobile)
    loader.events("contact.created", "contact", accounts.contact_ids, created, accounts.owner[account], changes=changes)


def write_opportunities(loader: Loader, made: Opportunities, accounts: Accounts, leads: Leads, diary: Diary) -> None:
    company, rng, count = loader.company, loader.rng, len(made.ids)
    closed = made.outcome > 0
    place = np.where(made.outcome == 1, 4, np.where(made.outcome == 2, 5, made.steps))
    stage = hex_stages(loader)[place]
    percent = np.array([row.probability for row in company.stages])[place]
    source, campaign, link = (
        np.where(np.arange(count) < made.from_lead, _carried(accounts, column, len(accounts.ids))[made.account], -1)
        for column in (leads.source, leads.campaign, leads.link)
    )
    ahead = company.moment + rng.integers(-20, 90, count).astype("m8[D]")
    title = _titles(loader, made)
    loader.copy(
        Opportunity, count, id=made.ids, created_at=made.created, updated_at=np.fmax(made.ended, diary.last), name=title,
        sort_key=loader.firms.sort_keys[made.account], account_id=accounts.ids[made.account],
        contact_id=accounts.contact_ids[made.account * 2], pipeline_id=company.stages[0].pipeline_id.hex, stage_id=stage,
        stage_since=made.ended, outcome=OUTCOMES[made.outcome], amount=made.amount, currency="CNY", rate=10**8,
        amount_base=made.amount, probability=percent, expected_amount=made.amount * percent // 100,
        expected_close=days(np.where(closed, made.ended, ahead)), opened_on=days(made.created),
        closed_at=np.where(closed, made.ended, NEVER), owner_id=company.sellers[made.owner],
        lost_reason_id=picked(company.lost_reasons, np.where(made.outcome == 2, made.account % 6, -1)),
        source_id=picked(company.sources, source), campaign_id=picked(company.campaigns, campaign),
        promotion_link_id=picked(company.links, link), last_follow_up_at=diary.last, next_follow_up_at=diary.next,
    )  # fmt: skip
    loader.search("opportunity", made.ids, loader.firm_grams(made.account))
    _write_history(loader, made, accounts, ahead)


def _write_history(loader: Loader, made: Opportunities, accounts: Accounts, ahead: Array) -> None:
    """The creation, then each stage that it moved on to."""
    company, ids = loader.company, hex_stages(loader)
    percent = np.array([row.probability for row in company.stages])
    names = np.array([row.name.encode() for row in company.stages], dtype=object)
    moves = made.steps + (made.outcome == 2)
    closing = days(np.where(made.outcome > 0, made.ended, ahead))
    for step in range(int(moves.max()) + 1):
        rows = np.flatnonzero(moves >= step)
        last = (moves[rows] == step) & (made.outcome[rows] > 0)
        to = np.where(last, 3 + made.outcome[rows], step)
        span = (made.ended[rows] - made.created[rows]).astype(np.int64)
        at = made.created[rows] + (span * step // np.maximum(moves[rows], 1)).astype("m8[s]")
        before = {} if step == 0 else {
            "from_stage_id": ids[np.full(len(rows), step - 1)], "from_amount": made.amount[rows],
            "from_probability": percent[np.full(len(rows), step - 1)], "from_close": closing[rows],
            "days_in_stage": span // np.maximum(moves[rows], 1) // 86_400,
        }  # fmt: skip
        loader.copy(
            StageChange, len(rows), id=ids_at(at, loader.rng), opportunity_id=made.ids[rows], at=at,
            member_id=company.sellers[made.owner[rows]], stage_id=ids[to], currency="CNY", amount=made.amount[rows],
            amount_base=made.amount[rows], probability=percent[to], expected_close=closing[rows], **before,
        )  # fmt: skip
        account_ids = accounts.ids[made.account[rows]]
        also = (("account", account_ids),)
        if step == 0:
            data = Json(
                '{"account_id": "%b", "amount": "%b", "currency": "CNY"}', account_ids, made.amount[rows] // 100
            )
            code = "opportunity.created"
        else:
            left = np.full(len(rows), step - 1)
            data = Json(
                '{"account_id": "%b", "from_id": "%b", "from_name": "%b", "to_id": "%b", "to_name": "%b"}',
                account_ids, ids[left], names[left], ids[to], names[to],
            )  # fmt: skip
            code = "opportunity.moved"
        loader.events(code, "opportunity", made.ids[rows], at, made.owner[rows], data=data, also=also)


def hex_stages(loader: Loader) -> Array:
    return np.array([stage.pk.hex.encode() for stage in loader.company.stages])


def _titles(loader: Loader, made: Opportunities) -> Array:
    endings = [" 设备采购".encode(), " 产线改造".encode(), " 年度框架".encode(), " 备件".encode()]
    names = loader.firms.names[made.account].tolist()
    return np.array([name + endings[at % 4] for at, name in enumerate(names)], dtype=object)


def _carried(accounts: Accounts, of_leads: Array, count: int) -> Array:
    """What an account has from its lead; -1 for those that came without one."""
    column = np.full(count, -1)
    column[: len(accounts.lead)] = of_leads[accounts.lead]
    return column


def _emails(numbers: Array, given: Array, letter: bytes) -> Array:
    made = np.char.add(np.char.add(letter, numbers.astype("S8")), b"@mail.example")
    return np.where(given, made, b"")


def _e164(numbers: Array) -> Array:
    return np.char.add(b"+86", numbers)
