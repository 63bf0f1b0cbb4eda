"""kill -9 in the middle: afterwards nothing is lost, doubled or half there."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connections

from tests.support.company import make_company
from yuanliu.kernel.events.models import EventLog
from yuanliu.kernel.imports.models import ImportRow
from yuanliu.kernel.imports.tests.support import fetched, planned, step, uploaded
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts.models import Account

ROWS = 20_000
SEEN = 2_000  # rows after which the worker is killed


def worker():
    """A real worker, in a process group of its own, that notices within three seconds that another died."""
    command = [sys.executable, "-m", "yuanliu.site.cli", "worker", "--heartbeat", "1"]
    return subprocess.Popen(command, start_new_session=True)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def made(company):
    with reading(company.admin):
        return Account.objects.count()


def wait_until(condition, seconds=180):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "too late"
        time.sleep(0.2)


@pytest.fixture
def company():
    return make_company()


def test_an_import_goes_on_after_its_worker_was_killed(company):
    api = company.api("admin")
    content = "客户名称,行业\n" + "\n".join(f"第{number:05d}号机电厂,机电" for number in range(ROWS))
    batch = uploaded(api, "account", content)
    planned(api, batch, options={"duplicates": "create"})
    assert step(api, batch, "check")["state"] == "checked"
    assert api.send("POST", f"/imports/{batch['id']}/run").status_code == 200

    first = worker()
    try:
        wait_until(lambda: made(company) >= SEEN)
    finally:
        kill(first)
    assert made(company) < ROWS, "killed too late to show anything"

    second = worker()
    try:
        wait_until(lambda: fetched(api, batch)["state"] == "done")
    finally:
        kill(second)

    after = fetched(api, batch)
    assert after["counts"]["created"] == ROWS
    with reading(company.admin):
        assert Account.objects.count() == Account.objects.values("name").distinct().count() == ROWS
        assert ImportRow.objects.filter(batch=batch["id"], state="created").count() == ROWS
        assert EventLog.objects.filter(code="account.created").count() == ROWS


def test_what_was_answered_is_there_after_the_connections_are_cut(company):
    """Every write that was answered 201 exists once, with its event; every other left nothing: cut as a crash cuts them."""
    apis, answered = [company.api("admin") for _ in range(4)], []

    def write(number):
        response = apis[number % 4].send("POST", "/accounts", {"name": f"断电{number:04d}"})
        if response.status_code == 201:
            answered.append(response.data["id"])
        else:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        for number in range(200):
            threads.submit(write, number)
        for _ in range(5):
            time.sleep(0.2)
            cut_all_connections()
    connections.close_all()  # the test client keeps its connection between requests; the server gives it back
    assert 0 < len(answered) < 200, "no request was cut"
    with reading(company.admin):
        ids = {str(pk) for pk in Account.objects.values_list("pk", flat=True)}
        told = {str(pk) for pk in EventLog.objects.filter(code="account.created").values_list("record_id", flat=True)}
    assert set(answered) <= ids
    assert ids == told
    assert apis[0].send("GET", "/accounts").status_code == 200


def cut_all_connections():
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
