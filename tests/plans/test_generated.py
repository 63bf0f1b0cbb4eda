"""A generated company: it holds every invariant, also after everybody worked at once, and what its salesperson asks is
answered by indexes, never by whole tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.data.load import load as load_data
from bench.data.size import DATA_SETS
from bench.mixed import run_mixed, summary
from bench.plans import shape, whole_tables
from bench.reads import reads
from bench.sessions import sign_in
from bench.viewer import EMAIL, Viewer, find_viewer
from tests.support.company import Api
from tests.support.fixtures import RunningServer
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import Tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.invariants import breaches
from yuanliu.kernel.work.unit import reading
from yuanliu.site.demo.erasure import erase_tenant

pytestmark = pytest.mark.xdist_group("plans")

MOST_STATEMENTS = 16  # of one request: signing in is four, the transaction three
HOT = {
    "leads: what I see, newest": ["lead_newest on leads_lead"],
    "leads: mine, open": ["lead_by_owner on leads_lead"],
    "kanban of the department": [],
    "account page": ["event_by_record on events_eventsubject"],
    "search: 3 characters": [],
}


@dataclass(frozen=True)
class Measured:
    viewer: Viewer
    api: Api
    owner: psycopg.Connection


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    before = set(Tenant.objects.values_list("pk", flat=True))
    load_data(DATA_SETS["tiny"], lambda line: None)
    api = Api()
    api.force_login(User.objects.get(email=EMAIL))
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        yield Measured(find_viewer(owner), api, owner)
    for tenant in Tenant.objects.exclude(pk__in=before):
        erase_tenant(tenant)


def asked(measured: Measured, name: str) -> list[list[str]]:
    """The statements of each request of a line."""
    (read,) = [read for read in reads(measured.viewer) if read.name == name]
    found = []
    for path in read.paths(measured.api, measured.viewer):  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as captured:
            assert measured.api.get(path).status_code == 200
        found.append([query["sql"] for query in captured])
    return found


def test_the_generated_companies_hold_every_invariant(measured: Measured) -> None:
    for tenant in Tenant.objects.filter(pk=measured.viewer.tenant):
        with reading(Context.for_system(tenant.pk)):
            assert [str(breach) for breach in breaches()] == []


@pytest.mark.parametrize("name", HOT)
def test_indexes_answer(measured: Measured, name: str) -> None:
    seen: set[str] = set()
    for statements in asked(measured, name):
        assert len(statements) <= MOST_STATEMENTS, statements
        for statement in statements:
            if statement.startswith("SELECT"):
                scans = shape_as_app(measured, statement)
                assert whole_tables(scans) == [], statement
                seen.update(scans)
    assert set(HOT[name]) <= seen


def shape_as_app(measured: Measured, statement: str) -> list[str]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as app:
        return shape(app, measured.viewer.tenant, statement, indexes_only=True)


def test_many_at_work_break_nothing(measured: Measured, server: RunningServer, run_jobs: Callable[[], None]) -> None:
    port = urlsplit(server.url).port
    assert port is not None
    load = run_mixed(port, sign_in(12), members=8, seconds=6)
    assert load.errors == []
    assert summary(load, 6)["requests"] > 8
    run_jobs()
    with reading(Context.for_system(Tenant.objects.get(pk=measured.viewer.tenant).pk)):
        assert [str(breach) for breach in breaches()] == []
