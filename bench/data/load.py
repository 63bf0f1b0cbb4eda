"""Makes a data set: the companies by the product's own services, then the bulk by COPY without indexes in the way."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import psycopg

from bench.data.copying import Say
from bench.data.diary import Diary, write_diary
from bench.data.marketing import write_submissions, write_visits
from bench.data.money import last_won, plan_contracts, write_contracts
from bench.data.people import Company, found_company
from bench.data.plan import NEW, plan_accounts, plan_leads, plan_opportunities
from bench.data.sales import write_accounts, write_leads, write_opportunities
from bench.data.size import BIG_COMPANY, DOMAIN, NAME, DataSet
from bench.data.trail import Loader
from yuanliu.kernel.tenancy.wall import raise_wall, tenant_models
from yuanliu.modules.analytics.services.credits import settle_all


def load(data_set: DataSet, say: Say, seed: int = 2026) -> None:
    """Fills the migrated, empty database of the environment. The day decides the dates, the seed all else."""
    now = datetime.now(UTC).replace(microsecond=0)
    say("founding the companies")
    big = found_company(NAME, DOMAIN, data_set.company, now, np.random.default_rng([seed, 0]))
    companies = [big, *_small_companies(data_set, now, seed)]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        with _without_indexes(connection, say):
            for company in companies:
                started = time.monotonic()
                _load_company(connection, company, say if company is big else lambda line: None)
                if company is big:
                    say(f"loaded {company.tenant.name} in {time.monotonic() - started:.0f} s")
        raise_wall()
        say("credits of attribution")
        for company in companies:
            for _ in settle_all(company.system.at(company.now)):
                pass
        say("vacuum and statistics")
        connection.execute("VACUUM (ANALYZE)")


def _small_companies(data_set: DataSet, now: datetime, seed: int) -> Iterator[Company]:
    """Of one to five thousand leads each, and a little of everything else."""
    for number in range(1, data_set.small_tenants + 1):
        rng = np.random.default_rng([seed, number])
        leads = rng.integers(1_000, 5_001) if data_set.factor > 0.01 else 200
        size = replace(BIG_COMPANY.times(0.1 * leads / BIG_COMPANY.leads), leads=int(leads), members=10)
        yield found_company(f"小微企业{number:03d}", f"small{number}.example", size, now, rng)


def _load_company(connection: psycopg.Connection, company: Company, say: Say) -> None:
    say("words")
    loader, size = Loader(connection, company), company.size
    leads = plan_leads(company)
    accounts = plan_accounts(company, leads)
    made = plan_opportunities(company, accounts)
    contracts = plan_contracts(company, made)
    of_leads = Diary.plan(company, int(size.follow_ups * 0.6), leads.created, leads.owner, leads.status != NEW)
    everyone = np.ones(size.accounts, dtype=bool)
    of_accounts = Diary.plan(company, int(size.follow_ups * 0.25), accounts.created, accounts.owner, everyone)
    rest = size.follow_ups - len(of_leads.at) - len(of_accounts.at)
    of_made = Diary.plan(company, rest, made.created, made.owner, np.arange(len(made.ids)) % 3 > 0)
    say("visits and submissions")
    write_visits(loader)
    write_submissions(loader, leads, accounts)
    say("leads")
    write_leads(loader, leads, of_leads, accounts, made)
    say("accounts and contacts")
    write_accounts(loader, accounts, leads, of_accounts, last_won(company, contracts))
    say("opportunities")
    write_opportunities(loader, made, accounts, leads, of_made)
    say("contracts and receipts")
    write_contracts(loader, contracts, made, accounts, leads)
    say("follow-ups")
    write_diary(loader, "lead", leads.ids, of_leads)
    write_diary(loader, "account", accounts.ids, of_accounts)
    write_diary(loader, "opportunity", made.ids, of_made, accounts.ids[made.account])


@contextmanager
def _without_indexes(connection: psycopg.Connection, say: Say) -> Iterator[None]:
    """Keys and indexes go, and come back in one pass each when the rows are there: three times as fast."""
    tables = [model._meta.db_table for model in tenant_models()]
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype IN ('f', 'u', 'p') AND conrelid::regclass::text = ANY(%s) ORDER BY contype <> 'f'",
        [tables],
    ).fetchall()
    for table, name, _ in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)", [tables]
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    connection.execute("SET maintenance_work_mem = '1GB'")
    started = time.monotonic()
    for _, definition in indexes:
        connection.execute(definition)
    for table, name, definition in reversed(constraints):  # keys before those that point at them
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    say(f"built {len(indexes)} indexes and {len(constraints)} keys in {time.monotonic() - started:.0f} s")
