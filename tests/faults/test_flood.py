"""Many visitors at once: every answer that says "received" is a row, none lost and none doubled.

The suite sends for two seconds and counts rows, never time. The whole load is one command, on a calm machine:

    YUANLIU_FLOOD=200x60 ./dev test tests/faults/test_flood.py -s      (200 a second for 60 seconds)
"""

import http.client
import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest

from tests.support.fixtures import running_server
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Submission
from yuanliu.modules.campaigns.tests.stall import PHONE, Stall

RATE, SECONDS = map(int, os.environ.get("YUANLIU_FLOOD", "40x2").split("x"))
VISITORS = 24  # connections that stay open
LINKS = 8


@dataclass
class Flood:
    """Visitors who send at a steady rate, each under an address of their own, half of them as JSON."""

    url: str
    pages: list[tuple[str, str]]  # address and token
    said: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    def run(self) -> float:
        """Seconds from the first to the last answer."""
        start = time.monotonic() + 0.2
        threads = [threading.Thread(target=self.visit, args=(number, start)) for number in range(VISITORS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - start

    def visit(self, first: int, start: float) -> None:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        for number in range(first, RATE * SECONDS, VISITORS):
            time.sleep(max(0.0, start + number / RATE - time.monotonic()))
            begun = time.monotonic()
            status = self.send(connection, number)
            self.took.append(time.monotonic() - begun)
            self.said[status] += 1
            if status in (201, 303):
                self.received.append(f"访客{number}")
        connection.close()

    def send(self, connection: http.client.HTTPConnection, number: int) -> int:
        slug, token = self.pages[number % len(self.pages)]
        answers = {"name": f"访客{number}", "mobile": f"138{number:08d}"}
        headers = {
            "User-Agent": PHONE,
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        if number % 2:
            body, kind, path = json.dumps({"answers": answers, "token": token}), "application/json", f"/f/{slug}.json"
        else:
            body, kind, path = (
                urlencode({**answers, "_token": token}),
                "application/x-www-form-urlencoded",
                f"/f/{slug}",
            )
        connection.request("POST", path, body.encode(), {**headers, "Content-Type": kind})
        response = connection.getresponse()
        response.read()
        return response.status


@pytest.fixture
def stall():
    """Several promoters' links: through one alone more than 3,000 in ten minutes would be looked at by a person."""
    made = Stall()
    for number in range(LINKS - 1):
        made.api.send("POST", f"/campaigns/{made.campaign}/links", {"channel": f"渠道{number}"})
    return made


def pages(stall):
    shown = []
    for link in stall.links():
        stall.slug = link["slug"]
        shown.append((link["slug"], stall.token()))
    return shown


def test_every_answer_is_a_row(stall, monkeypatch):
    monkeypatch.setenv("YUANLIU_TRUSTED_PROXIES", "1")
    monkeypatch.setenv("YUANLIU_DOORS_REMEMBERED", "1")
    with running_server("--workers", str(min(2, os.cpu_count() or 1)), "--threads", "4") as url:
        flood = Flood(url, pages(stall))
        seconds = flood.run()
    with reading(stall.company.admin):
        rows = sorted(Submission.objects.values_list("name", "state"))
    took = sorted(flood.took)
    print(
        f"\n{len(took)} sent in {seconds:.1f} s = {len(took) / seconds:.0f}/s of {RATE}/s; answers {dict(flood.said)}; "
        f"rows {len(rows)}; p50 {took[len(took) // 2] * 1000:.0f} ms, p95 {took[len(took) * 95 // 100] * 1000:.0f} ms"
    )
    assert [name for name, _ in rows] == sorted(flood.received)
    assert {state for _, state in rows} == {"collected"}
    assert len(rows) == RATE * SECONDS, flood.said
